// Follows the relationships of the package and loads the small parts of a workbook.
#include "kernel/sheet/workbook.hpp"

#include <charconv>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "kernel/sheet/refusal.hpp"
#include "kernel/sheet/xml.hpp"
#include "kernel/values/text.hpp"

namespace zhibu::sheet {
namespace {

constexpr std::size_t most_sheets = 1024, most_relations = 8192, most_formats = 65536;
constexpr std::size_t block_bytes = 1 << 20;
constexpr std::size_t longest_cell = 4 * 32767;  // Excel's 32,767 characters

struct Relation {
    std::string type, target;
};
using Relations = std::map<std::string, Relation, std::less<>>;

struct RelationsHandler : XmlHandler {
    Relations relations;
    void opened(std::string_view element, Attributes attributes) override {
        if (element != "Relationship" || attributes["TargetMode"] == "External") return;
        if (relations.size() == most_relations) refuse(ReadError::too_large, "relationships");
        relations[std::string{attributes["Id"]}] = {std::string{attributes["Type"]}, std::string{attributes["Target"]}};
    }
    void closed(std::string_view) override {}
};

Relations load_relations(Archive& archive, const std::string& part) {
    if (!archive.has(part)) return {};
    RelationsHandler handler;
    parse(archive.open(part), handler);
    return std::move(handler.relations);
}

// The name of a part from a target that is absolute or relative to the folder of its source.
std::string resolved(const std::string& folder, const std::string& target) {
    auto path = target.starts_with('/') ? std::filesystem::path{target.substr(1)} : std::filesystem::path{folder} / target;
    return path.lexically_normal().generic_string();
}

const Relation* of_type(const Relations& relations, std::string_view suffix) {
    for (auto& [id, relation] : relations)
        if (relation.type.ends_with(suffix)) return &relation;
    return nullptr;
}

struct WorkbookHandler : XmlHandler {
    struct Found {
        std::string name, relation;
        bool visible;
    };
    std::vector<Found> sheets;
    bool from_1904 = false, is_workbook = false, first = true;
    void opened(std::string_view element, Attributes attributes) override {
        if (std::exchange(first, false)) is_workbook = element == "workbook";
        if (!is_workbook) finished = true;
        else if (element == "workbookPr") from_1904 = attributes["date1904"] == "1" || attributes["date1904"] == "true";
        else if (element == "sheet") add(attributes);
    }
    void closed(std::string_view) override {}
    void add(Attributes attributes) {
        if (sheets.size() == most_sheets) refuse(ReadError::too_large, "sheets");
        auto state = attributes["state"];
        sheets.push_back({std::string{attributes["name"]}, std::string{attributes["id"]}, state.empty() || state == "visible"});
    }
};

// <si><t>…</t></si> or <si><r><t>…</t></r>…</si>; the phonetic hints in <rPh> are not part of the text.
struct StringsHandler : XmlHandler {
    explicit StringsHandler(std::uint64_t limit) : strings{limit} {}
    SharedStrings strings;
    std::string raw, text_;
    bool in_text = false, in_hint = false;
    void opened(std::string_view element, Attributes) override {
        if (element == "si") raw.clear();
        else if (element == "rPh") in_hint = true;
        else if (element == "t") in_text = !in_hint;
    }
    void closed(std::string_view element) override {
        if (element == "t") in_text = false;
        else if (element == "rPh") in_hint = false;
        else if (element == "si") {
            text_.clear();
            append_unescaped(text_, raw);
            strings.add(text_);
        }
    }
    void text(std::string_view piece) override {
        if (!in_text) return;
        if (raw.size() + piece.size() > longest_cell) refuse(ReadError::too_large, "a text of more than 32767 characters");
        raw += piece;
    }
};

struct StylesHandler : XmlHandler {
    std::map<unsigned, FormatKind> custom;
    std::vector<FormatKind> formats;
    bool in_cell_formats = false;
    static unsigned number(std::string_view text) {
        unsigned value = 0;
        std::from_chars(text.data(), text.data() + text.size(), value);
        return value;
    }
    void opened(std::string_view element, Attributes attributes) override {
        if (element == "numFmt") {
            if (custom.size() == most_formats) refuse(ReadError::too_large, "number formats");
            custom[number(attributes["numFmtId"])] = kind_of_format_code(attributes["formatCode"]);
        } else if (element == "cellXfs") in_cell_formats = true;
        else if (element == "xf" && in_cell_formats) {
            if (formats.size() == most_formats) refuse(ReadError::too_large, "cell formats");
            auto id = number(attributes["numFmtId"]);
            auto own = custom.find(id);
            formats.push_back(own != custom.end() ? own->second : kind_of_builtin_format(id));
        }
    }
    void closed(std::string_view element) override {
        if (element == "cellXfs") finished = true;
    }
};

int hex_digit(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; }

std::string main_part(Archive& archive) {
    auto relations = load_relations(archive, "_rels/.rels");
    if (auto* main = of_type(relations, "/officeDocument")) return resolved("", main->target);
    return "xl/workbook.xml";
}

}  // namespace

void SharedStrings::add(std::string_view text) {
    auto needed = sizeof(std::uint32_t) + text.size();
    if (blocks_.empty() || used_ + needed > block_bytes) {
        if ((blocks_.size() + 1) * block_bytes + places_.size() * sizeof(std::uint32_t) > limit_) refuse(ReadError::too_large, "shared strings");
        blocks_.push_back(std::make_unique_for_overwrite<char[]>(block_bytes));
        used_ = 0;
    }
    auto size = static_cast<std::uint32_t>(text.size());
    auto* place = blocks_.back().get() + used_;
    std::memcpy(place, &size, sizeof size);
    if (!text.empty()) std::memcpy(place + sizeof size, text.data(), text.size());
    places_.push_back(static_cast<std::uint32_t>((blocks_.size() - 1) * block_bytes + used_));
    used_ += needed;
}

std::string_view SharedStrings::at(std::size_t index) const {
    auto* place = blocks_[places_[index] / block_bytes].get() + places_[index] % block_bytes;
    std::uint32_t size = 0;
    std::memcpy(&size, place, sizeof size);
    return {place + sizeof size, size};
}

Workbook load_workbook(Archive& archive) {
    auto part = main_part(archive);
    if (!archive.has(part) || !part.ends_with(".xml")) refuse(ReadError::not_a_workbook, "no workbook part");
    WorkbookHandler handler;
    parse(archive.open(part), handler);
    if (!handler.is_workbook) refuse(ReadError::not_a_workbook, "the main part is no workbook");
    std::filesystem::path path{part};
    auto folder = path.parent_path().generic_string();
    auto relations = load_relations(archive, (path.parent_path() / "_rels" / path.filename()).generic_string() + ".rels");
    Workbook book;
    book.from_1904 = handler.from_1904;
    for (auto& sheet : handler.sheets) {
        auto relation = relations.find(sheet.relation);
        // Chart sheets and dialogs have parts of other types; they hold no rows.
        if (relation != relations.end() && relation->second.type.ends_with("/worksheet"))
            book.sheets.push_back({sheet.name, resolved(folder, relation->second.target), sheet.visible});
    }
    if (auto* strings = of_type(relations, "/sharedStrings")) book.shared_strings = resolved(folder, strings->target);
    if (auto* styles = of_type(relations, "/styles")) book.styles = resolved(folder, styles->target);
    return book;
}

SharedStrings load_shared_strings(Archive& archive, const Workbook& book, std::uint64_t limit) {
    StringsHandler handler{limit};
    if (archive.has(book.shared_strings)) parse(archive.open(book.shared_strings), handler);
    return std::move(handler.strings);
}

std::vector<FormatKind> load_cell_formats(Archive& archive, const Workbook& book) {
    StylesHandler handler;
    if (archive.has(book.styles)) parse(archive.open(book.styles), handler);
    return std::move(handler.formats);
}

void append_unescaped(std::string& text, std::string_view stored) {
    for (std::size_t at = 0;;) {
        auto mark = stored.find("_x", at);
        if (mark == std::string_view::npos) return void(text += stored.substr(at));
        text += stored.substr(at, mark - at);
        char32_t point = 0;
        bool escaped = mark + 6 < stored.size() && stored[mark + 6] == '_';
        for (std::size_t i = mark + 2; escaped && i < mark + 6; ++i) {
            auto digit = hex_digit(stored[i]);
            escaped = digit >= 0;
            point = point << 4 | static_cast<char32_t>(digit & 15);
        }
        escaped = escaped && point != 0 && (point < 0xD800 || point > 0xDFFF);
        if (escaped) append_code_point(text, point);
        else text += "_x";
        at = mark + (escaped ? 7 : 2);
    }
}

}  // namespace zhibu::sheet
