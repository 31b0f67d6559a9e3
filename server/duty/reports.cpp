// A secretary's report: the draft from facts, written on by the secretary alone until it is submitted, then read by the hall.
#include <algorithm>

#include "duty/session.hpp"

namespace zhibu::duty {
namespace {

using Sections = std::vector<Section>;

Sections sections_of(const Json& text) {
    Sections all;
    Faults faults;
    Codec<Sections>::read(json::parse(text.text), all, faults, "#");
    return all;
}
DutyReport loaded(const View& view, const http::Call& call) { return Store<DutyReport>{view}.load(call.id<DutyReport>(), DutyReportPolicy::visible_to(view)); }

std::string shown(const View& view, const DutyReport& report) {
    ReferenceList names;
    collect_references(report, names);
    names.load(view);
    auto shown = report;
    // The result is told by the session, to whom it may be told.
    shown.score.reset(), shown.grade.clear(), shown.result = {"null"}, shown.generated = {"[]"};
    std::string out = "{";
    write_named_members(out, shown, names);
    out += ",\"can\":{\"change\":";
    write_verdict(out, view, DutyReportPolicy::may_write(view, report));
    return out + "}}";
}

// Sections that the secretary wrote on stay; those that are as the facts gave them are taken anew.
void take_draft(Transaction& t, const Event& drafted) {
    if (drafted.subject_kind != "duty_report") return;
    auto detail = json::parse(drafted.detail.text).as_object();
    auto report = Store<DutyReport>{t}.load({drafted.subject}, everything());
    Sections fresh;
    Faults faults;
    Codec<Sections>::read(detail.at("sections"), fresh, faults, "#");
    faults.throw_if_any();
    auto now = sections_of(report.sections), before = sections_of(report.generated);
    for (auto& section : fresh) {
        auto same = [&](auto& each) { return each.key == section.key; };
        auto old = std::find_if(before.begin(), before.end(), same), mine = std::find_if(now.begin(), now.end(), same);
        if (mine == now.end()) now.push_back(section);
        else if (old != before.end() && *old == *mine) *mine = section;
    }
    if (report.title.empty()) report.title = std::string{detail.at("title").as_string()};
    report.sections = {zhibu::to_json(now)}, report.generated = {zhibu::to_json(fresh)};
    Store<DutyReport>{t}.update(report);
}

template <class F>
http::Response change(http::Call& call, const std::string& past, F how) {
    return call.write([&](Transaction& t) {
        auto report = loaded(t, call);
        DutyReportPolicy::may_write(t, report).or_throw();
        call.must_match(report.version);
        how(t, report);
        t.record({"duty_report." + past, "duty_report", report.id.value, report.organization_id});
        return http::ok(shown(t, Store<DutyReport>{t}.load(report.id, DutyReportPolicy::visible_to(t))));
    });
}

http::Response submit(http::Call& call) {
    return change(call, "submitted", [](Transaction& t, DutyReport& report) {
        auto sections = sections_of(report.sections);
        if (std::any_of(sections.begin(), sections.end(), [](auto& each) { return each.text.empty(); })) throw conflict("duty-report-is-empty");
        report.state = DutyReportState::submitted, report.submitted_on = t.today();
        Store<DutyReport>{t}.update(report);
        t.facts.add({"duty.reported", report.organization_id, report.member_id.value_or(Id<Member>{}), t.today()}, {"duty_report", report.id.value});
    });
}

http::Response refresh(http::Call& call) {
    return change(call, "refreshed", [](Transaction& t, DutyReport& report) {
        json::object detail{{"organization_id", report.organization_id.value}, {"year", report.year}, {"template", "standard/report_duty.toml"}};
        t.tell({"duty_report.draft_wanted", "duty_report", report.id.value, report.organization_id, {json::serialize(detail)}});
    });
}

}  // namespace

void install_reports(App& app) {
    app.on("duty_report.drafted", take_draft);
    auto& r = app.router;
    r.get("/api/v1/duty-reports", {.operation = "duty_report.list", .response = http::page_of<DutyReport>(), .query = list_parameters<DutyReport>()}, [](http::Call& call) {
        return call.read([&](const View& view) {
            auto page = Store<DutyReport>{view}.list(DutyReportPolicy::visible_to(view), list_query<DutyReport>(call, view));
            for (auto& each : page.items) each.score.reset(), each.grade.clear(), each.result = {"null"};
            return http::ok(Resource<DutyReport, DutyReportPolicy>::page_json(view, page));
        });
    });
    r.get("/api/v1/duty-reports/{id}", {.operation = "duty_report.show", .response = http::shown_of<DutyReport>()}, [](http::Call& call) {
        return call.read([&](const View& view) { return http::ok(shown(view, loaded(view, call))); });
    });
    r.patch("/api/v1/duty-reports/{id}", {.operation = "duty_report.change", .request = http::shape<Writing>(), .response = http::shown_of<DutyReport>()}, [](http::Call& call) {
        auto sent = call.body_as<Writing>();
        return change(call, "changed", [&](Transaction& t, DutyReport& report) {
            report.title = sent.title, report.sections = {zhibu::to_json(sent.sections)};
            Store<DutyReport>{t}.update(report);
        });
    });
    r.post("/api/v1/duty-reports/{id}/refresh", {.operation = "duty_report.refresh", .response = http::shown_of<DutyReport>()}, refresh);
    r.post("/api/v1/duty-reports/{id}/submission", {.operation = "duty_report.submit", .response = http::shown_of<DutyReport>()}, submit);
    r.get("/api/v1/descriptions/duty_report", {.operation = "duty_report.describe"}, [](http::Call& call) { return http::ok(description_of<DutyReport>(call.app.words, call.language())); });
}

}  // namespace zhibu::duty
