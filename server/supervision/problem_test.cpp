// The rectification procedure, state by state, and the ledger: through the routes, on both engines.
#include <fmt/format.h>

#include "testkit/test_app.hpp"

namespace zhibu::testkit {

class Problems : public OnBothEngines {
protected:
    Cast cast{app};
    json::object everything_given{{"note", "情况属实，按要求办理"}, {"measures", "补开会议并规范记录"}, {"owner", "王一"}, {"due_on", "2022-01-20"}, {"rectification", "已补开并完善记录"}};

    Answer raise(Id<Organization> where, const Person& who, std::string category = "record_thin") {
        return app.post(who, "/api/v1/problems", {{"organization_id", where.value}, {"category", category}, {"description", "会议记录过于简单，无讨论内容"}, {"found_on", "2021-12-27"}});
    }
    std::int64_t version(std::int64_t id) { return app.get(cast.clerk, fmt::format("/api/v1/problems/{}", id)).version(); }
    Answer step(const Person& who, std::int64_t id, std::string verb, json::object input) {
        return app.post(who, fmt::format("/api/v1/problems/{}/steps/{}", id, verb), input, {.version = version(id)});
    }
    Answer step(const Person& who, std::int64_t id, std::string verb) { return step(who, id, verb, everything_given); }
    // A new problem of the branch, brought to the state.
    std::int64_t at(std::string_view state) {
        auto id = raise(cast.branch, cast.inspector).id();
        auto go = [&](const Person& who, const char* verb) {
            auto answer = step(who, id, verb);
            EXPECT_EQ(answer.status, 200) << state << " " << verb << " " << answer.text;
        };
        if (state == "withdrawn") go(cast.inspector, "withdraw");
        if (state == "raised" || state == "withdrawn") return id;
        go(cast.inspector, "feed_back");
        if (state == "fed_back") return id;
        go(cast.secretary, "receive");
        if (state == "received") return id;
        if (state == "unfixable_requested" || state == "closed_unfixable") {
            go(cast.secretary, "request_unfixable");
            if (state == "closed_unfixable") go(cast.clerk, "approve_unfixable");
            return id;
        }
        go(cast.secretary, "set_measures");
        if (state == "measures_set") return id;
        go(cast.secretary, "report");
        if (state == "rectified") return id;
        go(cast.inspector, "verify");
        if (state == "verified") return id;
        go(cast.clerk, "close");
        if (state == "closed") return id;
        draw_all();
        if (state == "rechecking") return id;
        go(cast.inspector, "reopen");
        EXPECT_EQ(state, "reopened");
        return id;
    }
    void draw_all() {
        auto count = app.get(cast.clerk, "/api/v1/problems?state=closed")["total"].as_int64();
        auto draw = app.post(cast.clerk, "/api/v1/rechecks", {{"organization_id", cast.committee.value}, {"take", count}});
        ASSERT_EQ(draw.status, 201) << draw.text;
        EXPECT_EQ(app.post(cast.clerk, fmt::format("/api/v1/draws/{}/result", draw.id())).status, 200);
    }
    std::int64_t fact(std::string_view kind, Id<Organization> where, Period period = Period::whole_year(2021)) {
        return app.read([&](const View& view) { return rollup::of(view, kind, where, period).count; });
    }
};
ZHIBU_ON_BOTH_ENGINES(Problems);

// Copied from the office's method, not from the pack: who takes which step out of which states.
struct StepRow {
    const char* verb;
    std::vector<std::string> from;
    std::vector<std::string> by;
    const char* to;
};
static const std::vector<StepRow> steps{
    {"feed_back", {"raised"}, {"inspector", "clerk"}, "fed_back"},
    {"withdraw", {"raised"}, {"inspector", "clerk"}, "withdrawn"},
    {"receive", {"fed_back"}, {"secretary", "organ_clerk"}, "received"},
    {"set_measures", {"received", "reopened"}, {"secretary", "organ_clerk"}, "measures_set"},
    {"report", {"measures_set"}, {"secretary", "organ_clerk"}, "rectified"},
    {"verify", {"rectified"}, {"inspector", "clerk"}, "verified"},
    {"send_back", {"rectified", "verified"}, {"inspector", "clerk"}, "measures_set"},
    {"close", {"verified"}, {"clerk"}, "closed"},
    {"confirm", {"rechecking"}, {"inspector", "clerk"}, "closed"},
    {"reopen", {"rechecking"}, {"inspector", "clerk"}, "reopened"},
    {"request_unfixable", {"received", "measures_set", "reopened"}, {"secretary", "organ_clerk"}, "unfixable_requested"},
    {"approve_unfixable", {"unfixable_requested"}, {"clerk"}, "closed_unfixable"},
    {"refuse_unfixable", {"unfixable_requested"}, {"clerk"}, "received"}};

TEST_P(Problems, who_may_take_which_step_in_which_state) {
    struct {
        std::string name;
        Person person;
        bool committee, unit;
    } roles[] = {{"administrator", cast.administrator, true, false}, {"auditor", cast.auditor, true, false}, {"clerk", cast.clerk, true, false}, {"leader", cast.leader, true, false},
                 {"inspector", cast.inspector, true, false}, {"organ_clerk", cast.organ_clerk, false, true}, {"secretary", cast.secretary, false, true}, {"member", cast.member, false, false},
                 {"sibling_secretary", cast.sibling_secretary, false, false}, {"other_organ_clerk", cast.other_organ_clerk, false, false}, {"other_secretary", cast.other_secretary, false, false}};
    auto contains = [](const std::vector<std::string>& list, const std::string& name) { return std::find(list.begin(), list.end(), name) != list.end(); };
    for (std::string state : {"raised", "withdrawn", "fed_back", "received", "measures_set", "rectified", "verified", "closed", "rechecking", "reopened", "unfixable_requested", "closed_unfixable"}) {
        auto id = at(state);
        bool internal = state == "raised" || state == "withdrawn";
        app.audited();
        std::vector<std::tuple<std::string, Person, const StepRow*>> allowed;
        for (auto& role : roles) {
            bool sees = role.committee || (role.unit && !internal);
            SCOPED_TRACE(state + " " + role.name);
            EXPECT_EQ(app.get(role.person, fmt::format("/api/v1/problems/{}", id)).status, sees ? 200 : 404);
            for (auto& row : steps) {
                int expected = !sees ? 404 : !contains(row.by, role.name) ? 403 : contains(row.from, state) ? 200 : 409;
                if (expected == 200) allowed.emplace_back(role.name, role.person, &row);
                else EXPECT_EQ(step(role.person, id, row.verb).status, expected) << row.verb;
            }
            // Looking again needs the draw, whoever asks.
            EXPECT_EQ(step(role.person, id, "look_again").status, !sees ? 404 : role.name != "clerk" ? 403 : state == "closed" ? 403 : 409);
        }
        EXPECT_EQ(app.audited(), "") << state << ": a refused step leaves no trace of having happened";
        for (auto& [name, person, row] : allowed) {
            auto fresh = at(state);
            auto answer = step(person, fresh, row->verb);
            EXPECT_EQ(answer.status, 200) << state << " " << name << " " << row->verb << " " << answer.text;
            EXPECT_EQ(answer["state"].as_string(), row->to) << state << " " << name << " " << row->verb;
        }
    }
}

TEST_P(Problems, who_may_raise_where) {
    struct {
        const char* who;
        Person person;
        Id<Organization> where;
        int status;
    } table[] = {{"inspector, branch", cast.inspector, cast.branch, 201}, {"clerk, organ", cast.clerk, cast.organ, 201}, {"leader", cast.leader, cast.branch, 403},
                 {"administrator", cast.administrator, cast.branch, 403}, {"auditor", cast.auditor, cast.branch, 403}, {"organ clerk, own branch", cast.organ_clerk, cast.branch, 403},
                 {"secretary, own branch", cast.secretary, cast.branch, 403}, {"member", cast.member, cast.branch, 403}, {"inspector, nowhere", cast.inspector, {999999}, 422}};
    for (auto& row : table) EXPECT_EQ(raise(row.where, row.person).status, row.status) << row.who;
    auto narrow = app.person("财政局督导员", {{Role::inspector, cast.organ}});
    EXPECT_EQ(raise(cast.branch, narrow).status, 201);
    EXPECT_EQ(raise(cast.other_branch, narrow).faults(), "#/organization_id unknown_reference");
}

TEST_P(Problems, a_bad_problem_is_refused_whole) {
    auto answer = app.post(cast.inspector, "/api/v1/problems", {{"organization_id", cast.branch.value}, {"category", ""}, {"description", "短"}, {"state", "closed"}, {"found_on", "x"}, {"colour", 1}});
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(answer.faults(), "#/description too_short, #/state read_only, #/category required, #/found_on not_a_date, #/colour unknown_field");
    json::object body{{"organization_id", cast.branch.value}, {"category", "weather"}, {"description", "没有这样的类别"}, {"found_on", "2021-12-29"}};
    EXPECT_EQ(app.post(cast.inspector, "/api/v1/problems", body).faults(), "#/category not_one_of, #/found_on in_the_future");
    EXPECT_EQ(fact("supervision.problem_found", cast.committee), 0);
}

TEST_P(Problems, each_step_leaves_its_fact_and_its_event_and_no_other) {
    app.audited();
    auto id = at("closed");
    EXPECT_EQ(app.audited(), fmt::format("problem.raised {0}, problem.fed_back {0}, problem.received {0}, problem.measures_set {0}, problem.reported {0}, problem.verified {0}, problem.closed {0}", id));
    EXPECT_EQ(fact("supervision.problem_found", cast.committee), 1);
    EXPECT_EQ(fact("supervision.problem_fed_back", cast.organ), 1);
    EXPECT_EQ(fact("supervision.problem_closed", cast.branch), 1);
    EXPECT_EQ(fact("supervision.problem_reopened", cast.committee), 0);
    EXPECT_EQ(fact("supervision.problem_found", cast.other_organ), 0);
    draw_all();
    auto draws = app.get(cast.clerk, "/api/v1/draws?purpose=recheck");
    ASSERT_EQ(draws["total"].as_int64(), 1) << draws.text;
    auto proof = app.get(cast.inspector, fmt::format("/api/v1/draws/{}/proof", draws["items"].at(0).at("id").as_int64()));
    EXPECT_TRUE(proof["holds"].as_bool());
    EXPECT_TRUE(proof["names"].at("problem").as_object().contains(std::to_string(id))) << proof.text;
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/draws?purpose=inspection")["total"].as_int64(), 0);
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/draws?purpose=lottery").faults(), "?purpose not_one_of");
    EXPECT_EQ(app.get(cast.organ_clerk, "/api/v1/draws?purpose=recheck")["total"].as_int64(), 0) << "the committee's draws are the committee's";
    EXPECT_EQ(step(cast.inspector, id, "reopen").status, 200);
    EXPECT_EQ(fact("supervision.problem_closed", cast.committee), 0) << "what was reopened no longer counts as closed";
    EXPECT_EQ(fact("supervision.problem_reopened", cast.committee), 1);
    for (auto verb : {"set_measures", "report"}) EXPECT_EQ(step(cast.secretary, id, verb).status, 200);
    EXPECT_EQ(step(cast.inspector, id, "verify").status, 200);
    EXPECT_EQ(step(cast.clerk, id, "close").status, 200);
    EXPECT_EQ(fact("supervision.problem_closed", cast.committee), 1);
    EXPECT_EQ(fact("supervision.problem_found", cast.committee), 1);
    EXPECT_EQ(step(cast.clerk, id, "look_again").status, 403) << "one draw lets it be looked at once";
    auto withdrawn = at("withdrawn");
    EXPECT_GT(withdrawn, 0);
    EXPECT_EQ(fact("supervision.problem_found", cast.committee), 1);
    EXPECT_TRUE(app.read([](const View& view) { return rollup::verify(view); }).empty());
}

TEST_P(Problems, nobody_decides_on_their_own_report) {
    // One person may hold both offices; the second step is somebody else's all the same.
    auto both = app.person("兼职", {{Role::branch_secretary, cast.branch}, {Role::inspector, cast.committee}, {Role::committee_clerk, cast.committee}});
    auto id = at("measures_set");
    EXPECT_EQ(step(both, id, "report").status, 200);
    for (auto verb : {"verify", "send_back"}) {
        auto answer = step(both, id, verb);
        EXPECT_EQ(answer.status, 403) << verb;
        EXPECT_EQ(answer["detail"].as_string(), "不能办理自己提交的事项，须由另一人办理。");
    }
    EXPECT_EQ(step(cast.inspector, id, "verify").status, 200);
    EXPECT_EQ(step(both, id, "close").status, 403);
    EXPECT_EQ(step(cast.clerk, id, "close").status, 200);
    auto hopeless = at("received");
    EXPECT_EQ(step(both, hopeless, "request_unfixable").status, 200);
    EXPECT_EQ(step(both, hopeless, "approve_unfixable").status, 403);
    EXPECT_EQ(step(cast.clerk, hopeless, "approve_unfixable").status, 200);
    EXPECT_EQ(fact("supervision.problem_closed", cast.branch), 1) << "unfixable is not closed";
    EXPECT_EQ(fact("supervision.problem_unfixable", cast.branch), 1);
}

TEST_P(Problems, what_a_step_must_be_sent) {
    auto id = at("received");
    EXPECT_EQ(step(cast.secretary, id, "set_measures", {}).faults(), "#/measures required, #/owner required, #/due_on required");
    auto late = everything_given;
    late["due_on"] = "2022-03-29";  // three natural months from 28 December end on 28 March
    EXPECT_EQ(step(cast.secretary, id, "set_measures", late).faults(), "#/due_on beyond_limit");
    late["due_on"] = "2021-12-27";
    EXPECT_EQ(step(cast.secretary, id, "set_measures", late).faults(), "#/due_on in_the_past");
    late["due_on"] = "2022-03-28";
    auto good = step(cast.secretary, id, "set_measures", late);
    EXPECT_EQ(good.status, 200) << good.text;
    EXPECT_EQ(good["due_on"].as_string(), "2022-03-28");
    EXPECT_EQ(step(cast.secretary, id, "fly").status, 404);
    auto path = fmt::format("/api/v1/problems/{}/steps/report", id);
    EXPECT_EQ(app.post(cast.secretary, path, everything_given).problem(), "version-required");
    EXPECT_EQ(app.post(cast.secretary, path, everything_given, {.version = 1}).problem(), "stale");
}

TEST_P(Problems, two_tabs_and_double_clicks_take_a_step_once) {
    auto id = at("verified");
    auto seen = version(id);
    auto path = fmt::format("/api/v1/problems/{}/steps/close", id);
    EXPECT_EQ(app.post(cast.clerk, path, json::object{}, {.version = seen, .idempotency_key = "click"}).status, 200);
    EXPECT_EQ(app.post(cast.clerk, path, json::object{}, {.version = seen, .idempotency_key = "click"}).status, 200) << "the retry gets the first answer";
    auto other_tab = app.post(cast.clerk, path, json::object{}, {.version = seen, .idempotency_key = "other"});
    EXPECT_EQ(other_tab.problem(), "step-not-possible");
    EXPECT_EQ(other_tab["detail"].as_string(), "这条记录现在是“已销号”，可能刚被别人办理过。请刷新后再看。");
    EXPECT_EQ(fact("supervision.problem_closed", cast.branch), 1);
}

TEST_P(Problems, many_at_once_tell_what_was_refused_and_why) {
    std::vector<std::int64_t> ids{raise(cast.branch, cast.inspector).id(), raise(cast.other_branch, cast.inspector).id(), at("fed_back")};
    auto narrow = app.person("财政局督导员", {{Role::inspector, cast.organ}});
    auto body = [&](bool preview) {
        json::array targets;
        for (auto id : ids) targets.push_back({{"id", id}, {"version", version(id)}});
        targets.push_back({{"id", 987654}, {"version", 1}});
        return json::object{{"verb", "feed_back"}, {"problems", targets}, {"preview", preview}};
    };
    auto preview = app.post(narrow, "/api/v1/problems/steps", body(true));
    EXPECT_EQ(preview["done"].as_int64(), 1) << preview.text;
    EXPECT_EQ(fact("supervision.problem_fed_back", cast.committee), 1) << "a preview writes nothing; the one that is there was fed back before";
    auto answer = app.post(narrow, "/api/v1/problems/steps", body(false));
    EXPECT_EQ(answer["done"].as_int64(), 1);
    EXPECT_EQ(answer["refused"].as_int64(), 3);
    std::string told;
    for (auto& item : answer["items"].as_array()) told += (item.at("done").as_bool() ? "done" : std::string{item.at("type").as_string()}) + " ";
    EXPECT_EQ(told, "done not-found step-not-possible not-found ");
    EXPECT_EQ(answer["items"].at(1).as_object().contains("description"), false) << "what is out of reach is not even described";
    EXPECT_EQ(fact("supervision.problem_fed_back", cast.committee), 2);
}

TEST_P(Problems, figures_lead_to_the_rows_that_they_count) {
    at("raised"), at("withdrawn"), at("fed_back"), at("measures_set"), at("closed");
    raise(cast.other_branch, cast.inspector, "dues");
    auto check = [&](const Person& who, const char* name, std::int64_t expected) {
        auto figures = app.get(who, "/api/v1/problems/figures?found_on_from=2021-01-01");
        auto figure = figures[name].as_object();
        EXPECT_EQ(figure["value"].as_int64(), expected) << name;
        auto rows = app.get(who, std::string{figure["records"].as_string()});
        EXPECT_EQ(rows.status, 200);
        EXPECT_EQ(std::int64_t(rows["items"].as_array().size()), expected) << name << " " << rows.text;
    };
    check(cast.clerk, "found", 5), check(cast.clerk, "fed_back", 3), check(cast.clerk, "measures", 2), check(cast.clerk, "reported", 1), check(cast.clerk, "closed", 1), check(cast.clerk, "overdue", 0);
    check(cast.secretary, "found", 3), check(cast.other_secretary, "found", 0), check(cast.member, "found", 0);
    app.at("2022-01-25T09:00");  // measures promised for 20 January; receipt due on 31 December
    check(cast.clerk, "overdue", 4), check(cast.secretary, "overdue", 2);
    auto again = app.get(cast.clerk, "/api/v1/problems/recurrence");
    EXPECT_EQ(again["items"].at(0).at("category").as_string(), "record_thin");
    EXPECT_EQ(again["items"].at(0).at("organizations").as_int64(), 1);
    EXPECT_EQ(again["items"].at(0).at("again_in_one").as_int64(), 1);
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/problems?reached=heaven").faults(), "?reached not_one_of");
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/problems?colour=red").faults(), "?colour unknown_parameter");
    auto sheet = app.get(cast.clerk, "/api/v1/problems?format=xlsx");
    EXPECT_EQ(sheet.status, 200);
    EXPECT_TRUE(sheet.text.starts_with("PK"));
}

TEST_P(Problems, what_is_late_comes_up_the_chain_in_one_item) {
    at("fed_back"), at("fed_back");  // due 31 December 2021
    auto digests = [&](const Person& who) {
        std::string text;
        app.read([&](const View& view) {
            Actor actor;
            actor.account = who.account, actor.tenant = {1};
            auto rows = view.session.query("SELECT role, organization_id FROM role_grant WHERE tenant_id = 1 AND account_id = ?", who.account);
            while (rows.next()) actor.grants.push_back({*Codec<Role>::parse(rows.text(0)), {rows.integer(1)}});
            View own{view.app, view.session, actor};
            for (auto& item : app->inbox_of(own))
                if (item.kind == "problem.overdue") text += item.title + "；" + item.reason + " ";
            return 0;
        });
        return text;
    };
    struct {
        const char* day;
        std::string secretary, organ_clerk, clerk;
    } table[] = {{"2021-12-31T09:00", "", "", ""},
                 {"2022-01-04T09:00", "逾期上报到您的整改问题 2 件；最久的已逾期 1 个工作日 ", "", ""},
                 {"2022-01-06T09:00", "逾期上报到您的整改问题 2 件；最久的已逾期 3 个工作日 ", "逾期上报到您的整改问题 2 件；最久的已逾期 3 个工作日 ", ""},
                 {"2022-01-10T09:00", "逾期上报到您的整改问题 2 件；最久的已逾期 5 个工作日 ", "逾期上报到您的整改问题 2 件；最久的已逾期 5 个工作日 ", ""},
                 {"2022-01-17T09:00", "逾期上报到您的整改问题 2 件；最久的已逾期 10 个工作日 ", "逾期上报到您的整改问题 2 件；最久的已逾期 10 个工作日 ",
                  "逾期上报到您的整改问题 2 件；最久的已逾期 10 个工作日 "}};
    for (auto& row : table) {
        SCOPED_TRACE(row.day);
        app.at(row.day);
        EXPECT_EQ(digests(cast.secretary), row.secretary);
        EXPECT_EQ(digests(cast.organ_clerk), row.organ_clerk);
        EXPECT_EQ(digests(cast.clerk), row.clerk);
        EXPECT_EQ(digests(cast.leader), "") << "no contact point of hers";
        EXPECT_EQ(digests(cast.other_organ_clerk), "");
        EXPECT_EQ(digests(cast.sibling_secretary), "");
    }
}

TEST_P(Problems, a_reminder_is_counted_and_given_once_a_day) {
    auto id = at("fed_back");
    auto path = fmt::format("/api/v1/problems/{}/reminder", id);
    EXPECT_EQ(app.post(cast.secretary, path).status, 403);
    EXPECT_EQ(app.post(cast.other_secretary, path).status, 404);
    EXPECT_EQ(app.post(cast.clerk, path).status, 200);
    EXPECT_EQ(app.post(cast.clerk, path).problem(), "reminded-today");
    EXPECT_EQ(fact("burden.asked.notice", cast.branch), 1);
    EXPECT_EQ(app.post(cast.clerk, fmt::format("/api/v1/problems/{}/reminder", at("rectified"))).problem(), "nobody-to-remind");
}

// The smallest JPEG with a comment and an EXIF block in it.
static std::string a_photo() {
    std::string bytes{"\xFF\xD8\xFF\xE1\x00\x0C" "Exif\0\0GPS!", 16};
    bytes += std::string{"\xFF\xC0\x00\x0B\x08\x00\x10\x00\x10\x01\x01\x11\x00", 13};
    bytes += std::string{"\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00\x12\x34\xFF\x00\x56\xFF\xD9TRAILER", 24};
    return bytes;
}

TEST_P(Problems, photos_lose_their_place_and_are_shown_with_their_record_only) {
    json::object photo{{"key", "0123456789abcdef"}, {"content", secret::base64(a_photo())}};
    auto stored = app.post(cast.inspector, "/api/v1/supervision-photos", photo);
    ASSERT_EQ(stored.status, 201) << stored.text;
    auto path = fmt::format("/api/v1/supervision-photos/{}", stored["file_id"].as_int64());
    EXPECT_EQ(app.post(cast.inspector, "/api/v1/supervision-photos", photo)["file_id"].as_int64(), stored["file_id"].as_int64()) << "sent again by a phone that lost the answer";
    auto shown = app.get(cast.inspector, path);
    EXPECT_EQ(shown.status, 200);
    EXPECT_EQ(shown.text.find("GPS!"), std::string::npos);
    EXPECT_EQ(shown.text.find("TRAILER"), std::string::npos);
    EXPECT_EQ(app.get(cast.clerk, path).status, 404) << "not yet part of any record";
    json::object body{{"organization_id", cast.branch.value}, {"category", "place"}, {"description", "活动室无学习记录"}, {"found_on", "2021-12-27"}, {"photos", json::array{"0123456789abcdef"}}};
    EXPECT_EQ(app.post(cast.clerk, "/api/v1/problems", body).faults(), "#/photos/0 unknown_reference") << "another's photo";
    auto problem = app.post(cast.inspector, "/api/v1/problems", body);
    ASSERT_EQ(problem.status, 201) << problem.text;
    EXPECT_EQ(problem["photos"].as_array().size(), 1u);
    EXPECT_EQ(app.get(cast.clerk, path).status, 200);
    EXPECT_EQ(app.get(cast.secretary, path).status, 404) << "before it is fed back";
    EXPECT_EQ(step(cast.inspector, problem.id(), "feed_back").status, 200);
    EXPECT_EQ(app.get(cast.secretary, path).status, 200);
    EXPECT_EQ(app.get(cast.sibling_secretary, path).status, 404);
    photo["key"] = "0123456789abcde0", photo["content"] = secret::base64("<svg onload=alert(1)>");
    EXPECT_EQ(app.post(cast.inspector, "/api/v1/supervision-photos", photo).faults(), "#/content not_a_picture");
}

}  // namespace zhibu::testkit
