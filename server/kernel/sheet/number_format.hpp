// What a number means by its cell format, and how it reads as text.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace zhibu::sheet {

enum class FormatKind : std::uint8_t { number, day, month, time };  // month: year and month are shown, the day is not

FormatKind kind_of_builtin_format(unsigned id);  // as in Chinese Excel: 14–22, 27–36, 45–47, 50–58 are dates and times
FormatKind kind_of_format_code(std::string_view code);

// Up to 15 significant digits, whole numbers without exponent: an ID number typed as a number keeps its 18 places.
std::string number_text(double value);
// The ISO text of a serial number (see Cell); empty when the number is no date.
std::string serial_text(double serial, FormatKind kind, bool from_1904);

}  // namespace zhibu::sheet
