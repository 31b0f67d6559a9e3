// What was so on a day: organisations directly below, branches and members, as measures and as the lists behind them.
#include "kernel/record/list_query.hpp"
#include "report/fact_list.hpp"

namespace zhibu::report {
namespace {

// The last day of a period, or today where it has not ended.
Date day_of(const View& view, Period period) { return std::min(period.last_day(), view.today()); }

// "x" is the organisation sought: of which kinds, by the tree of the day.
struct Question {
    std::string sql;  // FROM … WHERE …
    std::vector<db::Value> arguments;
};

// Whose ancestors within the organisation are only itself and the organisation: by the tree of a day, today's or a past one.
Question directly_below(const View& view, Id<Organization> organization, Date day) {
    auto from = where(
        "FROM scope x JOIN organization o ON o.tenant_id = x.tenant_id AND o.id = x.descendant_id WHERE x.tenant_id = ? AND x.ancestor_id = ? AND x.descendant_id <> ? AND "
        "x.valid_from <= ? AND x.valid_to >= ? AND o.kind <> 'group' AND NOT EXISTS (SELECT 1 FROM scope a JOIN scope b ON b.tenant_id = a.tenant_id AND b.descendant_id = a.ancestor_id "
        "WHERE a.tenant_id = x.tenant_id AND a.descendant_id = x.descendant_id AND a.ancestor_id <> x.descendant_id AND a.ancestor_id <> x.ancestor_id AND a.valid_from <= ? AND "
        "a.valid_to >= ? AND b.ancestor_id = x.ancestor_id AND b.valid_from <= ? AND b.valid_to >= ?)",
        view.tenant(), organization, organization, day, day, day, day, day, day);
    return {from.sql, from.arguments};
}
Question branches(const View& view, Id<Organization> organization, Date day) {
    auto from = where("FROM scope x JOIN organization o ON o.tenant_id = x.tenant_id AND o.id = x.descendant_id WHERE x.tenant_id = ? AND x.ancestor_id = ? AND x.valid_from <= ? AND "
                      "x.valid_to >= ? AND o.kind IN ('branch', 'retired_branch', 'joint_branch', 'temporary_branch')", view.tenant(), organization, day, day);
    return {from.sql, from.arguments};
}
Question members(const View& view, Id<Organization> organization, Date day) {
    auto from = where("FROM scope x JOIN membership s ON s.tenant_id = x.tenant_id AND s.organization_id = x.descendant_id JOIN member o ON o.tenant_id = s.tenant_id AND o.id = s.member_id "
                      "WHERE x.tenant_id = ? AND x.ancestor_id = ? AND x.valid_from <= ? AND x.valid_to >= ? AND s.valid_to >= ? AND s.valid_from <= ? AND "
                      "o.stage IN ('formal', 'probationary') AND (o.joined_on IS NULL OR o.joined_on <= ?)", view.tenant(), organization, day, day, day, day, day);
    return {from.sql, from.arguments};
}

// Who is not exempt on the day, and who is (老弱病残, 教育条例): the first are the denominators of what is asked of members.
Question counted_members(const View& view, Id<Organization> organization, Date day) {
    auto all = members(view, organization, day);
    all.sql += " AND NOT " + organization::exempt_on("o");
    for (int i = 0; i < 2; ++i) all.arguments.push_back(db::to_value(day));
    return all;
}
Question exempt_members(const View& view, Id<Organization> organization, Date day) {
    auto all = members(view, organization, day);
    all.sql += " AND " + organization::exempt_on("o");
    for (int i = 0; i < 2; ++i) all.arguments.push_back(db::to_value(day));
    return all;
}

struct Roster {
    const char* name;
    Question (*question)(const View&, Id<Organization>, Date);
    const char* columns;  // id, name, organisation to show beside it, kind
    const char* order;
};
constexpr Roster rosters[] = {
    {"directly_below", directly_below, "o.id, o.name, o.parent_id, o.kind", "o.display_order, o.id"},
    {"branches", branches, "o.id, o.name, o.parent_id, o.kind", "o.display_order, o.id"},
    {"members", members, "o.id, o.name, s.organization_id, o.stage", "o.pinyin, o.id"},
    {"counted_members", counted_members, "o.id, o.name, s.organization_id, o.stage", "o.pinyin, o.id"},
    {"exempt_members", exempt_members, "o.id, o.name, s.organization_id, o.stage", "o.pinyin, o.id"},
};

std::int64_t count(const View& view, const Question& question) {
    auto rows = view.session.query_with("SELECT COUNT(*) " + question.sql, question.arguments);
    return rows.next() ? rows.integer(0) : 0;
}

Column everywhere(const Roster& roster, const View& view, const Axis& axis, Period period) {
    std::string_view name = roster.name;
    Column own(axis.size());
    if (name == "directly_below") {
        for (auto& place : axis.places)
            if (place.parent >= 0 && place.kind != "group") ++own[std::size_t(place.parent)];
        return own;
    }
    if (name == "branches") {
        for (std::size_t i = 0; i < own.size(); ++i) {
            auto kind = Codec<OrganizationKind>::parse(axis.places[i].kind);
            own[i] = kind && organization::is_branch(*kind);
        }
        return axis.with_all_below(own);
    }
    auto day = day_of(view, period);
    auto exempt = where(organization::exempt_on("o"), day, day);
    auto which = name == "members" ? everything() : name == "exempt_members" ? exempt : Where{"NOT " + exempt.sql, exempt.arguments};
    which = where("s.tenant_id = ? AND s.valid_to >= ? AND s.valid_from <= ? AND o.stage IN ('formal', 'probationary') AND (o.joined_on IS NULL OR o.joined_on <= ?)", view.tenant(), day, day, day) && which;
    auto rows = view.session.query_with("SELECT s.organization_id, COUNT(*) FROM membership s JOIN member o ON o.tenant_id = s.tenant_id AND o.id = s.member_id WHERE " + which.sql +
                                            " GROUP BY s.organization_id", which.arguments);
    while (rows.next())
        if (auto place = axis.find({rows.integer(0)})) own[*place] = rows.integer(1);
    return axis.with_all_below(own);
}

void declare(App& app, const Roster& roster) {
    app.measures.declare(std::string{"organization."} + roster.name, [&roster](const View& view, Id<Organization> organization, Period period) -> Measured {
        auto day = day_of(view, period);
        auto query = std::string{"?of="} + roster.name + "&organization_id=" + std::to_string(organization.value) + "&on=" + day.iso();
        return {count(view, roster.question(view, organization, day)), "/api/v1/rosters" + query, "/rosters" + query};
    }, [&roster](const View& view, const Axis& axis, Period period) { return everywhere(roster, view, axis, period); });
}

http::Response listed(http::Call& call) {
    auto of = call.parameter("of").value_or("");
    auto* roster = std::find_if(std::begin(rosters), std::end(rosters), [&](auto& each) { return of == each.name; });
    auto organization = call.integer_parameter("organization_id");
    if (roster == std::end(rosters) || !organization) throw invalid({{organization ? "?of" : "?organization_id", organization ? "not_one_of" : "required"}});
    auto page = std::max<std::int64_t>(1, call.integer_parameter("page").value_or(1));
    auto size = std::clamp<std::int64_t>(call.integer_parameter("size").value_or(50), 1, largest_page);
    return call.read([&](const View& view) {
        may_read_figures(view, {*organization});
        auto day = call.date_parameter("on").value_or(view.today());
        auto question = roster->question(view, {*organization}, day);
        auto rows = view.session.query_with(std::string{"SELECT "} + roster->columns + " " + question.sql + " ORDER BY " + roster->order + " LIMIT " + std::to_string(size) + " OFFSET " +
                                                std::to_string((page - 1) * size), question.arguments);
        bool people = std::string_view{of}.ends_with("members");
        auto& words = view.app.words;
        ReferenceList names;
        names.add("organization", *organization);
        json::array items;
        while (rows.next()) {
            auto beside = rows.is_null(2) ? 0 : rows.integer(2);
            names.add("organization", beside);
            auto kind = std::string{rows.text(3)};
            items.push_back({{"id", rows.integer(0)}, {"name", rows.text(1)}, {"organization_id", beside}, {"kind", kind},
                             {"kind_label", words.text(call.language(), (people ? "member.stage_is." : "organization.kind_is.") + kind)},
                             {"page", (people ? "/members/" : "/organizations/") + std::to_string(rows.integer(0))}});
        }
        std::string out = "{\"of\":\"" + of + "\",\"on\":\"" + day.iso() + "\",\"items\":" + json::serialize(items) + ",\"page\":" + std::to_string(page) + ",\"size\":" + std::to_string(size) +
                          ",\"total\":" + std::to_string(count(view, question)) + ",\"references\":";
        names.write(out, view);
        return http::ok(out + "}");
    });
}

}  // namespace

void install_roster(App& app) {
    for (auto& roster : rosters) declare(app, roster);
    json::object integer{{"type", "integer"}};
    app.router.get("/api/v1/rosters",
                   {.operation = "roster.list", .response = {{{"type", "object"}}, {}},
                    .query = {{"of", "directly_below, branches, members, counted_members or exempt_members"}, {"organization_id", "with all below it", integer}, {"on", "as it stood on this day; today where left out"},
                              {"page", "from 1", integer}, {"size", "rows a page", integer}}},
                   listed);
}

}  // namespace zhibu::report
