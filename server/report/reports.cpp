// The routes of annual reports: draft, edit, refresh, finalise, versions, export.
#include "kernel/document/docx.hpp"
#include "kernel/document/markdown.hpp"
#include "kernel/document/pdf.hpp"
#include "kernel/http/base_address.hpp"
#include "kernel/pack/book.hpp"
#include "kernel/record/recycle_bin.hpp"
#include "kernel/record/resource.hpp"
#include "report/annual_report.hpp"
#include "report/fact_list.hpp"

namespace zhibu::report {
namespace {

using Sections = std::vector<ReportSection>;

struct ReportPolicy {
    static Where visible_to(const View& view) { return view.within(organization::readers); }
    static Where matching(const View&, const std::string& words) { return where("title LIKE ?", "%" + words + "%"); }
    static Verdict may_change(const View& view, const Report& report) {
        if (report.state == ReportState::final) return denied("report_is_final");
        return may_write_reports(view, report.organization_id);
    }
};

Sections sections_of(const Json& text) {
    Sections all;
    Faults faults;
    Codec<Sections>::read(json::parse(text.text), all, faults, "#");
    return all;
}
Json text_of(const Sections& sections) { return {to_json(sections)}; }

// The parts of a report whose state decides: 409 for a final one, before anything else is said about it.
void must_be_draft(const Report& report) {
    if (report.state == ReportState::final) throw conflict("report-is-final");
}
Report load(const View& view, const http::Call& call) { return Store<Report>{view}.load(call.id<Report>(), ReportPolicy::visible_to(view)); }

const ReportParagraph* written(const Sections& generated, const std::string& section, const std::string& paragraph) {
    for (auto& each : generated)
        if (each.key == section)
            for (auto& part : each.paragraphs)
                if (part.key == paragraph) return &part;
    return nullptr;
}

// The sections with each figure's value beside its name, and each paragraph marked that is no longer the template's.
json::array shown_sections(const Sections& sections, const Sections& generated, const json::object& figures) {
    json::array out;
    for (auto& section : sections) {
        json::array paragraphs;
        for (auto& paragraph : section.paragraphs) {
            json::array runs;
            for (auto& run : paragraph.runs) {
                auto* figure = run.figure.empty() ? nullptr : figures.if_contains(run.figure);
                if (run.figure.empty()) runs.push_back({{"text", run.text}});
                else runs.push_back({{"figure", run.figure}, {"text", figure ? figure->at("text") : json::value("—")}});
            }
            auto* before = written(generated, section.key, paragraph.key);
            paragraphs.push_back({{"key", paragraph.key}, {"runs", std::move(runs)}, {"by_hand", !before || before->runs != paragraph.runs}});
        }
        out.push_back({{"key", section.key}, {"heading", section.heading}, {"paragraphs", std::move(paragraphs)}});
    }
    return out;
}

std::string shown(const View& view, const Report& report) {
    auto figures = json::parse(report.figures.text).as_object();
    auto sections = shown_sections(sections_of(report.sections), sections_of(report.generated), figures);
    json::object out{{"id", report.id.value}, {"organization_id", report.organization_id.value}, {"year", report.year}, {"title", report.title},
                     {"state", Codec<ReportState>::name(report.state)}, {"sections", std::move(sections)}, {"figures", std::move(figures)}, {"computed_at", report.computed_at.iso()},
                     {"created_at", report.created_at.iso()}, {"created_by", report.created_by.value}, {"changed_at", report.changed_at.iso()},
                     {"finalised_on", report.finalised_on ? json::value(report.finalised_on->iso()) : json::value()}, {"version", report.version}};
    auto verdict = ReportPolicy::may_change(view, report);
    json::value can = verdict ? json::value(true) : json::value(verdict.reason);
    out["can"] = json::object{{"change", can}, {"refresh", can}, {"finalise", can}, {"remove", can}};
    auto text = json::serialize(out);
    ReferenceList names;
    names.add("organization", report.organization_id.value);
    names.add("account", report.created_by.value);
    text.back() = ',';
    text += "\"references\":";
    names.write(text, view);
    return text + "}";
}

void keep_version(Transaction& t, const Report& report, std::string_view what) {
    t.session.execute("INSERT INTO report_version (tenant_id, report_id, version, what, made_at, made_by, title, sections, figures) VALUES (?,?,?,?,?,?,?,?,?)", t.tenant(), report.id,
                      report.version, what, t.now, t.actor.account, report.title, report.sections.text, report.figures.text);
}

// A change of a draft: policy, state, the version the client saw, then `how`; the row, its version and the audit are one.
http::Response change(http::Call& call, std::string_view past, const std::function<Json(Transaction&, Report&)>& how) {
    return call.write([&](Transaction& t) {
        auto report = load(t, call);
        must_be_draft(report);
        ReportPolicy::may_change(t, report).or_throw();
        call.must_match(report.version);
        auto detail = how(t, report);
        report.changed_at = t.now;
        Store<Report>{t}.update(report);
        keep_version(t, report, past);
        t.record({"report." + std::string{past}, "report", report.id.value, report.organization_id}, detail);
        return http::ok(shown(t, report));
    });
}

// {"problems_found":["304","305"]}: which figures a refresh changed.
json::object changed_figures(const json::object& before, const json::object& after) {
    json::object changed;
    for (auto& [name, figure] : after) {
        auto* old = before.if_contains(name);
        if (!old || old->at("text") != figure.at("text")) changed[name] = json::array{old ? old->at("text") : json::value(), figure.at("text")};
    }
    return changed;
}

void check_figures(const http::Call& call, const Sections& sections) {
    Faults faults;
    for (std::size_t s = 0; s < sections.size(); ++s)
        for (std::size_t p = 0; p < sections[s].paragraphs.size(); ++p)
            for (std::size_t r = 0; r < sections[s].paragraphs[p].runs.size(); ++r) {
                auto& figure = sections[s].paragraphs[p].runs[r].figure;
                if (!figure.empty() && !call.app.indicators.find(figure))
                    faults.add("#/sections/" + std::to_string(s) + "/paragraphs/" + std::to_string(p) + "/runs/" + std::to_string(r) + "/figure", "unknown_figure", {{"name", figure}});
            }
    faults.throw_if_any();
}

// One text run behind another is one; empty ones and figures' own text are left out: so that by_hand compares what is said.
Sections tidy(Sections sections) {
    for (auto& section : sections)
        for (auto& paragraph : section.paragraphs) {
            std::vector<ReportRun> runs;
            for (auto& run : paragraph.runs) {
                if (!run.figure.empty()) runs.push_back({"", run.figure});
                else if (run.text.empty()) continue;
                else if (!runs.empty() && runs.back().figure.empty()) runs.back().text += run.text;
                else runs.push_back(run);
            }
            paragraph.runs = std::move(runs);
        }
    return sections;
}

http::Response exported(http::Call& call) {
    auto format = call.parameter("format").value_or("pdf");
    if (format != "pdf" && format != "docx" && format != "md") throw invalid({{"?format", "not_one_of"}});
    Report report;
    std::string issuer;
    Instant now;
    call.read([&](const View& view) {
        report = load(view, call);
        auto* node = view.tree().find(report.organization_id);
        issuer = node ? node->name : "";
        now = view.now;
        return http::no_content();
    });
    auto document = paper(report.title, sections_of(report.sections), json::parse(report.figures.text).as_object(), issuer, report.finalised_on.value_or(now.date()), http::base_address(call.request));
    if (report.state == ReportState::draft) document.watermark = "草稿 " + call.actor.name + " " + now.iso().substr(0, 10);
    auto name = report.title + (report.state == ReportState::draft ? "（草稿）." : ".") + format;
    auto answer = format == "pdf"    ? http::attachment(document::to_pdf(document), "application/pdf", name)
                  : format == "docx" ? http::attachment(document::to_docx(document), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", name)
                                     : http::attachment(document::to_markdown(document), "text/markdown; charset=utf-8", name);
    call.app.write(call.actor, [&](Transaction& t) { t.audit("report.exported", "report", report.id.value, report.organization_id, {"{\"format\":\"" + format + "\"}"}); });
    return answer;
}

http::Response versions(http::Call& call) {
    return call.read([&](const View& view) {
        auto report = load(view, call);
        json::array items;
        ReferenceList names;
        auto rows = view.session.query("SELECT version, what, made_at, made_by FROM report_version WHERE tenant_id = ? AND report_id = ? ORDER BY version DESC", view.tenant(), report.id);
        while (rows.next()) {
            items.push_back({{"version", rows.integer(0)}, {"what", rows.text(1)}, {"made_at", Instant::from_milliseconds(rows.integer(2)).iso()}, {"made_by", rows.integer(3)}});
            names.add("account", rows.integer(3));
        }
        std::string out = "{\"items\":" + json::serialize(items) + ",\"references\":";
        names.write(out, view);
        return http::ok(out + "}");
    });
}
http::Response version(http::Call& call) {
    return call.read([&](const View& view) {
        auto report = load(view, call);
        auto rows = view.session.query("SELECT title, sections, figures, what, made_at, made_by FROM report_version WHERE tenant_id = ? AND report_id = ? AND version = ?", view.tenant(),
                                       report.id, call.number(1));
        if (!rows.next()) throw not_found();
        auto figures = json::parse(rows.text(2)).as_object();
        return http::ok(json::serialize(json::object{{"version", call.number(1)}, {"title", rows.text(0)},
                                                     {"sections", shown_sections(sections_of({std::string{rows.text(1)}}), sections_of(report.generated), figures)},
                                                     {"what", rows.text(3)}, {"made_at", Instant::from_milliseconds(rows.integer(4)).iso()}, {"made_by", rows.integer(5)}}));
    });
}

std::string list_json(const View& view, const Page<Report>& page) {
    ReferenceList names;
    std::string out = "{\"items\":[";
    for (std::size_t i = 0; i < page.items.size(); ++i) {
        auto& report = page.items[i];
        names.add("organization", report.organization_id.value);
        names.add("account", report.created_by.value);
        out += i ? "," : "";
        out += json::serialize(json::object{{"id", report.id.value}, {"organization_id", report.organization_id.value}, {"year", report.year}, {"title", report.title},
                                            {"state", Codec<ReportState>::name(report.state)}, {"computed_at", report.computed_at.iso()}, {"changed_at", report.changed_at.iso()},
                                            {"created_by", report.created_by.value}, {"finalised_on", report.finalised_on ? json::value(report.finalised_on->iso()) : json::value()},
                                            {"version", report.version}});
    }
    out += "],\"page\":" + std::to_string(page.page) + ",\"size\":" + std::to_string(page.size) + ",\"total\":" + std::to_string(page.total.value_or(0)) + ",\"references\":";
    names.write(out, view);
    return out + "}";
}

http::Response created(http::Call& call) {
    auto sent = call.body_as<NewReport>();
    // Computed on a reader: the writer only keeps it.
    Computed computed;
    call.read([&](const View& view) {
        may_read_figures(view, sent.organization_id);
        may_write_reports(view, sent.organization_id).or_throw();
        computed = compute(view, sent.organization_id, int(sent.year), Language::chinese);
        return http::no_content();
    });
    return call.write([&](Transaction& t) {
        may_read_figures(t, sent.organization_id);
        may_write_reports(t, sent.organization_id).or_throw();
        if (Store<Report>{t}.count(where("organization_id = ? AND year = ? AND state = 'draft'", sent.organization_id, sent.year))) throw conflict("report-draft-exists");
        Report report;
        report.organization_id = sent.organization_id, report.year = sent.year, report.title = computed.title;
        report.sections = report.generated = text_of(computed.sections), report.figures = {json::serialize(computed.figures)};
        report.computed_at = report.created_at = report.changed_at = t.now, report.created_by = t.actor.account;
        Store<Report>{t}.insert(report);
        keep_version(t, report, "created");
        t.record({"report.created", "report", report.id.value, report.organization_id});
        return http::created(shown(t, report));
    });
}

http::Response refreshed_report(http::Call& call) {
    Computed computed;
    call.read([&](const View& view) {
        auto report = load(view, call);
        computed = compute(view, report.organization_id, int(report.year), Language::chinese);
        return http::no_content();
    });
    return change(call, "refreshed", [&](Transaction& t, Report& report) -> Json {
        auto changed = changed_figures(json::parse(report.figures.text).as_object(), computed.figures);
        report.sections = text_of(refreshed(sections_of(report.sections), sections_of(report.generated), computed.sections));
        report.generated = text_of(computed.sections), report.figures = {json::serialize(computed.figures)}, report.computed_at = t.now;
        return {json::serialize(json::object{{"figures", std::move(changed)}})};
    });
}

}  // namespace

void install_reports(App& app) {
    app.packs.declare<Template>("template", [&app](const pack::File& file) { return Template{file, app.indicators}; });
    auto& router = app.router;
    const std::string one = "/api/v1/reports/{id}";
    router.get("/api/v1/reports", {.operation = "report.list", .response = http::page_of<Report>(), .query = list_parameters<Report>()}, [](http::Call& call) {
        return call.read([&](const View& view) {
            auto query = list_query<Report>(call, view);
            if (auto words = call.parameter("q")) query.condition = query.condition && ReportPolicy::matching(view, *words);
            return http::ok(list_json(view, Store<Report>{view}.list(ReportPolicy::visible_to(view), query)));
        });
    });
    router.post("/api/v1/reports", {.operation = "report.create", .request = http::shape<NewReport>(), .response = http::shape<Report>()},
                created);
    router.get(one, {.operation = "report.show", .response = http::shape<Report>()},
               [](http::Call& call) { return call.read([&](const View& view) { return http::ok(shown(view, load(view, call))); }); });
    router.patch(one, {.operation = "report.change", .request = http::shape<ReportChange>(), .response = http::shape<Report>()}, [](http::Call& call) {
        auto sent = call.body_as<ReportChange>();
        check_figures(call, sent.sections);
        auto sections = tidy(std::move(sent.sections));
        return change(call, "changed", [&](Transaction&, Report& report) -> Json {
            report.title = sent.title, report.sections = text_of(sections);
            return {};
        });
    });
    router.remove(one, {.operation = "report.remove"}, [](http::Call& call) {
        return call.write([&](Transaction& t) {
            auto report = load(t, call);
            must_be_draft(report);
            ReportPolicy::may_change(t, report).or_throw();
            call.must_match(report.version);
            auto kept = recycle::put(t, {"report", report.id.value, report.organization_id, report.title, "report.write", "/reports/" + std::to_string(report.id.value),
                                         {{"report", "id"}, {"report_version", "report_id"}}});
            t.record({"report.removed", "report", report.id.value, report.organization_id});
            return http::ok(json::serialize(json::object{{"recycled", kept}}));
        });
    });
    router.post(one + "/refresh", {.operation = "report.refresh", .response = http::shape<Report>()}, refreshed_report);
    router.post(one + "/finalisation", {.operation = "report.finalise", .response = http::shape<Report>()}, [](http::Call& call) {
        return change(call, "finalised", [](Transaction& t, Report& report) -> Json {
            report.state = ReportState::final, report.finalised_on = t.today();
            return {};
        });
    });
    router.get(one + "/versions", {.operation = "report.versions", .response = {{{"type", "object"}}, {}}}, versions);
    router.get(one + "/versions/{version}", {.operation = "report.version", .response = {{{"type", "object"}}, {}}}, version);
    router.get(one + "/export", {.operation = "report.export", .response = http::file_shape("application/pdf"), .query = {{"format", "pdf, docx or md"}}}, exported);
}

}  // namespace zhibu::report
