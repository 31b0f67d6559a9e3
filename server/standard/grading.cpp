// The grade of a sheet and what follows from it: certificate, facts and standing; objections; what is withdrawn or looked at anew.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "kernel/access/delegation.hpp"
#include "kernel/values/text.hpp"
#include "standard/sent.hpp"

namespace zhibu::standard {
namespace {

Source source_of(const StandardSheet& sheet) { return {"standard_sheet", sheet.id.value}; }

void stand(Transaction& t, const StandardSheet& sheet, const StandardRound& round, const char* outcome, Date until) {
    t.session.execute("INSERT INTO standard_standing (tenant_id, id, organization_id, standard, sheet_id, outcome, grade_title, from_on, until_on) VALUES (?,?,?,?,?,?,?,?,?)", t.tenant(), t.session.next_id(),
                      sheet.organization_id, round.standard, sheet.id, outcome, sheet.grade_title, t.today(), until);
}

// The next number of the year within one code, taken in the transaction that issues: a failed one leaves no gap.
void issue_certificate(Transaction& t, const StandardSheet& sheet, const StandardRound& round, const Standard& standard) {
    StandardCertificate paper;
    paper.sheet_id = sheet.id, paper.organization_id = sheet.organization_id, paper.year = t.today().year();
    auto series = document::document_number(standard.head.certificate_code, int(paper.year), 0);
    auto prefix = series.substr(0, series.find("〕") + std::string_view{"〕"}.size());
    paper.sequence = t.session.integer("SELECT COALESCE(MAX(sequence), 0) + 1 FROM standard_certificate WHERE tenant_id = ? AND year = ? AND number LIKE ?", t.tenant(), paper.year, prefix + "%").value_or(1);
    paper.number = document::document_number(standard.head.certificate_code, int(paper.year), int(paper.sequence));
    paper.code = secret::random_hex(10);
    paper.standard_title = round.standard_title, paper.grade_title = sheet.grade_title;
    paper.issued_on = *sheet.graded_on, paper.valid_until = *sheet.valid_until;
    Store<StandardCertificate>{t}.insert(paper);
}

void withdraw_certificate(Transaction& t, const StandardSheet& sheet, const std::string& reason) {
    auto paper = certificate_of(t, sheet.id);
    if (!paper || paper->withdrawn_on) return;
    paper->withdrawn_on = t.today(), paper->withdrawn_why = reason;
    Store<StandardCertificate>{t}.update(*paper);
}

http::Response grade_one(http::Call& call) {
    auto sent = call.body_as<GradeSent>();
    return call.write([&](Transaction& t) {
        auto sheet = load_sheet(t, call.id<StandardSheet>());
        auto before = sheet;
        SheetPolicy::may_grade(t, sheet).or_throw();
        call.must_match(sheet.version);
        auto round = round_of(t, sheet);
        auto standard = kept(t, round.digest);
        grade(t, sheet, round, *standard, assess(t, round, sheet, *standard), sent.grade, sent.reason);
        Store<StandardSheet>{t}.update(sheet);
        t.record({"standard_sheet.graded", "standard_sheet", sheet.id.value, sheet.organization_id}, differences(before, sheet));
        return http::ok(shown(t, sheet));
    });
}

// All of a round that wait for a grade, by the rule. Read before the write, which must not wait for it; a sheet that changed
// meanwhile is left for the next time.
http::Response grade_all(http::Call& call) {
    auto sent = call.body_as<SheetChoice>();
    std::vector<std::pair<StandardSheet, Assessed>> ready;
    Rules standard;
    StandardRound round;
    call.app.read(call.actor, [&](const View& view) {
        round = load_round(view, call.id<StandardRound>());
        RoundPolicy::may_draw(view, round).or_throw();
        standard = kept(view, round.digest);
        for (auto& sheet : Store<StandardSheet>{view}.select(SheetPolicy::visible_to(view) && where("round_id = ? AND state IN ('reviewed','inspected')", round.id), "ORDER BY id")) {
            if (!sent.sheets.empty() && std::find(sent.sheets.begin(), sent.sheets.end(), sheet.id) == sent.sheets.end()) continue;
            if (!SheetPolicy::may_grade(view, sheet)) continue;
            auto assessed = assess(view, round, sheet, *standard);
            if (assessed.total.complete) ready.emplace_back(sheet, std::move(assessed));
        }
        return true;
    });
    return call.write([&](Transaction& t) {
        RoundPolicy::may_draw(t, load_round(t, round.id)).or_throw();
        std::map<std::string, std::int64_t> counts;
        for (auto& [seen, assessed] : ready) {
            auto sheet = load_sheet(t, seen.id);
            if (sheet.version != seen.version) continue;
            grade(t, sheet, round, *standard, assessed, "", "");
            Store<StandardSheet>{t}.update(sheet);
            t.tell({"standard_sheet.graded", "standard_sheet", sheet.id.value, sheet.organization_id});
            ++counts[sheet.grade_title];
        }
        t.record({"standard_round.graded", "standard_round", round.id.value, round.organization_id}, {json::serialize(json::value_from(counts))});
        return http::ok(json::serialize(json::object{{"grades", json::value_from(counts)}}));
    });
}

http::Response object(http::Call& call) {
    auto sent = call.body_as<StandardObjection>();
    return call.write([&](Transaction& t) {
        auto sheet = load_sheet(t, call.id<StandardSheet>());
        SheetPolicy::may_object(t, sheet).or_throw();
        auto standard = kept(t, round_of(t, sheet).digest);
        auto record = sent;
        record.sheet_id = sheet.id, record.account_id = t.actor.account, record.objected_on = t.today();
        record.due_on = t.app.working_days.plus_working_days(t.today(), int(standard->head.answer_days));
        Store<StandardObjection>{t}.insert(record);
        t.record({"standard_sheet.objected", "standard_sheet", sheet.id.value, sheet.organization_id});
        return http::created(shown(t, sheet));
    });
}

// By the one who is named in the round or stands in there, and by nobody else; what is upheld goes back to be graded anew.
http::Response answer(http::Call& call) {
    auto sent = call.body_as<ObjectionAnswer>();
    return call.write([&](Transaction& t) {
        auto sheet = load_sheet(t, call.id<StandardSheet>());
        auto round = round_of(t, sheet);
        if (!access::answers_as(t, round.handler_id, round.organization_id)) throw forbidden("handles_no_objections");
        auto all = objections_of(t, sheet.id);
        if (all.empty() || all.back().answered_on) throw conflict("nothing-to-answer");
        auto record = all.back();
        if (record.account_id == t.actor.account) throw forbidden("own_request");
        record.answer = sent.answer, record.upheld = sent.upheld, record.answered_on = t.today(), record.answered_by = access::acting_name(t, round.organization_id);
        Store<StandardObjection>{t}.update(record);
        if (sent.upheld) {
            reopen(t, sheet, sent.answer);
            Store<StandardSheet>{t}.update(sheet);
        }
        t.record({"standard_sheet.answered", "standard_sheet", sheet.id.value, sheet.organization_id}, {sent.upheld ? "{\"upheld\":true}" : "{\"upheld\":false}"});
        return http::ok(shown(t, sheet));
    });
}

}  // namespace

std::vector<StandardObjection> objections_of(const View& view, Id<StandardSheet> sheet) { return Store<StandardObjection>{view}.select(where("sheet_id = ?", sheet), "ORDER BY id"); }

void grade(Transaction& t, StandardSheet& sheet, const StandardRound& round, const Standard& standard, const Assessed& assessed, const std::string& name, const std::string& reason) {
    if (!assessed.total.complete) throw conflict("sheet-is-not-complete");
    auto by_rule = standard.place_of(assessed.grade->name), place = name.empty() ? by_rule : standard.place_of(name);
    if (place == standard.grades.size()) throw invalid({{"#/grade", "not_one_of"}});
    if (place < by_rule) throw invalid({{"#/grade", "above_the_rule", {{"grade", assessed.grade->title}}}});
    if (place > by_rule && is_blank(reason)) throw invalid({{"#/reason", "required"}});
    auto& given = standard.grades[place];
    take(t, sheet, given.passes ? "pass" : "fail", reason);
    sheet.score = assessed.total.score, sheet.points = points_text(assessed.total.score);
    sheet.grade = given.name, sheet.grade_title = given.title, sheet.grade_by_rule = assessed.grade->name, sheet.grade_reason = place > by_rule ? reason : "";
    sheet.graded_on = t.today(), sheet.result = {json::serialize(kept_json(assessed))};
    if (given.passes) {
        auto months = standard.head.recheck_months;
        sheet.valid_until = t.today().plus_months(int(given.years * 12)).plus_days(-1);
        sheet.remind_on = sheet.valid_until->plus_days(-int(standard.head.remind_days));
        auto recheck = t.today().plus_months(int(months));
        sheet.recheck_on = months && recheck < *sheet.valid_until ? std::optional{recheck} : std::nullopt;
        issue_certificate(t, sheet, round, standard);
    }
    stand(t, sheet, round, given.passes ? "passed" : "failed", given.passes ? *sheet.valid_until : never_ends);
    t.facts.add({given.passes ? "standard.passed" : "standard.failed", sheet.organization_id, {}, t.today()}, source_of(sheet));
}

void withdraw(Transaction& t, StandardSheet& sheet, const std::string& reason) {
    withdraw_certificate(t, sheet, reason);
    sheet.recheck_on.reset(), sheet.valid_until.reset(), sheet.remind_on.reset();
    stand(t, sheet, round_of(t, sheet), "withdrawn", never_ends);
    t.facts.add({"standard.withdrawn", sheet.organization_id, {}, t.today()}, source_of(sheet));
}

void reopen(Transaction& t, StandardSheet& sheet, const std::string& reason) {
    withdraw_certificate(t, sheet, reason);
    take(t, sheet, "reopen", reason);
    for (auto kind : {"standard.passed", "standard.failed"}) t.facts.take_back(source_of(sheet), kind);
    t.session.execute("DELETE FROM standard_standing WHERE tenant_id = ? AND sheet_id = ?", t.tenant(), sheet.id);
    sheet.score.reset(), sheet.points.clear(), sheet.grade.clear(), sheet.grade_title.clear(), sheet.grade_by_rule.clear(), sheet.grade_reason.clear();
    sheet.graded_on.reset(), sheet.valid_until.reset(), sheet.recheck_on.reset(), sheet.remind_on.reset(), sheet.result = {"null"};
}

void install_grading(App& app) {
    auto& r = app.router;
    auto shape = http::shape<StandardSheet>();
    r.post("/api/v1/standard-sheets/{id}/grade", {.operation = "standard_sheet.grade", .request = http::shape<GradeSent>(), .response = shape}, grade_one);
    r.post("/api/v1/standard-rounds/{id}/grades", {.operation = "standard_round.grade", .request = http::shape<SheetChoice>(), .response = {{{"type", "object"}}, {}}}, grade_all);
    r.post("/api/v1/standard-sheets/{id}/objection", {.operation = "standard_sheet.object", .request = http::shape<StandardObjection>(), .response = shape}, object);
    r.post("/api/v1/standard-sheets/{id}/objection/answer", {.operation = "standard_sheet.answer_objection", .request = http::shape<ObjectionAnswer>(), .response = shape}, answer);
}

}  // namespace zhibu::standard
