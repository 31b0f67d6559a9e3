#include "ballot/rules.hpp"

#include <fmt/ranges.h>

#include <set>

#include "kernel/app.hpp"

namespace zhibu::ballot {
namespace {

Rules read_rules(const pack::File& file) {
    Rules read{file.rows<KindRule>("kind"), file.rows<GradeRule>("grade")};
    Faults faults;
    if (read.kinds.empty()) faults.add("#/kind", "required");
    if (read.grades.size() < 2) faults.add("#/grade", "required");
    for (std::size_t i = 0; i < read.kinds.size(); ++i)
        if (read.kinds[i].write_ins && (read.kinds[i].method != Method::choose || !read.kinds[i].about_people)) faults.add("#/kind/" + std::to_string(i) + "/write_ins", "names_in_elections_only");
    std::set<std::string> letters;
    for (std::size_t i = 0; i < read.grades.size(); ++i) {
        auto& each = read.grades[i];
        auto place = "#/grade/" + std::to_string(i);
        if (!letters.insert(each.letter).second) faults.add(place + "/letter", "taken");
        if (each.letter == "-") faults.add(place + "/letter", "not_one_of");  // the sign of a grade left blank
        if (each.cap_over > each.cap_under) faults.add(place + "/cap_over", "too_large", {{"max", std::to_string(each.cap_under)}});
    }
    file.refuse(faults);
    // Facts are kept under the names: an office changes shares, words and sources, not what counts as one kind over the years.
    static const auto names_of = [](const auto& rows) {
        std::set<std::string> names;
        for (auto& each : rows) names.insert(each.name);
        return names;
    };
    if (file.name() != std::string{"packs/"} + rules_file || file.broken()) return read;
    static const auto shipped = pack::embedded(rules_file);
    static const auto kinds = names_of(shipped.rows<KindRule>("kind")), grades = names_of(shipped.rows<GradeRule>("grade"));
    if (names_of(read.kinds) != kinds) faults.add("#/kind", "pack_names_of_program", {{"names", fmt::format("{}", fmt::join(kinds, "、"))}});
    if (names_of(read.grades) != grades) faults.add("#/grade", "pack_names_of_program", {{"names", fmt::format("{}", fmt::join(grades, "、"))}});
    file.refuse(faults);
    return read;
}

}  // namespace

KeptRules rules_on(const View& view, Date day) { return view.app.packs.at<Rules>(view, rules_file, day); }
KeptRules declare_rules(App& app) {
    app.packs.declare<Rules>("ballot", read_rules);
    return app.packs.shipped<Rules>(rules_file);
}

const KindRule* Rules::kind(std::string_view name, Date day) const {
    const KindRule* found = nullptr;
    for (auto& each : kinds)
        if (each.name == name && (!found || (each.valid_from <= day && found->valid_from <= each.valid_from))) found = &each;
    return found;
}
const GradeRule* Rules::grade(std::string_view name) const {
    for (auto& each : grades)
        if (each.name == name) return &each;
    return nullptr;
}

}  // namespace zhibu::ballot
