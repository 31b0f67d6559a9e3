// The routes of sessions: who reports, who scores, opening the boxes and counting them.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "duty/session.hpp"

namespace zhibu::duty {
namespace {

constexpr std::string_view asked_kind = "burden.asked.report";

using Sessions = Resource<DutySession, SessionPolicy>;

Event event(std::string name, const DutySession& session) { return {std::move(name), "duty_session", session.id.value, session.organization_id}; }
DutySession loaded(const View& view, const http::Call& call) { return Store<DutySession>{view}.load(call.id<DutySession>(), SessionPolicy::visible_to(view)); }

struct Somebody {
    std::int64_t account{};
    std::string name{};
    Id<Organization> secretary_of{};  // directly below, or none
    std::optional<Id<Member>> member{};
    std::set<std::string> roles{};
};
// Accounts with a role at the organisation or below it: whom the page proposes, and nobody else may be named.
std::map<std::int64_t, Somebody> people_of(const View& view, Id<Organization> organization) {
    std::map<std::int64_t, Somebody> all;
    auto scope = zhibu::within("g.organization_id", view.tenant(), {organization}, view.tree());
    std::vector<db::Value> arguments{db::to_value(view.tenant())};
    arguments.insert(arguments.end(), scope.arguments.begin(), scope.arguments.end());
    auto rows = view.session.query_with("SELECT a.id, a.name, a.member_id, g.role, g.organization_id FROM role_grant g JOIN account a ON a.tenant_id = g.tenant_id AND a.id = g.account_id WHERE "
                                        "g.tenant_id = ? AND a.state = 'active' AND " + scope.sql + " ORDER BY a.id", arguments);
    while (rows.next()) {
        auto& person = all[rows.integer(0)];
        person.account = rows.integer(0), person.name = rows.text(1);
        if (!rows.is_null(2)) person.member = Id<Member>{rows.integer(2)};
        auto role = std::string{rows.text(3)};
        person.roles.insert(role);
        auto* node = view.tree().find({rows.integer(4)});
        bool answers = role == "branch_secretary" || role == "organ_clerk";
        if (node && node->parent == organization && answers) person.secretary_of = node->id;
    }
    return all;
}

json::array reports_json(const View& view, const DutySession& session) {
    json::array all;
    bool open = session.state == DutyState::closed && bool(SessionPolicy::may_see_sheet(view, session));
    ReferenceList names;
    auto reports = reports_of(view, session.id);
    for (auto& each : reports) collect_references(each, names);
    names.load(view);
    auto named = [&](std::string_view kind, std::int64_t id) {
        auto* name = names.name(kind, id);
        return name ? json::value(*name) : json::value(nullptr);
    };
    for (auto& each : reports) {
        bool own = each.account_id == view.actor.account;
        json::object row{{"id", each.id.value}, {"title", each.title}, {"account_id", each.account_id.value}, {"account_name", named("account", each.account_id.value)},
                         {"organization_id", each.organization_id.value}, {"organization_name", named("organization", each.organization_id.value)},
                         {"state", Codec<DutyReportState>::name(each.state)}, {"own", own}, {"readable", own || each.state == DutyReportState::submitted}};
        if (open || (own && session.state == DutyState::closed)) row["result"] = json::parse(each.result.text);
        all.push_back(std::move(row));
    }
    return all;
}

json::array circles_json(const View& view, const DutySession& session) {
    auto voters = voters_of(view, session.id);
    bool keeps = view.covers(session_readers, session.organization_id);
    json::array all;
    auto rules = rules_of(view, session);
    for (auto& circle : rules->circles) {
        json::array people;
        std::int64_t count = 0;
        for (auto& each : voters)
            if (each.circle == circle.key) {
                ++count;
                if (keeps) people.push_back({{"id", each.id}, {"name", each.name}});
            }
        all.push_back({{"key", circle.key}, {"label", view.actor.language == Language::chinese ? circle.label : circle.english}, {"weight", circle.weight}, {"count", count}, {"people", std::move(people)}});
    }
    return all;
}

// How many papers came back, of how many: the same for each box, but for the one whose own it is.
json::object standing_json(const View& view, const DutySession& session) {
    std::int64_t entitled = 0, returned = 0;
    bool scores = false, done = true;
    for (auto& report : reports_of(view, session.id)) {
        if (!report.box_id) continue;
        auto counts = ballot_box::counts(view, *report.box_id);
        entitled += counts.entitled, returned += counts.returned;
        if (auto own = ballot_box::standing(view, *report.box_id, view.actor.account.value)) scores = true, done = done && own->returned;
    }
    return {{"entitled", entitled}, {"returned", returned}, {"scores", scores && session.state == DutyState::scoring}, {"scored", scores && done}};
}

std::string shown(const View& view, const Sessions& resource, const DutySession& session) {
    auto out = resource.shown(view, session);
    out.pop_back();
    return out + ",\"reports\":" + json::serialize(reports_json(view, session)) + ",\"circles\":" + json::serialize(circles_json(view, session)) + ",\"standing\":" +
           json::serialize(standing_json(view, session)) + ",\"source\":" + to_json(rules_of(view, session)->rule.source) + "}";
}

void check_session(DutySession& session) {
    Faults faults;
    if (!session.held_on.whole()) faults.add("#/held_on", "not_a_date");
    faults.throw_if_any();
}

// Who reports: drafts of those already named stay, of others they go.
http::Response set_reporters(const std::shared_ptr<Sessions>& resource, http::Call& call) {
    auto sent = call.body_as<Reporters>();
    return call.write([&](Transaction& t) {
        auto session = loaded(t, call);
        SessionPolicy::may_prepare(t, session).or_throw();
        call.must_match(session.version);
        auto people = people_of(t, session.organization_id);
        Faults faults;
        std::set<std::int64_t> wanted;
        for (std::size_t i = 0; i < sent.account_ids.size(); ++i) {
            auto found = people.find(sent.account_ids[i].value);
            if (found == people.end() || !found->second.secretary_of) faults.add(fmt::format("#/account_ids/{}", i), "is_no_secretary_below");
            else if (!wanted.insert(sent.account_ids[i].value).second) faults.add(fmt::format("#/account_ids/{}", i), "taken");
        }
        faults.throw_if_any();
        for (auto& report : reports_of(t, session.id)) {
            if (wanted.erase(report.account_id.value)) continue;
            if (report.state == DutyReportState::submitted) throw conflict("duty-report-is-submitted");
            Store<DutyReport>{t}.remove(report);
            t.facts.take_back({"duty_report", report.id.value}, asked_kind);
        }
        for (auto account : wanted) {
            auto& person = people.at(account);
            DutyReport report;
            report.id = {t.session.next_id()};
            report.session_id = session.id, report.organization_id = person.secretary_of, report.account_id = {account}, report.member_id = person.member, report.year = session.year;
            Store<DutyReport>{t}.insert(report);
            t.facts.add({asked_kind, report.organization_id, {}, t.today()}, {"duty_report", report.id.value});
            json::object detail{{"organization_id", report.organization_id.value}, {"year", report.year}, {"template", "standard/report_duty.toml"}};
            t.tell({"duty_report.draft_wanted", "duty_report", report.id.value, report.organization_id, {json::serialize(detail)}});
        }
        Store<DutySession>{t}.update(session);
        t.record(event("duty_session.reporters_set", session), {"{\"count\":" + std::to_string(sent.account_ids.size()) + "}"});
        return http::ok(shown(t, *resource, session));
    });
}

http::Response set_voters(const std::shared_ptr<Sessions>& resource, http::Call& call) {
    auto sent = call.body_as<Voters>();
    return call.write([&](Transaction& t) {
        auto session = loaded(t, call);
        SessionPolicy::may_prepare(t, session).or_throw();
        call.must_match(session.version);
        if (!rules_of(t, session)->circle(sent.circle)) throw invalid({{"#/circle", "not_one_of"}});
        auto people = people_of(t, session.organization_id);
        Faults faults;
        for (std::size_t i = 0; i < sent.account_ids.size(); ++i)
            if (!people.contains(sent.account_ids[i].value)) faults.add(fmt::format("#/account_ids/{}", i), "unknown_reference");
        faults.throw_if_any();
        t.session.execute("DELETE FROM duty_voter WHERE tenant_id = ? AND session_id = ? AND circle = ?", t.tenant(), session.id, sent.circle);
        // Each person in one circle: named anew, the person leaves the former one.
        for (auto account : sent.account_ids)
            t.session.execute("INSERT INTO duty_voter (tenant_id, session_id, account_id, circle) VALUES (?,?,?,?) ON CONFLICT (tenant_id, session_id, account_id) DO UPDATE SET circle = excluded.circle",
                              t.tenant(), session.id, account, sent.circle);
        Store<DutySession>{t}.update(session);
        t.record(event("duty_session.voters_set", session), {"{\"circle\":" + to_json(sent.circle) + ",\"count\":" + std::to_string(sent.account_ids.size()) + "}"});
        return http::ok(shown(t, *resource, session));
    });
}

// Refused where a circle would be so small that its papers give their voters away.
void check_circles(const Rules& rules, const std::vector<DutyReport>& reports, const std::vector<ballot_box::Voter>& voters) {
    if (reports.empty()) throw conflict("duty-has-no-reporters");
    auto least = rules.rule.least_in_circle;
    std::int64_t circles = 0;
    for (auto& circle : rules.circles) {
        bool named = false;
        auto smallest = std::numeric_limits<std::int64_t>::max();
        for (auto& report : reports) {
            auto count = std::count_if(voters.begin(), voters.end(), [&](auto& each) { return each.circle == circle.key && each.id != report.account_id.value; });
            named = named || std::any_of(voters.begin(), voters.end(), [&](auto& each) { return each.circle == circle.key; });
            smallest = std::min<std::int64_t>(smallest, count);
        }
        if (named && smallest < least) throw conflict("duty-circle-is-small", {{"circle", circle.label}, {"least", std::to_string(least)}});
        circles += named;
    }
    if (circles == 0) throw conflict("duty-has-no-voters");
}

http::Response open(const std::shared_ptr<Sessions>& resource, http::Call& call) {
    // Keys lie on disk before anything speaks of them; those that nobody came to need are swept.
    auto wanted = call.app.read(call.actor, [&](const View& view) {
        auto session = loaded(view, call);
        SessionPolicy::may_prepare(view, session).or_throw();
        return reports_of(view, session.id).size();
    });
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < wanted; ++i) keys.push_back(ballot_box::prepare_key(call.app));
    return call.write([&](Transaction& t) {
        auto session = loaded(t, call);
        SessionPolicy::may_prepare(t, session).or_throw();
        call.must_match(session.version);
        auto reports = reports_of(t, session.id);
        auto voters = voters_of(t, session.id);
        auto rules = rules_of(t, session);
        check_circles(*rules, reports, voters);
        if (reports.size() > keys.size()) throw Problem{412, "stale"};
        for (std::size_t i = 0; i < reports.size(); ++i) {
            auto others = voters;
            std::erase_if(others, [&](auto& each) { return each.id == reports[i].account_id.value; });
            reports[i].box_id = ballot_box::open(t, keys[i], std::int64_t(rules->items.size()), others);
            Store<DutyReport>{t}.update(reports[i]);
        }
        session.rules_number = t.app.packs.in_force(t, rules_file, t.today()).number;
        session.state = DutyState::scoring, session.opened_on = t.today();
        Store<DutySession>{t}.update(session);
        t.record(event("duty_session.opened", session));
        return http::ok(shown(t, *resource, session));
    });
}

http::Response close(const std::shared_ptr<Sessions>& resource, http::Call& call) {
    return call.write([&](Transaction& t) {
        auto session = loaded(t, call);
        SessionPolicy::may_close(t, session).or_throw();
        call.must_match(session.version);
        auto rules = rules_of(t, session);
        for (auto& report : reports_of(t, session.id)) {
            if (!report.box_id) continue;
            ballot_box::close(t, *report.box_id);
            auto result = result_of(*rules, ballot_box::count(t, *report.box_id));
            auto counted = report;
            counted.result = {json::serialize(result_json(result))};
            counted.grade = result.grade;
            if (result.papers) counted.score = result.score;
            Store<DutyReport>{t}.update(counted);
            if (result.papers) t.facts.add({"duty.scored", report.organization_id, report.member_id.value_or(Id<Member>{}), session.held_on, result.papers}, {"duty_report", report.id.value});
        }
        session.state = DutyState::closed, session.closed_on = t.today();
        Store<DutySession>{t}.update(session);
        t.record(event("duty_session.closed", session));
        return http::ok(shown(t, *resource, session));
    });
}

http::Response people(http::Call& call) {
    return call.read([&](const View& view) {
        auto session = loaded(view, call);
        SessionPolicy::may_create(view, session).or_throw();
        json::array all;
        auto rules = rules_of(view, session);
        for (auto& [id, person] : people_of(view, session.organization_id)) {
            json::array circles;
            for (auto& circle : rules->circles)
                if (std::any_of(circle.roles.begin(), circle.roles.end(), [&](auto& role) { return person.roles.contains(role); })) circles.emplace_back(circle.key);
            auto* node = view.tree().find(person.secretary_of);
            all.push_back({{"id", id}, {"name", person.name}, {"secretary_of", node ? json::value(node->name) : json::value(nullptr)}, {"circles", std::move(circles)}});
        }
        return http::ok(json::serialize(json::object{{"items", std::move(all)}}));
    });
}

}  // namespace

