// One pass from front to back. Where a table came from (a header, a dotted key, a value) is kept by its pointer, because TOML
// forbids to write one table in two ways.
#include "kernel/pack/toml.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_map>
#include <vector>

#include "kernel/values/date.hpp"

namespace zhibu::pack {
namespace {

enum class Origin { implied, header, list_of_tables, dotted, value };

bool is_bare(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Where well-formed UTF-8 ends, or npos: the first byte of what is none, too long or a surrogate.
std::size_t broken_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u; };
        auto first = byte(0);
        std::size_t length = first < 0x80 ? 1 : first >= 0xC2 && first < 0xE0 ? 2 : first >= 0xE0 && first < 0xF0 ? 3 : first >= 0xF0 && first < 0xF5 ? 4 : 0;
        if (!length) return at;
        for (std::size_t i = 1; i < length; ++i)
            if (byte(i) < 0x80 || byte(i) > 0xBF) return at;
        if ((first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F) || (first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F)) return at;
        at += length;
    }
    return std::string_view::npos;
}

void append_utf8(std::string& out, std::uint32_t point) {
    auto add = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (point < 0x80) add(point);
    else if (point < 0x800) add(0xC0 | point >> 6), add(0x80 | (point & 0x3F));
    else if (point < 0x10000) add(0xE0 | point >> 12), add(0x80 | (point >> 6 & 0x3F)), add(0x80 | (point & 0x3F));
    else add(0xF0 | point >> 18), add(0x80 | (point >> 12 & 0x3F)), add(0x80 | (point >> 6 & 0x3F)), add(0x80 | (point & 0x3F));
}

class Reader {
public:
    explicit Reader(std::string_view text) : text_{text} {}

    Toml read() {
        if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
        out_.lines["#"] = 1;
        origins_["#"] = Origin::header;
        here_ = &out_.content;
        while (skip_to_statement()) {
            if (peek() == '[') header();
            else assignment(*here_, pointer_);
            end_of_line();
        }
        return std::move(out_);
    }

private:
    [[noreturn]] void refuse(std::string code, Parameters parameters = {}) const { throw Unreadable{line_, std::move(code), std::move(parameters)}; }

