#include "ballot/record.hpp"

#include <algorithm>

#include "kernel/app.hpp"

namespace zhibu::ballot {
namespace {

std::vector<std::int64_t> numbers_from(std::string_view text) {
    std::vector<std::int64_t> all;
    auto stored = json::parse(text);
    for (auto& each : stored.as_array()) all.push_back(each.as_int64());
    return all;
}

}  // namespace

std::vector<Item> items_of(const View& view, Id<Ballot> ballot) {
    std::vector<Item> all;
    auto rows = view.session.query("SELECT position, member_id, words, tally, outcome, self_grade, discussed, grade, reason, written_in FROM ballot_item WHERE tenant_id = ? AND ballot_id = ? ORDER BY position",
                                   view.tenant(), ballot);
    while (rows.next())
        all.push_back({rows.integer(0), {rows.integer(1)}, std::string{rows.text(2)}, numbers_from(rows.text(3)), std::string{rows.text(4)}, std::string{rows.text(5)}, rows.integer(6) != 0,
                       std::string{rows.text(7)}, std::string{rows.text(8)}, rows.integer(9) != 0});
    return all;
}
std::vector<Person> people_of(const View& view, Id<Ballot> ballot) {
    std::vector<Person> all;
    auto rows = view.session.query("SELECT member_id, name, entitled, reason FROM ballot_person WHERE tenant_id = ? AND ballot_id = ? ORDER BY member_id", view.tenant(), ballot);
    while (rows.next()) all.push_back({{rows.integer(0)}, std::string{rows.text(1)}, rows.integer(2) != 0, std::string{rows.text(3)}});
    return all;
}
void insert(Transaction& t, Id<Ballot> ballot, const std::vector<Item>& items) {
    for (auto& each : items)
        t.session.execute("INSERT INTO ballot_item (tenant_id, ballot_id, position, member_id, words, tally, outcome, self_grade, discussed, grade, reason, written_in) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
                          t.tenant(), ballot, each.position, each.member_id, each.words, to_json(each.tally), each.outcome, each.self_grade, each.discussed, each.grade, each.reason, each.written_in);
}
void update(Transaction& t, Id<Ballot> ballot, const Item& each) {
    t.session.execute("UPDATE ballot_item SET tally = ?, outcome = ?, self_grade = ?, discussed = ?, grade = ?, reason = ? WHERE tenant_id = ? AND ballot_id = ? AND position = ?", to_json(each.tally),
                      each.outcome, each.self_grade, each.discussed, each.grade, each.reason, t.tenant(), ballot, each.position);
}
void remove_items(Transaction& t, Id<Ballot> ballot) { t.session.execute("DELETE FROM ballot_item WHERE tenant_id = ? AND ballot_id = ?", t.tenant(), ballot); }
void replace(Transaction& t, Id<Ballot> ballot, const std::vector<Person>& people) {
    t.session.execute("DELETE FROM ballot_person WHERE tenant_id = ? AND ballot_id = ?", t.tenant(), ballot);
    for (auto& each : people)
        t.session.execute("INSERT INTO ballot_person (tenant_id, ballot_id, member_id, name, entitled, reason) VALUES (?,?,?,?,?,?)", t.tenant(), ballot, each.member_id, each.name, each.entitled,
                          each.reason);
}

Ruled rule_of(const View& view, const Ballot& ballot) {
    auto all = view.app.packs.numbered<Rules>(view, rules_file, ballot.rules_number);
    auto* kind = all->kind(ballot.kind, ballot.day);
    if (!kind) throw std::logic_error{"no ballot is of the kind " + ballot.kind};
    return {std::move(all), kind};
}
std::vector<std::string> choices_of(const Ruled& rule) {
    if (rule->method != Method::grade) return {"yes", "no", "abstained"};
    std::vector<std::string> all;
    for (auto& each : rule.all->grades) all.push_back(each.name);
    all.emplace_back("blank");
    return all;
}

std::vector<Electable> electable(const View& view, const Ballot& ballot) {
    std::vector<std::int64_t> standing;
    for (auto& each : items_of(view, ballot.id))
        if (!each.written_in) standing.push_back(each.member_id.value);
    std::vector<Electable> all;
    auto whose = within("organization_id", view.tenant(), {ballot.organization_id}, view.tree()) && where("left_on IS NULL AND stage = 'formal'");
    for (auto& each : Store<Member>{view}.select(whose, "ORDER BY pinyin, id")) {
        if (std::find(standing.begin(), standing.end(), each.id.value) != standing.end()) continue;
        auto* node = view.tree().find(each.organization_id);
        all.push_back({each.id, each.name, node ? node->name : ""});
    }
    return all;
}

}  // namespace zhibu::ballot
