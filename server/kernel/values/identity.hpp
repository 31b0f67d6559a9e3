// The numbers that say who somebody is: citizen ID, social credit code, telephone; and the dates of an office's own sheets.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "kernel/values/date.hpp"

namespace zhibu {

enum class Sex { female, male };

// A citizen ID number (GB 11643) as read from what somebody typed: full width, spaces, dashes, a leading apostrophe and a lower-case x are forgiven.
struct IdNumber {
    enum class Verdict {
        right,
        fifteen_digits,     // a number of before 1999; its holder has an 18-digit one
        wrong_length,
        wrong_character,
        unreal_birth_date,
        wrong_check_digit,  // ISO 7064 MOD 11-2
    };
    Verdict verdict = Verdict::wrong_length;
    std::string normal;      // half width, no spaces, capital X
    Date birth;              // of right, fifteen_digits and wrong_check_digit; else empty
    std::optional<Sex> sex;  // as birth
    bool right() const { return verdict == Verdict::right; }
};
IdNumber read_id_number(std::string_view typed);

// A mainland telephone number; +86, 0086, spaces, dashes, brackets and full width are forgiven.
struct Phone {
    enum class Kind {
        mobile,      // 19956446767
        land_line,   // 0532-2449760, 010-63090000-8001
        local_line,  // 2449760: a land-line without its area code
    };
    Kind kind = Kind::mobile;
    std::string normal;
};
std::optional<Phone> read_phone(std::string_view typed);

// A date as offices write it: 1985.7.1, 1985年7月1日, 1985/7/1, 1985-07-01, 19850701; known to the month: 1985年7月, 1981.08,
// 2005-10, 198507; to the year: 1985, 1985年; an Excel serial number of five digits (10000 to 99999). A time behind the day is
// dropped; 00 for an unknown day or month is read as unknown. Years 1850 to 2149. Nothing for whatever else, and for days that
// do not exist.
std::optional<Date> parse_date_cell(std::string_view text);
// The day of an Excel serial number in the 1900 system (1 is 1900-01-01, 60 the day that never was); nothing outside 1 to 2958465.
std::optional<Date> date_of_serial(double serial);

}  // namespace zhibu
