// Which organisations stand up to which standard on a day: for figures, for what a selection asks, for a page of one organisation.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "kernel/indicator/axis.hpp"
#include "kernel/record/audited_export.hpp"
#include "standard/record.hpp"

namespace zhibu::standard {
namespace {

struct Standing {
    Id<Organization> organization{};
    Id<StandardSheet> sheet{};
    std::string standard, outcome, grade_title;
    Date from{}, until{};
};
// The newest of each organisation and standard that had been decided by the day.
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

// passed: holds on the day. expired: passed, and over. failed: failed or withdrawn, and not made good since.
std::string state_of(const Standing& standing, Date day) {
    if (standing.outcome != "passed") return "failed";
    return standing.until < day ? "expired" : "passed";
}

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
    if (auto before = call.date_parameter("until_before")) std::erase_if(all, [&](auto& each) { return each.outcome != "passed" || each.until >= *before; });
    if (auto decided = call.date_parameter("decided_by")) std::erase_if(all, [&](auto& each) { return each.from > *decided; });
    if (call.parameter("once") == "true") {
        std::vector<Standing> once;
        for (auto& each : all)
            if (once.empty() || once.back().organization != each.organization) once.push_back(std::move(each));
        return once;
    }
    return all;
}

http::Response exported(http::Call& call, const std::string& wanted) {
    return audited_export(call, "standard_standing", {}, [&](const View& view, std::size_t& rows) {
        auto all = listed(view, call, wanted);
        auto day = call.date_parameter("on").value_or(view.today());
        auto say = [&](const char* key) { return std::string{view.app.words.text(call.language(), std::string{"standard.column."} + key)}; };
        std::vector<ExportColumn> columns{{"organization", say("organization"), "text"}, {"grade", say("grade"), "text"}, {"state", say("state"), "text"}, {"points", say("points"), "text"}, {"from", say("from"), "date"},
                                          {"until", say("until"), "date"}, {"number", say("number"), "text"}};
        std::vector<ExportRow> lines;
        for (auto& each : all) {
            auto sheet = Store<StandardSheet>{view}.load(each.sheet, everything());
            auto paper = certificate_of(view, each.sheet);
            lines.push_back({name_at(view, each.organization), each.grade_title, std::string{view.app.words.text(call.language(), "standard.standing." + (each.outcome == "withdrawn" ? each.outcome : state_of(each, day)))},
                             sheet.points, each.from.iso(), each.outcome == "passed" ? each.until.iso() : "", paper ? paper->number : ""});
        }
        rows = lines.size();
        return export_sheet(view, say("title"), columns, lines, call.language());
    });
}

http::Response list(http::Call& call) {
    auto wanted = call.parameter("state").value_or("");
    if (!wanted.empty() && wanted != "passed" && wanted != "failed" && wanted != "expired") throw invalid({{"?state", "not_one_of"}});
    if (call.parameter("format") == "xlsx") return exported(call, wanted);
    auto page = std::max<std::int64_t>(1, call.integer_parameter("page").value_or(1)), size = std::clamp<std::int64_t>(call.integer_parameter("size").value_or(50), 1, largest_page);
    return call.read_kept([&](const View& view) {
        auto all = listed(view, call, wanted);
        auto day = call.date_parameter("on").value_or(view.today());
        json::array items;
        for (auto at = std::size_t((page - 1) * size); at < std::min(all.size(), std::size_t(page * size)); ++at) {
            auto& each = all[at];
            auto sheet = Store<StandardSheet>{view}.load(each.sheet, everything());
            auto round = round_of(view, sheet);
            auto paper = certificate_of(view, each.sheet);
            items.push_back({{"organization_id", each.organization.value}, {"organization_name", name_at(view, each.organization)}, {"sheet_id", each.sheet.value}, {"standard_title", round.standard_title},
                             {"grade_title", each.grade_title}, {"outcome", each.outcome}, {"state", each.outcome == "withdrawn" ? each.outcome : state_of(each, day)}, {"points", sheet.points}, {"from", each.from.iso()},
                             {"until", each.outcome == "passed" ? json::value(each.until.iso()) : json::value(nullptr)}, {"recheck_on", sheet.recheck_on ? json::value(sheet.recheck_on->iso()) : json::value(nullptr)},
                             {"number", paper ? paper->number : ""}});
        }
        return http::ok(json::serialize(json::object{{"items", std::move(items)}, {"total", all.size()}, {"page", page}, {"size", size}}));
    });
}

}  // namespace

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
                    .query = {{"organization_within", "an organisation and all below it", integer}, {"organization_id", "one organisation", integer}, {"state", "passed, failed or expired"}, {"on", "as it stood on a day"},
                              {"until_before", "passed, and over before this day"}, {"decided_by", "decided not after this day"}, {"once", "true: an organisation once, whatever the number of standards"},
                              {"page", "from 1", integer}, {"size", "rows a page", integer}, {"format", "json or xlsx"}}},
                   list);
}

}  // namespace zhibu::standard
