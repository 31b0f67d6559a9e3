// The result sheet: each secretary with circles, score and grade, as a page and as a paper.
#include <fmt/format.h>

#include <algorithm>

#include "duty/session.hpp"
#include "kernel/document/pdf.hpp"

namespace zhibu::duty {
namespace {

std::string points(std::int64_t hundredths) { return fmt::format("{}.{:02}", hundredths / 100, hundredths % 100); }
std::string label_of(const Rules& rules, std::string_view grade) {
    for (auto& each : rules.grades)
        if (each.key == grade) return each.label;
    return "—";
}

std::vector<DutyReport> ranked(const View& view, const DutySession& session) {
    auto all = reports_of(view, session.id);
    std::stable_sort(all.begin(), all.end(), [](auto& a, auto& b) { return a.score.value_or(-1) > b.score.value_or(-1); });
    return all;
}

document::Document paper_of(const View& view, const DutySession& session) {
    document::Document paper;
    auto rules = rules_of(view, session);
    auto* node = view.tree().find(session.organization_id);
    paper.title = session.title + "\n述职评议结果";
    document::Table table{"", {{"述职人", 2}, {"所在党组织", 3.5}}, {}, 10.5};
    for (auto& circle : rules->circles) table.columns.push_back({fmt::format("{}（{}%）", circle.label, circle.weight), 2.7, document::Alignment::right});
    table.columns.push_back({"得分", 1.7, document::Alignment::right});
    table.columns.push_back({"等次", 1.5});
    for (auto& report : ranked(view, session)) {
        auto name = view.app.references.names(view, "account", {report.account_id.value})[report.account_id.value];
        auto* place = view.tree().find(report.organization_id);
        std::vector<document::Cell> row{document::cell(name), document::cell(place ? place->name : "")};
        auto result = json::parse(report.result.text);
        for (std::size_t c = 0; c < rules->circles.size(); ++c) {
            auto* circles = result.is_object() ? result.as_object().if_contains("circles") : nullptr;
            auto* each = circles && c < circles->as_array().size() ? &circles->as_array()[c].as_object() : nullptr;
            row.push_back(document::cell(each && each->at("papers").as_int64() ? fmt::format("{}（{}票）", points(each->at("mean").as_int64()), each->at("papers").as_int64()) : "—"));
        }
        row.push_back(document::cell(report.score ? points(*report.score) : "—"));
        row.push_back(document::cell(report.score ? label_of(*rules, report.grade) : "—"));
        table.rows.push_back(std::move(row));
    }
    paper.body.push_back(std::move(table));
    std::string how = "计分办法：每项得分为分值乘以所选等次的比例，各组取平均，按权重合成；未投票的组不计入，其权重由其他组按比例分担。";
    if (rules->rule.drop_extremes_from) how += fmt::format("一组满{}票的，去掉一个最高分和一个最低分。", rules->rule.drop_extremes_from);
    paper.body.push_back(document::paragraph(how));
    paper.body.push_back(document::paragraph("依据：" + rules->rule.source));
    paper.signature = document::Signature{node ? node->name : "", session.closed_on.value_or(view.today())};
    paper.created = view.now;
    return paper;
}

http::Response sheet(http::Call& call) {
    document::Document paper;
    DutySession session;
    std::string out;
    call.app.read(call.actor, [&](const View& view) {
        session = Store<DutySession>{view}.load(call.id<DutySession>(), SessionPolicy::visible_to(view));
        SessionPolicy::may_see_sheet(view, session).or_throw();
        paper = paper_of(view, session);
        json::array rows;
        auto rules = rules_of(view, session);
        for (auto& report : ranked(view, session)) {
            auto name = view.app.references.names(view, "account", {report.account_id.value})[report.account_id.value];
            auto* place = view.tree().find(report.organization_id);
            rows.push_back({{"report_id", report.id.value}, {"name", name}, {"organization_name", place ? place->name : ""}, {"score", report.score ? json::value(*report.score) : json::value(nullptr)},
                            {"grade", report.grade}, {"grade_label", report.score ? label_of(*rules, report.grade) : ""}, {"result", json::parse(report.result.text)}});
        }
        out = json::serialize(json::object{{"title", session.title}, {"rows", std::move(rows)}, {"source", rules->rule.source}});
        return true;
    });
    auto format = call.parameter("format").value_or("json");
    if (format == "json") return http::ok(out);
    if (format != "pdf") throw invalid({{"?format", "not_one_of"}});
    auto bytes = document::to_pdf(paper);
    call.app.write(call.actor, [&](Transaction& t) { t.audit("duty_session.exported", "duty_session", session.id.value, session.organization_id); });
    return http::attachment(std::move(bytes), "application/pdf", session.title + " 述职评议结果.pdf");
}

}  // namespace

void install_sheet(App& app) {
    app.router.get("/api/v1/duty-sessions/{id}/sheet", {.operation = "duty_session.sheet", .response = {{{"type", "object"}}, {}}, .query = {{"format", "json or pdf"}}}, sheet);
}

}  // namespace zhibu::duty
