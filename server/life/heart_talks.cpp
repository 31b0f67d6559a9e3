#include "life/heart_talks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kernel/record/inbox.hpp"
#include "life/rules.hpp"

namespace zhibu::life {
namespace {

constexpr int asked_from_month = 10;  // who has not been talked with by the fourth quarter stands in the secretary's inbox

// Members of the subtree on a day, with their home branch.
std::string members_below(std::string_view columns) {
    return fmt::format(
        "SELECT {} FROM scope x JOIN membership s ON s.tenant_id = x.tenant_id AND s.organization_id = x.descendant_id JOIN member o ON o.tenant_id = s.tenant_id AND o.id = s.member_id "
        "WHERE x.tenant_id = ? AND x.ancestor_id = ? AND x.valid_from <= ? AND x.valid_to >= ? AND s.valid_from <= ? AND s.valid_to >= ? AND o.stage IN ('formal', 'probationary') AND "
        "(o.joined_on IS NULL OR o.joined_on <= ?)", columns);
}

struct Talks {
    std::int64_t count{};
    Date last{};
};
std::map<std::int64_t, Talks> talks_of(const View& view, Id<Organization> organization, int year, Date on) {
    std::map<std::int64_t, Talks> all;
    auto rows = view.session.query(
        "SELECT a.member_id, COUNT(*), MAX(m.day) FROM meeting m JOIN attendance a ON a.tenant_id = m.tenant_id AND a.meeting_id = m.id WHERE m.tenant_id = ? AND m.day >= ? AND m.day <= ? AND "
        "m.kind = 'heart_talk' AND m.state = 'closed' AND a.state = 'present' AND a.member_id IN (" + members_below("s.member_id") + ") GROUP BY a.member_id",
        view.tenant(), Date::of(year, 1, 1), Date::of(year, 12, 31), view.tenant(), organization, on, on, on, on, on);
    while (rows.next()) all[rows.integer(0)] = {rows.integer(1), Date::from_number(rows.integer(2))};
    return all;
}

std::string records_of(Id<Organization> organization, int year) {
    return fmt::format("/meetings?organization_within={}&kind=heart_talk&day_from={}-01-01&day_to={}-12-31&state=closed", organization.value, year, year);
}
std::string page_of(Id<Organization> organization, int year) { return fmt::format("/heart-talks?organization={}&year={}", organization.value, year); }

struct Line {
    std::int64_t due{}, covered{}, talks{};
};
json::object line_json(const Line& line) { return {{"due", line.due}, {"covered", line.covered}, {"talks", line.talks}}; }
void count_in(Line& line, const TalksOf& each) { line.due += each.counts(), line.covered += each.talks > 0, line.talks += each.talks; }

// One line for each organisation directly below, by its members wherever they stand below it.
json::array lines_below(const View& view, Id<Organization> organization, const TalkCoverage& coverage, int year) {
    json::array lines;
    auto* node = view.tree().find(organization);
    for (auto child : node ? node->children : std::vector<Id<Organization>>{}) {
        Line line;
        for (auto& each : coverage.members)
            if (view.tree().within(each.branch, child)) count_in(line, each);
        if (!line.due) continue;
        auto one = line_json(line);
        one["organization_id"] = child.value, one["name"] = view.tree().find(child)->name, one["page"] = page_of(child, year);
        lines.push_back(std::move(one));
    }
    return lines;
}

http::Response shown(http::Call& call) {
    return call.read([&](const View& view) {
        Id<Organization> id{call.integer_parameter("organization_id").value_or(0)};
        if (!id) throw invalid({{"?organization_id", "required"}});
        organization::load(view, id);
        allowed_if(view.covers(organization::readers, id), "reads_no_cadence").or_throw();
        auto year = int(call.integer_parameter("year").value_or(view.today().year()));
        if (year < 1950 || year > view.today().year()) throw invalid({{"?year", "not_a_period"}});
        auto coverage = talk_coverage(view, id, year);
        auto out = line_json({coverage.due(), coverage.covered(), coverage.talks()});
        auto* node = view.tree().find(id);
        auto kind = node ? Codec<OrganizationKind>::parse(node->kind) : std::nullopt;
        json::array people;
        // Names stand where one keeps them: at the branch. Above it, the branches are the lines.
        if (kind && organization::is_branch(*kind))
            for (auto& each : coverage.members)
                people.push_back({{"member_id", each.member.value}, {"name", each.name}, {"exempt", each.exempt}, {"talks", each.talks},
                                  {"last_on", each.last_on ? json::value(each.last_on->iso()) : json::value(nullptr)}});
        out["organization_id"] = id.value, out["name"] = node ? node->name : "", out["year"] = year, out["on"] = coverage.on.iso();
        out["sentence"] = heart_talk_sentence(view, coverage.on), out["records"] = records_of(id, year);
        out["members"] = std::move(people), out["below"] = lines_below(view, id, coverage, year);
        return http::ok(json::serialize(out));
    });
}

void add_uncovered(const View& view, std::vector<InboxItem>& items) {
    if (view.today().month() < asked_from_month) return;
    auto year = view.today().year();
    for (auto branch : view.actor.scopes({Role::branch_secretary})) {
        auto coverage = talk_coverage(view, branch, year);
        auto left = coverage.due() - coverage.covered();
        // Nobody yet is the cadence's own item; this one says who is left.
        if (!left || !coverage.covered()) continue;
        auto* node = view.tree().find(branch);
        items.push_back({"meeting.heart_talks", fmt::format("还有{}名党员本年没有谈心谈话", left), heart_talk_sentence(view, view.today()), node ? node->name : "", Date::of(year, 12, 31), page_of(branch, year),
                         fmt::format("/m/meetings/record?organization={}&kind=heart_talk", branch.value), "查看"});
    }
}

}  // namespace

std::int64_t TalkCoverage::due() const {
    return std::count_if(members.begin(), members.end(), [](auto& each) { return each.counts(); });
}
std::int64_t TalkCoverage::covered() const {
    return std::count_if(members.begin(), members.end(), [](auto& each) { return each.talks > 0; });
}
std::int64_t TalkCoverage::talks() const {
    std::int64_t sum = 0;
    for (auto& each : members) sum += each.talks;
    return sum;
}

TalkCoverage talk_coverage(const View& view, Id<Organization> organization, int year) {
    TalkCoverage coverage{std::min(view.today(), Date::of(year, 12, 31)), {}};
    auto day = coverage.on;
    auto talks = talks_of(view, organization, year, day);
    auto rows = view.session.query(members_below("o.id, o.name, s.organization_id, CASE WHEN " + organization::exempt_on("o") + " THEN 1 ELSE 0 END") + " ORDER BY o.pinyin, o.id", day, day, view.tenant(), organization, day, day, day, day, day);
    while (rows.next()) {
        TalksOf each{{rows.integer(0)}, std::string{rows.text(1)}, {rows.integer(2)}, rows.integer(3) != 0, 0, {}};
        if (auto found = talks.find(rows.integer(0)); found != talks.end()) each.talks = found->second.count, each.last_on = found->second.last;
        coverage.members.push_back(std::move(each));
    }
    return coverage;
}

void install_heart_talks(App& app) {
    json::object integer{{"type", "integer"}};
    app.router.get("/api/v1/heart-talks/coverage", {.operation = "heart_talk.coverage", .query = {{"organization_id", "with all below it", integer}, {"year", "this year where left out", integer}}}, shown);
    app.inbox(add_uncovered);
}

}  // namespace zhibu::life
