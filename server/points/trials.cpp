// The route of the simulator: a draft or a published version on a past year, as figures, as a sheet and as a paper.
#include <fmt/format.h>

#include <algorithm>

#include "kernel/document/pdf.hpp"
#include "kernel/pack/office.hpp"
#include "kernel/record/audited_export.hpp"
#include "kernel/record/store.hpp"
#include "points/trial.hpp"

namespace zhibu::points {
namespace {

constexpr Roles triers{Role::administrator, Role::committee_clerk, Role::organ_clerk};
constexpr std::size_t works_shown = 20;  // the largest; an office has hundreds of words for work

// The candidate's text: what was sent, the version named, or the draft; only what the actor may see of them.
std::string text_of(const View& view, const Trial& sent) {
    if (!sent.text.empty()) return sent.text;
    if (sent.number && *sent.number == 0) return view.app.packs.text_of(view, rule_file, 0);
    auto which = sent.number ? where("file = ? AND number = ? AND state <> 'withdrawn'", rule_file, *sent.number) : where("file = ? AND state = 'draft'", rule_file);
    auto found = Store<PackVersion>{view}.select(pack::PackPolicy::visible_to(view) && which);
    if (found.empty()) throw invalid({{"#/number", sent.number ? "unknown_reference" : "no_draft"}});
    return found.front().text;
}
Rules candidate_of(const View& view, const Trial& sent) {
    try {
        return rules_in(view, {rule_file, text_of(view, sent)}, view.today());
    } catch (const pack::Fault& fault) {
        std::vector<Violation> faults;
        for (auto& each : fault.findings) {
            auto violation = each.violation;
            violation.pointer = fmt::format("#/text:{}{}", each.line, violation.pointer.size() > 1 ? violation.pointer.substr(1) : "");
            faults.push_back(std::move(violation));
        }
        if (faults.empty()) faults.push_back({"#/text", "not_a_pack"});
        throw invalid(std::move(faults));
    }
}

json::object moved_json(Moved& moved, std::int64_t passing) {
    auto mean = moved.people ? (moved.change * 200 / moved.people + (moved.change < 0 ? -1 : 1)) / 2 : 0;
    return {{"people", moved.people}, {"gain", moved.gain}, {"lose", moved.lose}, {"same", moved.same}, {"mean_change", double(mean) / 100}, {"before", moved.before.shown_json(passing)}, {"after", moved.after.shown_json(passing)}};
}

std::size_t place_of_band(const std::string& key) {
    static const std::vector<std::string> order{"under_10", "from_10", "from_20", "from_50", "under_35", "from_35", "from_45", "from_55", "from_60", "unknown"};
    return std::size_t(std::find(order.begin(), order.end(), key) - order.begin());
}

json::object tried_json(const View& view, Tried& tried) {
    bool chinese = view.actor.language == Language::chinese;
    auto passing = tried.candidate ? tried.candidate->head.passing : 0;
    json::object out{{"year", tried.year}, {"exempt_before", tried.exempt_before}, {"exempt_after", tried.exempt_after}, {"partial", tried.partial}, {"facts", tried.facts}, {"few", !tried.all.before.shown()}};
    out["all"] = moved_json(tried.all, passing);
    json::array bands;
    constexpr std::size_t count = 12;
    auto width = std::max<std::int64_t>(1, (tried.top - tried.floor + std::int64_t(count)) / std::int64_t(count));
    auto was = tried.all.before.bands(tried.floor, tried.top, count), is = tried.all.after.bands(tried.floor, tried.top, count);
    for (std::size_t i = 0; i < count && tried.all.before.shown(); ++i)
        bands.push_back({{"from", tried.floor + std::int64_t(i) * width}, {"to", std::min(tried.top, tried.floor + std::int64_t(i + 1) * width - 1)}, {"before", was[i]}, {"after", is[i]}});
    out["bands"] = std::move(bands);
    // The largest kinds of work, then every other dimension whole.
    std::vector<Group*> groups;
    for (auto& group : tried.groups) groups.push_back(&group);
    static const std::vector<std::string> order{"post", "work", "branch", "size", "stage", "age", "gender"};
    auto place = [](const Group* group) { return std::find(order.begin(), order.end(), group->dimension) - order.begin(); };
    // Ages and sizes stand in their own order, everything else by the number of people.
    std::stable_sort(groups.begin(), groups.end(), [&](auto* a, auto* b) {
        if (place(a) != place(b)) return place(a) < place(b);
        return a->dimension == "age" || a->dimension == "size" ? place_of_band(a->key) < place_of_band(b->key) : a->moved.people > b->moved.people;
    });
    json::array list;
    std::size_t works = 0;
    for (auto* group : groups) {
        if (group->dimension == "work" && ++works > works_shown) continue;
        auto one = moved_json(group->moved, passing);
        one["dimension"] = group->dimension, one["dimension_label"] = view.app.words.text(view.actor.language, "points.dimension." + group->dimension), one["key"] = group->key, one["label"] = group->label;
        list.push_back(std::move(one));
    }
    out["groups"] = std::move(list);
    json::array rules, remarks;
    for (std::size_t r = 0; tried.candidate && r < tried.candidate->rules.size(); ++r) {
        auto& rule = tried.candidate->rules[r];
        rules.push_back({{"name", rule.name}, {"title", chinese ? rule.title : rule.title_english}, {"effect", Codec<Effect>::name(rule.effect)}, {"people", tried.earners[r]}});
    }
    for (auto& remark : tried.remarks)
        remarks.push_back({{"kind", remark.kind == Remark::Kind::never ? "never" : remark.kind == Remark::Kind::hardly ? "hardly" : "behind"}, {"dimension", remark.dimension}, {"group", remark.group}, {"rule", remark.rule}, {"people", remark.people},
                           {"sentence", sentence_of(view, tried, remark)}});
    out["rules"] = std::move(rules), out["remarks"] = std::move(remarks);
    return out;
}

std::string number(const json::value& value) {
    if (value.is_null()) return "—";
    if (value.is_double()) return fmt::format("{:+.2f}", value.as_double());
    return std::to_string(value.to_number<std::int64_t>());
}

document::Document paper_of(const View& view, const json::object& report) {
    auto word = [&](const std::string& key) { return std::string{view.app.words.text(view.actor.language, "points.paper." + key)}; };
    document::Document paper;
    paper.orientation = document::Orientation::landscape;
    paper.title = view.app.words.sentence(view.actor.language, "points.paper.trial_title", {{"year", number(report.at("year"))}});
    auto& all = report.at("all").as_object();
    paper.body.push_back(document::paragraph(view.app.words.sentence(view.actor.language, "points.paper.trial_summary",
                                                                     {{"people", number(all.at("people"))}, {"gain", number(all.at("gain"))}, {"lose", number(all.at("lose"))}, {"same", number(all.at("same"))},
                                                                      {"exempt", number(report.at("exempt_after"))}, {"before", number(all.at("before").at("median"))}, {"after", number(all.at("after").at("median"))}})));
    using document::Alignment;
    document::Table table{"", {{word("group"), 3}, {word("people"), 1, Alignment::right}, {word("gain"), 1, Alignment::right}, {word("lose"), 1, Alignment::right}, {word("same"), 1, Alignment::right},
                               {word("mean_change"), 1.4, Alignment::right}, {word("before"), 2, Alignment::right}, {word("after"), 2, Alignment::right}}, {}, 10.5};
    std::string dimension;
    auto quartiles = [](const json::value& spread) { return number(spread.at("q1")) + " / " + number(spread.at("median")) + " / " + number(spread.at("q3")); };
    for (auto& each : report.at("groups").as_array()) {
        auto& group = each.as_object();
        if (auto label = std::string{group.at("dimension_label").as_string()}; label != dimension) {
            dimension = label;
            document::Cell head{{document::bold(label)}};
            head.span = int(table.columns.size());
            table.rows.push_back({std::move(head)});
        }
        table.rows.push_back({document::cell(std::string{group.at("label").as_string()}), document::cell(number(group.at("people"))), document::cell(number(group.at("gain"))), document::cell(number(group.at("lose"))), document::cell(number(group.at("same"))),
                              document::cell(number(group.at("mean_change"))), document::cell(quartiles(group.at("before"))), document::cell(quartiles(group.at("after")))});
    }
    paper.body.push_back(std::move(table));
    paper.body.push_back(document::Heading{1, word("fairness")});
    for (auto& remark : report.at("remarks").as_array()) paper.body.push_back(document::paragraph(std::string{remark.at("sentence").as_string()}));
    if (report.at("remarks").as_array().empty()) paper.body.push_back(document::paragraph(word("fair")));
    paper.body.push_back(document::paragraph(word("trial_note")));
    paper.created = view.now;
    return paper;
}

http::Response sheet_of(const View& view, const json::object& report) {
    auto word = [&](const std::string& key) { return std::string{view.app.words.text(view.actor.language, "points.paper." + key)}; };
    std::vector<ExportColumn> columns{{"dimension", word("dimension"), "text"}, {"group", word("group"), "text"}, {"people", word("people"), "integer"}, {"gain", word("gain"), "integer"}, {"lose", word("lose"), "integer"}, {"same", word("same"), "integer"},
                                      {"mean_change", word("mean_change"), "text"}, {"median_before", word("median_before"), "integer"}, {"median_after", word("median_after"), "integer"}};
    std::vector<ExportRow> rows;
    for (auto& each : report.at("groups").as_array()) {
        auto& group = each.as_object();
        rows.push_back({std::string{group.at("dimension_label").as_string()}, std::string{group.at("label").as_string()}, number(group.at("people")), number(group.at("gain")), number(group.at("lose")), number(group.at("same")), number(group.at("mean_change")),
                        number(group.at("before").at("median")), number(group.at("after").at("median"))});
    }
    return export_sheet(view, view.app.words.text(view.actor.language, "points.page.trial"), columns, rows, view.actor.language);
}

// Everything is worked out before anything is answered; nothing is written but that a paper left the office.
http::Response tried(http::Call& call, const Shelved& shelf) {
    auto sent = call.body_as<Trial>();
    auto format = call.parameter("format").value_or("json");
    if (format != "json" && format != "pdf" && format != "xlsx") throw invalid({{"?format", "not_one_of"}});
    document::Document paper;
    auto answer = call.read([&](const View& view) {
        if (!view.actor.is_any(triers)) throw forbidden("tries_no_points");
        auto within = sent.organization_within.value_or(Id<Organization>{});
        auto scopes = view.actor.scopes(triers);
        if (!within && !view.covers(triers, whole_office)) {
            auto roots = view.tree().roots();
            within = scopes.empty() ? Id<Organization>{} : scopes.front();
            if (std::all_of(roots.begin(), roots.end(), [&](auto root) { return view.covers(triers, root); })) within = {};
        }
        if (within) {
            organization::load(view, within);
            if (!view.covers(triers, within)) throw forbidden("tries_no_points");
        }
        if (Date::of(int(sent.year), 1, 1) > view.today()) throw invalid({{"#/year", "not_begun"}});
        auto result = run_trial(view, *shelf->seams, int(sent.year), candidate_of(view, sent), within);
        auto report = tried_json(view, result);
        auto* node = within ? view.tree().find(within) : nullptr;
        report["organization_within"] = within ? json::value(within.value) : json::value(nullptr), report["organization_name"] = node ? json::value(node->name) : json::value(nullptr);
        if (format == "xlsx") return sheet_of(view, report);
        if (format == "pdf") paper = paper_of(view, report);
        return http::ok(json::serialize(report));
    });
    if (format == "json") return answer;
    call.app.write(call.actor, [&](Transaction& t) { t.audit("points_trial.exported", "pack_file", 0, sent.organization_within.value_or(Id<Organization>{}), {json::serialize(json::object{{"year", sent.year}})}); });
    if (format == "xlsx") return answer;
    return http::attachment(document::to_pdf(paper), "application/pdf", fmt::format("{}年党员积分试算.pdf", sent.year));
}

}  // namespace

void install_trials(App& app, const Shelved& shelf) {
    app.router.post("/api/v1/points/trial", {.operation = "points.try", .request = http::shape<Trial>(), .response = {{{"type", "object"}}, {}}, .query = {{"format", "json, xlsx or pdf"}}}, [shelf](http::Call& call) { return tried(call, shelf); });
}

}  // namespace zhibu::points
