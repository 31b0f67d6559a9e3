// Two texts side by side: line by line as a printer's proof, and row by row in words for whoever decides.
#include <algorithm>
#include <map>

#include "kernel/pack/office.hpp"
#include "kernel/pack/toml.hpp"

namespace zhibu::pack {
namespace {

constexpr std::size_t most_steps = 600;  // beyond so many changed lines the middle is shown as replaced whole

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> all;
    while (!text.empty()) {
        auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        all.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return all;
}

// The shortest way from one list of lines to another (Myers): which lines of each stay.
class Way {
public:
    Way(const std::vector<std::string_view>& before, const std::vector<std::string_view>& after) : a_{before}, b_{after} {
        while (head_ < a_.size() && head_ < b_.size() && a_[head_] == b_[head_]) ++head_;
        while (tail_ < a_.size() - head_ && tail_ < b_.size() - head_ && a_[a_.size() - 1 - tail_] == b_[b_.size() - 1 - tail_]) ++tail_;
        search();
    }
    json::array lines() const {
        json::array out;
        std::size_t i = 0, j = 0;
        auto add = [&](const char* is, json::value old_line, json::value new_line, std::string_view text) { out.push_back({{"is", is}, {"old", old_line}, {"new", new_line}, {"text", text}}); };
        auto change_to = [&](std::size_t to_i, std::size_t to_j) {
            for (; i < to_i; ++i) add("removed", i + 1, nullptr, a_[i]);
            for (; j < to_j; ++j) add("added", nullptr, j + 1, b_[j]);
        };
        for (auto& [x, y] : kept_) {
            change_to(x, y);
            add("same", i + 1, j + 1, a_[i]);
            ++i, ++j;
        }
        change_to(a_.size(), b_.size());
        return out;
    }

private:
    void search() {
        for (std::size_t i = 0; i < head_; ++i) kept_.emplace_back(i, i);
        auto n = std::ptrdiff_t(a_.size() - head_ - tail_), m = std::ptrdiff_t(b_.size() - head_ - tail_);
        auto limit = std::min<std::ptrdiff_t>(n + m, most_steps);
        std::vector<std::vector<std::ptrdiff_t>> seen;
        std::vector<std::ptrdiff_t> far(std::size_t(2 * limit + 3), 0);
        auto at = [&](std::ptrdiff_t k) -> std::ptrdiff_t& { return far[std::size_t(k + limit + 1)]; };
        bool found = n == 0 && m == 0;
        for (std::ptrdiff_t d = 0; d <= limit && !found; ++d) {
            seen.push_back(far);
            for (std::ptrdiff_t k = -d; k <= d && !found; k += 2) {
                auto x = k == -d || (k != d && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
                while (x < n && x - k < m && a_[head_ + std::size_t(x)] == b_[head_ + std::size_t(x - k)]) ++x;
                at(k) = x;
                found = x >= n && x - k >= m;
            }
        }
        if (found) walk_back(seen, n, m, limit);
        for (std::size_t i = 0; i < tail_; ++i) kept_.emplace_back(a_.size() - tail_ + i, b_.size() - tail_ + i);
    }
    void walk_back(const std::vector<std::vector<std::ptrdiff_t>>& seen, std::ptrdiff_t x, std::ptrdiff_t y, std::ptrdiff_t limit) {
        std::vector<std::pair<std::size_t, std::size_t>> middle;
        for (auto d = std::ptrdiff_t(seen.size()) - 1; d >= 0; --d) {
            auto& far = seen[std::size_t(d)];
            auto at = [&](std::ptrdiff_t k) { return far[std::size_t(k + limit + 1)]; };
            auto k = x - y;
            auto before_k = d == 0 ? 0 : k == -d || (k != d && at(k - 1) < at(k + 1)) ? k + 1 : k - 1;
            auto before_x = d == 0 ? 0 : at(before_k), before_y = before_x - before_k;
            while (x > before_x && y > before_y) --x, --y, middle.emplace_back(head_ + std::size_t(x), head_ + std::size_t(y));
            x = before_x, y = before_y;
        }
        kept_.insert(kept_.end(), middle.rbegin(), middle.rend());
    }
    const std::vector<std::string_view>&a_, &b_;
    std::size_t head_ = 0, tail_ = 0;
    std::vector<std::pair<std::size_t, std::size_t>> kept_;
};

// What two versions of a row go by.
std::string identity(const json::object& row, std::size_t place) {
    for (auto names : {std::pair{"name", "version"}, std::pair{"code", ""}, std::pair{"key", ""}, std::pair{"section", "paragraph"}, std::pair{"kind", "valid_from"}, std::pair{"title", ""}, std::pair{"year", ""},
                       std::pair{"verb", ""}, std::pair{"source", "valid_from"}})
        if (auto* first = row.if_contains(names.first)) {
            auto* second = row.if_contains(names.second);
            return json::serialize(*first) + (second ? json::serialize(*second) : "");
        }
    return "#" + std::to_string(place);
}
std::string words_of(const json::value& value) {
    if (auto* text = value.if_string()) return std::string{*text};
    if (auto* list = value.if_array()) {
        std::string out;
        for (auto& each : *list) out += (out.empty() ? "" : "、") + words_of(each);
        return out;
    }
    if (auto* truth = value.if_bool()) return *truth ? "是" : "否";
    return value.is_null() ? "" : json::serialize(value);
}
class Meaning {
public:
    Meaning(const View& view, Language language, const json::object& forms) : view_{view}, words_{view.app.words}, language_{language}, forms_{forms} {}
    json::array changes;

