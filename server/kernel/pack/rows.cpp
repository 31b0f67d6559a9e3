// Rows of a file added and taken out where they stand, for people who do not write TOML: comments and order stay as they are.
#include <algorithm>
#include <map>

#include "kernel/pack/office.hpp"
#include "kernel/pack/toml.hpp"

namespace zhibu::pack {
namespace {

[[noreturn]] void refuse(const char* pointer, const char* code) { throw invalid({{pointer, code}}); }

Toml readable(const std::string& text) {
    try {
        return read_toml(text);
    } catch (const Unreadable& why) {
        throw Problem{422, "pack-unsound", {{"count", "1"}}, {{"#/text:" + std::to_string(why.line), why.code, why.parameters}}};
    }
}

// The text's lines, and which of them are headers of which row or table.
class Lines {
public:
    Lines(const std::string& text, const Toml& toml) : text_{text} {
        for (std::size_t at = 0; at <= text.size();) {
            begins_.push_back(at);
            auto end = text.find('\n', at);
            if (end == std::string::npos) break;
            at = end + 1;
        }
        for (auto& [pointer, line] : toml.lines)
            if (is_header(line) && !within_a_value(toml, pointer)) headers_[line].push_back(pointer);
    }
    // The line of a row's [[header]]; 0 for a row that stands within a line.
    int header(const std::string& pointer) const {
        for (auto& [line, pointers] : headers_)
            if (std::find(pointers.begin(), pointers.end(), pointer) != pointers.end()) return line;
        return 0;
    }
    // The line behind a row with its rows within; what is said right above the next header belongs to the next.
    int behind(const std::string& pointer) const {
        for (auto next = headers_.upper_bound(header(pointer)); next != headers_.end(); ++next) {
            auto inner = [&](auto& each) { return each == pointer || each.starts_with(pointer + "/"); };
            if (!std::any_of(next->second.begin(), next->second.end(), inner)) return with_comments(next->first);
        }
        return int(begins_.size()) + 1;
    }
    // Remarks right above a header are about it; those at the beginning of the file are about the file.
    int with_comments(int line) const {
        int first = line;
        while (first > 1 && starts(first - 1, '#')) --first;
        return first == 1 ? line : first;
    }
    std::size_t begin(int line) const { return line > int(begins_.size()) ? text_.size() : begins_[std::size_t(line - 1)]; }

private:
    bool starts(int line, char c) const {
        auto at = text_.find_first_not_of(" \t", begin(line));
        return at != std::string::npos && text_[at] == c;
    }
    bool is_header(int line) const { return line > 0 && starts(line, '['); }
    static bool within_a_value(const Toml& toml, const std::string& pointer) {
        for (auto at = pointer; at.size() > 1; at.resize(at.rfind('/')))
            if (toml.places.contains(at)) return true;
        return false;
    }
    const std::string& text_;
    std::vector<std::size_t> begins_;
    std::map<int, std::vector<std::string>> headers_;
};

bool is_number(std::string_view part) { return !part.empty() && part.find_first_not_of("0123456789") == part.npos; }

// "#/index/0/dimensions" → "index.dimensions" for its header, and the form of its rows.
struct Table {
    std::string header;
    const json::object* form{};
};
Table table_of(const std::string& pointer, const json::object& forms) {
    Table table;
    for (std::size_t at = 2, end; at <= pointer.size(); at = end + 1) {
        end = std::min(pointer.find('/', at), pointer.size());
        auto part = pointer.substr(at, end - at);
        if (is_number(part)) continue;
        const json::value* next = nullptr;
        if (!table.form) next = table.header.empty() ? forms.if_contains(part) : nullptr;
        else
            for (auto& field : table.form->at("fields").as_array())
                if (field.at("name").as_string() == part) next = field.as_object().if_contains("rows");
        if (!next) refuse("#/table", "pack_no_such_table");
        table.form = &next->as_object();
        table.header += (table.header.empty() ? "" : ".") + part;
    }
    if (!table.form) refuse("#/table", "pack_no_such_table");
    return table;
}
// What stands at "#/index/0/dimensions"; nothing for the file itself.
const json::value* value_at(const json::object& content, const std::string& pointer) {
    const json::value* found = nullptr;
    for (std::size_t at = 2, end; at < pointer.size(); at = end + 1) {
        end = std::min(pointer.find('/', at), pointer.size());
        auto part = pointer.substr(at, end - at);
        if (!found) found = content.if_contains(part);
        else if (auto* table = found->if_object()) found = table->if_contains(part);
        else if (auto* rows = found->if_array(); rows && is_number(part) && part.size() < 6) found = rows->if_contains(std::stoul(part));
        else return nullptr;
        if (!found) return nullptr;
    }
    return found;
}

std::string blank_value(const json::object& field, Date today) {
    auto kind = field.at("kind").as_string();
    if (auto* options = field.if_contains("options"); options && kind == "enum" && !options->as_array().empty()) return quoted_text(options->as_array().front().as_string());
    if (kind == "integer") return std::to_string(field.contains("min") ? std::max<std::int64_t>(field.at("min").as_int64(), 0) : 0);
    if (kind == "boolean") return "false";
    if (kind == "list") return "[]";
    if (kind == "date") return today.iso();
    return "\"\"";
}
std::string blank_row(const Table& table, Date today) {
    std::string out = "[[" + table.header + "]]\n";
    for (auto& each : table.form->at("fields").as_array()) {
        auto& field = each.as_object();
        if (field.at("required").as_bool() && !field.contains("rows")) out += std::string{field.at("name").as_string()} + " = " + blank_value(field, today) + "\n";
    }
    return out;
}

// A name that no row of the table has: name_2, name_3, …
std::string free_name(const json::array& rows, const char* field, const std::string& name) {
    auto taken = [&](const std::string& wanted) {
        return std::any_of(rows.begin(), rows.end(), [&](auto& row) { return row.is_object() && row.as_object().contains(field) && row.at(field).is_string() && row.at(field).as_string() == wanted; });
    };
    for (int i = 2;; ++i)
        if (auto next = name + "_" + std::to_string(i); !taken(next)) return next;
}
std::string copied_row(const std::string& text, const Toml& toml, const Lines& lines, const std::string& like, const json::array& rows) {
    auto begin = lines.begin(lines.header(like)), end = lines.begin(lines.behind(like));
    for (auto field : {"name", "key", "code"}) {
        auto place = toml.places.find(like + "/" + field);
        auto* name = value_at(toml.content, like + "/" + field);
        if (place == toml.places.end() || !name || !name->is_string()) continue;
        auto fresh = quoted_text(free_name(rows, field, std::string{name->as_string()}));
        return text.substr(begin, place->second.first - begin) + fresh + text.substr(place->second.second, end - place->second.second);
    }
    return text.substr(begin, end - begin);
}

// Set apart by one empty line on either side.
std::string set_in(const std::string& text, std::size_t at, std::string row) {
    auto before = text.substr(0, at), rest = text.substr(at);
    while (before.ends_with('\n')) before.pop_back();
    while (row.ends_with('\n')) row.pop_back();
    return before + (before.empty() ? "" : "\n\n") + row + "\n" + (rest.empty() ? "" : "\n") + rest;
}

}  // namespace

std::string with_row(const std::string& text, const RowAdded& added, const json::object& forms, Date today) {
    auto toml = readable(text);
    auto table = table_of(added.table, forms);
    Lines lines{text, toml};
    auto* found = value_at(toml.content, added.table);
    if (found && !found->is_array()) refuse("#/table", "pack_no_such_table");
    auto none = json::array{};
    auto& rows = found ? found->as_array() : none;
    if (!added.like.empty()) {
        bool beside = added.like.starts_with(added.table + "/") && is_number(std::string_view{added.like}.substr(added.table.size() + 1));
        if (!beside || !value_at(toml.content, added.like)) refuse("#/like", "pack_no_such_value");
        if (!lines.header(added.like)) refuse("#/like", "pack_row_within_line");
        return set_in(text, lines.begin(lines.behind(added.like)), copied_row(text, toml, lines, added.like, rows));
    }
    auto behind = rows.empty() ? added.table.substr(0, added.table.rfind('/')) : added.table + "/" + std::to_string(rows.size() - 1);
    if (behind == "#") return set_in(text, text.size(), blank_row(table, today));
    if (!lines.header(behind)) refuse("#/table", "pack_row_within_line");
    return set_in(text, lines.begin(lines.behind(behind)), blank_row(table, today));
}

std::string without_row(const std::string& text, const std::string& pointer) {
    auto toml = readable(text);
    Lines lines{text, toml};
    auto last = pointer.substr(pointer.rfind('/') + 1);
    if (!is_number(last) || !value_at(toml.content, pointer)) refuse("#/pointer", "pack_no_such_value");
    auto header = lines.header(pointer);
    if (!header) refuse("#/pointer", "pack_row_within_line");
    auto begin = lines.begin(lines.with_comments(header)), end = lines.begin(lines.behind(pointer));
    return text.substr(0, begin) + text.substr(end);
}

}  // namespace zhibu::pack
