#include <gtest/gtest.h>

#include "kernel/access/delegation.hpp"
#include "selection/record.hpp"
#include "testkit/hall.hpp"

namespace zhibu::selection {
namespace {

class Selections : public testkit::OnBothEngines {
protected:
    testkit::Hall hall{app};
    testkit::Cast& cast = hall.cast;
    std::int64_t started(const char* honour) {
        auto made = app.post(cast.clerk, "/api/v1/selections", {{"organization_id", cast.committee.value}, {"honour", honour}, {"title", "七一表彰"}, {"year", 2021}, {"handler_id", cast.leader.account.value}});
        if (made.status != 201) throw std::runtime_error{made.text};
        return made.id();
    }
    testkit::Answer act(const testkit::Person& who, std::int64_t id, const std::string& path, const json::value& body = json::object{}) {
        auto version = app.get(cast.clerk, fmt::format("/api/v1/selections/{}", id)).version();
        return app.post(who, fmt::format("/api/v1/selections/{}/{}", id, path), body, {version});
    }
    std::int64_t nominated(std::int64_t id, const json::object& whom) {
        auto body = whom;
        body["deeds"] = "带头攻坚";
        auto made = act(cast.secretary, id, "nominations", body);
        if (made.status != 201) throw std::runtime_error{made.text};
        return made["nominations"].as_array().back().at("id").as_int64();
    }
    void overdue_problem() {
        auto raised = app.post(cast.clerk, "/api/v1/problems", {{"organization_id", cast.branch.value}, {"category", "record_thin"}, {"description", "会议记录过于简单"}, {"found_on", "2021-06-01"}});
        ASSERT_EQ(raised.status, 201) << raised.text;
        app.write([&](Transaction& t) { t.session.execute("UPDATE problem SET due_on = 20210701 WHERE id = ?", raised.id()); });
    }
};

TEST_P(Selections, reckon_the_quota_by_heads) {
    for (auto& honour : app->packs.shipped<Rules>(rules_file)->honours) EXPECT_TRUE(app->measures.known(honour.heads)) << honour.heads;
    auto made = app.get(cast.clerk, fmt::format("/api/v1/selections/{}", started("advanced_organization")));
    EXPECT_EQ(made["heads"].as_int64(), 4);  // four branches below the committee
    EXPECT_EQ(made["quota"].as_int64(), 1);
    auto greedy = app.post(cast.clerk, "/api/v1/selections", {{"organization_id", cast.committee.value}, {"honour", "advanced_organization"}, {"title", "表彰"}, {"year", 2021}, {"quota", 2}, {"handler_id", cast.leader.account.value}});
    EXPECT_EQ(greedy.faults(), "#/quota beyond_quota");
    EXPECT_EQ(app.post(cast.organ_clerk, "/api/v1/selections", {{"organization_id", cast.organ.value}, {"honour", "advanced_organization"}, {"title", "表彰"}, {"year", 2021}, {"handler_id", cast.leader.account.value}}).status, 403);
}

TEST_P(Selections, take_nominations_of_one_s_own) {
    auto id = started("excellent_member");
    struct Row {
        testkit::Person who;
        json::object whom;
        int status;
        const char* faults;
    } rows[] = {
        {cast.secretary, {{"organization_id", cast.branch.value}, {"member_id", cast.members[2].value}}, 201, ""},
        {cast.secretary, {{"organization_id", cast.branch.value}, {"member_id", cast.members[2].value}}, 409, ""},                          // twice
        {cast.secretary, {{"organization_id", cast.branch.value}, {"member_id", cast.members[9].value}}, 422, "#/member_id unknown_reference"},  // probationary
        {cast.secretary, {{"organization_id", cast.other_branch.value}, {"member_id", cast.other_members[0].value}}, 422, "#/organization_id unknown_reference, #/member_id unknown_reference"},
        {cast.secretary, {{"organization_id", cast.branch.value}}, 422, "#/member_id required"},
        {cast.member, {{"organization_id", cast.branch.value}, {"member_id", cast.members[3].value}}, 404, ""},                             // sees nothing before publicity
        {cast.clerk, {{"organization_id", cast.other_branch.value}, {"member_id", cast.other_members[0].value}}, 201, ""},
    };
    for (auto& row : rows) {
        auto body = row.whom;
        body["deeds"] = "带头攻坚";
        auto answer = act(row.who, id, "nominations", body);
        EXPECT_EQ(answer.status, row.status) << answer.text;
        if (row.status == 422 && !std::string{row.faults}.starts_with("#/organization_id")) {
            EXPECT_EQ(answer.faults(), row.faults);
        }
    }
}

// An open overdue problem blocks, with its reason and the page of its records; without it the same is chosen.
TEST_P(Selections, are_blocked_by_what_the_pack_names) {
    auto id = started("advanced_organization");
    auto nomination = nominated(id, {{"organization_id", cast.branch.value}});
    overdue_problem();
    act(cast.clerk, id, "steps/review");
    auto seen = app.get(cast.clerk, fmt::format("/api/v1/selections/{}", id))["nominations"].at(0).at("blocks").as_array();
    ASSERT_EQ(seen.size(), 1u);
    EXPECT_EQ(seen[0].at("reason").as_string(), "有1个超期未整改的问题");
    EXPECT_EQ(std::string{seen[0].at("page").as_string()}.substr(0, 22), "/problems?overdue=true");
    auto path = fmt::format("nominations/{}/review", nomination);
    EXPECT_EQ(act(cast.clerk, id, path, {{"chosen", true}}).problem(), "nomination-blocked");
    app.write([&](Transaction& t) { t.session.execute("UPDATE problem SET due_on = 20220701"); });
    EXPECT_EQ(act(cast.clerk, id, path, {{"chosen", true}}).status, 200);
    // It falls due while the list is publicised: the result waits.
    EXPECT_EQ(act(cast.clerk, id, "steps/publicise").status, 200);
    app.write([&](Transaction& t) { t.session.execute("UPDATE problem SET due_on = 20210701"); });
    app.at("2022-01-20T09:00");
    EXPECT_EQ(act(cast.clerk, id, "steps/decide").status, 403);
}

// What was confirmed, year by year | is an advanced organisation of 2021 blocked
TEST_P(Selections, are_blocked_while_an_organisation_is_classed_as_weak) {
    for (auto& check : app->packs.shipped<Rules>(rules_file)->checks) EXPECT_TRUE(check.measure.empty() || app->measures.known(check.measure)) << check.measure << ": a check of what nobody measures blocks nobody";
    auto id = started("advanced_organization");
    auto nomination = nominated(id, {{"organization_id", cast.branch.value}});
    act(cast.clerk, id, "steps/review");
    struct Row {
        const char* what;
        std::vector<std::tuple<int, const char*, const char*>> classes;  // year, class, state
        bool blocked;
    } table[] = {{"nothing confirmed", {{2021, "weak", "computed"}}, false}, {"weak this year", {{2021, "weak", "confirmed"}}, true}, {"weak last year, not looked at since", {{2020, "weak", "confirmed"}}, true},
                 {"put in order since", {{2020, "weak", "confirmed"}, {2021, "middle", "confirmed"}}, false}, {"fallen again", {{2020, "middle", "confirmed"}, {2021, "weak", "confirmed"}}, true},
                 {"weak long ago", {{2018, "weak", "confirmed"}}, false}};
    for (auto& row : table) {
        app.write([&](Transaction& t) {
            t.session.execute("DELETE FROM classified"), t.session.execute("DELETE FROM classification");
            std::int64_t number = 0;
            for (auto& [year, grade, state] : row.classes) {
                t.session.execute("INSERT INTO classification (tenant_id, id, index_name, organization_id, period, rule_from, state, computed_at, computed_by, version) VALUES (?,?,'five_indexes',?,?,0,?,0,1,1)", t.tenant(), ++number,
                                  cast.committee, Period::whole_year(year).number(), state);
                t.session.execute("INSERT INTO classified (tenant_id, classification_id, organization_id, points, by_rule, class, vetoes, reason, changed_by) VALUES (?,?,?,0,?,?,'','',0)", t.tenant(), number, cast.branch, grade, grade);
            }
        });
        auto blocks = app.get(cast.clerk, fmt::format("/api/v1/selections/{}", id))["nominations"].at(0).at("blocks").as_array();
        ASSERT_EQ(blocks.size(), row.blocked ? 1u : 0u) << row.what;
        if (row.blocked) EXPECT_EQ(blocks[0].at("reason").as_string(), "被列为后进（软弱涣散）党组织，尚未转化") << row.what;
        if (row.blocked) EXPECT_EQ(std::string{blocks[0].at("page").as_string()}.substr(0, 9), "/classes/") << row.what;
    }
    EXPECT_EQ(act(cast.clerk, id, fmt::format("nominations/{}/review", nomination), {{"chosen", true}}).status, 200);
}

TEST_P(Selections, block_who_was_appraised_below_qualified) {
    auto id = started("excellent_member");
    auto nomination = nominated(id, {{"organization_id", cast.branch.value}, {"member_id", cast.members[2].value}});
    app.write([&](Transaction& t) { t.facts.add({"life.review.basically_qualified", cast.branch, cast.members[2], Date::of(2020, 12, 20)}, {"ballot", 1}); });
    act(cast.clerk, id, "steps/review");
    EXPECT_EQ(act(cast.clerk, id, fmt::format("nominations/{}/review", nomination), {{"chosen", true}}).problem(), "nomination-blocked");
}

// Each step where it belongs, and what it waits for.
TEST_P(Selections, go_step_by_step) {
    auto id = started("excellent_member");
    EXPECT_EQ(act(cast.clerk, id, "steps/review").status, 403);  // nobody is nominated
    auto one = nominated(id, {{"organization_id", cast.branch.value}, {"member_id", cast.members[2].value}});
    auto two = nominated(id, {{"organization_id", cast.branch.value}, {"member_id", cast.members[3].value}});
    EXPECT_EQ(act(cast.secretary, id, "steps/review").status, 403);
    EXPECT_EQ(act(cast.clerk, id, "steps/decide").status, 409);
    EXPECT_EQ(act(cast.clerk, id, "steps/review").status, 200);
    EXPECT_EQ(act(cast.clerk, id, "steps/publicise").status, 403);  // not all are reviewed
    auto review = [&](std::int64_t nomination, bool chosen, const char* note = "") { return act(cast.clerk, id, fmt::format("nominations/{}/review", nomination), {{"chosen", chosen}, {"note", note}}); };
    EXPECT_EQ(review(one, true).status, 200);
    EXPECT_EQ(review(two, true).problem(), "quota-used-up");  // one for fourteen
    EXPECT_EQ(review(two, false).faults(), "#/note required");
    EXPECT_EQ(review(two, false, "名额所限").status, 200);
    EXPECT_EQ(app.get(cast.member, fmt::format("/api/v1/selections/{}", id)).status, 404);
    auto public_now = act(cast.clerk, id, "steps/publicise");
    ASSERT_EQ(public_now.status, 200) << public_now.text;
    // Tuesday 28 December 2021 and five working days, without the New Year's holiday (1–3 January).
    EXPECT_EQ(public_now["publicity_to"].as_string(), "2022-01-05");
    auto seen = app.get(cast.member, fmt::format("/api/v1/selections/{}", id));
    ASSERT_EQ(seen.status, 200);
    EXPECT_EQ(seen["nominations"].as_array().size(), 1u);  // who is to be honoured, and nobody else
    app.at("2022-01-05T18:00");
    EXPECT_EQ(act(cast.clerk, id, "steps/decide").status, 403);
    app.at("2022-01-06T09:00");
    EXPECT_EQ(act(cast.clerk, id, "steps/decide").status, 200);
    auto honours = app.get(cast.member, "/api/v1/honours");
    EXPECT_EQ(honours["items"].as_array().size(), 1u);
    EXPECT_EQ(app.read([&](const View& view) { return rollup::of_member(view, "honour.excellent_member", cast.members[2], 2022).count; }), 1);
    EXPECT_EQ(app.read([&](const View& view) { return rollup::of(view, "honour.*", cast.committee, Period::whole_year(2022)).count; }), 1);
}

// Sealed, opened by the handler alone, each look audited, the answer to whoever objected; nothing is decided before.
TEST_P(Selections, keep_objections_for_their_handler) {
    auto id = started("excellent_member");
    auto nomination = nominated(id, {{"organization_id", cast.branch.value}, {"member_id", cast.members[2].value}});
    act(cast.clerk, id, "steps/review");
    act(cast.clerk, id, fmt::format("nominations/{}/review", nomination), {{"chosen", true}});
    EXPECT_EQ(act(cast.secretary, id, "objections", {{"text", "事迹不实"}}).status, 403);  // not publicised yet
    act(cast.clerk, id, "steps/publicise");
    auto made = act(cast.member, id, "objections", {{"text", "事迹不实"}, {"nomination_id", nomination}});
    ASSERT_EQ(made.status, 201) << made.text;
    auto path = fmt::format("/api/v1/selections/{}/", id);
    for (auto& who : {cast.clerk, cast.administrator, cast.auditor, cast.secretary}) EXPECT_EQ(app.get(who, path + "objections").status, 403);
    app.audited();
    EXPECT_NE(app.get(cast.leader, path + "objections").text.find("事迹不实"), std::string::npos);
    EXPECT_EQ(app.audited(), fmt::format("objection.opened {}", id));
    bool in_clear = app.read([&](const View& view) {
        auto rows = view.session.query("SELECT sealed FROM objection");
        rows.next();
        return std::string{rows.bytes(0)}.find("事迹不实") != std::string::npos;
    });
    EXPECT_FALSE(in_clear);
    app.at("2022-01-06T09:00");
    EXPECT_EQ(act(cast.clerk, id, "steps/decide").status, 403);
    EXPECT_EQ(act(cast.clerk, id, fmt::format("objections/{}/answer", made.id()), {{"answer", "经查不属实"}}).status, 403);
    EXPECT_EQ(act(cast.leader, id, fmt::format("objections/{}/answer", made.id()), {{"answer", "经查属实"}, {"upheld_id", nomination}}).status, 200);
    EXPECT_NE(app.get(cast.member, path + "my-objections").text.find("经查属实"), std::string::npos);
    EXPECT_EQ(app.get(cast.secretary, path + "my-objections")["items"].as_array().size(), 0u);
    EXPECT_EQ(act(cast.clerk, id, "steps/decide").status, 200);
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/honours")["items"].as_array().size(), 0u);  // whose objection was upheld
}

// Whoever stands in opens and answers while the handler is away, but never the own objection.
TEST_P(Selections, keep_objections_for_whoever_stands_in_while_the_handler_is_away) {
    auto deputy = app.person("代理人", {{Role::member, cast.branch}});
    auto id = started("excellent_member");
    auto nomination = nominated(id, {{"organization_id", cast.branch.value}, {"member_id", cast.members[2].value}});
    act(cast.clerk, id, "steps/review");
    act(cast.clerk, id, fmt::format("nominations/{}/review", nomination), {{"chosen", true}});
    act(cast.clerk, id, "steps/publicise");
    auto made = act(cast.member, id, "objections", {{"text", "事迹不实"}}).id(), own = act(deputy, id, "objections", {{"text", "程序不全"}}).id();
    auto today = app.read([](const View& view) { return view.today(); });
    auto path = fmt::format("/api/v1/selections/{}/", id);
    auto waits = [&](const testkit::Person& who) {
        int count = 0;
        auto inbox = app.get(who, "/api/v1/inbox");
        for (auto& item : inbox["items"].as_array()) count += item.at("kind").as_string() == "selection.answer";
        return count;
    };
    EXPECT_EQ(app.get(deputy, path + "objections").status, 403);
    EXPECT_EQ(waits(cast.leader) * 10 + waits(deputy), 10);
    app.write([&](Transaction& t) { access::stand_in_by_name(t, {.account = deputy.account, .for_account = cast.leader.account, .organization = cast.committee, .from = today, .until = today}, "leave", 1); });
    EXPECT_EQ(waits(cast.leader) * 10 + waits(deputy), 1);
    app.audited();
    EXPECT_EQ(app.get(deputy, path + "objections").status, 200);
    EXPECT_EQ(app.audited(), fmt::format("objection.opened {}", id));
    auto answer = [&](const testkit::Person& who, std::int64_t objection) { return act(who, id, fmt::format("objections/{}/answer", objection), {{"answer", "经查不属实"}}).status; };
    EXPECT_EQ(answer(deputy, own), 403);
    EXPECT_EQ(answer(deputy, made), 200);
    EXPECT_EQ(answer(cast.leader, own), 200) << "the handler's own, also from away";
    app.write([&](Transaction& t) { access::end_delegations(t, "leave", 1, today); });
    EXPECT_EQ(app.get(deputy, path + "objections").status, 403);
}

ZHIBU_ON_BOTH_ENGINES(Selections);

}  // namespace
}  // namespace zhibu::selection