    void compare(const json::object& before, const json::object& after) {
        json::object top_before, top_after;
        std::vector<std::string> names;
        for (auto* side : {&before, &after})
            for (auto& [name, value] : *side)
                if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
        for (auto& name : names) {
            auto *old_value = before.if_contains(name), *new_value = after.if_contains(name);
            bool rows = is_rows(old_value) || is_rows(new_value);
            if (rows) compare_rows(name, form_of_table(name), old_value, new_value, "");
            else {
                if (old_value) top_before[name] = *old_value;
                if (new_value) top_after[name] = *new_value;
            }
        }
        changed(label_of_table("", form_of_table("")), "", top_before, top_after, form_of_table(""), "");
    }

private:
    static bool is_rows(const json::value* value) { return value && value->is_array() && !value->as_array().empty() && value->as_array()[0].is_object(); }
    const json::object* form_of_table(const std::string& table) const {
        auto* found = forms_.if_contains(table);
        return found ? found->if_object() : nullptr;
    }
    std::string label_of_table(const std::string& table, const json::object* form) const {
        auto key = form ? std::string{form->at("type").as_string()} + "._" : "";
        return words_.has(language_, key) ? std::string{words_.text(language_, key)} : table;
    }
    std::string called(const json::object* form, const json::object& row) const { return row_label(view_, language_, form ? std::string{form->at("type").as_string()} : "", row); }
    const json::object* field_of(const json::object* form, const std::string& name) const {
        if (form)
            for (auto& each : form->at("fields").as_array())
                if (each.at("name").as_string() == name) return &each.as_object();
        return nullptr;
    }
    std::string label_of_field(const json::object* form, const std::string& name) const {
        for (auto& key : {form ? std::string{form->at("type").as_string()} + "." + name : "", "pack.field." + name})
            if (words_.has(language_, key)) return std::string{words_.text(language_, key)};
        return name;
    }
    std::string value_words(const json::object* form, const std::string& name, const json::value* value) const {
        if (!value) return "";
        auto text = words_of(*value);
        for (auto& key : {form ? std::string{form->at("type").as_string()} + "." + name + "_is." + text : "", "pack.value." + text})
            if (words_.has(language_, key)) return std::string{words_.text(language_, key)};
        return text;
    }

