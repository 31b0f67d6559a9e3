// Which organisations stand up to which standard on a day: for figures, for what a selection asks, for a page of one organisation.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>

#include "kernel/indicator/axis.hpp"
#include "kernel/record/audited_export.hpp"
#include "standard/standing.hpp"

namespace zhibu::standard {
namespace {

// Up to standard on the period's last day (today where it has not ended). Not up to standard: decided by then and so still today, for what
// has been made good since must not stand against anybody.
std::vector<Standing> counted(const View& view, const Where& scope, Period period, const std::string& wanted) {
    auto last = std::min(period.last_day(), view.today());
    auto day = wanted == "failed" ? view.today() : last;
    auto all = standings_on(view, scope, day);
    std::erase_if(all, [&](auto& each) { return state_of(each, day) != wanted || each.from > last; });
    std::vector<Standing> once;  // an organisation counts once whatever the number of standards
    for (auto& each : all)
        if (once.empty() || once.back().organization != each.organization) once.push_back(std::move(each));
    return once;
}

std::vector<Standing> listed(const View& view, const http::Call& call, const std::string& wanted) {
    auto day = call.date_parameter("on").value_or(view.today());
    auto scope = view.within(sheet_readers);
    if (auto within_one = call.integer_parameter("organization_within")) scope = scope && within("organization_id", view.tenant(), {{*within_one}}, view.tree());
    if (auto one = call.integer_parameter("organization_id")) scope = scope && where("organization_id = ?", *one);
    auto all = standings_on(view, scope, day);
    std::erase_if(all, [&](auto& each) { return !wanted.empty() && state_of(each, day) != wanted; });
    if (auto standard = call.parameter("standard"); standard && !standard->empty()) std::erase_if(all, [&](auto& each) { return each.standard != *standard; });
    if (auto decided = call.date_parameter("decided_by")) std::erase_if(all, [&](auto& each) { return each.from > *decided; });
    if (call.parameter("once") == "true") {
        std::vector<Standing> once;
        for (auto& each : all)
            if (once.empty() || once.back().organization != each.organization) once.push_back(std::move(each));
        return once;
    }
    return all;
}

// The sheets, rounds and newest certificates of these standings, one query each.
struct Behind {
    std::map<std::int64_t, StandardSheet> sheets;
    std::map<std::int64_t, StandardRound> rounds;
    std::map<std::int64_t, StandardCertificate> papers;  // by sheet
};
Behind behind(const View& view, std::span<const Standing> standings) {
    Behind out;
    std::vector<std::int64_t> sheets, rounds;
    for (auto& each : standings) sheets.push_back(each.sheet.value);
    for (auto& sheet : Store<StandardSheet>{view}.select(any_of("id", sheets))) rounds.push_back(sheet.round_id.value), out.sheets.emplace(sheet.id.value, sheet);
    std::sort(rounds.begin(), rounds.end());
    rounds.erase(std::unique(rounds.begin(), rounds.end()), rounds.end());
    for (auto& round : Store<StandardRound>{view}.select(any_of("id", rounds))) out.rounds.emplace(round.id.value, round);
    for (auto& paper : Store<StandardCertificate>{view}.select(any_of("sheet_id", sheets), "ORDER BY id")) out.papers.insert_or_assign(paper.sheet_id.value, paper);
    return out;
}

http::Response exported(http::Call& call, const std::string& wanted) {
    return audited_export(call, "standard_standing", {}, [&](const View& view, std::size_t& rows) {
        auto all = listed(view, call, wanted);
        auto known = behind(view, all);
        auto day = call.date_parameter("on").value_or(view.today());
        auto say = [&](const char* key) { return std::string{view.app.words.text(call.language(), std::string{"standard.column."} + key)}; };
        std::vector<ExportColumn> columns{{"organization", say("organization"), "text"}, {"standard", say("standard"), "text"}, {"grade", say("grade"), "text"}, {"state", say("state"), "text"}, {"points", say("points"), "text"}, {"from", say("from"), "date"},
                                          {"until", say("until"), "date"}, {"number", say("number"), "text"}};
        std::vector<ExportRow> lines;
        for (auto& each : all) {
            auto paper = known.papers.find(each.sheet.value);
            lines.push_back({name_at(view, each.organization), known.rounds.at(known.sheets.at(each.sheet.value).round_id.value).standard_title, each.grade_title, std::string{view.app.words.text(call.language(), "standard.standing." + shown_state(each, day))},
                             known.sheets.at(each.sheet.value).points, each.from.iso(), each.outcome == "passed" ? each.until.iso() : "", paper == known.papers.end() ? "" : paper->second.number});
        }
        rows = lines.size();
        return export_sheet(view, say("title"), columns, lines, call.language());
    });
}

json::object row_json(const View& view, const Standing& each, const Behind& known, Date day) {
    auto& sheet = known.sheets.at(each.sheet.value);
    auto paper = known.papers.find(each.sheet.value);
    json::object row{{"organization_id", each.organization.value}, {"organization_name", name_at(view, each.organization)}, {"sheet_id", each.sheet.value}, {"standard_title", known.rounds.at(sheet.round_id.value).standard_title},
                     {"grade_title", each.grade_title}, {"outcome", each.outcome}, {"state", shown_state(each, day)}, {"points", sheet.points}, {"from", each.from.iso()}, {"until", nullptr}, {"recheck_on", nullptr},
                     {"number", paper == known.papers.end() ? "" : paper->second.number}};
    if (each.outcome == "passed") row["until"] = each.until.iso();
    if (sheet.recheck_on) row["recheck_on"] = sheet.recheck_on->iso();
    return row;
}

http::Response list(http::Call& call) {
    auto wanted = call.parameter("state").value_or("");
    if (!wanted.empty() && wanted != "passed" && wanted != "failed" && wanted != "expired") throw invalid({{"?state", "not_one_of"}});
    if (call.parameter("format") == "xlsx") return exported(call, wanted);
    auto page = std::max<std::int64_t>(1, call.integer_parameter("page").value_or(1)), size = std::clamp<std::int64_t>(call.integer_parameter("size").value_or(50), 1, largest_page);
    return call.read_kept([&](const View& view) {
        auto all = listed(view, call, wanted);
        auto day = call.date_parameter("on").value_or(view.today());
        auto from = std::min(all.size(), std::size_t((page - 1) * size)), until = std::min(all.size(), from + std::size_t(size));
        auto shown_ones = std::span<const Standing>{all}.subspan(from, until - from);
        auto known = behind(view, shown_ones);
        json::array items;
        for (auto& each : shown_ones) items.push_back(row_json(view, each, known, day));
        return http::ok(json::serialize(json::object{{"items", std::move(items)}, {"total", all.size()}, {"page", page}, {"size", size}}));
    });
}

}  // namespace

std::vector<Standing> standings_on(const View& view, const Where& scope, Date day) {
    auto condition = scope && where("tenant_id = ? AND from_on <= ?", view.tenant(), day);
    auto rows = view.session.query_with("SELECT organization_id, standard, sheet_id, outcome, grade_title, from_on, until_on FROM standard_standing WHERE " + condition.sql + " ORDER BY id", condition.arguments);
    std::map<std::pair<std::int64_t, std::string>, Standing> newest;
    while (rows.next())
        newest[{rows.integer(0), std::string{rows.text(1)}}] = {{rows.integer(0)}, {rows.integer(2)}, std::string{rows.text(1)}, std::string{rows.text(3)}, std::string{rows.text(4)}, Date::from_number(rows.integer(5)),
                                                                Date::from_number(rows.integer(6))};
    std::vector<Standing> all;
    for (auto& [key, each] : newest) all.push_back(std::move(each));
    return all;
}

std::string state_of(const Standing& standing, Date day) {
    if (standing.outcome != "passed") return "failed";
    return standing.until < day ? "expired" : "passed";
}

std::string shown_state(const Standing& each, Date day) { return each.outcome == "withdrawn" ? each.outcome : state_of(each, day); }

void declare_measures(App& app) {
    for (std::string wanted : {"passed", "failed"})
        app.measures.declare(
            "standard." + wanted,
            [wanted](const View& view, Id<Organization> organization, Period period) {
                auto all = counted(view, within("organization_id", view.tenant(), {organization}, view.tree()), period, wanted);
                auto last = std::min(period.last_day(), view.today());
                auto query = fmt::format("?organization_within={}&state={}&once=true&{}={}", organization.value, wanted, wanted == "failed" ? "decided_by" : "on", last.iso());
                auto page = all.size() == 1 ? fmt::format("/standard-sheets/{}", all.front().sheet.value) : "/standard-standings" + query;
                return Measured{std::int64_t(all.size()), "/api/v1/standard-standings" + query, page};
            },
            [wanted](const View& view, const Axis& axis, Period period) {
                Column own(axis.size());
                for (auto& each : counted(view, everything(), period, wanted))
                    if (auto place = axis.find(each.organization)) ++own[*place];
                return axis.with_all_below(own);
            });
}

void install_results(App& app) {
    json::object integer{{"type", "integer"}};
    app.router.get("/api/v1/standard-standings",
                   {.operation = "standard_standing.list", .response = {{{"type", "object"}}, {}},
                    .query = {{"organization_within", "an organisation and all below it", integer}, {"organization_id", "one organisation", integer}, {"standard", "the file of one standard"}, {"state", "passed, failed or expired"}, {"on", "as it stood on a day"},
                              {"decided_by", "decided not after this day"}, {"once", "true: an organisation once, whatever the number of standards"},
                              {"page", "from 1", integer}, {"size", "rows a page", integer}, {"format", "json or xlsx"}}},
                   list);
    install_overview(app);
}

}  // namespace zhibu::standard
