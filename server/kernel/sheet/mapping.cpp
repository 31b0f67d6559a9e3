// Scores rows as headings and columns as fields.
#include "kernel/sheet/mapping.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "kernel/sheet/annotated.hpp"
#include "kernel/sheet/reader.hpp"
#include "kernel/values/text.hpp"

namespace zhibu::sheet {
namespace {

constexpr std::size_t rows_to_look_at = 30;
constexpr int usual = 100, known = 95, contained = 70;

constexpr std::array<std::string_view, 8> total_words{"合计", "总计", "小计", "共计", "累计", "总数", "total", "subtotal"};
constexpr std::array<std::string_view, 12> note_words{"填表说明", "填报说明", "说明", "备注", "注", "填表人", "填报人", "制表人", "审核人", "负责人签字", "填表日期", "联系人"};

char32_t closing(char32_t opening) {
    switch (opening) {
        case '(': return ')';
        case '[': return ']';
        case U'【': return U'】';
        case U'〔': return U'〕';
        case U'《': return U'》';
        case '<': return '>';
        default: return 0;
    }
}

bool counts_in_heading(char32_t point) {
    if (point >= 0x80) return !is_blank(point) && !(point >= 0x2000 && point <= 0x206F) && !(point >= 0x3000 && point <= 0x3020 && point != 0x3007) &&
                              !(point >= 0xFF00 && point <= 0xFF0F) && point != 0x2605 && point != 0x2606 && point != 0x25B2 && point != 0x25CF && point != 0xB7 && point != 0xFF1A;
    return (point >= '0' && point <= '9') || (point >= 'a' && point <= 'z');
}

std::string key_of(std::string_view half, bool with_remarks) {
    std::string key;
    std::vector<char32_t> open;
    for (std::size_t at = 0; at < half.size();) {
        auto point = next_code_point(half, at);
        if (!with_remarks && closing(point)) open.push_back(closing(point));
        else if (!open.empty() && point == open.back()) open.pop_back();
        else if (open.empty()) {
            if (point >= 'A' && point <= 'Z') point += 'a' - 'A';
            if (counts_in_heading(point)) append_code_point(key, point);
        }
    }
    return key;
}

struct Match {
    std::size_t field{};
    int confidence{};
};

// The dictionary with its headings as keys.
class Known {
public:
    explicit Known(const Dictionary& dictionary) {
        for (std::size_t field = 0; field < dictionary.size(); ++field)
            for (std::size_t i = 0; i < dictionary[field].headings.size(); ++i)
                if (auto key = heading_key(dictionary[field].headings[i]); !key.empty()) keys_.try_emplace(key, Match{field, i == 0 ? usual : known});
    }
    // All fields that a heading may mean.
    std::vector<Match> matches(const std::string& key) const {
        if (auto exact = keys_.find(key); exact != keys_.end()) return {exact->second};
        std::vector<Match> found;
        auto letters = code_point_count(key);
        for (auto& [word, match] : keys_) {
            auto part = code_point_count(word);
            if (part < 2 || key.find(word) == std::string::npos) continue;
            // 党员姓名 is likely 姓名; of a long sentence the word is but a part.
            found.push_back({match.field, static_cast<int>(static_cast<std::size_t>(contained) * part / letters)});
        }
        return found;
    }

private:
    std::map<std::string, Match> keys_;
};

struct Candidate {
    Mapping mapping;
    int score = 0;
    std::size_t filled = 0;
};

std::vector<std::string> headings_of(std::span<const Cell> cells) {
    std::vector<std::string> headings;
    for (auto& cell : cells) headings.emplace_back(cell.kind == CellKind::text ? trimmed(cell.text) : std::string_view{});
    return headings;
}

// Gives each field to the column that means it most surely; what is left over stays unmapped.
Candidate assigned(const std::vector<std::string>& headings, const Known& words, const Dictionary& dictionary) {
    struct Claim {
        std::uint32_t column;
        Match match;
    };
    std::vector<Claim> claims;
    for (std::uint32_t column = 0; column < headings.size(); ++column)
        for (auto match : words.matches(heading_key(headings[column]))) claims.push_back({column, match});
    auto order = [](const Claim& c) { return std::tuple{-c.match.confidence, c.column, c.match.field}; };
    std::sort(claims.begin(), claims.end(), [&](auto& a, auto& b) { return order(a) < order(b); });
    std::vector<bool> taken_field(dictionary.size()), taken_column(headings.size());
    Candidate made;
    for (auto& [column, match] : claims) {
        if (taken_field[match.field] || taken_column[column]) continue;
        taken_field[match.field] = taken_column[column] = true;
        made.mapping.columns.push_back({column, headings[column], dictionary[match.field].field, match.confidence});
        made.score += match.confidence;
    }
    std::sort(made.mapping.columns.begin(), made.mapping.columns.end(), [](auto& a, auto& b) { return a.column < b.column; });
    for (std::uint32_t column = 0; column < headings.size(); ++column) {
        if (headings[column].empty()) continue;
        ++made.filled;
        if (!taken_column[column] && headings[column] != fault_heading) made.mapping.unmapped.push_back({column, headings[column]});
    }
    return made;
}

// Headings of two levels: the lower one wins where it has a word, 组织关系 over 所在支部.
std::vector<std::string> merged(std::vector<std::string> upper, const std::vector<std::string>& lower) {
    if (upper.size() < lower.size()) upper.resize(lower.size());
    for (std::size_t i = 0; i < lower.size(); ++i)
        if (!lower[i].empty()) upper[i] = lower[i];
    return upper;
}

bool sure(const Candidate& candidate) {
    return std::any_of(candidate.mapping.columns.begin(), candidate.mapping.columns.end(), [](auto& column) { return column.confidence >= known; });
}

std::string first_key(std::span<const Cell> cells) {
    for (auto& cell : cells)
        if (!is_blank(std::string_view{cell.text})) return key_of(to_half_width(trimmed(cell.text)), true);
    return {};
}

bool is_total(const std::string& key) {
    return std::any_of(total_words.begin(), total_words.end(), [&](auto word) { return key == word || (key.starts_with(word) && code_point_count(key) <= 8); });
}

// 备注 alone may be a person's remark column; a note says its word first and then goes on, or stands alone in its row.
bool is_note(std::span<const Cell> cells, const std::string& key) {
    auto filled = std::count_if(cells.begin(), cells.end(), [](auto& cell) { return !is_blank(std::string_view{cell.text}); });
    if (filled > 3) return false;
    return std::any_of(note_words.begin(), note_words.end(), [&](auto word) { return key.starts_with(word) && (word.size() > 3 || filled == 1); });
}

}  // namespace

const MappedColumn* Mapping::of(std::string_view field) const {
    for (auto& column : columns)
        if (column.field == field) return &column;
    return nullptr;
}

std::string heading_key(std::string_view heading) {
    auto half = to_half_width(heading);
    auto key = key_of(half, false);
    return key.empty() ? key_of(half, true) : key;
}

Mapping guess_mapping(std::span<const NumberedRow> first_rows, const Dictionary& dictionary) {
    Known words{dictionary};
    Candidate best;
    std::uint32_t best_levels = 0;
    std::vector<std::vector<std::string>> headings;
    for (auto& row : first_rows.first(std::min(first_rows.size(), rows_to_look_at))) headings.push_back(headings_of(row.cells));
    for (std::size_t i = 0; i < headings.size(); ++i) {
        auto candidate = assigned(headings[i], words, dictionary);
        std::uint32_t levels = 1;
        if (i + 1 < headings.size() && first_rows[i + 1].number == first_rows[i].number + 1 && sure(candidate)) {
            auto both = assigned(merged(headings[i], headings[i + 1]), words, dictionary);
            // A data row may hold a known word too; a second level adds fields and takes none away.
            bool adds = both.mapping.columns.size() > candidate.mapping.columns.size() && both.score > candidate.score && sure(assigned(headings[i + 1], words, dictionary));
            if (adds) candidate = std::move(both), levels = 2;
        }
        // A title above that shares one word adds nothing: the fewer rows of headings the better.
        if (candidate.score < best.score || (candidate.score == best.score && levels >= best_levels)) continue;
        best = std::move(candidate), best_levels = levels;
        best.mapping.heading_row = first_rows[i].number;
        best.mapping.first_data_row = first_rows[i].number + levels;
    }
    if (best.mapping.columns.size() < std::min<std::size_t>(2, dictionary.size()) || !sure(best)) return {};
    best.mapping.confidence = best.score / static_cast<int>(best.filled);
    return best.mapping;
}

GuessedMapping guess_mapping(const Source& source, const ReadOptions& options, const Dictionary& dictionary) {
    std::vector<NumberedRow> rows;
    GuessedMapping guessed;
    guessed.outcome = read_any(source, options, [&](std::uint32_t row, std::span<const Cell> cells) {
        rows.push_back({row, {cells.begin(), cells.end()}});
        return rows.size() < rows_to_look_at ? Flow::go_on : Flow::stop;
    });
    if (guessed.outcome) guessed.mapping = guess_mapping(rows, dictionary);
    return guessed;
}

RowKind RowSorter::kind_of(std::uint32_t row, std::span<const Cell> cells) {
    if (row < mapping_.heading_row) return RowKind::note;
    if (row < mapping_.first_data_row) return RowKind::headings;
    std::size_t filled = 0;
    bool repeats = true;  // only while it holds the keys are made: they cost more than all else here
    for (auto& column : mapping_.columns) {
        if (column.column >= cells.size() || is_blank(std::string_view{cells[column.column].text})) continue;
        ++filled;
        repeats = repeats && heading_key(cells[column.column].text) == heading_key(column.heading);
    }
    if (repeats && filled * 2 > mapping_.columns.size()) return RowKind::headings;
    auto key = first_key(cells);
    auto marked = is_total(key) ? RowKind::total : is_note(cells, key) ? RowKind::note : RowKind::data;
    if (marked != RowKind::data && filled * 2 <= mapping_.columns.size()) return in_tail_ = true, marked;
    if (filled == 0) return in_tail_ ? RowKind::note : RowKind::blank;
    if (!in_tail_) return RowKind::data;
    if (filled * 2 <= mapping_.columns.size()) return RowKind::note;
    in_tail_ = false;
    return RowKind::data;
}

}  // namespace zhibu::sheet
