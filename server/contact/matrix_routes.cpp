// The coverage matrix and a leader's own page as JSON and as a sheet.
#include <fmt/format.h>

#include <algorithm>

#include "contact/matrix.hpp"
#include "kernel/record/table_export.hpp"

namespace zhibu::contact {
namespace {

json::value day_or_null(const std::optional<Date>& day) { return day ? json::value(day->iso()) : json::value(nullptr); }
json::object visits_json(const std::array<std::int64_t, 3>& visits) {
    json::object out;
    for (auto way : {ContactWay::attended_meeting, ContactWay::inspection, ContactWay::exchange}) out[Codec<ContactWay>::name(way)] = visits[std::size_t(way)];
    out["total"] = visits[0] + visits[1] + visits[2];
    return out;
}
std::string question(int year) { return fmt::format("state=recorded&visited_on_from={0}-01-01&visited_on_to={0}-12-31", year); }

// The stretches of the year that have begun, each with whether the target was met: what the colour of a cell says.
json::object target_json(const TargetRule& rule) {
    return {{"every", Codec<Every>::name(rule.every)}, {"times", rule.times}, {"source", rule.source}};
}
json::object cell_json(const Cell& cell, int year, Date day, Date today, const TargetRule& target) {
    json::array stretches;
    for (int i = 0; i < stretches_in_year(target.every); ++i) {
        auto time = stretch(year, target.every, i);
        if (time.first > today) break;
        stretches.push_back({{"from", time.first.iso()}, {"to", time.last.iso()}, {"visits", cell.in(time)}, {"met", cell.in(time) >= target.times}, {"over", time.last < today}});
    }
    auto* now = cell.point_on(day);
    auto* last = now ? now : cell.points.empty() ? nullptr : &cell.points.back();
    auto records = fmt::format("leader_id={}&organization_id={}&{}", cell.leader.value, cell.organization.value, question(year));
    json::object out{{"organization_id", cell.organization.value}, {"name", cell.name}, {"current", now != nullptr}, {"visits", visits_json(cell.visits)},
                     {"last_visit_on", day_or_null(cell.last_visit)}, {"stretches", std::move(stretches)}, {"records", "/api/v1/contact-visits?" + records},
                     {"page", "/contact/visits?" + records + "&sort=-visited_on"}};
    out["contact_point_id"] = last ? json::value(last->id.value) : json::value(nullptr);
    out["version"] = last ? json::value(last->version) : json::value(nullptr);
    out["valid_from"] = last ? json::value(last->valid_from.iso()) : json::value(nullptr);
    out["valid_to"] = last ? day_or_null(last->valid_to) : json::value(nullptr);
    return out;
}

struct Asked {
    Id<Organization> organization{};
    int year{};
    Date day{};  // the reference day
};
int year_asked(const http::Call& call, const View& view) {
    auto year = call.integer_parameter("year").value_or(view.today().year());
    if (year < 1921 || year > 9998) throw invalid({{"?year", "not_a_period"}});
    return int(year);
}
Asked asked(const http::Call& call, const View& view) {
    auto organization = call.integer_parameter("organization_id");
    if (!organization) throw invalid({{"?organization_id", "required"}});
    auto loaded = organization::load(view, {*organization});
    PointPolicy::may_see_matrix(view, loaded.id).or_throw();
    auto year = year_asked(call, view);
    return {loaded.id, year, reference_day(view, Period::whole_year(year))};
}

json::object leader_json(const View& view, const ContactLeader& leader, const std::vector<Cell>& all, const Asked& asked) {
    json::array cells;
    std::array<std::int64_t, 3> visits{};
    std::int64_t organizations = 0, visited = 0;
    std::optional<Date> last;
    auto rules = rules_on(view, asked.day);
    for (auto& cell : all) {
        if (cell.leader != leader.id) continue;
        cells.push_back(cell_json(cell, asked.year, asked.day, view.today(), rules->target_on(asked.day)));
        for (std::size_t i = 0; i < visits.size(); ++i) visits[i] += cell.visits[i];
        bool now = cell.point_on(asked.day) != nullptr;
        organizations += now, visited += now && cell.total() > 0;
        if (cell.last_visit && (!last || *last < *cell.last_visit)) last = cell.last_visit;
    }
    auto records = fmt::format("leader_id={}&{}", leader.id.value, question(asked.year));
    return {{"leader_id", leader.id.value}, {"name", leader.name}, {"post", leader.post}, {"version", leader.version}, {"organizations", organizations}, {"visited", visited},
            {"not_visited", organizations - visited}, {"visits", visits_json(visits)}, {"last_visit_on", day_or_null(last)}, {"cells", std::move(cells)},
            {"records", "/api/v1/contact-visits?" + records}, {"page", "/contact/visits?" + records + "&sort=-visited_on"}};
}

std::vector<ContactLeader> leaders_of(const View& view, const std::vector<Cell>& all) {
    std::vector<std::int64_t> ids;
    for (auto& cell : all) ids.push_back(cell.leader.value);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return Store<ContactLeader>{view}.select(any_of("id", ids), "ORDER BY display_order, id");
}

std::string matrix_json(const View& view, const Asked& asked) {
    auto organizations = organizations_below(view, asked.organization, asked.day);
    auto all = cells(view, organizations, asked.year);
    json::array leaders, uncovered;
    std::int64_t holding = 0, covered = 0;
    for (auto& leader : leaders_of(view, all)) {
        auto row = leader_json(view, leader, all, asked);
        holding += row.at("organizations").as_int64() > 0;
        leaders.push_back(std::move(row));
    }
    for (auto& each : organizations) {
        bool has = std::any_of(all.begin(), all.end(), [&](auto& cell) { return cell.organization == each.id && cell.point_on(asked.day); });
        covered += has;
        if (!has) uncovered.push_back({{"organization_id", each.id.value}, {"name", each.name}});
    }
    auto* node = view.tree().find(asked.organization);
    auto below = fmt::format("directly_below={}&on={}", asked.organization.value, asked.day.iso());
    json::object out{{"organization_id", asked.organization.value}, {"name", node ? node->name : ""}, {"year", asked.year}, {"on", asked.day.iso()},
                     {"coverage", {{"covered", covered}, {"organizations", std::int64_t(organizations.size())}, {"leaders", holding}, {"uncovered", std::move(uncovered)},
                                   {"records", "/api/v1/contact-points?" + below}}},
                     {"target", target_json(rules_on(view, asked.day)->target_on(asked.day))}, {"leaders", std::move(leaders)}};
    auto may = allowed_if(view.covers(organization::committee, asked.organization), "assigns_no_contacts");
    out["can"] = {{"assign", may ? json::value(true) : json::value(may.reason)}};
    return json::serialize(out);
}

http::Response matrix_sheet(const View& view, const Asked& asked, Language language) {
    auto& words = view.app.words;
    auto label = [&](std::string_view key) { return std::string{words.text(language, key)}; };
    std::vector<ExportColumn> columns{{"leader", label("contact_point.leader_id"), "text"}, {"post", label("contact_leader.post"), "text"},
                                      {"organization", label("contact_point.organization_id"), "text"}, {"valid_from", label("contact_point.valid_from"), "date"},
                                      {"valid_to", label("contact_point.valid_to"), "date"}, {"attended_meeting", label("contact_visit.way_is.attended_meeting"), "integer"},
                                      {"inspection", label("contact_visit.way_is.inspection"), "integer"}, {"exchange", label("contact_visit.way_is.exchange"), "integer"},
                                      {"total", label("contact.total"), "integer"}, {"last_visit_on", label("contact.last_visit_on"), "date"}};
    auto organizations = organizations_below(view, asked.organization, asked.day);
    auto all = cells(view, organizations, asked.year);
    std::map<std::int64_t, ContactLeader> leaders;
    for (auto& leader : leaders_of(view, all)) leaders[leader.id.value] = leader;
    std::vector<ExportRow> rows;
    for (auto& cell : all) {
        auto& leader = leaders[cell.leader.value];
        auto* now = cell.point_on(asked.day);
        auto* point = now ? now : cell.points.empty() ? nullptr : &cell.points.back();
        rows.push_back({leader.name, leader.post, cell.name, point ? point->valid_from.iso() : "", point && point->valid_to ? point->valid_to->iso() : "",
                        std::to_string(cell.visits[0]), std::to_string(cell.visits[1]), std::to_string(cell.visits[2]), std::to_string(cell.total()),
                        cell.last_visit ? cell.last_visit->iso() : ""});
    }
    for (auto& each : organizations)
        if (std::none_of(all.begin(), all.end(), [&](auto& cell) { return cell.organization == each.id && cell.point_on(asked.day); }))
            rows.push_back({label("contact.no_leader"), "", each.name, "", "", "0", "0", "0", "0", ""});
    return export_sheet(view, words.sentence(language, "contact.matrix_title", {{"year", std::to_string(asked.year)}}), columns, rows, language);
}

}  // namespace

http::Response show_matrix(http::Call& call) {
    if (call.parameter("format") != "xlsx") return call.read_kept([&](const View& view) { return http::ok(matrix_json(view, asked(call, view))); });
    Id<Organization> organization;
    auto answer = call.read([&](const View& view) {
        auto wanted = asked(call, view);
        organization = wanted.organization;
        return matrix_sheet(view, wanted, call.language());
    });
    call.app.write(call.actor, [&](Transaction& t) { t.audit("contact_matrix.exported", "organization", organization.value, organization); });
    return answer;
}

// The actor's own contact organisations; an empty list for whoever is no contact leader.
http::Response show_own(http::Call& call) {
    return call.read([&](const View& view) {
        auto year = year_asked(call, view);
        Asked wanted{{}, year, reference_day(view, Period::whole_year(year))};
        auto all = cells_of_leaders(view, own_leaders(view), year);
        json::array leaders;
        for (auto& leader : leaders_of(view, all)) leaders.push_back(leader_json(view, leader, all, wanted));
        return http::ok(json::serialize(json::object{{"year", year}, {"on", wanted.day.iso()}, {"target", target_json(rules_on(view, wanted.day)->target_on(wanted.day))}, {"leaders", std::move(leaders)}}));
    });
}

}  // namespace zhibu::contact