    bool at_end() const { return at_ >= text_.size(); }
    char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
    bool looking_at(std::string_view word) const { return text_.substr(at_, word.size()) == word; }
    char take() {
        char c = text_[at_++];
        if (c == '\n') ++line_;
        return c;
    }
    bool is_new_line() const { return peek() == '\n' || (peek() == '\r' && peek(1) == '\n'); }
    void take_new_line() {
        if (peek() == '\r') take();
        take();
    }
    void skip_blanks() {
        while (peek() == ' ' || peek() == '\t') take();
    }
    void skip_comment() {
        if (peek() == '#')
            while (!at_end() && !is_new_line()) plain(take());
    }
    // Blanks, comments and line ends: within a list.
    void skip_all() {
        for (skip_blanks(), skip_comment(); !at_end() && is_new_line(); skip_blanks(), skip_comment()) take_new_line();
    }
    bool skip_to_statement() {
        skip_all();
        return !at_end();
    }
    void end_of_line() {
        skip_blanks(), skip_comment();
        if (!at_end() && !is_new_line()) refuse("pack_rest_of_line");
    }
    void plain(char c) const {
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F) refuse("has_control_character");
    }
    void expect(char c, const char* code) {
        if (peek() != c || at_end()) refuse(code);
        take();
    }
    void note(const std::string& pointer, Origin origin) {
        if (origins_.size() >= most_values) refuse("pack_too_many_values", {{"max", std::to_string(most_values)}});
        out_.lines[pointer] = line_, origins_[pointer] = origin;
    }
    void deeper(std::size_t depth) const {
        if (depth > std::size_t(deepest_nesting)) refuse("pack_too_deep", {{"max", std::to_string(deepest_nesting)}});
    }

    std::string key() {
        if (peek() == '"' || peek() == '\'') {
            if (looking_at("\"\"\"") || looking_at("'''")) refuse("pack_no_key");
            auto name = peek() == '"' ? basic_string() : literal_string();
            // A slash would make two ways to write one pointer.
            if (name.empty() || name.find('/') != std::string::npos) refuse("pack_key_letters");
            return name;
        }
        std::string name;
        while (is_bare(peek())) name += take();
        if (!name.empty() && !at_end() && static_cast<unsigned char>(peek()) >= 0x80) refuse("pack_key_letters");
        if (name.empty()) refuse(static_cast<unsigned char>(peek()) >= 0x80 ? "pack_key_letters" : "pack_no_key");
        return name;
    }
    std::vector<std::string> dotted_key() {
        std::vector<std::string> all{key()};
        for (skip_blanks(); peek() == '.'; skip_blanks()) {
            take(), skip_blanks();
            all.push_back(key());
            deeper(all.size());
        }
        return all;
    }
    Origin origin(const std::string& pointer) const { return origins_.at(pointer); }
    [[noreturn]] void refuse_twice(const std::string& name, const std::string& pointer) const {
        refuse("pack_twice", {{"name", name}, {"line", std::to_string(out_.lines.at(pointer))}});
    }

    // [a.b] or [[a.b]]: moves here_ to the table that the lines below it fill.
    void header() {
        take();
        bool list = peek() == '[';
        if (list) take();
        skip_blanks();
        auto names = dotted_key();
        expect(']', "pack_header_open");
        if (list) expect(']', "pack_header_open");
        here_ = &out_.content, pointer_ = "#";
        for (std::size_t i = 0; i + 1 < names.size(); ++i) step_into(names[i]);
        list ? begin_item(names.back()) : begin_table(names.back());
    }
    void step_into(const std::string& name) {
        auto pointer = pointer_ + "/" + name;
        auto* found = here_->if_contains(name);
        if (!found) {
            note(pointer, Origin::implied);
            here_ = &((*here_)[name] = json::object{}).as_object(), pointer_ = pointer;
            return;
        }
        if (origin(pointer) == Origin::value || origin(pointer) == Origin::dotted) refuse_twice(name, pointer);
        if (auto* items = found->if_array()) {
            here_ = &items->back().as_object(), pointer_ = pointer + "/" + std::to_string(items->size() - 1);
            return;
        }
        here_ = &found->as_object(), pointer_ = pointer;
    }
    void begin_table(const std::string& name) {
        auto pointer = pointer_ + "/" + name;
        if (auto* found = here_->if_contains(name)) {
            if (origin(pointer) != Origin::implied) refuse_twice(name, pointer);
            origins_[pointer] = Origin::header, out_.lines[pointer] = line_;
            here_ = &found->as_object(), pointer_ = pointer;
            return;
        }
        note(pointer, Origin::header);
        here_ = &((*here_)[name] = json::object{}).as_object(), pointer_ = pointer;
    }
    void begin_item(const std::string& name) {
        auto pointer = pointer_ + "/" + name;
        auto* found = here_->if_contains(name);
        if (found && origin(pointer) != Origin::list_of_tables) refuse_twice(name, pointer);
        if (!found) {
            note(pointer, Origin::list_of_tables);
            found = &((*here_)[name] = json::array{});
        }
        auto& items = found->as_array();
        pointer_ = pointer + "/" + std::to_string(items.size());
        note(pointer_, Origin::header);
        here_ = &items.emplace_back(json::object{}).as_object();
    }

    void assignment(json::object& into, const std::string& base) {
        auto names = dotted_key();
        expect('=', "pack_no_equals");
        skip_blanks();
        auto* table = &into;
        auto pointer = base;
        for (std::size_t i = 0; i + 1 < names.size(); ++i) {
            pointer += "/" + names[i];
            auto* found = table->if_contains(names[i]);
            if (found && origin(pointer) != Origin::dotted) refuse_twice(names[i], pointer);
            if (!found) note(pointer, Origin::dotted), found = &((*table)[names[i]] = json::object{});
            table = &found->as_object();
        }
        pointer += "/" + names.back();
        if (table->contains(names.back())) refuse_twice(names.back(), pointer);
        note(pointer, Origin::value);
        auto begun = at_;
        auto read = value(pointer, names.size());
        out_.places[pointer] = {begun, at_};
        (*table)[names.back()] = std::move(read);
    }

    json::value value(const std::string& pointer, std::size_t depth) {
        deeper(depth);
        char c = peek();
        if (c == '"') return json::string{looking_at("\"\"\"") ? long_string('"') : basic_string()};
        if (c == '\'') return json::string{looking_at("'''") ? long_string('\'') : literal_string()};
        if (c == '[') return list(pointer, depth);
        if (c == '{') return inline_table(pointer, depth);
        return word();
    }
    json::value list(const std::string& pointer, std::size_t depth) {
        take();
        json::array items;
        for (skip_all(); peek() != ']' || at_end(); skip_all()) {
            if (at_end()) refuse("pack_list_open");
            auto here = pointer + "/" + std::to_string(items.size());
            note(here, Origin::value);
            items.push_back(value(here, depth + 1));
            skip_all();
            if (peek() == ',') take();
            else if (peek() != ']') refuse("pack_list_open");
        }
        take();
        return items;
    }
    json::value inline_table(const std::string& pointer, std::size_t depth) {
        take(), skip_blanks();
        deeper(depth + 1);
        json::object table;
        for (bool more = peek() != '}'; more;) {
            assignment_within(table, pointer, depth + 1);
            skip_blanks();
            more = peek() == ',';
            if (more) take(), skip_blanks();
        }
        expect('}', "pack_table_open");
        return table;
    }
    void assignment_within(json::object& table, const std::string& base, std::size_t depth) {
        auto name = key();
        skip_blanks();
        expect('=', "pack_no_equals");
        skip_blanks();
        auto pointer = base + "/" + name;
        if (table.contains(name)) refuse_twice(name, pointer);
        note(pointer, Origin::value);
        auto begun = at_;
        auto read = value(pointer, depth);
        out_.places[pointer] = {begun, at_};
        table[name] = std::move(read);
    }

    std::string basic_string() {
        take();
        std::string out;
        while (peek() != '"' || at_end()) {
            if (at_end() || is_new_line()) refuse("pack_text_open");
            if (peek() == '\\') escape(out);
            else plain(peek()), out += take();
        }
        take();
        return out;
    }
    std::string literal_string() {
        take();
        std::string out;
        while (peek() != '\'' || at_end()) {
            if (at_end() || is_new_line()) refuse("pack_text_open");
            plain(peek()), out += take();
        }
        take();
        return out;
    }
    // """ … """ or ''' … ''': several lines; up to two quotes may stand right before the closing three.
    std::string long_string(char quote) {
        auto begun = line_;
        for (int i = 0; i < 3; ++i) take();
        if (is_new_line()) take_new_line();
        std::string out;
        for (;;) {
            if (at_end()) throw Unreadable{begun, "pack_text_open"};
            if (peek() == quote && peek(1) == quote && peek(2) == quote) {
                std::size_t quotes = 3;
                while (quotes < 5 && peek(quotes) == quote) ++quotes;
                out.append(quotes - 3, quote);
                for (std::size_t i = 0; i < quotes; ++i) take();
                return out;
            }
            if (is_new_line()) take_new_line(), out += '\n';
            else if (quote == '"' && peek() == '\\') escape_in_long(out);
            else plain(peek()), out += take();
        }
    }
    // A backslash at the end of a line joins it with the next word.
    void escape_in_long(std::string& out) {
        std::size_t ahead = 1;
        while (peek(ahead) == ' ' || peek(ahead) == '\t') ++ahead;
        if (peek(ahead) != '\n' && !(peek(ahead) == '\r' && peek(ahead + 1) == '\n')) return escape(out);
        take();
        while (!at_end() && (peek() == ' ' || peek() == '\t' || is_new_line())) take();
    }
    void escape(std::string& out) {
        take();
        if (at_end()) refuse("pack_text_open");
        char c = take();
        switch (c) {
            case 'b': out += '\b'; return;
            case 't': out += '\t'; return;
            case 'n': out += '\n'; return;
            case 'f': out += '\f'; return;
            case 'r': out += '\r'; return;
            case '"': out += '"'; return;
            case '\\': out += '\\'; return;
            case 'u': return append_point(out, 4);
            case 'U': return append_point(out, 8);
            default: refuse("pack_escape");
        }
    }
    void append_point(std::string& out, std::size_t digits) {
        auto text = text_.substr(at_, digits);
        std::uint32_t point = 0;
        auto read = std::from_chars(text.data(), text.data() + text.size(), point, 16);
        if (text.size() != digits || read.ec != std::errc{} || read.ptr != text.data() + digits || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000) || point < 0x20) refuse("pack_escape");
        at_ += digits;
        append_utf8(out, point);
    }

    json::value word() {
        std::string text;
        while (is_bare(peek()) || peek() == '+' || peek() == '.' || peek() == ':') {
            text += take();
            if (text.size() > 64) refuse("pack_no_value");
        }
        if (text == "true") return true;
        if (text == "false") return false;
        if (auto day = date(text)) return json::string{*day};
        if (auto number = decimal(text)) return std::move(*number);
        if (text.empty() && !at_end() && static_cast<unsigned char>(peek()) >= 0x80) refuse("pack_text_without_quotes");
        refuse(!text.empty() && !is_digit(text[0]) && text[0] != '+' && text[0] != '-' ? "pack_text_without_quotes" : "pack_no_value");
    }
    std::optional<std::string> date(const std::string& text) const {
        if (text.size() != 10 || text[4] != '-' || text[7] != '-') return {};
        auto day = Date::parse(text);
        if (!day || !day->whole()) refuse("not_a_date");
        return day->iso();
    }
    // Digits with single underscores between them, a fraction, an exponent.
    static std::optional<json::value> decimal(const std::string& text) {
        std::string digits;
        bool real = false;
        for (std::size_t i = 0; i < text.size(); ++i) {
            char c = text[i];
            auto between = [&] { return i > 0 && i + 1 < text.size() && is_digit(text[i - 1]) && is_digit(text[i + 1]); };
            if (c == '_') {
                if (!between()) return {};
                continue;
            }
            if (c == '.' && (real || !between())) return {};
            if (c == ':' || (!is_digit(c) && c != '.' && c != 'e' && c != 'E' && c != '+' && c != '-')) return {};
            real |= c == '.' || c == 'e' || c == 'E';
            if (c != '+' || i) digits += c;
        }
        auto unsigned_digits = std::string_view{digits}.substr(digits.starts_with('-') ? 1 : 0);
        bool leading_zero = unsigned_digits.size() > 1 && unsigned_digits[0] == '0' && is_digit(unsigned_digits[1]);
        if (unsigned_digits.empty() || !is_digit(unsigned_digits[0]) || leading_zero) return {};
        return real ? real_of(digits) : integer_of(digits);
    }
    static std::optional<json::value> integer_of(const std::string& digits) {
        std::int64_t number = 0;
        auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size()) return {};
        return json::value(number);
    }
    static std::optional<json::value> real_of(const std::string& digits) {
        double number = 0;
        auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size()) return {};
        return json::value(number);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int line_ = 1;
    Toml out_;
    std::unordered_map<std::string, Origin> origins_;
    json::object* here_ = nullptr;
    std::string pointer_ = "#";
};

}  // namespace

std::string quoted_text(std::string_view text) {
    std::string out = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\') out += '\\', out += c;
        else if (c == '\n') out += "\\n";
        else if (c == '\t') out += "\\t";
        else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) out += c;
    }
    return out + "\"";
}

Toml read_toml(std::string_view text) {
    if (text.size() > largest_file) throw Unreadable{1, "pack_too_large", {{"max", std::to_string(largest_file >> 10)}}};
    if (auto at = broken_utf8(text); at != std::string_view::npos) throw Unreadable{1 + int(std::count(text.begin(), text.begin() + std::ptrdiff_t(at), '\n')), "pack_not_utf8"};
    return Reader{text}.read();
}

}  // namespace zhibu::pack
