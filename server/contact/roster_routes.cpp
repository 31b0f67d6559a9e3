// The routes of the roster of contact points: assigning with a preview, the choice of leaders, lists as they stood on a day.
#include <fmt/format.h>

#include <algorithm>

#include "contact/matrix.hpp"
#include "contact/roster.hpp"
#include "kernel/record/audited_export.hpp"
#include "kernel/record/resource.hpp"

namespace zhibu::contact {
namespace {

std::string steps_json(const View& view, const ContactLeader& leader, const std::vector<Step>& steps, bool preview) {
    ReferenceList names;
    json::array items;
    for (auto& step : steps) {
        json::object item{{"organization_id", step.organization.value}, {"outcome", Codec<Outcome>::name(step.outcome)}, {"refused", refuses(step.outcome)}};
        if (step.made) item["contact_point_id"] = step.made.value;
        if (step.outcome != Outcome::unknown_reference) names.add("organization", step.organization.value);
        if (!step.former.empty()) {
            item["former_leader_id"] = step.former.front().leader_id.value;
            names.add("contact_leader", step.former.front().leader_id.value);
        }
        items.push_back(std::move(item));
    }
    std::string out = fmt::format(R"({{"preview":{},"leader_id":{},"leader_name":)", preview, leader.id ? std::to_string(leader.id.value) : "null");
    write_json_text(out, leader.name);
    out += ",\"items\":" + json::serialize(items) + ",\"references\":";
    names.write(out, view);
    return out + "}";
}

void check_dates(const Assignment& wanted) {
    Faults faults;
    if (!wanted.valid_from.whole()) faults.add("#/valid_from", "not_a_date");
    if (wanted.valid_to && !wanted.valid_to->whole()) faults.add("#/valid_to", "not_a_date");
    if (wanted.valid_to && *wanted.valid_to < wanted.valid_from) faults.add("#/valid_to", "before_its_first_day");
    faults.throw_if_any();
}

// Conditions that a list of contact points takes beside its fields: as it stood on a day; for those directly below an organisation.
Where asked(const http::Call& call, const View& view) {
    auto condition = everything();
    auto day = call.date_parameter("on");
    if (day) condition = condition && where("valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)", *day, *day);
    if (auto above = call.integer_parameter("directly_below")) {
        std::vector<std::int64_t> ids;
        for (auto& each : organizations_below(view, {*above}, day.value_or(view.today()))) ids.push_back(each.id.value);
        condition = condition && any_of("organization_id", ids);
    }
    return condition;
}

}  // namespace

http::Response assign(http::Call& call) {
    auto wanted = call.body_as<Assignment>();
    check_dates(wanted);
    if (!call.actor.is_any(organization::committee)) throw forbidden("assigns_no_contacts");
    if (wanted.preview)
        return call.read([&](const View& view) {
            auto leader = leader_named(view, wanted);
            return http::ok(steps_json(view, leader, plan(view, wanted, leader.id), true));
        });
    return call.write([&](Transaction& t) {
        auto leader = leader_named(t, wanted);
        auto steps = plan(t, wanted, leader.id);
        carry_out(t, wanted, leader, steps);
        return http::created(steps_json(t, leader, steps, false));
    });
}

// Those registered and those whose account says they are leaders, for the dialog that assigns.
http::Response leader_choices(http::Call& call) {
    if (!call.actor.is_any(organization::committee)) throw forbidden("assigns_no_contacts");
    return call.read([&](const View& view) {
        json::array items;
        std::vector<std::int64_t> accounts;
        for (auto& leader : Store<ContactLeader>{view}.select(LeaderPolicy::visible_to(view), "ORDER BY display_order, id")) {
            if (leader.account_id) accounts.push_back(leader.account_id->value);
            auto holds = view.session.integer("SELECT COUNT(*) FROM contact_point WHERE tenant_id = ? AND leader_id = ? AND valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)",
                                              view.tenant(), leader.id, view.today(), view.today());
            items.push_back({{"leader_id", leader.id.value}, {"account_id", nullptr}, {"name", leader.name}, {"post", leader.post}, {"organizations", *holds}});
        }
        auto scope = view.within(organization::committee, "g.organization_id");
        std::vector<db::Value> arguments{db::to_value(view.tenant())};
        arguments.insert(arguments.end(), scope.arguments.begin(), scope.arguments.end());
        auto rows = view.session.query_with("SELECT DISTINCT a.id, a.name FROM account a JOIN role_grant g ON g.tenant_id = a.tenant_id AND g.account_id = a.id WHERE "
                                            "a.tenant_id = ? AND a.state = 'active' AND g.role = 'leader' AND " + scope.sql + " ORDER BY a.id", arguments);
        while (rows.next()) {
            if (std::find(accounts.begin(), accounts.end(), rows.integer(0)) != accounts.end()) continue;
            items.push_back({{"leader_id", nullptr}, {"account_id", rows.integer(0)}, {"name", std::string{rows.text(1)}}, {"post", ""}, {"organizations", 0}});
        }
        return http::ok(json::serialize(json::object{{"items", std::move(items)}}));
    });
}

static ListQuery points_asked(const http::Call& call, const View& view) {
    auto query = list_query<ContactPoint>(call, view, {"on", "directly_below"});
    query.condition = query.condition && asked(call, view);
    if (auto words = call.parameter("q")) query.condition = query.condition && PointPolicy::matching(view, *words);
    return query;
}
http::Response list_points(http::Call& call) {
    if (call.parameter("format") != "xlsx")
        return call.read([&](const View& view) {
            return http::ok(Resource<ContactPoint, PointPolicy>::page_json(view, Store<ContactPoint>{view}.list(PointPolicy::visible_to(view), points_asked(call, view))));
        });
    return audited_export(call, "contact_point", {}, [&](const View& view, std::size_t& rows) {
        auto query = points_asked(call, view);
        query.page = 1, query.size = largest_export, query.count = false;
        auto page = Store<ContactPoint>{view}.list(PointPolicy::visible_to(view), query);
        rows = page.items.size();
        return table_export<ContactPoint>(view, page.items, call);
    });
}

// Leaders; with on= and directly_below= those who hold a contact point there on the day.
http::Response list_leaders(http::Call& call) {
    return call.read([&](const View& view) {
        auto query = list_query<ContactLeader>(call, view, {"on", "directly_below"});
        if (call.parameter("on") || call.parameter("directly_below")) {
            auto points = asked(call, view);
            Where holding{"id IN (SELECT leader_id FROM contact_point WHERE tenant_id = ? AND " + points.sql + ")", {db::to_value(view.tenant())}};
            holding.arguments.insert(holding.arguments.end(), points.arguments.begin(), points.arguments.end());
            query.condition = query.condition && holding;
        }
        if (auto words = call.parameter("q")) query.condition = query.condition && LeaderPolicy::matching(view, *words);
        return http::ok(Resource<ContactLeader, LeaderPolicy>::page_json(view, Store<ContactLeader>{view}.list(LeaderPolicy::visible_to(view), query)));
    });
}

// "Who was our leader in March": the nearest organisation from here upwards that had one on the day, and its leaders over time.
http::Response leader_of_organization(http::Call& call) {
    return call.read([&](const View& view) {
        auto asked_for = organization::load(view, call.id<Organization>());
        auto day = call.date_parameter("on").value_or(view.today());
        auto visible = PointPolicy::visible_to(view);
        Store<ContactPoint> store{view};
        auto above = scope::ancestors_on(view.session, view.tenant(), asked_for.id, day);
        // Nearest first: the one that has the most organisations above it.
        std::map<std::int64_t, std::size_t> depth;
        for (auto id : above) depth[id.value] = scope::ancestors_on(view.session, view.tenant(), id, day).size();
        std::sort(above.begin(), above.end(), [&](auto a, auto b) { return depth[a.value] > depth[b.value]; });
        ReferenceList names;
        std::string point = "null", history = "[";
        for (auto id : above) {
            auto all = store.select(visible && where("organization_id = ?", id), "ORDER BY valid_from DESC");
            if (all.empty()) continue;
            for (auto& each : all) {
                if (history.size() > 1) history += ',';
                write_json(history, each);
                collect_references(each, names);
                if (each.holds_on(day)) point = to_json(each);
            }
            break;
        }
        std::string out = fmt::format(R"({{"organization_id":{},"on":"{}","contact_point":{},"history":{}],"references":)", asked_for.id.value, day.iso(), point, history);
        names.write(out, view);
        return http::ok(out + "}");
    });
}

std::vector<http::QueryParameter> point_parameters() {
    auto all = list_parameters<ContactPoint>();
    all.push_back({"on", "as it stood on a day"});
    all.push_back({"directly_below", "for the organisations directly below this one", {{"type", "integer"}}});
    return all;
}
std::vector<http::QueryParameter> leader_parameters() {
    auto all = list_parameters<ContactLeader>();
    all.push_back({"on", "who hold a contact point on a day"});
    all.push_back({"directly_below", "for organisations directly below this one", {{"type", "integer"}}});
    return all;
}

}  // namespace zhibu::contact
