#include "kernel/fact/fact.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "kernel/app.hpp"

namespace zhibu {

void FactKinds::declare(FactKind kind) { declared_.insert_or_assign(kind.name, kind); }
bool FactKinds::known(std::string_view name) const { return declared_.contains(name); }
const FactKind* FactKinds::find(std::string_view name) const {
    auto found = declared_.find(name);
    return found == declared_.end() ? nullptr : &found->second;
}
std::int64_t FactKinds::number(db::Session& session, TenantId tenant, std::string_view name) {
    if (auto found = session.integer("SELECT number FROM fact_kind WHERE tenant_id = ? AND name = ?", tenant, name)) return *found;
    auto number = session.next_id();
    session.execute("INSERT INTO fact_kind (tenant_id, number, name) VALUES (?,?,?)", tenant, number, name);
    return number;
}
std::vector<std::int64_t> FactKinds::matching(db::Session& session, TenantId tenant, std::string_view pattern) {
    std::vector<std::int64_t> numbers;
    bool prefix = pattern.ends_with(".*");
    auto rows = session.query("SELECT number, name FROM fact_kind WHERE tenant_id = ? ORDER BY number", tenant);
    while (rows.next()) {
        auto name = rows.text(1);
        if (prefix ? name.starts_with(pattern.substr(0, pattern.size() - 1)) : name == pattern) numbers.push_back(rows.integer(0));
    }
    return numbers;
}
std::string FactKinds::name(db::Session& session, TenantId tenant, std::int64_t number) {
    return session.text("SELECT name FROM fact_kind WHERE tenant_id = ? AND number = ?", tenant, number).value_or("?");
}

void Facts::add(const FactEntry& entry, const Source& source) {
    if (!transaction_.app.fact_kinds.known(entry.kind)) throw std::logic_error{"a fact of an undeclared kind: " + std::string{entry.kind}};
    if (!entry.organization || !entry.on.whole()) throw std::logic_error{"a fact needs an organisation and a whole date"};
    auto number = numbers_.find(entry.kind);
    if (number == numbers_.end())
        number =
            numbers_.emplace(entry.kind, transaction_.app.fact_kinds.number(transaction_.session, transaction_.tenant(), entry.kind)).first;
    pending_.push_back({number->second, entry, source, 0, 1});
}

void Facts::take_back(const Source& source, std::string_view kind) {
    write();  // what this transaction added may be among what it takes back
    auto& session = transaction_.session;
    auto wanted = kind.empty() ? 0 : transaction_.app.fact_kinds.number(session, transaction_.tenant(), kind);
    auto rows = session.query(
        "SELECT f.id, f.kind, f.organization_id, f.member_id, f.happened_on, f.amount, f.late FROM fact f WHERE f.tenant_id = ? AND "
        "f.source_id = ? AND f.source_kind = ? AND f.sign = 1 AND NOT EXISTS (SELECT 1 FROM fact v WHERE v.tenant_id = f.tenant_id AND "
        "v.source_id = f.source_id AND v.source_kind = f.source_kind AND v.voids = f.id)",
        transaction_.tenant(), source.id, source.kind);
    while (rows.next()) {
        if (wanted && rows.integer(1) != wanted) continue;
        FactEntry entry{
            "", {rows.integer(2)}, {rows.integer(3)}, Date::from_number(rows.integer(4)), rows.integer(5), rows.integer(6) != 0};
        pending_.push_back({rows.integer(1), entry, source, rows.integer(0), -1});
    }
}

void Facts::write() {
    if (pending_.empty()) return;
    auto& session = transaction_.session;
    for (auto& fact : pending_)
        session.execute(
            "INSERT INTO fact (tenant_id, id, kind, organization_id, member_id, happened_on, amount, sign, late, source_kind, source_id, "
            "entered_at, "
            "entered_by, voids) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            transaction_.tenant(), session.next_id(), fact.kind, fact.entry.organization, fact.entry.member, fact.entry.on,
            fact.entry.amount, fact.sign, fact.entry.late, fact.source.kind, fact.source.id, transaction_.now, transaction_.actor.account,
            fact.voids);
    roll_up();
    pending_.clear();
}

namespace {

struct Sum {
    std::int64_t count{}, amount{}, late{};
    void add(const FactEntry& entry, int sign) { count += sign, amount += sign * entry.amount, late += sign * entry.late; }
};

// What a transaction adds to one row of the roll-ups.
struct Increment {
    Sum sum;
    std::int64_t own{}, units{};
};
using RollupKey = std::tuple<std::int64_t, std::int32_t, std::int64_t, std::int32_t>;  // organisation, year, kind, period

class Ancestors {
public:
    Ancestors(db::Session& session, TenantId tenant) : session_{session}, tenant_{tenant} {}
    const std::vector<Id<Organization>>& of(Id<Organization> organization, Date day) {
        auto [place, fresh] = known_.try_emplace({organization.value, day.number()});
        if (fresh) place->second = scope::ancestors_on(session_, tenant_, organization, day);
        return place->second;
    }

private:
    db::Session& session_;
    TenantId tenant_;
    std::map<std::pair<std::int64_t, std::int32_t>, std::vector<Id<Organization>>> known_;
};

}  // namespace

// All increments of a transaction are joined by row first: a meeting with 30 attendees changes an organisation's row once.
// One row a statement and no RETURNING: SQLite would open a savepoint of the statement's own for either, at many times the price.
void Facts::roll_up() {
    auto& session = transaction_.session;
    auto tenant = transaction_.tenant();
    std::map<std::tuple<std::int64_t, std::int64_t, std::int32_t>, Sum> own;  // organisation, kind, day → sum
    for (auto& fact : pending_) own[{fact.entry.organization.value, fact.kind, fact.entry.on.number()}].add(fact.entry, fact.sign);
    std::map<RollupKey, Increment> rows;
    Ancestors ancestors{session, tenant};
    for (auto& [key, sum] : own) {
        auto& [organization, kind, day_number] = key;
        auto day = Date::from_number(day_number);
        for (auto period : {Period::month_of(day), Period::quarter_of(day), Period::year_of(day)})
            for (auto node : ancestors.of({organization}, day)) {
                auto& row = rows[{node.value, day.year(), kind, period.number()}];
                row.sum.count += sum.count, row.sum.amount += sum.amount, row.sum.late += sum.late;
                if (node.value == organization) row.own += sum.count;
            }
    }
    // An organisation's own row tells whether it has just begun (or ceased) to be one of the units that did something. Units
    // are counted by the tree of the period's last day, so that an organisation counts once in a period.
    std::vector<std::pair<RollupKey, int>> begun;
    for (auto& [key, row] : rows) {
        if (!row.own) continue;
        auto& [organization, year, kind, period] = key;
        auto before =
            session
                .integer("SELECT own FROM rollup WHERE tenant_id = ? AND organization_id = ? AND year = ? AND kind = ? AND period = ?",
                         tenant, organization, year, kind, period)
                .value_or(0);
        if ((before > 0) != (before + row.own > 0)) begun.emplace_back(key, row.own > 0 ? 1 : -1);
    }
    for (auto& [key, by] : begun)
        for (auto node : ancestors.of({std::get<0>(key)}, Period::from_number(std::get<3>(key)).last_day()))
            rows[{node.value, std::get<1>(key), std::get<2>(key), std::get<3>(key)}].units += by;
    for (auto& [key, row] : rows) {
        auto& [organization, year, kind, period] = key;
        // Nearly always the row is there: half the price of an upsert, which looks for its place twice.
        auto there = session.execute(
            "UPDATE rollup SET count = count + ?, amount = amount + ?, late = late + ?, own = own + ?, units = units + ? WHERE tenant_id = "
            "? AND organization_id = ? AND "
            "year = ? AND kind = ? AND period = ?",
            row.sum.count, row.sum.amount, row.sum.late, row.own, row.units, tenant, organization, year, kind, period);
        if (there) continue;
        session.execute(
            "INSERT INTO rollup (tenant_id, organization_id, year, kind, period, count, amount, late, own, units) VALUES "
            "(?,?,?,?,?,?,?,?,?,?) "
            "ON CONFLICT (tenant_id, organization_id, year, kind, period) DO UPDATE SET count = rollup.count + excluded.count, "
            "amount = rollup.amount + excluded.amount, late = rollup.late + excluded.late, own = rollup.own + excluded.own, "
            "units = rollup.units + excluded.units",
            tenant, organization, year, kind, period, row.sum.count, row.sum.amount, row.sum.late, row.own, row.units);
    }
    FigureMarks::Organizations touched;
    for (auto& [key, row] : rows)
        if (Id<Organization> id{std::get<0>(key)}; touched.empty() || touched.back() != id) touched.push_back(id);
    transaction_.after_commit([&app = transaction_.app, tenant, touched = std::move(touched)] { app.figure_marks.changed(tenant, touched), app.rollup_changes.add(tenant, touched, app.database->changes().sum_of(rollup::tables())); });
}

void RollupChanges::add(TenantId tenant, std::vector<Id<Organization>> organizations, std::uint64_t stamp) {
    std::scoped_lock lock{mutex_};
    // Two writers may come here in another order than they looked at the counter; a later stamp only means read once more.
    if (!changes_.empty()) stamp = std::max(stamp, changes_.back().stamp);
    changes_.push_back({stamp, tenant, std::move(organizations)});
    if (changes_.size() > most) forgotten_ = changes_.front().stamp, changes_.pop_front();
}
std::optional<std::set<Id<Organization>>> RollupChanges::between(TenantId tenant, std::uint64_t after, std::uint64_t until) const {
    std::scoped_lock lock{mutex_};
    if (after < forgotten_) return {};
    std::set<Id<Organization>> all;
    for (auto at = changes_.rbegin(); at != changes_.rend() && at->stamp > after; ++at) {
        if (at->stamp > until || at->tenant != tenant) continue;
        if (at->organizations.empty()) return {};
        all.insert(at->organizations.begin(), at->organizations.end());
    }
    return all;
}

namespace rollup {

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
        if (!rows.next()) continue;
        figure.count += rows.integer(0), figure.amount += rows.integer(1), figure.late += rows.integer(2), figure.units += rows.integer(3);
    }
    return figure;
}

