// The arithmetic of a sheet: what an item gives, by record or by somebody's word, what the items add up to, and which grade that is.
// Points are in hundredths throughout, so that what stands on a sheet adds up with a pocket calculator.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "standard/rules.hpp"

namespace zhibu::standard {

// open: nobody has said yet. out: it does not count here.
enum class Met { open, yes, part, no, out };
BOOST_DESCRIBE_ENUM(Met, open, yes, part, no, out)
enum class By { record, branch, review, on_site };
BOOST_DESCRIBE_ENUM(By, record, branch, review, on_site)

// What is known of one item of one sheet.
struct Mark {
    Met met{Met::yes};       // yes, part or no
    std::int64_t points{};   // hundredths, of part
};
struct Known {
    std::optional<std::int64_t> value{};  // of its indicator
    std::int64_t months{12};              // of the period that have ended
    bool applies{true}, visited{false};   // visited: drawn or sent for
    std::optional<Met> claimed{};
    std::optional<Mark> reviewed{}, on_site{};
};
struct Given {
    Met met{Met::open};
    std::int64_t points{}, most{};         // most 0: out of the total
    By by{By::record};
    std::optional<std::int64_t> needed{};  // in the indicator's unit
};
// What at_least asks for of so many months.
std::optional<std::int64_t> needed(const Item& item, IndicatorKind kind, std::int64_t months);
// The later word holds: on site before review, review before the record or the branch's own word.
Given given(const Item& item, IndicatorKind kind, const Known& known);
bool falls(const Veto& veto, IndicatorKind kind, std::optional<std::int64_t> value);

struct Total {
    std::int64_t points{}, most{}, score{};  // score: of a hundred, in hundredths
    std::vector<std::string> missing;        // items that must be and are not
    std::vector<std::string> vetoes;
    bool visited{false};
    bool complete{true};                     // no item is open
};
void add(Total& total, const Item& item, const Given& each);
void finish(Total& total);
const Grade& grade_of(const Standard& standard, const Total& total);

std::string points_text(std::int64_t hundredths);  // "92.50", "4"
std::optional<std::int64_t> read_points(std::string_view text);

// The months of a period that have ended before a day.
std::int64_t months_ended(Period period, Date day);

}  // namespace zhibu::standard
