// What a ballot leaves: the result sheet with its formula and lines for signatures, and the published papers for everybody to count again.
#include <fmt/format.h>

#include <algorithm>

#include "ballot/counting.hpp"
#include "ballot/policy.hpp"
#include "kernel/document/docx.hpp"
#include "kernel/document/pdf.hpp"
#include "kernel/sheet/writer.hpp"

namespace zhibu::ballot {
namespace {

std::string word(const View& view, const std::string& key) { return std::string{view.app.words.text(Language::chinese, "ballot." + key)}; }
std::string member_name(const View& view, std::optional<Id<Member>> member) {
    if (!member) return "";
    auto found = view.app.references.names(view, "member", {member->value});
    return found.empty() ? "" : found.begin()->second;
}
std::string choice_words(const View& view, const Ruled& rule, const std::string& choice) {
    auto* grade = rule.all->grade(choice);
    return grade ? grade->words : word(view, "choice_is." + choice);
}
std::string outcome_words(const View& view, const Ruled& rule, const Item& item) {
    if (item.outcome.empty()) return "";
    return rule->method == Method::grade ? choice_words(view, rule, item.outcome) : word(view, "item_outcome_is." + item.outcome);
}

document::Table results(const View& view, const Ballot& ballot, const Ruled& rule, const std::vector<Item>& items) {
    document::Table table{.columns = {{"序号", 1, document::Alignment::centre}, {rule->about_people ? "姓名" : "事项", 3}}, .rows = {}, .points = 12};
    for (auto& choice : choices_of(rule)) table.columns.push_back({choice_words(view, rule, choice), 1.4, document::Alignment::centre});
    bool review = rule->method == Method::grade;
    table.columns.push_back({review ? "测评结果" : "结果", 2, document::Alignment::centre});
    if (review) table.columns.push_back({"审定等次", 2, document::Alignment::centre});
    for (auto& each : items) {
        std::vector<document::Cell> row{document::cell(std::to_string(each.position)), document::cell(each.words + (each.written_in ? "（另选）" : ""))};
        for (std::size_t i = 0; i < each.tally.size(); ++i) row.push_back(document::cell(each.written_in && i ? "" : std::to_string(each.tally[i])));
        for (auto i = each.tally.size(); i < choices_of(rule).size(); ++i) row.push_back(document::cell(""));
        row.push_back(document::cell(outcome_words(view, rule, each)));
        if (review) row.push_back(document::cell(each.grade.empty() ? "" : choice_words(view, rule, each.grade) + (each.reason.empty() ? "" : "（" + each.reason + "）")));
        table.rows.push_back(std::move(row));
    }
    (void)ballot;
    return table;
}

document::Document sheet_of(const View& view, const Ballot& ballot) {
    auto holder = Store<Organization>{view}.load(ballot.organization_id, everything());
    auto rule = rule_of(view, ballot);
    document::Document paper;
    paper.title = holder.name + "\n" + rule->words + "结果报告单";
    document::Particulars head;
    auto line = [&](const char* label, std::string text) {
        if (!text.empty()) head.lines.emplace_back(label, document::Runs{document::plain(std::move(text))});
    };
    line("事项", ballot.title);
    line("时间", ballot.opened_at ? ballot.opened_at->date().chinese() : ballot.day.chinese());
    line("方式", rule->secret() ? "无记名投票" : "举手表决");
    line("监票人", member_name(view, ballot.scrutineer_id));
    auto second = member_name(view, ballot.second_teller_id);
    line("计票人", member_name(view, ballot.teller_id) + (second.empty() ? "" : "、" + second));
    paper.body.push_back(std::move(head));
    paper.body.push_back(document::paragraph(ballot.sentence));
    if (ballot.valid > 0) paper.body.push_back(results(view, ballot, rule, items_of(view, ballot.id)));
    std::string left_out;
    for (auto& each : people_of(view, ballot.id))
        if (!each.entitled) left_out += (left_out.empty() ? "" : "、") + each.name + "（" + each.reason + "）";
    if (!left_out.empty()) paper.body.push_back(document::paragraph("未计入应到会有表决权人数的党员：" + left_out + "。"));
    paper.body.push_back(document::paragraph("依据：" + rule->source + "。"));
    paper.body.push_back(document::Spacing{1});
    paper.body.push_back(document::Table{"", {{"", 1}, {"", 1}, {"", 1}}, {{document::cell("监票人（签字）："), document::cell("计票人（签字）："), document::cell("计票人（签字）：")}}, 14});
    paper.author = holder.name, paper.created = ballot.closed_at.value_or(view.now);
    paper.watermark = view.actor.name + " " + view.now.iso().substr(0, 10) + " " + view.now.iso().substr(11, 5);
    return paper;
}

http::Response hand_out(http::Call& call) {
    auto format = call.parameter("format").value_or("pdf");
    if (format != "pdf" && format != "docx") throw invalid({{"?format", "not_one_of"}});
    Ballot ballot;
    auto paper = call.app.read(call.actor, [&](const View& view) {
        ballot = load_ballot(view, call.id<Ballot>());
        if (auto verdict = BallotPolicy::may_take_sheet(view, ballot); verdict.reason != "ballot_stands_elsewhere") verdict.or_throw();
        if (ballot.outcome != BallotOutcome::void_round) must_be(view, ballot, {BallotState::closed});
        return sheet_of(view, ballot);
    });
    bool pdf = format == "pdf";
    auto bytes = pdf ? document::to_pdf(paper) : document::to_docx(paper);
    call.app.write(call.actor, [&](Transaction& t) { t.audit("ballot.sheet_taken", "ballot", ballot.id.value, ballot.organization_id, {"{\"format\":" + to_json(std::string{format}) + "}"}); });
    return http::attachment(std::move(bytes), pdf ? "application/pdf" : "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ballot.title + "结果报告单" + (pdf ? ".pdf" : ".docx"));
}

std::size_t standing_in(const std::vector<Item>& items) {
    return std::size_t(std::count_if(items.begin(), items.end(), [](auto& each) { return !each.written_in; }));
}
std::string written_words(const View& view, const Said& said) {
    std::vector<std::int64_t> ids;
    for (auto member : said.written) ids.push_back(member.value);
    auto names = view.app.references.names(view, "member", ids);
    std::string words;
    for (auto id : ids) words += (words.empty() ? "" : "、") + names[id];
    return words;
}

http::Response as_csv(const View& view, const Ballot& ballot, const std::vector<Item>& items, const std::vector<ballot_box::Paper>& papers) {
    auto rule = rule_of(view, ballot);
    sheet::Table table{.sheet_name = ballot.title, .title = "", .columns = {{"回执"}, {"有效"}}, .watermark = "", .author = "", .company = "", .made_at = view.now};
    for (auto& each : items)
        if (!each.written_in) table.columns.push_back({each.words});
    if (ballot.write_ins) table.columns.push_back({"另选他人"});
    sheet::CsvWriter writer{table};
    for (auto& paper : papers) {
        auto said = said_in(rule, paper.content, standing_in(items));
        std::vector<sheet::Value> row{paper.receipt, std::string{is_valid(rule, ballot.seats, said) ? "有效" : "无效"}};
        for (auto& choice : said.choices) row.emplace_back(choice_words(view, rule, choice));
        if (ballot.write_ins) row.emplace_back(written_words(view, said));
        writer.add_row(row);
    }
    return http::attachment(writer.text(), "text/csv; charset=utf-8", ballot.title + "选票.csv");
}

http::Response papers(http::Call& call) {
    return call.read([&](const View& view) {
        auto ballot = load_ballot(view, call.id<Ballot>());
        if (auto verdict = BallotPolicy::may_read_papers(view, ballot); verdict.reason != "ballot_stands_elsewhere") verdict.or_throw();
        must_be(view, ballot, {BallotState::closed});
        auto items = items_of(view, ballot.id);
        auto all = ballot.box_id ? ballot_box::papers(view, *ballot.box_id) : std::vector<ballot_box::Paper>{};
        if (call.parameter("format") == "csv") return as_csv(view, ballot, items, all);
        auto rule = rule_of(view, ballot);
        auto said_of = [&](const ballot_box::Paper& paper) { return said_in(rule, paper.content, standing_in(items)); };
        std::string out = "{\"items\":[";
        for (auto& each : all)
            out += fmt::format("{}{{\"receipt\":\"{}\",\"valid\":{},\"choices\":{},\"written\":{}}}", out.back() == '[' ? "" : ",", each.receipt, is_valid(rule, ballot.seats, said_of(each)),
                               to_json(said_of(each).choices), to_json(said_of(each).written));
        return http::ok(out + "]}");
    });
}

}  // namespace

void install_sheet(App& app) {
    app.router.get("/api/v1/ballots/{id}/sheet", {.operation = "ballot.sheet", .response = http::file_shape("application/pdf"), .query = {{"format", "pdf or docx"}}}, hand_out);
    app.router.get("/api/v1/ballots/{id}/papers", {.operation = "ballot.papers", .query = {{"format", "csv"}}}, papers);
}

}  // namespace zhibu::ballot
