#include "tour/rules.hpp"

#include <algorithm>
#include <set>

namespace zhibu::tour {
namespace {

template <class Row>
void check_once(const std::vector<Row>& rows, const std::string& here, Faults& faults) {
    std::set<std::string> keys;
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (!keys.insert(rows[i].key).second) faults.add(here + "/" + std::to_string(i) + "/key", "taken");
}

void check(const App& app, const Sheet& sheet, const std::string& here, Faults& faults) {
    std::int64_t points = 0, weights = 0;
    for (auto& item : sheet.items) points += item.points;
    for (auto& circle : sheet.circles) weights += circle.weight;
    if (points != 100) faults.add(here + "/items", "adds_up_to_100");
    if (weights != 100) faults.add(here + "/circles", "adds_up_to_100");
    check_once(sheet.items, here + "/items", faults), check_once(sheet.circles, here + "/circles", faults);
    for (std::size_t c = 0; c < sheet.circles.size(); ++c)
        for (std::size_t r = 0; r < sheet.circles[c].roles.size(); ++r)
            if (!Codec<Role>::parse(sheet.circles[c].roles[r])) faults.add(here + "/circles/" + std::to_string(c) + "/roles/" + std::to_string(r), "not_one_of");
    for (std::size_t i = 0; i < sheet.figures.size(); ++i)
        if (!app.indicators.find(sheet.figures[i])) faults.add(here + "/figures/" + std::to_string(i), "unknown_indicator");
}

Rules read_rules(const App& app, const pack::File& file) {
    Rules read{file.rows<Sheet>("sheet")};
    Faults faults;
    std::set<std::string> names;
    for (std::size_t i = 0; i < read.sheets.size(); ++i) {
        auto here = "#/sheet/" + std::to_string(i);
        if (!names.insert(read.sheets[i].name).second) faults.add(here + "/name", "taken");
        check(app, read.sheets[i], here, faults);
    }
    if (read.sheets.empty()) faults.add("#/sheet", "required");
    file.refuse(faults);
    return read;
}

}  // namespace

const SheetCircle* Sheet::circle(std::string_view key) const {
    auto found = std::find_if(circles.begin(), circles.end(), [&](auto& each) { return each.key == key; });
    return found == circles.end() ? nullptr : &*found;
}
const Sheet* Rules::sheet(std::string_view name) const {
    auto found = std::find_if(sheets.begin(), sheets.end(), [&](auto& each) { return each.name == name; });
    return found == sheets.end() ? nullptr : &*found;
}
KeptRules rules_on(const View& view, Date day) { return view.app.packs.at<Rules>(view, rules_file, day); }
void declare_rules(App& app) {
    app.packs.declare<Rules>("tour", [&app](const pack::File& file) { return read_rules(app, file); });
}

}  // namespace zhibu::tour
