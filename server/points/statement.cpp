#include "points/statement.hpp"

#include <algorithm>
#include <set>

#include "kernel/access/delegation.hpp"
#include "kernel/record/store.hpp"
#include "points/record.hpp"

namespace zhibu::points {
namespace {

StatementLine stated(const Terms& terms, const std::map<std::int64_t, std::string>& kinds, const Line& line) {
    StatementLine out;
    if (line.rule != terms.adjusted()) {
        auto& rule = terms.book().rules[line.rule];
        out.rule = rule.name, out.title = rule.title, out.title_english = rule.title_english, out.sentence = rule.sentence, out.sentence_english = rule.sentence_english;
    }
    auto& fact = line.fact;
    out.fact_id = fact.id, out.on = Date::from_number(fact.day), out.worth = line.worth, out.counted = line.counted, out.running = line.running;
    auto kind = kinds.find(fact.kind);
    out.kind = kind == kinds.end() ? "" : kind->second;
    out.amount = fact.amount, out.late = fact.late, out.source_kind = fact.source_kind, out.source_id = fact.source;
    out.entered_by = fact.entered_by, out.entered_at = Instant::from_milliseconds(fact.entered_at);
    return out;
}

// Corrections that were made after the settlement stand behind what was frozen.
Statement with_corrections(Statement frozen, const Statement& now) {
    std::set<std::int64_t> known;
    for (auto& line : frozen.lines) known.insert(line.fact_id);
    for (auto line : now.lines) {
        if (!line.rule.empty() || known.contains(line.fact_id)) continue;
        line.running = frozen.total += line.counted;
        frozen.lines.push_back(line);
    }
    return frozen;
}

}  // namespace

std::int64_t Statement::adjusted() const {
    std::int64_t sum = 0;
    for (auto& line : lines) sum += line.rule.empty() ? line.counted : 0;
    return sum;
}

std::vector<Statement> statements_of(const View& view, const Seams& seams, Period period, const Whom& whom) {
    auto rules = rules_of(view, period);
    auto numbers = numbers_of_kinds(view);
    Terms terms{rules, seams, numbers};
    std::map<std::int64_t, std::string> kinds;
    for (auto& [name, number] : numbers) kinds[number] = name;
    auto people = people_of(view, seams, *rules, period, whom);
    std::vector<std::int32_t> rows;
    for (std::size_t i = 0; i < people.rows.size(); ++i) rows.push_back(std::int32_t(i));
    auto all = explain(view, terms, people, rows);
    auto version = version_of(view, period);
    std::vector<Statement> out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto& person = people.rows[i];
        Statement one{{person.member}, {person.organization}, period, version, rules->head.base, all[i].bounded, all[i].total, rules->head.passing, {}, {}};
        if (person.exempt) one.exempt = person.why;
        for (auto& line : all[i].lines) one.lines.push_back(stated(terms, kinds, line));
        out.push_back(std::move(one));
    }
    return out;
}

std::optional<Statement> frozen_statement(const View& view, Id<Settlement> settlement, Id<Member> member) {
    auto text = view.session.text("SELECT statement FROM points_settled WHERE tenant_id = ? AND settlement_id = ? AND member_id = ?", view.tenant(), settlement, member);
    if (!text) return {};
    Statement one;
    Faults faults;
    Codec<Statement>::read(json::parse(*text), one, faults, "#");
    return one;
}

std::vector<Standing> standings_of(const View& view, const Seams& seams, Period period, const Whom& whom) {
    std::vector<Standing> all;
    std::map<Id<Organization>, std::optional<Settlement>> settlements;
    for (auto& now : statements_of(view, seams, period, whom)) {
        auto [settled, fresh] = settlements.try_emplace(now.organization_id);
        if (fresh) settled->second = standing_settlement(view, now.organization_id, period);
        auto frozen = settled->second ? frozen_statement(view, settled->second->id, now.member_id) : std::nullopt;
        all.push_back({frozen ? with_corrections(std::move(*frozen), now) : now, frozen ? settled->second : std::nullopt});
    }
    return all;
}

Standing readable_statement(const View& view, const Seams& seams, Id<Member> member, Period period) {
    auto all = standings_of(view, seams, period, {.members = {member.value}});
    bool own = member && member == view.actor.member;
    if (all.empty()) {
        if (own) throw conflict("points-not-a-member");
        throw not_found();
    }
    auto branch = all.front().statement.organization_id;
    bool answers = Store<Dispute>{view}.count(where("member_id = ? AND period = ?", member, period) && access::answered_by_actor(view, "answerer_id", "organization_id")) > 0;
    if (!own && !keeps(view, branch) && !answers) {
        if (view.covers(organization::readers, branch)) throw forbidden("points_stay_in_the_branch");
        throw not_found();
    }
    return std::move(all.front());
}

void apply_settled(const View& view, Period period, const People& people, std::vector<std::int32_t>& totals) {
    std::unordered_map<std::int64_t, std::int64_t> adjusted;
    auto sums = view.session.query("SELECT member_id, SUM(points) FROM points_adjustment WHERE tenant_id = ? AND period = ? GROUP BY member_id", view.tenant(), period);
    while (sums.next()) adjusted[sums.integer(0)] = sums.integer(1);
    auto rows = view.session.query(
        "SELECT d.member_id, d.points, d.adjusted FROM points_settlement s JOIN points_settled d ON d.tenant_id = s.tenant_id AND d.settlement_id = s.id WHERE s.tenant_id = ? AND s.period = ? AND s.state <> 'withdrawn'",
        view.tenant(), period);
    while (rows.next()) {
        auto row = people.by_member.find(rows.integer(0));
        if (row == people.by_member.end()) continue;
        auto since = adjusted.find(rows.integer(0));
        totals[std::size_t(row->second)] = std::int32_t(rows.integer(1) + (since == adjusted.end() ? 0 : since->second) - rows.integer(2));
    }
}

std::string exemption_label(const View& view, Exemption why) { return std::string{view.app.words.text(view.actor.language, "points_head.exempt_is." + std::string{Codec<Exemption>::name(why)})}; }
std::string kind_label(const View& view, const std::string& kind) {
    auto key = "fact_kind." + kind;
    return view.app.words.has(view.actor.language, key) ? std::string{view.app.words.text(view.actor.language, key)} : kind;
}

}  // namespace zhibu::points
