#include "kernel/fact/fact.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "kernel/app.hpp"
#include "kernel/fact/rollup_row.hpp"

namespace zhibu {

void FactKinds::declare(FactKind kind) { declared_.insert_or_assign(kind.name, kind); }
bool FactKinds::known(std::string_view name) const { return declared_.contains(name); }
const FactKind* FactKinds::find(std::string_view name) const {
    auto found = declared_.find(name);
    return found == declared_.end() ? nullptr : &found->second;
}
void FactKinds::remember(TenantId tenant, const std::string& name, std::int64_t number) {
    std::lock_guard lock{mutex_};
    numbers_.emplace(std::to_string(tenant.value) + " " + name, number);
}
std::int64_t FactKinds::number(Transaction& t, std::string_view name) {
    auto key = std::to_string(t.tenant().value) + " " + std::string{name};
    {
        std::lock_guard lock{mutex_};
        if (auto known = numbers_.find(key); known != numbers_.end()) return known->second;
    }
    auto found = t.session.integer("SELECT number FROM fact_kind WHERE tenant_id = ? AND name = ?", t.tenant(), name);
    auto number = found ? *found : t.session.next_id();
    if (!found) t.session.execute("INSERT INTO fact_kind (tenant_id, number, name) VALUES (?,?,?)", t.tenant(), number, name);
    // Only then: this very transaction may have begun it.
    t.after_commit([this, tenant = t.tenant(), name = std::string{name}, number] { remember(tenant, name, number); });
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
            numbers_.emplace(entry.kind, transaction_.app.fact_kinds.number(transaction_, entry.kind)).first;
    pending_.push_back({number->second, entry, source, 0, 1});
}

void Facts::take_back(const Source& source, std::string_view kind) {
    write();  // what this transaction added may be among what it takes back
    auto& session = transaction_.session;
    auto wanted = kind.empty() ? 0 : transaction_.app.fact_kinds.number(transaction_, kind);
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
        session.send(
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

using rollup::Increment, rollup::RollupKey, rollup::Sum;

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
    struct Asked {
        std::set<std::int64_t> kinds, periods;
    };
    std::map<std::pair<std::int64_t, std::int32_t>, Asked> questions;  // one for each organisation and year
    for (auto& [key, row] : rows)
        if (row.own) questions[{std::get<0>(key), std::get<1>(key)}].kinds.insert(std::get<2>(key)), questions[{std::get<0>(key), std::get<1>(key)}].periods.insert(std::get<3>(key));
    std::map<RollupKey, std::int64_t> before;
    for (auto& [place, asked] : questions) {
        auto list = [](auto& numbers) { return std::vector<std::int64_t>(numbers.begin(), numbers.end()); };
        auto which = where("tenant_id = ? AND organization_id = ? AND year = ? AND slot = 0", tenant, place.first, place.second) && any_of("kind", list(asked.kinds)) &&
                     any_of("period", list(asked.periods));
        for (auto found = session.query_with("SELECT kind, period, own FROM rollup WHERE " + which.sql, which.arguments); found.next();)
            before[{place.first, place.second, found.integer(0), std::int32_t(found.integer(1))}] = found.integer(2);
    }
    std::vector<std::pair<RollupKey, int>> begun;
    for (auto& [key, row] : rows)
        if (row.own)
            if (auto stood = before[key]; (stood > 0) != (stood + row.own > 0)) begun.emplace_back(key, row.own > 0 ? 1 : -1);
    for (auto& [key, by] : begun)
        for (auto node : ancestors.of({std::get<0>(key)}, Period::from_number(std::get<3>(key)).last_day()))
            rows[{node.value, std::get<1>(key), std::get<2>(key), std::get<3>(key)}].units += by;
    // An ancestor's row is one for each writing connection: two branches of one committee do not wait for each other's commit. What
    // an organisation did itself, which tells when it becomes one of the units, stands in one row of its own.
    for (auto& [key, row] : rows) rollup::add_to_row(session, tenant, key, row.own ? 0 : session.slot(), row);
    std::string touched = "rollup " + std::to_string(tenant.value);
    std::int64_t last = 0;
    for (auto& [key, row] : rows)
        if (auto id = std::get<0>(key); id != last) touched += ' ' + std::to_string(last = id);
    session.tell(touched);
}

}  // namespace zhibu
