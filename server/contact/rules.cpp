#include "contact/rules.hpp"

#include <algorithm>

#include "kernel/app.hpp"

namespace zhibu::contact {
namespace {

template <class T>
std::vector<T> dated(const pack::File& file, std::string_view table) {
    auto rows = file.rows<T>(table);
    Faults faults;
    if (rows.empty()) faults.add("#/" + std::string{table}, "required");
    file.refuse(faults);
    std::stable_sort(rows.begin(), rows.end(), [](auto& a, auto& b) { return a.valid_from < b.valid_from; });
    return rows;
}
template <class T>
const T& newest(const std::vector<T>& rows, Date day) {
    auto after = std::upper_bound(rows.begin(), rows.end(), day, [](Date d, const T& row) { return d < row.valid_from; });
    return after == rows.begin() ? rows.front() : *std::prev(after);
}
int months_of(Every every) { return every == Every::month ? 1 : every == Every::quarter ? 3 : every == Every::half_year ? 6 : 12; }

}  // namespace

int stretches_in_year(Every every) { return 12 / months_of(every); }
int stretch_of(Every every, Date day) { return (day.month() - 1) / months_of(every); }
Stretch stretch(int year, Every every, int number) {
    auto first = Date::of(year, number * months_of(every) + 1, 1);
    return {first, first.plus_months(months_of(every)).plus_days(-1)};
}

const CoverageRule& Rules::coverage_on(Date day) const { return newest(coverage, day); }
const TargetRule& Rules::target_on(Date day) const { return newest(targets, day); }
const RecordRule& Rules::record_on(Date day) const { return newest(records, day); }

Rules read_rules(const pack::File& file) {
    return {dated<CoverageRule>(file, "coverage"), dated<TargetRule>(file, "target"), dated<RecordRule>(file, "record")};
}
std::shared_ptr<const Rules> rules_on(const View& view, Date day) { return view.app.packs.at<Rules>(view, "standard/contact.toml", day); }
void declare_rules(App& app) { app.packs.declare<Rules>("contact", read_rules); }

}  // namespace zhibu::contact
