#include "supervision/visit_leaders.hpp"

#include <algorithm>

namespace zhibu::supervision {
namespace {

struct Person {
    std::int64_t account{};
    std::string name;
};

// Active accounts with a leader's role over the organisation.
std::vector<Person> leaders_over(const View& view, Id<Organization> organization) {
    std::vector<Person> all;
    auto rows = view.session.query("SELECT DISTINCT a.id, a.name, g.organization_id FROM role_grant g JOIN account a ON a.tenant_id = g.tenant_id AND a.id = g.account_id WHERE g.tenant_id = ? AND "
                                   "g.role = 'leader' AND a.state = 'active' ORDER BY a.id", view.tenant());
    while (rows.next()) {
        bool known = !all.empty() && all.back().account == rows.integer(0);
        if (!known && (rows.integer(2) == whole_office.value || view.tree().within(organization, {rows.integer(2)}))) all.push_back({rows.integer(0), std::string{rows.text(1)}});
    }
    return all;
}
bool among(const std::vector<Person>& people, std::int64_t account) {
    return std::any_of(people.begin(), people.end(), [&](auto& each) { return each.account == account; });
}

}  // namespace

void set_leaders(Transaction& t, const Visit& visit, const std::vector<Id<Account>>& leaders, Faults& faults) {
    auto possible = leaders_over(t, visit.organization_id);
    for (std::size_t i = 0; i < leaders.size(); ++i)
        if (!among(possible, leaders[i].value)) faults.add("#/leaders/" + std::to_string(i), "leads_elsewhere");
    if (!faults.empty()) return;
    t.session.execute("DELETE FROM visit_leader WHERE tenant_id = ? AND visit_id = ?", t.tenant(), visit.id);
    for (auto leader : leaders)
        t.session.execute("INSERT INTO visit_leader (tenant_id, visit_id, account_id) VALUES (?,?,?) ON CONFLICT DO NOTHING", t.tenant(), visit.id, leader);
}

std::vector<std::int64_t> leaders_at(const View& view, Id<Visit> visit) {
    std::vector<std::int64_t> all;
    auto rows = view.session.query("SELECT account_id FROM visit_leader WHERE tenant_id = ? AND visit_id = ? ORDER BY account_id", view.tenant(), visit);
    while (rows.next()) all.push_back(rows.integer(0));
    return all;
}

std::string leaders_json(const View& view, const Visit& visit, bool choices) {
    auto there = leaders_at(view, visit.id);
    std::vector<Person> people;
    if (choices) people = leaders_over(view, visit.organization_id);
    for (auto& [id, name] : view.app.references.names(view, "account", there))
        if (!among(people, id)) people.push_back({id, name});
    json::array all;
    for (auto& each : people) all.push_back({{"account_id", each.account}, {"name", each.name}, {"there", std::find(there.begin(), there.end(), each.account) != there.end()}});
    return json::serialize(all);
}

}  // namespace zhibu::supervision
