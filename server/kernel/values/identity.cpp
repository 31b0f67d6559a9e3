// The check digits and readings of citizen IDs, credit codes, telephones and office dates.
#include "kernel/values/identity.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "kernel/values/text.hpp"

namespace zhibu {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool all_digits(std::string_view text) {
    for (char c : text)
        if (!is_digit(c)) return false;
    return !text.empty();
}
int number_of(std::string_view digits) {
    int value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

// Half width, capital letters, without blanks, dashes and the apostrophe that keeps a number text in Excel.
std::string compact(std::string_view typed) {
    std::string kept;
    auto folded = to_half_width(typed);
    for (std::size_t at = 0; at < folded.size();) {
        auto point = next_code_point(folded, at);
        if (is_blank(point) || point == '-' || point == '\'' || point == 0x2019) continue;
        if (point >= 'a' && point <= 'z') point -= 'a' - 'A';
        append_code_point(kept, point);
    }
    return kept;
}

Date birth_of(std::string_view yyyymmdd) {
    auto date = Date::from_number(number_of(yyyymmdd));
    return date.whole() && date.exists() && date.year() >= 1850 && date.year() < 2150 ? date : Date{};
}

char id_check_digit(std::string_view first_17) {
    constexpr std::array weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += (first_17[i] - '0') * weights[i];
    return "10X98765432"[sum % 11];
}

bool is_mobile(std::string_view digits) { return digits.size() == 11 && digits[0] == '1' && digits[1] >= '3'; }

// The digits of a number and the extension behind it (转8001, -8001, ext), or nothing when it holds anything else.
struct Dialled {
    std::vector<std::string> groups{""};
    std::string extension;
};
std::optional<Dialled> dialled(std::string_view typed) {
    Dialled found;
    auto folded = to_half_width(trimmed(typed));
    if (auto turn = folded.find("转"); turn != std::string::npos) {
        found.extension = compact(std::string_view{folded}.substr(turn + std::string_view{"转"}.size()));
        if (!all_digits(found.extension)) return {};
        folded.resize(turn);
    }
    for (std::size_t at = 0; at < folded.size();) {
        auto point = next_code_point(folded, at);
        if (point >= '0' && point <= '9') found.groups.back().push_back(static_cast<char>(point));
        else if (point == '-' || point == '(' || point == ')' || is_blank(point)) {
            if (!found.groups.back().empty()) found.groups.emplace_back();
        } else if (!(point == '+' && found.groups.size() == 1 && found.groups[0].empty()) && point != '\'') return {};
    }
    if (found.groups.back().empty()) found.groups.pop_back();
    return found;
}

std::string joined(const std::vector<std::string>& groups) {
    std::string whole;
    for (auto& group : groups) whole += group;
    return whole;
}

void drop_country(std::string& digits, bool international) {
    if (digits.starts_with("0086")) digits.erase(0, 4);
    else if (digits.starts_with("86") && (international || is_mobile(std::string_view{digits}.substr(2)))) digits.erase(0, 2);
    else return;
    if (!digits.empty() && digits[0] != '0' && digits[0] != '1') digits.insert(0, "0");  // +86 532 …: the 0 of the area code is left out abroad
    if (digits.starts_with("10") && digits.size() == 10) digits.insert(0, "0");          // +86 10 …: Beijing
}

std::optional<Phone> land_line(std::string digits, const std::string& extension) {
    if (digits.empty() || extension.size() > 6) return {};
    std::string area;
    if (digits[0] == '0') {
        if (digits.size() < 3 || digits[1] == '0') return {};
        area = digits.substr(0, digits[1] <= '2' ? 3 : 4);  // 010 and 02x have three digits, all others four
        digits.erase(0, area.size());
        if (area.size() == 3 && digits.size() != 8) return {};
    }
    // Behind an area code any first digit is let through: old lists hold numbers that no exchange gives out today.
    if (digits.size() < 7 || digits.size() > 8 || (area.empty() && digits[0] == '0')) return {};
    auto normal = (area.empty() ? "" : area + "-") + digits + (extension.empty() ? "" : "-" + extension);
    return Phone{area.empty() ? Phone::Kind::local_line : Phone::Kind::land_line, normal};
}

// Reads a date from left to right; every part moves on.
class DateScanner {
public:
    explicit DateScanner(std::string_view text) : text_{text} {}
    bool at_end() const { return at_ == text_.size(); }
    std::string_view digits() {
        auto start = at_;
        while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
        return text_.substr(start, at_ - start);
    }
    void blanks() {
        for (auto next = at_; next < text_.size() && is_blank(next_code_point(text_, next)); at_ = next) {}
    }
    // One separator of a number, or the given character of the calendar; blanks around it do not count.
    bool separator(char32_t calendar, char32_t other = 0) {
        auto start = at_;
        blanks();
        auto next = at_;
        auto point = next < text_.size() ? next_code_point(text_, next) : U'\0';
        if (point == calendar || (other != 0 && point == other) || point == '.' || point == '/' || point == '-' || point == U'。' || point == U'、' ||
            point == ',' || point == '\\') {
            at_ = next;
            blanks();
            return true;
        }
        return at_ != start;
    }
    bool time_or_end() {
        blanks();
        if (!at_end() && text_[at_] == 'T') ++at_;
        for (; !at_end(); ++at_)
            if (!is_digit(text_[at_]) && text_[at_] != ':' && text_[at_] != '.') return false;
        return true;
    }

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

std::optional<Date> checked(int year, int month, int day) {
    if (year < 1850 || year >= 2150) return {};
    auto date = Date::of(year, month, day);
    return date.exists() ? std::optional{date} : std::nullopt;
}

std::optional<Date> unseparated(std::string_view digits) {
    switch (digits.size()) {
        case 4: return checked(number_of(digits), 0, 0);
        case 5: return date_of_serial(number_of(digits));
        case 6: return number_of(digits.substr(4)) == 0 ? std::nullopt : checked(number_of(digits.substr(0, 4)), number_of(digits.substr(4)), 0);
        case 8: return checked(number_of(digits.substr(0, 4)), number_of(digits.substr(4, 2)), number_of(digits.substr(6)));
        default: return {};
    }
}

bool is_serial_with_time(std::string_view text) {
    auto dot = text.find('.');
    return dot == 5 && all_digits(text.substr(0, 5)) && all_digits(text.substr(6));
}

}  // namespace

IdNumber read_id_number(std::string_view typed) {
    using Verdict = IdNumber::Verdict;
    IdNumber read;
    read.normal = compact(typed);
    std::string_view number = read.normal;
    auto said = [&](Verdict verdict) { return read.verdict = verdict, read; };
    if (number.size() != 18 && number.size() != 15) return said(Verdict::wrong_length);
    bool old = number.size() == 15;
    if (!all_digits(number.substr(0, old ? 15 : 17)) || (!old && !is_digit(number[17]) && number[17] != 'X')) return said(Verdict::wrong_character);
    auto birth = birth_of(old ? "19" + std::string{number.substr(6, 6)} : std::string{number.substr(6, 8)});
    if (birth.empty()) return said(Verdict::unreal_birth_date);
    read.birth = birth;
    read.sex = (number[old ? 14 : 16] - '0') % 2 == 1 ? Sex::male : Sex::female;
    if (old) return said(Verdict::fifteen_digits);
    return said(id_check_digit(number) == number[17] ? Verdict::right : Verdict::wrong_check_digit);
}

std::optional<Phone> read_phone(std::string_view typed) {
    auto found = dialled(typed);
    if (!found || found->groups.empty()) return {};
    bool international = to_half_width(trimmed(typed)).starts_with('+');
    auto digits = joined(found->groups);
    if (international && !digits.starts_with("86")) return {};
    drop_country(digits, international);
    if (is_mobile(digits) && found->extension.empty()) return Phone{Phone::Kind::mobile, digits};
    if (auto line = land_line(digits, found->extension)) return line;
    // The last group may be an extension: 0532-2449760-8001.
    if (found->groups.size() < 3 || !found->extension.empty()) return {};
    auto extension = found->groups.back();
    digits.resize(digits.size() - extension.size());
    return land_line(digits, extension);
}

std::optional<Date> date_of_serial(double serial) {
    if (!(serial >= 1 && serial < 2958466) || std::floor(serial) == 60) return {};
    int days = static_cast<int>(serial);
    // Excel counts a 29 February 1900 that never was, as serial 60.
    return Date::of(1899, 12, 31).plus_days(days < 60 ? days : days - 1);
}

std::optional<Date> parse_date_cell(std::string_view text) {
    auto folded = to_half_width(trimmed(text));
    if (folded.starts_with('\'')) folded.erase(0, 1);
    if (is_serial_with_time(folded)) folded.resize(5);
    DateScanner scan{folded};
    auto first = scan.digits();
    if (scan.at_end()) return unseparated(first);
    if (first.size() == 8 && scan.time_or_end()) return unseparated(first);
    if (first.size() != 4 || !scan.separator(U'年')) return {};
    auto month = scan.digits();
    if (month.empty()) return scan.at_end() ? checked(number_of(first), 0, 0) : std::nullopt;
    if (month.size() > 2) return {};
    bool more = scan.separator(U'月');
    auto day = scan.digits();
    if (day.empty()) return scan.at_end() ? checked(number_of(first), number_of(month), 0) : std::nullopt;
    if (!more || day.size() > 2) return {};
    if (!scan.at_end() && !scan.separator(U'日', U'号') && !scan.time_or_end()) return {};
    if (!scan.time_or_end()) return {};
    return checked(number_of(first), number_of(month), number_of(day));
}

}  // namespace zhibu
