// Opens, dresses and closes a workbook of libxlsxwriter.
#include "kernel/sheet/xlsx_file.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <utility>
#include <string>
#include <utility>

#include "kernel/values/text.hpp"

namespace zhibu::sheet {
namespace {

constexpr std::size_t most_characters = 32767;
constexpr lxw_color_t heading_grey = 0xF2F2F2, fault_red = 0xFFC7CE, border_grey = 0xBFBFBF;

const char* number_format_of(Look look) {
    switch (look) {
        case Look::text: return "@";
        case Look::integer: return "#,##0";
        case Look::decimal: case Look::money: return "#,##0.00";
        case Look::day: return "yyyy-mm-dd";
        case Look::month: return "yyyy-mm";
        case Look::percent: return "0.0%";
        default: return "General";
    }
}

bool stands_right(Look look) { return look == Look::integer || look == Look::decimal || look == Look::money || look == Look::percent; }

// A literal _x0041_ would be read back as A: its underscore is written as an escape of itself.
std::string escaped(std::string_view text) {
    std::string safe;
    for (std::size_t at = 0; at < text.size(); ++at) {
        bool looks_escaped = text[at] == '_' && at + 6 < text.size() && text[at + 1] == 'x' && text[at + 6] == '_';
        for (std::size_t i = at + 2; looks_escaped && i < at + 6; ++i) looks_escaped = std::isxdigit(static_cast<unsigned char>(text[i])) != 0;
        if (looks_escaped) safe += "_x005F_";
        else safe += text[at];
    }
    return safe;
}

// Excel allows 31 characters without []:*?/\ and without an apostrophe at either end.
std::string sheet_name_of(std::string_view wanted) {
    std::string name;
    for (char c : repaired_utf8(trimmed(wanted)))
        if (std::string_view{"[]:*?/\\'"}.find(c) == std::string_view::npos && static_cast<unsigned char>(c) >= 0x20) name += c;
    name = std::string{first_code_points(name, 31)};
    return name.empty() ? "Sheet1" : name;
}

}  // namespace

XlsxFile::XlsxFile() : memory_{memfd_create("workbook", MFD_CLOEXEC)} {
    if (memory_ < 0) throw std::runtime_error{"cannot make memory for a workbook"};
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    book_ = workbook_new_opt(fmt::format("/proc/self/fd/{}", memory_).c_str(), &options);
    if (!book_) {
        ::close(memory_);
        throw std::runtime_error{"cannot begin a workbook"};
    }
}

XlsxFile::~XlsxFile() {
    if (book_) workbook_close(book_);  // the library frees nothing before it has written
    ::close(memory_);
}

void XlsxFile::check(lxw_error error) {
    if (error != LXW_NO_ERROR) throw std::runtime_error{fmt::format("workbook: {}", lxw_strerror(error))};
}

lxw_worksheet* XlsxFile::add_sheet(std::string_view name) {
    auto* sheet = workbook_add_worksheet(book_, sheet_name_of(name).c_str());
    if (!sheet) throw std::runtime_error{"cannot add a sheet"};
    return sheet;
}

lxw_format* XlsxFile::format(Look look, Mark mark) {
    auto& made = formats_[{look, mark}];
    if (made) return made;
    made = workbook_add_format(book_);
    if (!made) throw std::runtime_error{"cannot add a format"};
    format_set_font_name(made, "宋体");
    format_set_font_size(made, look == Look::title ? 16 : 11);
    format_set_align(made, LXW_ALIGN_VERTICAL_CENTER);
    format_set_num_format(made, number_format_of(look));
    if (look == Look::title || look == Look::heading) {
        format_set_bold(made);
        format_set_align(made, LXW_ALIGN_CENTER);
    }
    if (stands_right(look)) format_set_align(made, LXW_ALIGN_RIGHT);
    if (look == Look::title) return made;
    format_set_border(made, LXW_BORDER_THIN);
    format_set_border_color(made, border_grey);
    if (look == Look::heading || look == Look::text) format_set_text_wrap(made);
    if (look == Look::heading) format_set_bg_color(made, heading_grey);
    if (mark == Mark::fault) format_set_bg_color(made, fault_red);
    return made;
}

void XlsxFile::set_properties(const Table& table) {
    auto text = [](const std::string& given) { return repaired_utf8(first_code_points(given, 100)); };
    auto title = text(table.title), author = text(table.author), company = text(table.company);
    lxw_doc_properties properties{};
    properties.title = title.data();
    properties.author = author.data();
    properties.company = company.data();
    properties.created = table.made_at.empty() ? 0 : static_cast<time_t>(table.made_at.milliseconds() / 1000);
    check(workbook_set_properties(book_, &properties));
}

void XlsxFile::write_text(lxw_worksheet* sheet, lxw_row_t row, std::uint32_t column, std::string_view text, lxw_format* format) {
    auto at = static_cast<lxw_col_t>(column);
    if (text.empty()) return check(worksheet_write_blank(sheet, row, at, format));
    auto safe = escaped(first_code_points(repaired_utf8(text), most_characters));
    check(worksheet_write_string(sheet, row, at, std::string{first_code_points(safe, most_characters)}.c_str(), format));
}

void XlsxFile::write_date(lxw_worksheet* sheet, lxw_row_t row, std::uint32_t column, Date date, Mark mark) {
    // Excel's days begin with 1900, and its January and February 1900 are a day off.
    if (date.year() <= 1900 || date.month() == 0) return write_text(sheet, row, column, date.iso(), format(Look::text, mark));
    auto serial = Date::of(1899, 12, 30).days_until(date.first_day());
    check(worksheet_write_number(sheet, row, static_cast<lxw_col_t>(column), serial, format(date.whole() ? Look::day : Look::month, mark)));
}

void XlsxFile::end() {
    auto error = workbook_close(std::exchange(book_, nullptr));
    check(error);
}

std::string XlsxFile::close() {
    end();
    struct stat about{};
    if (fstat(memory_, &about) != 0) throw std::runtime_error{"cannot read back the workbook"};
    std::string bytes(static_cast<std::size_t>(about.st_size), '\0');
    for (std::size_t at = 0; at < bytes.size();) {
        auto got = pread(memory_, bytes.data() + at, bytes.size() - at, static_cast<off_t>(at));
        if (got <= 0) throw std::runtime_error{"cannot read back the workbook"};
        at += static_cast<std::size_t>(got);
    }
    return bytes;
}

void XlsxFile::close_to(const std::filesystem::path& file) {
    end();
    std::ofstream out{file, std::ios::binary | std::ios::trunc};
    std::string piece(1 << 20, '\0');
    for (off_t at = 0;;) {
        auto got = pread(memory_, piece.data(), piece.size(), at);
        if (got < 0) throw std::runtime_error{"cannot read back the workbook"};
        if (got == 0) break;
        out.write(piece.data(), got);
        at += got;
    }
    out.close();
    if (!out) throw std::runtime_error{"cannot write " + file.filename().string()};
}

void set_up_print(lxw_worksheet* sheet, std::uint32_t heading_row, std::string_view watermark) {
    constexpr std::uint8_t a4 = 9;
    worksheet_set_paper(sheet, a4);
    worksheet_set_landscape(sheet);
    worksheet_set_margins(sheet, 0.5, 0.5, 0.6, 0.7);
    worksheet_fit_to_pages(sheet, 1, 0);
    XlsxFile::check(worksheet_repeat_rows(sheet, heading_row, heading_row));
    std::string doubled;  // & begins a code in a footer
    for (char c : repaired_utf8(first_code_points(watermark, 40)))
        if (static_cast<unsigned char>(c) >= 0x20) doubled.append(c == '&' ? 2 : 1, c);
    XlsxFile::check(worksheet_set_footer(sheet, fmt::format("&L{}&R第 &P 页 共 &N 页", doubled).c_str()));
}

}  // namespace zhibu::sheet