void install_sessions(App& app) {
    auto sessions = std::make_shared<Sessions>(app, "/api/v1/duty-sessions");
    sessions->offers("reporters", SessionPolicy::may_prepare).offers("voters", SessionPolicy::may_prepare).offers("opening", SessionPolicy::may_prepare).offers("closing", SessionPolicy::may_close).offers("sheet", SessionPolicy::may_see_sheet);
    sessions->list().describe();
    sessions->create([](Transaction&, DutySession& session) { check_session(session); }).change([](Transaction&, const DutySession&, DutySession& session) { check_session(session); });
    auto& r = app.router;
    r.get("/api/v1/duty-sessions/{id}", {.operation = "duty_session.show", .response = http::shown_of<DutySession>()}, [sessions](http::Call& call) {
        return call.read([&](const View& view) { return http::ok(shown(view, *sessions, loaded(view, call))); });
    });
    r.get("/api/v1/duty-sessions/{id}/people", {.operation = "duty_session.people"}, people);
    r.post("/api/v1/duty-sessions/{id}/reporters", {.operation = "duty_session.set_reporters", .request = http::shape<Reporters>(), .response = http::shown_of<DutySession>()},
           [sessions](http::Call& call) { return set_reporters(sessions, call); });
    r.post("/api/v1/duty-sessions/{id}/voters", {.operation = "duty_session.set_voters", .request = http::shape<Voters>(), .response = http::shown_of<DutySession>()},
           [sessions](http::Call& call) { return set_voters(sessions, call); });
    r.post("/api/v1/duty-sessions/{id}/opening", {.operation = "duty_session.open", .response = http::shown_of<DutySession>()}, [sessions](http::Call& call) { return open(sessions, call); });
    r.post("/api/v1/duty-sessions/{id}/closing", {.operation = "duty_session.close", .response = http::shown_of<DutySession>()}, [sessions](http::Call& call) { return close(sessions, call); });
}

}  // namespace zhibu::duty
