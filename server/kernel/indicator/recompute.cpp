// A matrix from nothing but facts: the table is cut into stretches of sources, each read by whichever session is free, added up in dense
// arrays by kind and place. Organisations that moved, began or ended within the period are added up by day, and climb the tree of
// that day, as roll-ups do.
#include <algorithm>
#include <atomic>
#include <future>
#include <unordered_set>

#include "kernel/indicator/matrix_maker.hpp"

namespace zhibu {
namespace {

using Steady = std::chrono::steady_clock;

struct Sum {
    std::int64_t amount{};
    std::int32_t count{}, late{};
    void operator+=(const Sum& other) { amount += other.amount, count += other.count, late += other.late; }
};
struct DoerHash {
    std::size_t operator()(const std::pair<std::int32_t, std::int64_t>& doer) const { return std::hash<std::int64_t>{}(doer.second * 0x9E3779B97F4A7C15 + doer.first); }
};

// What is counted: the periods asked for, and in each the kinds, by small numbers.
struct Plan {
    struct Slot {
        Period period;
        std::int32_t first{}, last{};                   // days
        std::map<std::int64_t, std::size_t> kinds;      // number → row of the dense array
        std::map<std::string, std::unordered_set<std::int64_t>> distinct;  // indicator → kinds
    };
    std::vector<Slot> slots;
    std::size_t rows{};
    std::shared_ptr<const Axis> axis;
    std::unordered_set<std::int64_t> restless;  // organisations whose place changed within a period
};

Plan plan_of(const View& view, const Needs& needs, std::shared_ptr<const Axis> axis) {
    Plan plan;
    plan.axis = std::move(axis);
    std::map<std::int32_t, Plan::Slot> slots;
    for (auto& [number, kinds] : needs.kinds)
        for (auto kind : kinds) slots[number].kinds[kind] = plan.rows++;
    for (auto& [key, kinds] : needs.distinct) slots[key.second].distinct[key.first].insert(kinds.begin(), kinds.end());
    for (auto& [number, slot] : slots) {
        slot.period = Period::from_number(number), slot.first = slot.period.first_day().number(), slot.last = slot.period.last_day().number();
        auto rows = view.session.query("SELECT descendant_id FROM scope WHERE tenant_id = ? AND ((valid_from > ? AND valid_from <= ?) OR (valid_to >= ? AND valid_to < ?))", view.tenant(), slot.first,
                                       slot.last, slot.first, slot.last);
        while (rows.next()) plan.restless.insert(rows.integer(0));
        plan.slots.push_back(slot);
    }
    // The axis is that of the period; who stood elsewhere in the year before climbs the tree of the day, too.
    for (auto& slot : plan.slots) {
        if (slot.last == plan.axis->day.number()) continue;
        auto moved = view.session.query("SELECT descendant_id FROM scope WHERE tenant_id = ? AND (valid_from > ? OR valid_to < ?) AND valid_from <= ? AND valid_to >= ?", view.tenant(), slot.first,
                                        plan.axis->day, plan.axis->day, slot.first);
        while (moved.next()) plan.restless.insert(moved.integer(0));
    }
    return plan;
}

struct Tally {
    std::vector<Sum> dense;  // row × place
    std::map<std::tuple<std::size_t, std::int64_t, std::int32_t>, Sum> by_day;  // row, organisation, day
    std::map<std::pair<std::string, std::int32_t>, std::unordered_map<std::pair<std::int32_t, std::int64_t>, std::int32_t, DoerHash>> doers;
    std::int64_t facts{};
};

class Scanner {
public:
    explicit Scanner(const Plan& plan) : plan_{plan} { tally_.dense.resize(plan.rows * plan.axis->size()); }

