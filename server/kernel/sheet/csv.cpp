// Reads CSV as offices have it: any of three encodings, any of three separators, quotes by RFC 4180.
#include <unicode/ucnv.h>

#include <fmt/format.h>

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernel/sheet/archive.hpp"
#include "kernel/sheet/reader.hpp"
#include "kernel/sheet/refusal.hpp"
#include "kernel/values/text.hpp"

namespace zhibu::sheet {
namespace {

using Converter = std::unique_ptr<UConverter, void (*)(UConverter*)>;

Converter converter(const char* encoding) {
    UErrorCode status = U_ZERO_ERROR;
    Converter opened{ucnv_open(encoding, &status), ucnv_close};
    if (U_FAILURE(status)) throw std::runtime_error{fmt::format("ICU has no {}", encoding)};
    return opened;
}

std::string to_utf8(std::string_view bytes, const char* encoding) {
    UErrorCode status = U_ZERO_ERROR;
    auto from = converter(encoding), to = converter("UTF-8");
    ucnv_setToUCallBack(from.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
    std::string text;
    std::array<char, 16384> out{};
    std::array<UChar, 8192> pivot{};
    auto *pivot_from = pivot.data(), *pivot_to = pivot.data();
    const char* in = bytes.data();
    for (bool first = true;; first = false) {
        char* end = out.data();
        status = U_ZERO_ERROR;
        ucnv_convertEx(to.get(), from.get(), &end, out.data() + out.size(), &in, bytes.data() + bytes.size(), pivot.data(), &pivot_from, &pivot_to,
                       pivot.data() + pivot.size(), first, true, &status);
        text.append(out.data(), end);
        if (status == U_BUFFER_OVERFLOW_ERROR) continue;
        if (U_FAILURE(status)) refuse(ReadError::damaged, fmt::format("bytes that are no {}", encoding));
        return text;
    }
}

std::string decoded(std::string bytes) {
    std::string_view view = bytes;
    if (view.starts_with("\xEF\xBB\xBF")) view.remove_prefix(3);
    else if (view.starts_with("\xFF\xFE")) return to_utf8(view.substr(2), "UTF-16LE");
    else if (view.starts_with("\xFE\xFF")) return to_utf8(view.substr(2), "UTF-16BE");
    if (view.find('\0') != std::string_view::npos) refuse(ReadError::not_a_workbook, "binary data");
    if (!is_utf8(view)) return to_utf8(view, "GB18030");
    if (view.size() != bytes.size()) bytes.erase(0, bytes.size() - view.size());
    return bytes;
}

// The separator that the first records use most, outside of quotes.
char separator_of(std::string_view text) {
    std::array<std::pair<char, int>, 3> counts{{{',', 0}, {';', 0}, {'\t', 0}}};
    bool quoted = false;
    for (char c : text.substr(0, 64 << 10)) {
        if (c == '"') quoted = !quoted;
        for (auto& [separator, count] : counts) count += !quoted && c == separator;
    }
    auto best = counts[0];
    for (auto& entry : counts)
        if (entry.second > best.second) best = entry;
    return best.first;
}

// What keeps Excel from reading a cell as a formula or a number is not part of its text: ="3702…" and '=1+1.
void strip_guard(std::string& text) {
    if (text.size() >= 3 && text.starts_with("=\"") && text.ends_with('"')) text = text.substr(2, text.size() - 3);
    else if (text.size() >= 2 && text[0] == '\'' && std::string_view{"=+-@\t\r"}.find(text[1]) != std::string_view::npos) text.erase(0, 1);
}

class Records {
public:
    Records(std::string_view text, char separator, const Limits& limits) : text_{text}, separator_{separator}, limits_{limits} {}
    // Reads the next record into cells and says how far they are used; nothing at the end of the text.
    std::optional<std::size_t> next(std::vector<Cell>& cells) {
        if (at_ >= text_.size()) return {};
        ++number_;
        std::size_t used = 0, column = 0;
        for (bool more = true; more; ++column) {
            if (column == limits_.columns) refuse(ReadError::too_large, fmt::format("record {}: too many columns", number_));
            if (cells.size() == column) cells.emplace_back();
            auto& cell = cells[column];
            more = field(cell.text);
            strip_guard(cell.text);
            cell.kind = cell.text.empty() ? CellKind::empty : CellKind::text;
            if (!cell.empty()) used = column + 1;
        }
        return used;
    }
    std::uint32_t number() const { return number_; }

private:
    // One field; true when another follows in the same record.
    bool field(std::string& into) {
        into.clear();
        if (at_ < text_.size() && text_[at_] == '"') quoted(into);
        while (at_ < text_.size()) {
            char c = text_[at_++];
            if (c == separator_) return true;
            if (c == '\n') return false;
            if (c == '\r') return at_ < text_.size() && text_[at_] == '\n' ? (++at_, false) : false;
            into.push_back(c);
        }
        return false;
    }
    void quoted(std::string& into) {
        for (++at_; at_ < text_.size(); ++at_) {
            if (text_[at_] != '"') into.push_back(text_[at_]);
            else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') into.push_back(text_[++at_]);
            else return void(++at_);
        }
        // Going on would swallow the rest of the file into one cell.
        refuse(ReadError::damaged, fmt::format("record {}: a quotation mark is never closed", number_));
    }

    std::string_view text_;
    char separator_;
    const Limits& limits_;
    std::size_t at_ = 0;
    std::uint32_t number_ = 0;
};

void read_records(const Source& source, const ReadOptions& options, const RowCallback& callback, ReadOutcome& outcome) {
    if (size_of(source) == 0) refuse(ReadError::not_a_workbook, "empty file");
    if (size_of(source) > options.limits.unpacked_bytes) refuse(ReadError::too_large, "size of the file");
    auto text = decoded(bytes_of(source, 0, size_of(source)));
    Records records{text, separator_of(text), options.limits};
    std::vector<Cell> cells;
    while (auto used = records.next(cells)) {
        if (*used == 0) continue;
        if (outcome.rows == options.limits.rows) refuse(ReadError::too_large, fmt::format("more than {} rows", options.limits.rows));
        ++outcome.rows;
        if (callback(records.number(), std::span<const Cell>{cells.data(), *used}) == Flow::stop) return;
    }
}

}  // namespace

ReadOutcome read_csv(const Source& source, const ReadOptions& options, const RowCallback& callback) {
    ReadOutcome outcome;
    try {
        read_records(source, options, callback, outcome);
    } catch (const Refusal& refusal) {
        outcome.error = refusal.error;
        outcome.detail = refusal.detail;
    }
    return outcome;
}

}  // namespace zhibu::sheet
