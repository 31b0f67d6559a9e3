// The first question after a start, of a new day or after the tree has changed reads a province's months from its roll-ups: done before somebody asks.
#include <chrono>

#include "cockpit/cockpit.hpp"
#include "kernel/app.hpp"

namespace zhibu::cockpit {
namespace {

constexpr std::chrono::milliseconds long_enough{50};  // for one piece: other work goes before the next

}  // namespace

bool WarmUp::piece(App& app, std::size_t least) {
    bool more = app.read(Actor::job({1}, "cockpit.warm_up"), [&](const View& view) { return view.tree().size() >= least && read_on(view); });
    if (more) app.jobs.wake();
    return more;
}

// A round goes over everything once. The next one comes with a new day or tree, or where so much was written that nobody knows any more what:
// else each page reads for itself what little has changed, and pages of other years keep their room.
bool WarmUp::read_on(const View& view) {
    auto tree = view.tree().version();
    if (!next_ && day_ == view.today() && tree_ == tree && view.app.rollup_changes.after(view.tenant(), rollups_)) return false;
    if (!next_) day_ = view.today(), tree_ = tree, rollups_ = db::TableChanges::sum(*view.session.marks(), rollup::tables());
    auto months = months_of(view.today().year(), view.today());
    auto year = Period::year_of(view.today());
    auto rules = rules_on(view, view.today());
    for (auto begun = std::chrono::steady_clock::now(); std::chrono::steady_clock::now() - begun < long_enough; ++next_) {
        if (next_ < months.size()) shelf_->temperatures.of(view, months[next_]);
        else if (next_ == months.size()) view.app.matrices.of(view, year, rules->yearly());
        else if (next_ == months.size() + 1) shelf_->indexes.read(view, rules->quadrant.index, year);
        else return next_ = 0, false;
    }
    return true;
}

}  // namespace zhibu::cockpit
