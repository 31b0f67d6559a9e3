// Tells dates from numbers by format code, and turns serial numbers into ISO text.
#include "kernel/sheet/number_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "kernel/values/identity.hpp"

namespace zhibu::sheet {
namespace {

constexpr int days_from_1900_to_1904 = 1462;

// The letters of the first section that count: without quoted, escaped and bracketed parts; [h] and [mm] are kept as times.
std::string bare_letters(std::string_view code) {
    std::string letters;
    for (std::size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
        char c = code[i];
        if (c == '\\' || c == '_' || c == '*') ++i;
        else if (c == '"') i = std::min(code.find('"', i + 1), code.size());
        else if (c == '[') {
            auto end = std::min(code.find(']', i), code.size());
            auto inner = code.substr(i + 1, end - i - 1);
            if (!inner.empty() && inner.find_first_not_of("hHmMsS") == std::string_view::npos) letters += 'h';
            i = end;
        } else if ((code.substr(i, 5) == "AM/PM") || (code.substr(i, 3) == "A/P")) i += c == 'A' && code[i + 1] == 'M' ? 4 : 2;
        else if (code.substr(i, 7) == "General") i += 6;
        else letters += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    return letters;
}

std::string time_text(double fraction) {
    int seconds = static_cast<int>(std::lround(fraction * 86400));
    return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

}  // namespace

FormatKind kind_of_builtin_format(unsigned id) {
    switch (id) {
        case 17: case 27: case 36: case 50: case 52: case 57: return FormatKind::month;
        case 18: case 19: case 20: case 21: case 32: case 33: case 34: case 35: case 45: case 46: case 47: case 55: case 56: return FormatKind::time;
        case 14: case 15: case 16: case 22: case 28: case 29: case 30: case 31: case 51: case 53: case 54: case 58: return FormatKind::day;
        default: return FormatKind::number;
    }
}

FormatKind kind_of_format_code(std::string_view code) {
    auto letters = bare_letters(code);
    auto has = [&](char c) { return letters.find(c) != std::string::npos; };
    if (has('d')) return FormatKind::day;
    bool time = has('h') || has('s');
    if (has('y')) return has('m') && !time ? FormatKind::month : FormatKind::day;
    if (time) return FormatKind::time;
    return has('m') ? FormatKind::day : FormatKind::number;
}

std::string number_text(double value) {
    constexpr double exact = 1e15, longest = 1e21;
    auto size = std::fabs(value);
    if (std::floor(value) == value && size < exact) return fmt::format("{:.0f}", value == 0 ? 0.0 : value);
    if (size >= exact && size < longest) {  // 15 digits are known, the others were never stored
        auto scientific = fmt::format("{:.14e}", size);
        auto places = static_cast<std::size_t>(std::stoi(scientific.substr(scientific.find('e') + 1))) + 1;
        auto digits = scientific.substr(0, 1) + scientific.substr(2, 14);
        return (value < 0 ? "-" : "") + digits + std::string(places - digits.size(), '0');
    }
    return fmt::format("{:.15g}", value);
}

std::string serial_text(double serial, FormatKind kind, bool from_1904) {
    if (!(serial >= 0 && serial < 2958466)) return {};
    // Rounded to the second first, so that 23:59:59.9996 becomes the next day and not 24:00:00.
    double whole = std::floor((std::floor(serial * 86400 + 0.5)) / 86400);
    double fraction = std::max(0.0, serial - whole);
    if (kind == FormatKind::time && whole == 0) return time_text(fraction);
    auto date = date_of_serial(whole + (from_1904 ? days_from_1900_to_1904 : 0));
    if (!date) return {};
    auto iso = date->iso();
    if (std::lround(fraction * 86400) > 0) return iso + "T" + time_text(fraction);
    // "2005年10月" typed into Excel is the first of October shown without its day: nobody ever said a day.
    if (kind == FormatKind::month && date->day() == 1) return iso.substr(0, 7);
    return iso;
}

}  // namespace zhibu::sheet
