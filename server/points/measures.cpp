// What indexes may weigh of points: how many members are counted, and how many reach what is expected; over a year each period counts.
#include <fmt/format.h>

#include "kernel/app.hpp"
#include "points/statement.hpp"

namespace zhibu::points {
namespace {

// The rule's periods that a period of an indicator holds; of a month the one that holds the month.
std::vector<Period> held_by(const View& view, Period period) {
    std::vector<Period> all;
    for (auto each : periods_of(view, period.year())) {
        bool within = period.first_day() <= each.first_day() && each.last_day() <= period.last_day(), around = each.first_day() <= period.first_day() && period.last_day() <= each.last_day();
        if ((within || around) && each.first_day() <= view.today()) all.push_back(each);
    }
    return all;
}

// By place of another axis: of a day or a tree that is not that of the standings.
Column everywhere(const View& view, const Shelved& shelf, const Axis& axis, Period period, bool passing_only) {
    Column own(axis.size());
    for (auto each : held_by(view, period)) {
        auto standings = shelf->book.of(view, each);
        auto passing = standings->rules->head.passing;
        for (std::size_t i = 0; i < standings->totals.size(); ++i) {
            auto& person = standings->people->rows[i];
            if (person.exempt || (passing_only && standings->totals[i] < passing)) continue;
            if (auto place = axis.find({person.organization})) ++own[*place];
        }
    }
    return axis.with_all_below(own);
}

// In a write nothing is kept: there the statements of the branches below are read, never everybody's.
std::int64_t one_by_one(const View& view, const Shelved& shelf, Id<Organization> organization, Period period, bool passing_only) {
    std::int64_t count = 0;
    for (auto id : view.tree().subtree(organization)) {
        auto kind = Codec<OrganizationKind>::parse(view.tree().find(id)->kind);
        if (!kind || !organization::is_branch(*kind)) continue;
        for (auto& standing : standings_of(view, *shelf->seams, period, {.branch = id})) count += !standing.statement.exempt && (!passing_only || standing.statement.total >= standing.statement.passing);
    }
    return count;
}

std::int64_t here(const View& view, const Shelved& shelf, Id<Organization> organization, Period period, bool passing_only) {
    std::int64_t count = 0;
    for (auto each : held_by(view, period)) {
        if (!view.session.marks()) {
            count += one_by_one(view, shelf, organization, each, passing_only);
            continue;
        }
        auto standings = shelf->book.of(view, each);
        auto place = standings->axis->find(organization);
        if (!place) continue;
        auto [first, last] = standings->rows_of(*place);
        for (auto i = first; i < last; ++i) count += !standings->people->rows[i].exempt && (!passing_only || standings->totals[i] >= standings->rules->head.passing);
    }
    return count;
}

}  // namespace

void declare_measures(App& app, const Shelved& shelf) {
    for (bool passing_only : {false, true})
        app.measures.declare(passing_only ? "points.passing" : "points.counted",
                             [shelf, passing_only](const View& view, Id<Organization> organization, Period period) {
                                 // No list of names stands behind it: the page shows how they are spread.
                                 return Measured{here(view, shelf, organization, period, passing_only), "", fmt::format("/points/spread?organization_id={}", organization.value)};
                             },
                             [shelf, passing_only](const View& view, const Axis& axis, Period period) { return everywhere(view, shelf, axis, period, passing_only); });
}

}  // namespace zhibu::points
