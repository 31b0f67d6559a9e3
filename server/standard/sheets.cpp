// The routes of sheets: self-check, review item by item, what was seen on site, and each step of the procedure.
#include <fmt/format.h>

#include <algorithm>

#include "kernel/values/text.hpp"
#include "standard/sent.hpp"

namespace zhibu::standard {
namespace {

using Sheets = Resource<StandardSheet, SheetPolicy>;

// Grades are given by rule (grading.cpp), draws send inspectors (draws.cpp): those steps are not taken by hand.
constexpr std::string_view by_hand[] = {"submit", "accept", "return", "inspect", "report", "exclude", "begin_recheck", "keep", "withdraw"};

std::shared_ptr<const Standard> standard_of(const View& view, const StandardSheet& sheet) { return kept(view, round_of(view, sheet).digest); }

// Items come from phones that were offline: the last word on an item holds.
template <class F>
http::Response say(http::Call& call, Verdict (*may)(const View&, const StandardSheet&), const char* past, F write) {
    return call.write([&](Transaction& t) {
        auto sheet = load_sheet(t, call.id<StandardSheet>());
        may(t, sheet).or_throw();
        auto standard = standard_of(t, sheet);
        auto kind = Store<Organization>{t}.load(sheet.organization_id, everything()).kind;
        write(t, sheet, *standard, kind);
        t.record({std::string{"standard_sheet."} + past, "standard_sheet", sheet.id.value, sheet.organization_id}, {json::serialize(call.body())});
        return http::ok(shown(t, sheet));
    });
}

const Item* item_to_say(const Standard& standard, OrganizationKind kind, const std::string& name, const std::string& here, Faults& faults) {
    auto* item = standard.item(name);
    if (!item || !standard.applies(*item, kind)) faults.add(here + "/item", "not_one_of");
    return item;
}

http::Response claim(http::Call& call) {
    auto sent = call.body_as<Claims>();
    return say(call, &SheetPolicy::may_claim, "claimed", [&](Transaction& t, const StandardSheet& sheet, const Standard& standard, OrganizationKind kind) {
        Faults faults;
        for (std::size_t i = 0; i < sent.claims.size(); ++i) {
            auto here = "#/claims/" + std::to_string(i);
            auto* item = item_to_say(standard, kind, sent.claims[i].item, here, faults);
            if (item && item->proof == Proof::on_site) faults.add(here + "/item", "seen_on_site_only");
            if (sent.claims[i].met == Met::part || sent.claims[i].met == Met::out) faults.add(here + "/met", "not_one_of");
        }
        faults.throw_if_any();
        for (auto& each : sent.claims) {
            // Of what records tick the branch may only say how it came about.
            bool ticked = standard.item(each.item)->proof == Proof::record;
            auto met = ticked || each.met == Met::open ? std::string{} : std::string{Codec<Met>::name(each.met)};
            t.session.execute("INSERT INTO standard_mark (tenant_id, sheet_id, item, claimed, words, reviewed, review_points, review_note, reviewed_by, on_site, on_site_points, on_site_note, on_site_by) "
                              "VALUES (?,?,?,?,?,'',0,'','','',0,'','') ON CONFLICT (tenant_id, sheet_id, item) DO UPDATE SET claimed = excluded.claimed, words = excluded.words",
                              t.tenant(), sheet.id, each.item, met, each.words);
        }
    });
}

// A mark by hand on what a record ticks, and any that is not full, says why.
void check_marks(const Marks& sent, const Standard& standard, OrganizationKind kind, Faults& faults) {
    for (std::size_t i = 0; i < sent.marks.size(); ++i) {
        auto here = "#/marks/" + std::to_string(i);
        auto& each = sent.marks[i];
        auto* item = item_to_say(standard, kind, each.item, here, faults);
        if (!item) continue;
        auto points = read_points(each.points);
        if (each.met == Met::out) faults.add(here + "/met", "not_one_of");
        if (each.met == Met::part && (!points || *points <= 0 || *points >= item->points * 100)) faults.add(here + "/points", "between_nought_and_all", {{"most", std::to_string(item->points)}});
        bool owes_words = each.met == Met::part || each.met == Met::no || (each.met == Met::yes && item->proof == Proof::record);
        if (owes_words && is_blank(each.note)) faults.add(here + "/note", "required");
    }
}

http::Response mark(http::Call& call, bool on_site) {
    auto sent = call.body_as<Marks>();
    return say(call, on_site ? &SheetPolicy::may_mark_on_site : &SheetPolicy::may_mark, on_site ? "marked_on_site" : "marked", [&](Transaction& t, const StandardSheet& sheet, const Standard& standard, OrganizationKind kind) {
        Faults faults;
        check_marks(sent, standard, kind, faults);
        if (!on_site)
            for (std::size_t i = 0; i < sent.marks.size(); ++i)
                if (auto* item = standard.item(sent.marks[i].item); item && item->proof == Proof::on_site) faults.add("#/marks/" + std::to_string(i) + "/item", "seen_on_site_only");
        faults.throw_if_any();
        for (auto& each : sent.marks) {
            auto met = each.met == Met::open ? std::string{} : std::string{Codec<Met>::name(each.met)};
            auto points = each.met == Met::part ? *read_points(each.points) : 0;
            auto by = met.empty() ? std::string{} : t.actor.name;
            if (on_site)
                t.session.execute("INSERT INTO standard_mark (tenant_id, sheet_id, item, claimed, words, reviewed, review_points, review_note, reviewed_by, on_site, on_site_points, on_site_note, on_site_by) "
                                  "VALUES (?,?,?,'','','',0,'','',?,?,?,?) ON CONFLICT (tenant_id, sheet_id, item) DO UPDATE SET on_site = excluded.on_site, on_site_points = excluded.on_site_points, "
                                  "on_site_note = excluded.on_site_note, on_site_by = excluded.on_site_by", t.tenant(), sheet.id, each.item, met, points, each.note, by);
            else
                t.session.execute("INSERT INTO standard_mark (tenant_id, sheet_id, item, claimed, words, reviewed, review_points, review_note, reviewed_by, on_site, on_site_points, on_site_note, on_site_by) "
                                  "VALUES (?,?,?,'','',?,?,?,?,'',0,'','') ON CONFLICT (tenant_id, sheet_id, item) DO UPDATE SET reviewed = excluded.reviewed, review_points = excluded.review_points, "
                                  "review_note = excluded.review_note, reviewed_by = excluded.reviewed_by", t.tenant(), sheet.id, each.item, met, points, each.note, by);
        }
    });
}

// What the indicators said when the branch handed in: later a page shows what has changed since.
Json values_now(const View& view, const StandardSheet& sheet) {
    auto round = round_of(view, sheet);
    auto standard = kept(view, round.digest);
    json::object values;
    for (auto& line : assess(view, round, sheet, *standard).lines)
        if (line.indicator && line.value) values[line.item->name] = value_text(line.indicator->kind, *line.value);
    return {json::serialize(values)};
}

void follow(Transaction& t, StandardSheet& sheet, const std::string& verb, const std::string& note) {
    if (verb == "submit") sheet.submitted = values_now(t, sheet);
    if (verb == "inspect") sheet.visited = true;
    if (verb == "report") t.facts.add({"standard.visited", sheet.organization_id, {}, t.today()}, {"standard_sheet", sheet.id.value});
    if (verb == "withdraw") withdraw(t, sheet, note);
    if (verb == "keep") {
        auto months = standard_of(t, sheet)->head.recheck_months;
        auto next = t.today().plus_months(int(months));
        sheet.recheck_on = months && sheet.valid_until && next < *sheet.valid_until ? std::optional{next} : std::nullopt;
        t.facts.add({"standard.kept", sheet.organization_id, {}, t.today()}, {"standard_sheet", sheet.id.value});
    }
}

http::Response step(http::Call& call) {
    auto sent = call.body_as<StepSent>();
    auto verb = call.part(1);
    if (std::find(std::begin(by_hand), std::end(by_hand), verb) == std::end(by_hand)) throw not_found();
    return call.write([&](Transaction& t) {
        auto sheet = load_sheet(t, call.id<StandardSheet>());
        auto before = sheet;
        auto& wanted = procedure::permitted(t, case_of(sheet), verb);
        call.must_match(sheet.version);
        if (!wanted.required.empty() && is_blank(sent.note)) throw invalid({{"#/note", "required"}});
        take(t, sheet, verb, sent.note);
        follow(t, sheet, verb, sent.note);
        Store<StandardSheet>{t}.update(sheet);
        t.record({"standard_sheet." + verb, "standard_sheet", sheet.id.value, sheet.organization_id}, differences(before, sheet));
        return http::ok(shown(t, sheet));
    });
}

}  // namespace

void install_sheets(App& app) {
    auto resource = std::make_shared<Sheets>(app, "/api/v1/standard-sheets");  // lives as long as the route that holds it
    resource->list().describe();
    auto& r = app.router;
    auto shape = http::shape<StandardSheet>();
    r.get("/api/v1/standard-sheets/{id}", {.operation = "standard_sheet.show", .response = shape},
          [resource](http::Call& call) { return call.read([&](const View& view) { return http::ok(shown(view, load_sheet(view, call.id<StandardSheet>()))); }); });
    r.post("/api/v1/standard-sheets/{id}/claims", {.operation = "standard_sheet.claim", .request = http::shape<Claims>(), .response = shape}, claim);
    r.post("/api/v1/standard-sheets/{id}/marks", {.operation = "standard_sheet.mark", .request = http::shape<Marks>(), .response = shape}, [](http::Call& call) { return mark(call, false); });
    r.post("/api/v1/standard-sheets/{id}/on-site-marks", {.operation = "standard_sheet.mark_on_site", .request = http::shape<Marks>(), .response = shape}, [](http::Call& call) { return mark(call, true); });
    r.post("/api/v1/standard-sheets/{id}/steps/{verb}", {.operation = "standard_sheet.step", .request = http::shape<StepSent>(), .response = shape}, step);
}

}  // namespace zhibu::standard
