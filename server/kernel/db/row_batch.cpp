// Taking an INSERT of one row apart, and keeping rows of it together.
#include "kernel/db/row_batch.hpp"

#include <algorithm>
#include <optional>
#include <type_traits>
#include <variant>

#include "kernel/db/sql_text.hpp"

namespace zhibu::db {
namespace {

using Kind = Piece::Kind;

// Walks over the pieces that mean something; the text between two places is cut from the whole.
class Walk {
public:
    explicit Walk(std::string_view sql) : sql_{sql} {
        for (auto& piece : pieces_of(sql))
            if (piece.kind != Kind::space && piece.kind != Kind::comment) pieces_.push_back(piece);
    }
    bool over() const { return at_ == pieces_.size(); }
    bool is(std::string_view text) const { return !over() && pieces_[at_].kind != Kind::quoted && same_word(pieces_[at_].text, text); }
    bool eat(std::string_view text) { return is(text) && ++at_; }
    bool eat_all(std::initializer_list<std::string_view> words) {
        return std::all_of(words.begin(), words.end(), [&](auto word) { return eat(word); });
    }
    std::string_view take() { return over() ? std::string_view{} : pieces_[at_++].text; }
    std::size_t place() const { return over() ? sql_.size() : std::size_t(pieces_[at_].text.data() - sql_.data()); }
    // "(a, b)": what stands between the commas, one piece each; nothing where it is anything else.
    std::optional<std::vector<std::string_view>> list() {
        std::vector<std::string_view> all;
        if (!eat("(")) return {};
        do {
            if (is(",") || is(")") || is("(")) return {};
            all.push_back(take());
        } while (eat(","));
        if (!eat(")")) return {};
        return all;
    }
    bool has(std::string_view text) const {
        return std::any_of(pieces_.begin() + std::ptrdiff_t(at_), pieces_.end(), [&](auto& piece) { return piece.kind != Kind::quoted && same_word(piece.text, text); });
    }

private:
    std::string_view sql_;
    std::vector<Piece> pieces_;
    std::size_t at_ = 0;
};

// Told apart from every other value and every other row of values.
void append(std::string& key, const Value& value) {
    auto text = std::visit(
        [](const auto& v) -> std::string {
            using T = std::remove_cvref_t<decltype(v)>;
            if constexpr (std::is_same_v<T, std::nullptr_t>) return "";
            else if constexpr (std::is_same_v<T, std::int64_t>) return std::to_string(v);
            else if constexpr (std::is_same_v<T, Bytes>) return v.data;
            else return v;
        },
        value);
    key += std::to_string(value.index()) + " " + std::to_string(text.size()) + " " + text;
}

}  // namespace

OneRow one_row(std::string_view sql) {
    Walk walk{sql};
    if (!walk.eat_all({"INSERT", "INTO"})) return {};
    walk.take();
    auto columns = walk.list();
    if (!columns || !walk.eat("VALUES")) return {};
    auto begin = walk.place();
    auto values = walk.list();
    if (!values || values->size() != columns->size()) return {};
    auto end = begin + std::size_t(values->back().data() + values->back().size() - (sql.data() + begin));
    end = sql.find(')', end) + 1;
    OneRow one{std::string{sql.substr(0, begin)}, std::string{sql.substr(begin, end - begin)}, std::string{sql.substr(end)}};
    bool more = walk.has("?") || walk.has("RETURNING");
    if (walk.eat_all({"ON", "CONFLICT"}) && walk.is("(")) {
        one.meets = true;
        auto key = walk.list();
        if (!key) return {};
        std::size_t parameter = 0;
        for (std::size_t i = 0; i < values->size(); ++i) {
            if (values->at(i) != "?") continue;
            if (std::find(key->begin(), key->end(), columns->at(i)) != key->end()) one.key.push_back(parameter);
            ++parameter;
        }
    } else if (!one.tail.empty() && !walk.is("DO")) {
        return {};
    }
    if (!more) one.parameters = std::size_t(std::count(values->begin(), values->end(), "?"));
    return one;
}

std::string OneRow::of(std::size_t rows) const {
    std::string text = head;
    for (std::size_t i = 0; i < rows; ++i) text += (i ? "," : "") + row;
    return text + tail;
}

const std::string& RowBatch::Shape::text(std::size_t rows) {
    auto [found, fresh] = texts.try_emplace(rows);
    if (fresh) found->second = of(rows);
    return found->second;
}

bool RowBatch::take(std::string_view sql, std::span<const Value> arguments) {
    auto found = shapes_.find(sql);
    if (found == shapes_.end()) found = shapes_.emplace(sql, Shape{one_row(sql), {}}).first;
    auto& shape = found->second;
    if (!shape.joinable() || arguments.size() != shape.parameters || (rows_ && shape_ != &shape)) return false;
    if (shape.meets) {
        std::string key;
        for (auto place : shape.key) append(key, arguments[place]);
        if (!keys_.insert(std::move(key)).second) return false;
    }
    shape_ = &shape;
    arguments_.insert(arguments_.end(), arguments.begin(), arguments.end());
    ++rows_;
    return true;
}

}  // namespace zhibu::db
