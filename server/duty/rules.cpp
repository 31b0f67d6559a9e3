#include "duty/rules.hpp"

#include <algorithm>
#include <set>

namespace zhibu::duty {
namespace {

void check(const pack::File& file, const Rules& all, std::size_t rule_rows) {
    Faults faults;
    if (rule_rows != 1) faults.add("#/rule", "required");
    if (all.circles.empty()) faults.add("#/circle", "required");
    if (all.choices.empty() || all.choices.size() > 10) faults.add("#/choice", "required");
    std::int64_t points = 0, weights = 0;
    for (auto& item : all.items) points += item.points;
    for (auto& circle : all.circles) weights += circle.weight;
    if (points != 100) faults.add("#/item", "adds_up_to_100");
    if (weights != 100) faults.add("#/circle", "adds_up_to_100");
    for (std::size_t i = 1; i < all.grades.size(); ++i)
        if (all.grades[i].at_least >= all.grades[i - 1].at_least) faults.add("#/grade/" + std::to_string(i) + "/at_least", "not_descending");
    auto once = [&](const auto& rows, const std::string& table) {
        std::set<std::string> keys;
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (!keys.insert(rows[i].key).second) faults.add("#/" + table + "/" + std::to_string(i) + "/key", "taken");
    };
    once(all.circles, "circle"), once(all.items, "item"), once(all.choices, "choice"), once(all.grades, "grade");
    if (all.grades.empty() || all.grades.back().at_least != 0) faults.add("#/grade", "required");
    for (std::size_t i = 0; i < all.circles.size(); ++i)
        for (auto& role : all.circles[i].roles)
            if (!Codec<Role>::parse(role)) faults.add("#/circle/" + std::to_string(i) + "/roles", "not_one_of");
    file.refuse(faults);
}

Rules read_rules(const pack::File& file) {
    auto rows = file.rows<Rule>("rule");
    Rules all{rows.empty() ? Rule{} : rows.back(), file.rows<Circle>("circle"), file.rows<Item>("item"), file.rows<Choice>("choice"), file.rows<Grade>("grade")};
    check(file, all, rows.size());
    return all;
}

}  // namespace

const Circle* Rules::circle(std::string_view key) const {
    auto found = std::find_if(circles.begin(), circles.end(), [&](auto& each) { return each.key == key; });
    return found == circles.end() ? nullptr : &*found;
}
const Grade& Rules::grade_of(std::int64_t hundredths) const {
    return *std::find_if(grades.begin(), grades.end() - 1, [&](auto& each) { return hundredths >= each.at_least * 100; });
}

KeptRules rules_on(const View& view, Date day) { return view.app.packs.at<Rules>(view, rules_file, day); }
void declare_rules(App& app) { app.packs.declare<Rules>("duty", read_rules); }

}  // namespace zhibu::duty
