// The routes of statements: one's own, and a member's for the branch's secretary; as a page and as a paper.
#include <fmt/format.h>

#include <algorithm>

#include "kernel/document/pdf.hpp"
#include "kernel/record/audited_export.hpp"
#include "kernel/record/store.hpp"
#include "points/statement.hpp"

namespace zhibu::points {
namespace {

bool chinese(const View& view) { return view.actor.language == Language::chinese; }
std::string said(const View& view, const std::string& in_chinese, const std::string& in_english) { return chinese(view) || in_english.empty() ? in_chinese : in_english; }
std::string title_of(const View& view, const StatementLine& line) {
    return line.rule.empty() ? std::string{view.app.words.text(view.actor.language, "points.adjusted")} : said(view, line.title, line.title_english);
}

struct Names {
    std::map<std::string, std::map<std::int64_t, std::string>> known;
    std::string of(const std::string& kind, std::int64_t id) const {
        auto list = known.find(kind);
        if (list == known.end()) return "";
        auto name = list->second.find(id);
        return name == list->second.end() ? "" : name->second;
    }
};
Names names_of(const View& view, const Statement& statement) {
    std::map<std::string, std::set<std::int64_t>> wanted;
    for (auto& line : statement.lines) {
        wanted[line.source_kind].insert(line.source_id);
        if (line.entered_by) wanted["account"].insert(line.entered_by);
    }
    Names names;
    for (auto& [kind, ids] : wanted) names.known[kind] = view.app.references.names(view, kind, {ids.begin(), ids.end()});
    return names;
}

// The disputes of these lines: by fact and rule, the newest.
std::map<std::pair<std::int64_t, std::string>, Dispute> disputes_of(const View& view, const Statement& statement) {
    std::map<std::pair<std::int64_t, std::string>, Dispute> all;
    for (auto& each : Store<Dispute>{view}.select(DisputePolicy::visible_to(view) && where("member_id = ? AND period = ? AND fact_id IS NOT NULL", statement.member_id, statement.period), "ORDER BY id"))
        all[{*each.fact_id, each.rule}] = each;
    return all;
}

json::value name_or_null(std::string name) { return name.empty() ? json::value(nullptr) : json::value(std::move(name)); }

json::array lines_json(const View& view, const Rulebook& rules, const Standing& standing) {
    auto names = names_of(view, standing.statement);
    auto disputes = disputes_of(view, standing.statement);
    json::array lines;
    for (auto& line : standing.statement.lines) {
        auto ends = dispute_ends(view, rules, standing.settled, line.entered_at);
        auto dispute = disputes.find({line.fact_id, line.rule});
        json::value about = nullptr;
        if (dispute != disputes.end()) about = {{"id", dispute->second.id.value}, {"state", dispute->second.state}};
        auto* kind = view.app.fact_kinds.find(line.kind);
        auto unit = kind && kind->unit == FactKind::Unit::minutes ? "minutes" : kind && kind->unit == FactKind::Unit::working_days ? "working_days" : "";
        lines.push_back({{"fact_id", line.fact_id}, {"rule", line.rule}, {"title", title_of(view, line)}, {"sentence", said(view, line.sentence, line.sentence_english)}, {"on", line.on.iso()}, {"worth", line.worth},
                         {"counted", line.counted}, {"running", line.running}, {"kind", line.kind}, {"kind_label", kind_label(view, line.kind)}, {"amount", line.amount},
                         {"unit", *unit ? json::value(view.app.words.text(view.actor.language, std::string{"fact_unit."} + unit)) : json::value(nullptr)}, {"late", line.late}, {"source_kind", line.source_kind},
                         {"source_id", line.source_id}, {"source_name", name_or_null(names.of(line.source_kind, line.source_id))}, {"source_page", view.app.references.page(line.source_kind, line.source_id)},
                         {"entered_by_name", name_or_null(names.of("account", line.entered_by))}, {"dispute_until", ends ? json::value(ends->iso()) : json::value(nullptr)},
                         {"may_dispute", (!ends || view.today() <= *ends) && standing.statement.member_id == view.actor.member}, {"dispute", about}});
    }
    return lines;
}

// What each rule came to, also those that gave nothing: where there is still something to earn.
json::array by_rule(const View& view, const Rulebook& rules, const Statement& statement) {
    json::array all;
    for (auto& rule : rules.rules) {
        std::int64_t times = 0, counted = 0;
        for (auto& line : statement.lines)
            if (line.rule == rule.name) ++times, counted += line.counted;
        all.push_back({{"rule", rule.name}, {"title", said(view, rule.title, rule.title_english)}, {"effect", Codec<Effect>::name(rule.effect)}, {"cap", rule.cap}, {"times", times}, {"counted", counted}});
    }
    return all;
}

json::value settled_json(const std::optional<Settlement>& settled) {
    if (!settled) return nullptr;
    return {{"id", settled->id.value}, {"state", Codec<SettlementState>::name(settled->state)}, {"published_on", settled->published_on.iso()}, {"published_until", settled->published_until.iso()}};
}

document::Document paper_of(const View& view, const Rulebook& rules, const Standing& standing) {
    auto& statement = standing.statement;
    auto word = [&](const char* key) { return std::string{view.app.words.text(view.actor.language, std::string{"points.paper."} + key)}; };
    document::Document paper;
    auto* node = view.tree().find(statement.organization_id);
    auto name = view.app.references.names(view, "member", {statement.member_id.value})[statement.member_id.value];
    paper.title = fmt::format("{}\n{}", word("statement"), chinese(view) ? statement.period.chinese() : statement.period.iso());
    document::Particulars head;
    head.lines.push_back({word("member"), {document::plain(name)}});
    head.lines.push_back({word("branch"), {document::plain(node ? node->name : "")}});
    head.lines.push_back({word("total"), {document::bold(std::to_string(statement.total))}});
    if (statement.exempt) head.lines.push_back({word("exempt"), {document::plain(exemption_label(view, *statement.exempt))}});
    paper.body.push_back(std::move(head));
    paper.body.push_back(document::Spacing{0.5});
    using document::Alignment;
    document::Table table{"", {{word("day"), 3.6}, {word("record"), 4.6}, {word("rule"), 4}, {word("worth"), 1.4, Alignment::right}, {word("counted"), 1.4, Alignment::right}, {word("running"), 1.6, Alignment::right}}, {}, 10.5};
    table.rows.push_back({document::cell(""), document::cell(word("base")), document::cell(""), document::cell(""), document::cell(fmt::format("{:+}", statement.base)), document::cell(std::to_string(statement.base))});
    auto names = names_of(view, statement);
    for (auto& line : statement.lines) {
        auto record = names.of(line.source_kind, line.source_id);
        if (record.empty()) record = kind_label(view, line.kind);
        table.rows.push_back({document::cell(chinese(view) ? line.on.chinese() : line.on.iso()), document::cell(record), document::cell(title_of(view, line)), document::cell(fmt::format("{:+}", line.counted < 0 ? -line.worth : line.worth)),
                              document::cell(fmt::format("{:+}", line.counted)), document::cell(std::to_string(line.running))});
    }
    if (statement.bounded)
        table.rows.push_back({document::cell(""), document::cell(word("bounded")), document::cell(""), document::cell(""), document::cell(fmt::format("{:+}", statement.bounded)), document::cell(std::to_string(statement.total))});
    paper.body.push_back(std::move(table));
    paper.body.push_back(document::paragraph(view.app.words.sentence(view.actor.language, "points.paper.rules", {{"title", said(view, rules.head.title, rules.head.title_english)}, {"version", statement.rule_version ? view.app.words.sentence(view.actor.language, "points.paper.version", {{"number", std::to_string(statement.rule_version)}}) : word("as_it_came")},
                                                                                                                {"source", rules.head.source}})));
    if (standing.settled)
        paper.body.push_back(document::paragraph(view.app.words.sentence(view.actor.language, "points.paper.settled", {{"day", chinese(view) ? standing.settled->published_on.chinese() : standing.settled->published_on.iso()}})));
    paper.created = view.now;
    return paper;
}

Period asked_period(const http::Call& call, const View& view) {
    auto period = call.period_parameter("period");
    return period ? checked_period(view, *period) : period_of(view, view.today());
}

http::Response shown(http::Call& call, const Shelved& shelf, bool own) {
    auto format = call.parameter("format").value_or("json");
    if (format != "json" && format != "pdf") throw invalid({{"?format", "not_one_of"}});
    auto whose = [&](const View& view) {
        if (!own) return call.id<Member>();
        if (!view.actor.member) throw Problem{404, "no-own-record"};
        return view.actor.member;
    };
    if (format == "json")
        return call.read([&](const View& view) {
            auto period = asked_period(call, view);
            auto rules = rules_of(view, period);
            return http::ok(statement_json(view, *rules, readable_statement(view, *shelf->seams, whose(view), period)));
        });
    document::Document paper;
    Statement statement;
    call.app.read(call.actor, [&](const View& view) {
        auto period = asked_period(call, view);
        auto standing = readable_statement(view, *shelf->seams, whose(view), period);
        statement = standing.statement;
        paper = paper_of(view, *rules_of(view, period), standing);
        return true;
    });
    auto bytes = document::to_pdf(paper);
    call.app.write(call.actor, [&](Transaction& t) { t.audit("points_statement.exported", "member", statement.member_id.value, statement.organization_id); });
    return http::attachment(std::move(bytes), "application/pdf", statement.period.chinese() + " 党员积分明细.pdf");
}

}  // namespace

json::object head_json(const View& view, const Rulebook& rules, Period period) {
    return {{"title", said(view, rules.head.title, rules.head.title_english)}, {"cycle", Codec<Cycle>::name(rules.head.cycle)}, {"base", rules.head.base}, {"floor", rules.head.floor}, {"top", rules.head.top},
            {"passing", rules.head.passing}, {"dispute_days", rules.head.dispute_days}, {"publication_days", rules.head.publication_days}, {"ranking_at_most", rules.head.ranking_at_most}, {"version", version_of(view, period)},
            {"source", rules.head.source}};
}

std::string statement_json(const View& view, const Rulebook& rules, const Standing& standing) {
    auto& statement = standing.statement;
    auto* node = view.tree().find(statement.organization_id);
    auto head = head_json(view, rules, statement.period);
    head["version"] = statement.rule_version;
    json::value exempt = nullptr;
    if (statement.exempt) exempt = {{"why", Codec<Exemption>::name(*statement.exempt)}, {"label", exemption_label(view, *statement.exempt)}};
    auto missing = dispute_ends(view, rules, standing.settled, {});
    json::object out{{"member_id", statement.member_id.value}, {"member_name", name_or_null(view.app.references.names(view, "member", {statement.member_id.value})[statement.member_id.value])},
                     {"organization_id", statement.organization_id.value}, {"organization_name", node ? node->name : ""}, {"period", statement.period.iso()}, {"rules", std::move(head)}, {"base", statement.base},
                     {"bounded", statement.bounded}, {"total", statement.total}, {"exempt", exempt}, {"settled", settled_json(standing.settled)}, {"lines", lines_json(view, rules, standing)}, {"by_rule", by_rule(view, rules, statement)},
                     {"own", statement.member_id == view.actor.member}, {"may_adjust", keeps(view, statement.organization_id) && statement.member_id != view.actor.member},
                     {"may_dispute_missing", statement.member_id == view.actor.member && (!missing || view.today() <= *missing)}};
    return json::serialize(out);
}

void install_statements(App& app, const Shelved& shelf) {
    std::vector<http::QueryParameter> query{{"period", "a quarter or a year, as the rules say; the running one where left out"}, {"format", "json or pdf"}};
    app.router.get("/api/v1/points/mine", {.operation = "points.mine", .response = {{{"type", "object"}}, {}}, .query = query}, [shelf](http::Call& call) { return shown(call, shelf, true); });
    app.router.get("/api/v1/points/members/{id}", {.operation = "points.statement", .response = {{{"type", "object"}}, {}}, .query = query}, [shelf](http::Call& call) { return shown(call, shelf, false); });
}

}  // namespace zhibu::points
