// How many duties of the cadence had fallen due in a period, and how many of them were met: what an index can weigh.
#include <fmt/format.h>

#include "kernel/indicator/axis.hpp"
#include "life/cadence.hpp"

namespace zhibu::life {
namespace {

enum class Counted { due, met };

// Each rule in each of its periods that lies within the one asked for and has ended.
std::int64_t tally(const View& view, const Duties& duties, const HeldBook& held, Id<Organization> holder, Period asked, Counted counted) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < duties.cadence().size(); ++i) {
        auto& rule = duties.cadence()[i];
        if (!duties.may_owe(rule, holder)) continue;
        for (auto period : periods_of(rule, duties.year())) {
            if (period.first_day() < asked.first_day() || period.last_day() > asked.last_day() || period.last_day() >= view.today()) continue;
            auto cell = cell_of(view, duties, held, i, holder, period);
            if (!cell.required) continue;
            sum += counted == Counted::due || cell.held >= cell.required;
        }
    }
    return sum;
}

Measured here(const View& view, DutyBook& book, Id<Organization> organization, Period asked, Counted counted) {
    auto duties = book.of(view, asked.year());
    std::vector<Id<Organization>> holders;
    for (auto& [id, holder] : duties->holders())
        if (view.tree().within(id, organization)) holders.push_back(id);
    HeldBook held{view, *duties, holders};
    Measured measured{0, "", fmt::format("/cadence?organization={}&year={}", organization.value, asked.year())};
    for (auto holder : holders) measured.value += tally(view, *duties, held, holder, asked, counted);
    return measured;
}

Column everywhere(const View& view, DutyBook& book, const Axis& axis, Period asked, Counted counted) {
    auto duties = book.of(view, asked.year());
    std::vector<Id<Organization>> holders;
    for (auto& [id, holder] : duties->holders()) holders.push_back(id);
    HeldBook held{view, *duties, holders};
    Column own(axis.size());
    for (auto holder : holders)
        if (auto place = axis.find(holder)) own[*place] = tally(view, *duties, held, holder, asked, counted);
    return axis.with_all_below(own);
}

}  // namespace

void declare_cadence_measures(App& app, std::shared_ptr<DutyBook> book) {
    for (auto [name, which] : {std::pair{"life.duties_due", Counted::due}, std::pair{"life.duties_met", Counted::met}})
        app.measures.declare(
            name, [book, counted = which](const View& view, Id<Organization> organization, Period period) { return here(view, *book, organization, period, counted); },
            [book, counted = which](const View& view, const Axis& axis, Period period) { return everywhere(view, *book, axis, period, counted); });
}

}  // namespace zhibu::life