    void read(db::Session& session, TenantId tenant, std::int64_t from, std::int64_t to) {
        auto rows = session.query("SELECT kind, organization_id, happened_on, sign, amount, late, member_id FROM fact WHERE tenant_id = ? AND source_id >= ? AND source_id < ?", tenant, from, to);
        while (rows.next()) {
            ++tally_.facts;
            auto day = std::int32_t(rows.integer(2));
            for (auto& slot : plan_.slots)
                if (slot.first <= day && day <= slot.last) add(slot, rows, day);
        }
    }
    Tally& tally() { return tally_; }

private:
    // Facts of one meeting stand one behind another: the organisation and the kind are mostly those of the fact before.
    void find_organization(std::int64_t id) {
        if (id == organization_) return;
        organization_ = id;
        auto place = plan_.axis->find({id});
        place_ = place ? std::int32_t(*place) : -1;
        restless_ = place_ < 0 || plan_.restless.contains(id);
    }
    void add(const Plan::Slot& slot, db::Rows& rows, std::int32_t day) {
        find_organization(rows.integer(1));
        auto kind = rows.integer(0);
        if (kind != kind_ || &slot != slot_) {
            kind_ = kind, slot_ = &slot;
            auto found = slot.kinds.find(kind);
            row_ = found == slot.kinds.end() ? -1 : std::int64_t(found->second);
            distinct_.clear();
            for (auto& [name, kinds] : slot.distinct)
                if (kinds.contains(kind)) distinct_.push_back(&tally_.doers[{name, slot.period.number()}]);
        }
        auto sign = std::int32_t(rows.integer(3));
        if (row_ >= 0) {
            Sum sum{sign * rows.integer(4), sign, sign * std::int32_t(rows.integer(5))};
            if (restless_) tally_.by_day[{std::size_t(row_), organization_, day}] += sum;
            else tally_.dense[std::size_t(row_) * plan_.axis->size() + std::size_t(place_)] += sum;
        }
        if (distinct_.empty() || place_ < 0) return;
        auto member = rows.integer(6);
        if (member)
            for (auto* doers : distinct_) (*doers)[{place_, member}] += sign;
    }
    const Plan& plan_;
    Tally tally_;
    std::int64_t organization_{-1}, kind_{-1}, row_{-1};
    std::int32_t place_{-1};
    bool restless_{false};
    const Plan::Slot* slot_{};
    std::vector<std::unordered_map<std::pair<std::int32_t, std::int64_t>, std::int32_t, DoerHash>*> distinct_;
};

void join(Tally& into, Tally& other) {
    for (std::size_t i = 0; i < into.dense.size(); ++i) into.dense[i] += other.dense[i];
    for (auto& [key, sum] : other.by_day) into.by_day[key] += sum;
    for (auto& [key, doers] : other.doers)
        for (auto& [doer, count] : doers) into.doers[key][doer] += count;
    into.facts += other.facts;
}

Tally scan(App& app, TenantId tenant, const Plan& plan, int readers, std::int64_t first, std::int64_t last) {
    std::atomic<std::int64_t> next{0};
    constexpr std::int64_t stretches = 64;
    auto width = (last - first) / stretches + 1;
    auto work = [&] {
        auto scanner = std::make_unique<Scanner>(plan);
        for (std::int64_t i; (i = next++) < stretches;)
            app.database->read([&](db::Session& session) { scanner->read(session, tenant, first + i * width, std::min(first + (i + 1) * width, last + 1)); });
        return scanner;
    };
    std::vector<std::future<std::unique_ptr<Scanner>>> others;
    for (int i = 1; i < readers; ++i) others.push_back(std::async(std::launch::async, work));
    auto own = work();
    for (auto& other : others) join(own->tally(), other.get()->tally());
    return std::move(own->tally());
}

// Each kind's dense row climbs the axis; what was added up by day climbs the tree of that day.
void add_up(const View& view, const Plan& plan, const Tally& tally, KindFigures& figures) {
    auto& axis = *plan.axis;
    for (auto& slot : plan.slots)
        for (auto& [kind, row] : slot.kinds) {
            auto& column = figures[{kind, slot.period.number()}];
            column.assign(axis.size(), {});
            std::vector<std::int32_t> own(axis.size());
            for (std::size_t i = 0; i < axis.size(); ++i) {
                auto& sum = tally.dense[row * axis.size() + i];
                column[i] = {sum.amount, sum.count, sum.late, 0, 0};
                own[i] = sum.count;
            }
            for (auto i = axis.size(); i-- > 0;)
                if (auto parent = axis.places[i].parent; parent >= 0) {
                    auto& above = column[std::size_t(parent)];
                    above.amount += column[i].amount, above.count += column[i].count, above.late += column[i].late;
                }
            for (auto at = tally.by_day.lower_bound({row, 0, 0}); at != tally.by_day.end() && std::get<0>(at->first) == row; ++at) {
                auto& [same, organization, day] = at->first;
                for (auto node : scope::ancestors_on(view.session, view.tenant(), {organization}, Date::from_number(day)))
                    if (auto place = axis.find(node)) {
                        auto& figure = column[*place];
                        figure.amount += at->second.amount, figure.count += at->second.count, figure.late += at->second.late;
                    }
                if (auto place = axis.find({organization})) own[*place] += at->second.count;
            }
            for (std::size_t i = 0; i < axis.size(); ++i) column[i].own = own[i], column[i].units = own[i] > 0;
            for (auto i = axis.size(); i-- > 0;)
                if (auto parent = axis.places[i].parent; parent >= 0) column[std::size_t(parent)].units += column[i].units;
        }
}

}  // namespace

Recomputed recompute(App& app, TenantId tenant, Period period, const std::set<std::string>& indicators, int readers) {
    return app.read(Actor::job(tenant, "recompute"), [&](const View& view) {
        Material material;
        material.axis = std::make_shared<const Axis>(Axis::on(view, period.last_day()));
        auto needs = needs_of(view, period, indicators);
        auto begun = Steady::now();
        auto plan = plan_of(view, needs, material.axis);
        auto first = view.session.integer("SELECT MIN(source_id) FROM fact WHERE tenant_id = ?", tenant).value_or(0), last = view.session.integer("SELECT MAX(source_id) FROM fact WHERE tenant_id = ?", tenant).value_or(0);
        auto tally = scan(app, tenant, plan, std::max(1, readers), first, last);
        add_up(view, plan, tally, material.figures);
        for (auto& [key, doers] : tally.doers) {
            auto& places = material.doers[key];
            places.resize(material.axis->size());
            for (auto& [doer, count] : doers)
                if (count > 0) places[std::size_t(doer.first)].push_back(doer.second);
        }
        Recomputed result{{}, tally.facts, std::chrono::duration<double>(Steady::now() - begun).count()};
        result.matrix = MatrixMaker{view, period, needs, material}.make();
        return result;
    });
}

}  // namespace zhibu