std::map<std::pair<std::int64_t, std::int32_t>, Figure> of_year(const View& view, Id<Organization> organization, int year) {
    std::map<std::pair<std::int64_t, std::int32_t>, Figure> all;
    auto rows = view.session.query(
        "SELECT kind, period, count, amount, late, units FROM rollup WHERE tenant_id = ? AND organization_id = ? AND year = ?",
        view.tenant(), organization, year);
    while (rows.next())
        all[{rows.integer(0), std::int32_t(rows.integer(1))}] = {rows.integer(2), rows.integer(3), rows.integer(4), rows.integer(5)};
    return all;
}

std::vector<OwnFigure> of_organizations(const View& view, const std::vector<Id<Organization>>& organizations,
                                        const std::vector<std::int64_t>& kinds, int year, const Where& only) {
    std::vector<OwnFigure> all;
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
            "SELECT organization_id, kind, period, count, amount, late, units, own FROM rollup WHERE tenant_id = ? AND " + whose.sql +
                " AND year = ? AND " + which.sql + " AND " + only.sql,
            arguments);
        while (rows.next())
            all.push_back({{rows.integer(0)},
                           rows.integer(1),
                           Period::from_number(rows.integer(2)),
                           {rows.integer(3), rows.integer(4), rows.integer(5), rows.integer(6)},
                           rows.integer(7)});
    }
    return all;
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
        "SELECT organization_id, year, kind, period, count, amount, late, own, units FROM rollup WHERE tenant_id = ?", view.tenant());
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
    t.after_commit([&app = t.app, tenant = t.tenant()] { app.figure_marks.all_changed(), app.rollup_changes.add(tenant, {}, app.database->changes().sum_of(tables())); });
    t.session.execute("DELETE FROM rollup WHERE tenant_id = ?", t.tenant());
    for (auto& [key, row] : recomputed(t)) {
        auto& [organization, year, kind, period] = key;
        if (row != Row{})
            t.session.execute(
                "INSERT INTO rollup (tenant_id, organization_id, year, kind, period, count, amount, late, own, units) VALUES "
                "(?,?,?,?,?,?,?,?,?,?)",
                t.tenant(), organization, year, kind, period, row.count, row.amount, row.late, row.own, row.units);
    }
}

}  // namespace rollup
}  // namespace zhibu
