#include "points/book.hpp"

#include <algorithm>
#include <set>

#include "kernel/app.hpp"

namespace zhibu::points {

struct Book::Kept {
    std::mutex mutex;
    Standings standings;                     // totals by the facts alone
    std::shared_ptr<const Standings> shown;  // with what was settled
    std::shared_ptr<const Terms> terms;
    std::int64_t tree{};
    Date day{};
    std::size_t kinds_used{};
    std::uint64_t rollups{}, people{}, settled{};  // counters of writes when it was read
    db::TableSet people_tables{}, settled_tables{};
    std::chrono::steady_clock::time_point looked{}, asked{};
    std::chrono::steady_clock::duration took{};
};

namespace {

std::uint64_t sum(const View& view, db::TableSet tables) { return view.session.marks() ? db::TableChanges::sum(*view.session.marks(), tables) : 0; }

// Which tables f reads the session notices.
template <class F>
db::TableSet tables_of(const View& view, F f) {
    auto before = view.session.tables_seen();
    view.session.watch_reads();
    f();
    auto seen = view.session.tables_seen();
    view.session.saw(before);
    return seen;
}

template <class K>
void read_people(const View& view, const Seams& seams, K& kept) {
    kept.people_tables = tables_of(view, [&] { kept.standings.people = std::make_shared<const People>(people_of(view, seams, *kept.standings.rules, kept.standings.period, {.axis = kept.standings.axis.get()})); });
    kept.people = sum(view, kept.people_tables);
}

template <class K>
void read_whole(const View& view, const Seams& seams, Period period, K& kept) {
    auto& now = kept.standings;
    now = {period, rules_of(view, period), version_of(view, period), std::make_shared<const Axis>(Axis::on(view, std::min(period.last_day(), view.today()))), {}, {}};
    kept.terms = std::make_shared<const Terms>(now.rules, seams, numbers_of_kinds(view));
    read_people(view, seams, kept);
    std::vector<Slot> slots{{kept.terms.get(), now.people.get(), {period.first_day().number(), period.last_day().number()}, {}}};
    scan(view, slots);
    now.totals = std::move(slots.front().reckoned.totals);
}

// Rows of whoever has facts of these organisations in the period, or holds a post there.
template <class K>
std::set<std::int32_t> rows_touched(const View& view, const K& kept, const std::set<Id<Organization>>& organizations) {
    std::set<std::int32_t> rows;
    auto& people = *kept.standings.people;
    std::vector<std::int64_t> ids;
    for (auto id : organizations) {
        ids.push_back(id.value);
        if (auto found = people.holders.find(id.value); found != people.holders.end())
            for (auto& [row, held] : found->second) rows.insert(row);
    }
    auto kinds = kept.terms->kinds();
    constexpr std::size_t batch = 64;
    for (std::size_t at = 0; at < ids.size() && !kinds.empty(); at += batch) {
        std::vector<std::int64_t> some;
        for (std::size_t i = 0; i < batch; ++i) some.push_back(ids[std::min(at + i, ids.size() - 1)]);
        auto which = where("tenant_id = ?", view.tenant()) && any_of("organization_id", some) && any_of("kind", kinds) &&
                     where("happened_on >= ? AND happened_on <= ? AND member_id <> 0", kept.standings.period.first_day(), kept.standings.period.last_day());
        auto found = view.session.query_with("SELECT DISTINCT member_id FROM fact WHERE " + which.sql, which.arguments);
        while (found.next())
            if (auto row = people.by_member.find(found.integer(0)); row != people.by_member.end()) rows.insert(row->second);
    }
    return rows;
}

// Who is not as they were: their rows by the new people. What stayed the same keeps its total.
template <class K>
std::set<std::int32_t> take_over(const People& before, K& kept) {
    auto& people = *kept.standings.people;
    std::vector<std::int32_t> totals(people.rows.size());
    std::set<std::int32_t> changed;
    auto same_rows = [](auto& a, auto& b, std::int64_t member) {
        auto x = a.find(member), y = b.find(member);
        return x == a.end() ? y == b.end() : y != b.end() && x->second == y->second;
    };
    for (std::size_t i = 0; i < people.rows.size(); ++i) {
        auto& now = people.rows[i];
        auto* old = before.find({now.member});
        bool same = old && *old == now && same_rows(before.posts, people.posts, now.member) && same_rows(before.leaves, people.leaves, now.member);
        if (same) totals[i] = kept.standings.totals[std::size_t(old - before.rows.data())];
        else changed.insert(std::int32_t(i));
    }
    kept.standings.totals = std::move(totals);
    return changed;
}

template <class K>
void reckon_again(const View& view, K& kept, const std::set<std::int32_t>& rows) {
    std::vector<std::int32_t> list{rows.begin(), rows.end()};
    constexpr std::size_t batch = 256;
    for (std::size_t at = 0; at < list.size(); at += batch) {
        std::vector<std::int32_t> some{list.begin() + std::ptrdiff_t(at), list.begin() + std::ptrdiff_t(std::min(at + batch, list.size()))};
        auto all = explain(view, *kept.terms, *kept.standings.people, some);
        for (std::size_t i = 0; i < some.size(); ++i) kept.standings.totals[std::size_t(some[i])] = std::int32_t(all[i].total);
    }
}

template <class K>
void show(const View& view, K& kept) {
    auto shown = std::make_shared<Standings>(kept.standings);
    kept.settled_tables = tables_of(view, [&] { apply_settled(view, kept.standings.period, *kept.standings.people, shown->totals); });
    kept.settled = sum(view, kept.settled_tables);
    kept.shown = std::move(shown);
}

}  // namespace

std::pair<std::size_t, std::size_t> Standings::rows_of(std::size_t place) const {
    auto begin = std::int32_t(place), end = axis->places[place].end;
    auto first = std::lower_bound(people->rows.begin(), people->rows.end(), begin, [](auto& row, auto value) { return row.place < value; });
    auto last = std::lower_bound(first, people->rows.end(), end, [](auto& row, auto value) { return row.place < value; });
    return {std::size_t(first - people->rows.begin()), std::size_t(last - people->rows.begin())};
}

std::shared_ptr<const Standings> Book::of(const View& view, Period period) {
    if (!view.session.marks()) {
        Kept once;
        read_whole(view, *seams_, period, once);
        show(view, once);
        return once.shown;
    }
    std::shared_ptr<Kept> kept;
    auto now = std::chrono::steady_clock::now();
    {
        std::scoped_lock lock{mutex_};
        auto& place = periods_[{view.tenant().value, period.number()}];
        if (!place) place = std::make_shared<Kept>();
        kept = place, kept->asked = now;
        while (periods_.size() > most) periods_.erase(std::min_element(periods_.begin(), periods_.end(), [](auto& a, auto& b) { return a.second->asked < b.second->asked; }));
    }
    std::scoped_lock lock{kept->mutex};
    auto rollups = sum(view, rollup::tables());
    auto tree = view.tree().version();
    auto kinds = std::size_t(view.session.integer("SELECT COUNT(*) FROM fact_kind WHERE tenant_id = ?", view.tenant()).value_or(0));
    std::optional<std::set<Id<Organization>>> changed = std::set<Id<Organization>>{};
    bool whole = !kept->shown || kept->tree != tree || kept->day != view.today() || kept->kinds_used != kinds || kept->standings.rules != rules_of(view, period);
    if (!whole && rollups > kept->rollups && !(changed = view.app.rollup_changes.after(view.tenant(), kept->rollups))) whole = true;
    // What other processes wrote no counter tells: read anew after a while, the longer the dearer it is.
    whole = whole || now - kept->looked > std::max<std::chrono::steady_clock::duration>(patience, kept->took * 200);
    if (whole) {
        read_whole(view, *seams_, period, *kept);
        kept->looked = now, kept->took = std::chrono::steady_clock::now() - now;
    } else {
        std::set<std::int32_t> rows;
        if (sum(view, kept->people_tables) > kept->people) {
            auto before = kept->standings.people;
            read_people(view, *seams_, *kept);
            rows = take_over(*before, *kept);
        }
        rows.merge(rows_touched(view, *kept, *changed));
        reckon_again(view, *kept, rows);
        if (!rows.empty()) whole = true;
    }
    if (whole || !kept->shown || sum(view, kept->settled_tables) > kept->settled) show(view, *kept);
    kept->rollups = std::max(kept->rollups, rollups), kept->tree = tree, kept->day = view.today(), kept->kinds_used = kinds;
    view.session.saw(kept->people_tables | kept->settled_tables | rollup::tables());
    return kept->shown;
}

}  // namespace zhibu::points
