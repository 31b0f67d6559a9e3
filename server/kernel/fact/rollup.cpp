// Reading, checking, making anew and joining the roll-ups of facts; who has to hear that they changed.
#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <unordered_map>

#include "kernel/app.hpp"
#include "kernel/fact/rollup_row.hpp"

namespace zhibu {

void RollupChanges::add(TenantId tenant, std::vector<Id<Organization>> organizations, std::uint64_t stamp) {
    std::scoped_lock lock{mutex_};
    if (!changes_.empty()) stamp = std::max(stamp, changes_.back().stamp);
    changes_.push_back({stamp, tenant, std::move(organizations)});
    if (changes_.size() > most) forgotten_ = changes_.front().stamp, changes_.pop_front();
}
void RollupChanges::forget(std::uint64_t stamp) {
    std::scoped_lock lock{mutex_};
    changes_.clear();
    forgotten_ = stamp;
}
// Newer ones than the reader sees are given too: on PostgreSQL several are heard at once with the stamp of the last, and to read an
// organisation once more does no harm.
std::optional<std::set<Id<Organization>>> RollupChanges::after(TenantId tenant, std::uint64_t stamp) const {
    std::scoped_lock lock{mutex_};
    if (stamp < forgotten_) return {};
    std::set<Id<Organization>> all;
    for (auto at = changes_.rbegin(); at != changes_.rend() && at->stamp > stamp; ++at) {
        if (at->tenant != tenant) continue;
        if (at->organizations.empty()) return {};
        all.insert(at->organizations.begin(), at->organizations.end());
    }
    return all;
}

namespace rollup {

void add_to_row(db::Session& session, TenantId tenant, const RollupKey& key, std::int64_t slot, const Increment& row) {
    auto& [organization, year, kind, period] = key;
    // Nearly always the row is there: on SQLite half the price of an upsert, which looks for its place twice. PostgreSQL would
    // wait for the answer first.
    if (session.engine() == db::Engine::sqlite &&
        session.execute("UPDATE rollup SET count = count + ?, amount = amount + ?, late = late + ?, own = own + ?, units = units + ? WHERE tenant_id = ? AND "
                        "organization_id = ? AND year = ? AND kind = ? AND period = ? AND slot = ?",
                        row.sum.count, row.sum.amount, row.sum.late, row.own, row.units, tenant, organization, year, kind, period, slot))
        return;
    session.send("INSERT INTO rollup (tenant_id, organization_id, year, kind, period, slot, count, amount, late, own, units) VALUES (?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT "
                 "(tenant_id, organization_id, year, kind, period, slot) DO UPDATE SET count = rollup.count + excluded.count, amount = rollup.amount + excluded.amount, "
                 "late = rollup.late + excluded.late, own = rollup.own + excluded.own, units = rollup.units + excluded.units",
                 tenant, organization, year, kind, period, slot, row.sum.count, row.sum.amount, row.sum.late, row.own, row.units);
}

db::TableSet tables() {
    static const auto all = db::tables_read("SELECT 1 FROM rollup");
    return all;
}

Figure of(const View& view, std::string_view kind_pattern, Id<Organization> organization, Period period) {
    Figure figure;
    for (auto kind : view.app.fact_kinds.matching(view.session, view.tenant(), kind_pattern)) {
        auto rows = view.session.query(
            "SELECT count, amount, late, units FROM rollup WHERE tenant_id = ? AND organization_id = ? AND year = ? AND kind = ? AND "
            "period = ?",
            view.tenant(), organization, period.year(), kind, period);
        while (rows.next()) figure.count += rows.integer(0), figure.amount += rows.integer(1), figure.late += rows.integer(2), figure.units += rows.integer(3);
    }
    return figure;
}

std::map<std::pair<std::int64_t, std::int32_t>, Figure> of_year(const View& view, Id<Organization> organization, int year) {
    std::map<std::pair<std::int64_t, std::int32_t>, Figure> all;
    auto rows = view.session.query(
        "SELECT kind, period, count, amount, late, units FROM rollup WHERE tenant_id = ? AND organization_id = ? AND year = ?",
        view.tenant(), organization, year);
    while (rows.next()) {
        auto& figure = all[{rows.integer(0), std::int32_t(rows.integer(1))}];
        figure.count += rows.integer(2), figure.amount += rows.integer(3), figure.late += rows.integer(4), figure.units += rows.integer(5);
    }
    return all;
}

// The rows of slots added to those beside them. On SQLite, and where only branches are asked for, there are none.
static std::vector<OwnFigure> joined(std::vector<OwnFigure> all, const std::vector<OwnFigure>& slots) {
    if (slots.empty()) return all;
    std::map<std::tuple<std::int64_t, std::int64_t, std::int32_t>, std::size_t> places;
    auto key_of = [](const OwnFigure& row) { return std::tuple{row.organization.value, row.kind, row.period.number()}; };
    for (std::size_t i = 0; i < all.size(); ++i) places.emplace(key_of(all[i]), i);
    for (auto& row : slots) {
        auto [place, fresh] = places.try_emplace(key_of(row), all.size());
        if (fresh) {
            all.push_back(row);
            continue;
        }
        auto& sum = all[place->second];
        sum.figure.count += row.figure.count, sum.figure.amount += row.figure.amount, sum.figure.late += row.figure.late, sum.figure.units += row.figure.units, sum.own += row.own;
    }
    return all;
}

std::vector<OwnFigure> of_organizations(const View& view, const std::vector<Id<Organization>>& organizations,
                                        const std::vector<std::int64_t>& kinds, int year, const Where& only) {
    std::vector<OwnFigure> all, slots;
    if (kinds.empty()) return all;
    constexpr std::size_t batch = 64;  // filled up with its last number: one statement's text serves every call
    for (std::size_t at = 0; at < organizations.size(); at += batch) {
        std::vector<std::int64_t> ids;
        for (std::size_t i = 0; i < batch; ++i) ids.push_back(organizations[std::min(at + i, organizations.size() - 1)].value);
        auto which = any_of("kind", kinds), whose = any_of("organization_id", ids);
        std::vector<db::Value> arguments{db::to_value(view.tenant())};
        arguments.insert(arguments.end(), whose.arguments.begin(), whose.arguments.end());
        arguments.emplace_back(std::int64_t{year});
        arguments.insert(arguments.end(), which.arguments.begin(), which.arguments.end());
        arguments.insert(arguments.end(), only.arguments.begin(), only.arguments.end());
        auto rows = view.session.query_with(
            "SELECT organization_id, kind, period, count, amount, late, units, own, slot FROM rollup WHERE tenant_id = ? AND " + whose.sql +
                " AND year = ? AND " + which.sql + " AND " + only.sql,
            arguments);
        while (rows.next()) {
            OwnFigure row{{rows.integer(0)}, rows.integer(1), Period::from_number(rows.integer(2)), {rows.integer(3), rows.integer(4), rows.integer(5), rows.integer(6)}, rows.integer(7)};
            if (rows.integer(8)) slots.push_back(row);
            else all.push_back(row);
        }
    }
    return joined(std::move(all), slots);
}

// A member has some hundred facts a year: they are added up when asked for, not when written.
Figure of_member(const View& view, std::string_view kind_pattern, Id<Member> member, int year) {
    Figure figure;
    auto kinds = view.app.fact_kinds.matching(view.session, view.tenant(), kind_pattern);
    if (kinds.empty()) return figure;
    auto condition = where("tenant_id = ? AND member_id = ? AND member_id <> 0", view.tenant(), member) && any_of("kind", kinds) &&
                     where("happened_on >= ? AND happened_on <= ?", Date::of(year, 1, 1), Date::of(year, 12, 31));
    auto rows = view.session.query_with("SELECT SUM(sign), SUM(sign * amount), SUM(sign * late) FROM fact WHERE " + condition.sql,
                                        condition.arguments);
    if (rows.next() && !rows.is_null(0)) figure.count = rows.integer(0), figure.amount = rows.integer(1), figure.late = rows.integer(2);
    return figure;
}

namespace {

using Key = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t>;  // organisation, year, kind, period
struct Row {
    std::int64_t count{}, amount{}, late{}, own{}, units{};
    auto operator<=>(const Row&) const = default;
};
struct Ancestor {
    std::int64_t id;
    Date from, to;
};

std::map<Key, Row> recomputed(const View& view) {
    std::unordered_map<std::int64_t, std::vector<Ancestor>> tree;
    auto scopes = view.session.query(
        "SELECT descendant_id, ancestor_id, valid_from, valid_to FROM scope WHERE tenant_id = ? AND ancestor_id <> descendant_id",
        view.tenant());
    while (scopes.next())
        tree[scopes.integer(0)].push_back({scopes.integer(1), Date::from_number(scopes.integer(2)), Date::from_number(scopes.integer(3))});
    auto for_path = [&](std::int64_t organization, Date day, auto f) {
        f(organization);
        for (auto& each : tree[organization])
            if (each.from <= day && day <= each.to) f(each.id);
    };
    std::map<Key, Row> all;
    auto rows = view.session.query(
        "SELECT kind, organization_id, happened_on, SUM(sign), SUM(sign * amount), SUM(sign * late) FROM fact WHERE tenant_id = ? GROUP BY "
        "kind, "
        "organization_id, happened_on",
        view.tenant());
    while (rows.next()) {
        auto day = Date::from_number(rows.integer(2));
        for (auto period : {Period::month_of(day), Period::quarter_of(day), Period::year_of(day)})
            for_path(rows.integer(1), day, [&](std::int64_t node) {
                auto& row = all[{node, day.year(), rows.integer(0), period.number()}];
                row.count += rows.integer(3), row.amount += rows.integer(4), row.late += rows.integer(5);
                if (node == rows.integer(1)) row.own += rows.integer(3);
            });
    }
    std::vector<Key> doers;
    for (auto& [key, row] : all)
        if (row.own > 0) doers.push_back(key);
    for (auto& [organization, year, kind, period] : doers)
        for_path(organization, Period::from_number(period).last_day(),
                 [&, y = year, k = kind, p = period](std::int64_t node) { ++all[{node, y, k, p}].units; });
    return all;
}

}  // namespace

std::vector<std::string> verify(const View& view) {
    auto expected = recomputed(view);
    std::vector<std::string> findings;
    auto rows = view.session.query(
        "SELECT organization_id, year, kind, period, SUM(count), SUM(amount), SUM(late), SUM(own), SUM(units) FROM rollup WHERE tenant_id = ? "
        "GROUP BY organization_id, year, kind, period", view.tenant());
    while (rows.next()) {
        Key key{rows.integer(0), rows.integer(1), rows.integer(2), rows.integer(3)};
        Row row{rows.integer(4), rows.integer(5), rows.integer(6), rows.integer(7), rows.integer(8)};
        auto found = expected.find(key);
        if ((found == expected.end() ? Row{} : found->second) != row)
            findings.push_back("汇总与事实不符：组织 " + std::to_string(rows.integer(0)) + ",类别 " + std::to_string(rows.integer(2)) +
                               ",期间 " + Period::from_number(rows.integer(3)).iso());
        if (found != expected.end()) expected.erase(found);
    }
    for (auto& [key, row] : expected)
        if (row != Row{})
            findings.push_back("缺少汇总：组织 " + std::to_string(std::get<0>(key)) + ",期间 " +
                               Period::from_number(std::get<3>(key)).iso());
    return findings;
}

void rebuild(Transaction& t) {
    t.session.tell("rollup " + std::to_string(t.tenant().value));
    t.session.execute("DELETE FROM rollup WHERE tenant_id = ?", t.tenant());
    for (auto& [key, row] : recomputed(t)) {
        auto& [organization, year, kind, period] = key;
        if (row != Row{})
            t.session.send(
                "INSERT INTO rollup (tenant_id, organization_id, year, kind, period, slot, count, amount, late, own, units) VALUES "
                "(?,?,?,?,?,0,?,?,?,?,?)",
                t.tenant(), organization, year, kind, period, row.count, row.amount, row.late, row.own, row.units);
    }
}

int fold(App& app) {
    // SQLite has one writer and so one row, but for what was moved there from PostgreSQL.
    if (!app.database->read_value([](db::Session& s) { return s.integer("SELECT 1 FROM rollup WHERE slot > 0 LIMIT 1"); })) return 0;
    constexpr std::int64_t at_once = 200;
    int joined = 0;
    for (std::int64_t found = at_once; found == at_once;) {
        app.database->write([&](db::Session& s) {
            struct Part {
                std::int64_t tenant;
                RollupKey key;
                std::int64_t slot;
                Increment row;
            };
            std::vector<Part> parts;
            for (auto rows = s.query("SELECT tenant_id, organization_id, year, kind, period, slot, count, amount, late, own, units FROM rollup WHERE slot > 0 "
                                     "ORDER BY tenant_id, organization_id, year, kind, period LIMIT ?", at_once);
                 rows.next();)
                parts.push_back({rows.integer(0), {rows.integer(1), std::int32_t(rows.integer(2)), rows.integer(3), std::int32_t(rows.integer(4))}, rows.integer(5),
                                 {{rows.integer(6), rows.integer(7), rows.integer(8)}, rows.integer(9), rows.integer(10)}});
            for (auto& part : parts) {
                auto& [organization, year, kind, period] = part.key;
                s.send("DELETE FROM rollup WHERE tenant_id = ? AND organization_id = ? AND year = ? AND kind = ? AND period = ? AND slot = ?", part.tenant, organization, year,
                       kind, period, part.slot);
                add_to_row(s, {part.tenant}, part.key, 0, part.row);
            }
            found = std::int64_t(parts.size());
        });
        joined += int(found);
    }
    return joined;
}

// "rollup 1 12 14": tenant, then the organisations whose roll-ups a commit has changed; none: all of them.
void hear_changes(App& app, std::string_view words, const db::TableChanges::Marks& marks) {
    auto stamp = db::TableChanges::sum(marks, rollup::tables());
    if (words.empty()) return app.figure_marks.all_changed(), app.rollup_changes.forget(stamp);
    constexpr std::string_view own = "rollup ";
    if (!words.starts_with(own)) return;
    std::vector<std::int64_t> numbers;
    for (auto at = own.size(); at < words.size();) {
        auto end = std::min(words.find(' ', at), words.size());
        std::from_chars(words.data() + at, words.data() + end, numbers.emplace_back());
        at = end + 1;
    }
    TenantId tenant{numbers.front()};
    FigureMarks::Organizations organizations;
    for (std::size_t i = 1; i < numbers.size(); ++i) organizations.push_back({numbers[i]});
    if (organizations.empty()) app.figure_marks.all_changed();
    else app.figure_marks.changed(tenant, organizations);
    app.rollup_changes.add(tenant, std::move(organizations), stamp);
}

}  // namespace rollup
}  // namespace zhibu
