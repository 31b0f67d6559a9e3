// One workbook being written with libxlsxwriter into memory of its own; the library's C types stay behind this header.
#pragma once
#include <xlsxwriter.h>

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "kernel/sheet/number_format.hpp"
#include "kernel/sheet/writer.hpp"

namespace zhibu::sheet {

// The looks of a cell; every combination that is used becomes one format.
enum class Look : std::uint8_t { title, heading, text, integer, decimal, day, month, money, percent, general };
enum class Mark : std::uint8_t { none, fault };

class XlsxFile {
public:
    XlsxFile();  // throws std::runtime_error
    ~XlsxFile();
    XlsxFile(const XlsxFile&) = delete;
    XlsxFile& operator=(const XlsxFile&) = delete;

    lxw_worksheet* add_sheet(std::string_view name);
    lxw_format* format(Look look, Mark mark = Mark::none);
    lxw_workbook* book() { return book_; }
    void set_properties(const Table& table);

    // Text with what XML and Excel cannot hold repaired: invalid UTF-8, more than 32,767 characters, _x0041_ taken for an escape.
    static void write_text(lxw_worksheet* sheet, lxw_row_t row, std::uint32_t column, std::string_view text, lxw_format* format);
    // A date known to the day or the month as a date cell, anything older or vaguer as text.
    void write_date(lxw_worksheet* sheet, lxw_row_t row, std::uint32_t column, Date date, Mark mark = Mark::none);
    static void check(lxw_error error);  // throws std::runtime_error

    std::string close();                                  // the bytes of the workbook
    void close_to(const std::filesystem::path& file);

private:
    void end();
    int memory_ = -1;  // the finished workbook: nothing of it touches a disk before the caller says where
    lxw_workbook* book_ = nullptr;
    std::map<std::pair<Look, Mark>, lxw_format*> formats_;
};

// A4 across, one page wide, headings repeated, page numbers and the watermark in the footer.
void set_up_print(lxw_worksheet* sheet, std::uint32_t heading_row, std::string_view watermark);

}  // namespace zhibu::sheet