    void compare_rows(const std::string& table, const json::object* form, const json::value* before, const json::value* after, const std::string& within) {
        std::vector<std::pair<std::string, const json::object*>> old_rows = keyed(before), new_rows = keyed(after);
        auto find = [](auto& rows, const std::string& key) -> const json::object* {
            auto found = std::find_if(rows.begin(), rows.end(), [&](auto& each) { return each.first == key; });
            return found == rows.end() ? nullptr : found->second;
        };
        auto label = label_of_table(table, form);
        for (auto& [key, row] : old_rows)
            if (!find(new_rows, key)) changes.push_back({{"is", "removed"}, {"table", label}, {"row", called(form, *row)}, {"within", within}, {"fields", json::array{}}});
        for (auto& [key, row] : new_rows) {
            auto* old_row = find(old_rows, key);
            if (!old_row) changes.push_back({{"is", "added"}, {"table", label}, {"row", called(form, *row)}, {"within", within}, {"fields", fields(json::object{}, *row, form)}});
            else changed(label, called(form, *row), *old_row, *row, form, within);
        }
    }
    // Rows of the same name are numbered: the second of a name goes by its second.
    static std::vector<std::pair<std::string, const json::object*>> keyed(const json::value* list) {
        std::vector<std::pair<std::string, const json::object*>> all;
        std::map<std::string, int> seen;
        if (!list || !list->is_array()) return all;
        for (std::size_t i = 0; i < list->as_array().size(); ++i)
            if (auto* row = list->as_array()[i].if_object()) {
                auto key = identity(*row, i);
                if (auto again = seen[key]++) key += "/" + std::to_string(again);
                all.emplace_back(key, row);
            }
        return all;
    }
    void changed(const std::string& label, const std::string& row, const json::object& before, const json::object& after, const json::object* form, const std::string& within) {
        auto differing = fields(before, after, form);
        if (!differing.empty()) changes.push_back({{"is", "changed"}, {"table", label}, {"row", row}, {"within", within}, {"fields", std::move(differing)}});
        for (auto* side : {&after, &before})
            for (auto& [name, value] : *side) {
                if (!is_rows(&value) || (side == &before && after.contains(name))) continue;
                auto* field = field_of(form, std::string{name});
                auto* inner = field ? field->if_contains("rows") : nullptr;
                compare_rows(std::string{name}, inner ? inner->if_object() : nullptr, before.if_contains(name), after.if_contains(name), row);
            }
    }
    json::array fields(const json::object& before, const json::object& after, const json::object* form) const {
        json::array all;
        auto compare_one = [&](const std::string& name) {
            auto *old_value = before.if_contains(name), *new_value = after.if_contains(name);
            if (is_rows(old_value) || is_rows(new_value)) return;
            auto old_words = value_words(form, name, old_value), new_words = value_words(form, name, new_value);
            if (old_words != new_words) all.push_back({{"label", label_of_field(form, name)}, {"old", old_words}, {"new", new_words}});
        };
        for (auto& [name, value] : before) compare_one(std::string{name});
        for (auto& [name, value] : after)
            if (!before.contains(name)) compare_one(std::string{name});
        return all;
    }
    const View& view_;
    const Words& words_;
    Language language_;
    const json::object& forms_;
};

json::object content_of(const std::string& text) {
    try {
        return read_toml(text).content;
    } catch (const Unreadable&) {
        return {};
    }
}

}  // namespace

json::object difference_json(const View& view, const FileEntry& entry, const std::string& before, const std::string& after, Language language) {
    auto old_lines = lines_of(before), new_lines = lines_of(after);
    auto forms = view.app.packs.forms(view, {entry.path, after}, view.today());
    for (auto& [table, form] : view.app.packs.forms(view, {entry.path, before}, view.today())) forms.emplace(table, form);
    Meaning meaning{view, language, forms};
    meaning.compare(content_of(before), content_of(after));
    return {{"lines", Way{old_lines, new_lines}.lines()}, {"changes", std::move(meaning.changes)}};
}

}  // namespace zhibu::pack
