// What a move, a departure and a withdrawn role change for the very next request.
#include <fmt/format.h>

#include "testkit/test_app.hpp"

namespace zhibu::testkit {

class Moves : public OnBothEngines {
protected:
    Cast cast{app};
    Id<Member> moving = cast.members[1];  // whose account is cast.member
    std::string path = fmt::format("/api/v1/members/{}", moving.value);

    std::int64_t meeting(Id<Organization> where, const std::vector<Id<Member>>& present) {
        json::array people;
        for (auto id : present) people.push_back(id.value);
        auto made = app.post(cast.clerk, "/api/v1/meetings/records", {{"organization_id", where.value}, {"kind", "volunteer"}, {"held_at", "2021-12-27T09:00"}, {"ended_at", "2021-12-27T11:00"}, {"present", people}});
        EXPECT_EQ(made.status, 201) << made.text;
        return made.id();
    }
    int sees(const Person& who, std::int64_t meeting) { return app.get(who, fmt::format("/api/v1/meetings/{}", meeting)).status; }
    Answer act(const char* deed, json::object body) {
        body["effective_on"] = "2021-12-28", body["reason"] = "工作调动";
        return app.post(cast.clerk, path + "/" + deed, body, {app.get(cast.clerk, path).version()});
    }
    std::string roles(const Person& who) {
        std::string all;
        auto session = app.get(who, "/api/v1/session");
        for (auto& role : session["roles"].as_array()) all += fmt::format("{}@{} ", std::string_view{role.at("role").as_string()}, role.at("organization_id").as_int64());
        return all;
    }
};
ZHIBU_ON_BOTH_ENGINES(Moves);

TEST_P(Moves, a_transfer_applies_to_the_next_request_of_everybody) {
    auto here = meeting(cast.branch, {cast.members[0]}), there = meeting(cast.other_branch, {cast.other_members[0]});
    EXPECT_EQ(sees(cast.member, here), 200);
    EXPECT_EQ(sees(cast.member, there), 404);
    ASSERT_EQ(act("transfer", {{"organization_id", cast.other_branch.value}}).status, 200);
    struct Row {
        const char* who;
        Person person;
        int status;
    } table[] = {{"the former secretary", cast.secretary, 404}, {"the former organ's clerk", cast.organ_clerk, 404}, {"the new secretary", cast.other_secretary, 200},
                 {"the new organ's clerk", cast.other_organ_clerk, 200}, {"the committee's clerk", cast.clerk, 200}};
    for (auto& row : table) EXPECT_EQ(app.get(row.person, path).status, row.status) << row.who;
    // The member's own role goes along: the new branch's meetings, no more of the old one's.
    EXPECT_EQ(roles(cast.member), fmt::format("member@{} ", cast.other_branch.value));
    EXPECT_EQ(sees(cast.member, here), 404);
    EXPECT_EQ(sees(cast.member, there), 200);
    auto audited = app.audited();
    EXPECT_NE(audited.find(fmt::format("account.grant_withdrawn {}, account.granted {}", cast.member.account.value, cast.member.account.value)), std::string::npos) << audited;
}

TEST_P(Moves, a_post_that_was_given_is_not_carried_along) {
    moving = cast.members[0], path = fmt::format("/api/v1/members/{}", moving.value);  // the secretary
    ASSERT_EQ(act("transfer", {{"organization_id", cast.other_branch.value}}).status, 200);
    EXPECT_EQ(roles(cast.secretary), fmt::format("branch_secretary@{} member@{} ", cast.branch.value, cast.other_branch.value));
}

TEST_P(Moves, whoever_left_sees_the_branch_no_more) {
    auto here = meeting(cast.branch, {cast.members[0]});
    ASSERT_EQ(act("departure", {}).status, 200);
    EXPECT_EQ(sees(cast.member, here), 404);
    EXPECT_EQ(roles(cast.member), "");
}

TEST_P(Moves, whoever_comes_back_gets_the_role_back_that_went_with_them) {
    ASSERT_EQ(act("departure", {}).status, 200);
    ASSERT_EQ(act("readmission", {{"organization_id", cast.other_branch.value}}).status, 200);
    EXPECT_EQ(roles(cast.member), fmt::format("member@{} ", cast.other_branch.value));
}

TEST_P(Moves, a_role_that_somebody_took_away_does_not_come_back) {
    auto account = fmt::format("/api/v1/accounts/{}", cast.member.account.value);
    auto grant = app.get(cast.administrator, account)["grants"].as_array().at(0).at("id").as_int64();
    ASSERT_EQ(app.send(cast.administrator, http::Method::remove, fmt::format("{}/grants/{}", account, grant)).status, 200);
    app.at("2021-12-28T09:05");
    ASSERT_EQ(act("departure", {}).status, 200);
    ASSERT_EQ(act("readmission", {{"organization_id", cast.other_branch.value}}).status, 200);
    EXPECT_EQ(roles(cast.member), "");
}

TEST_P(Moves, a_moved_organisation_takes_its_records_to_its_new_superior) {
    auto here = meeting(cast.branch, {cast.members[0]});
    auto at = fmt::format("/api/v1/organizations/{}", cast.branch.value);
    auto moved = app.post(cast.clerk, at + "/move", {{"parent_id", cast.other_organ.value}, {"effective_on", "2021-12-28"}, {"reason", "机构改革"}}, {app.get(cast.clerk, at).version()});
    ASSERT_EQ(moved.status, 200) << moved.text;
    EXPECT_EQ(sees(cast.organ_clerk, here), 404);
    EXPECT_EQ(sees(cast.other_organ_clerk, here), 200);
    EXPECT_EQ(app.get(cast.organ_clerk, fmt::format("/api/v1/members?organization_within={}", cast.branch.value))["total"].as_int64(), 0);
}

TEST_P(Moves, a_withdrawn_role_is_gone_at_once) {
    auto here = meeting(cast.branch, {cast.members[0]});
    auto account = fmt::format("/api/v1/accounts/{}", cast.organ_clerk.account.value);
    auto grant = app.get(cast.clerk, account)["grants"].at(0).at("id").as_int64();
    ASSERT_EQ(app.send(cast.clerk, http::Method::remove, fmt::format("{}/grants/{}", account, grant)).status, 200);
    EXPECT_EQ(sees(cast.organ_clerk, here), 404);
    ASSERT_EQ(app.post(cast.clerk, account + "/disablement", {{"reason", "调离"}}).status, 200);
    EXPECT_EQ(sees(cast.organ_clerk, here), 401);
}

}  // namespace zhibu::testkit
