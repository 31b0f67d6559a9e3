// What becomes of organisations and members: names, places and homes with their dates; protected fields; the tree of any day.
#include <fmt/format.h>

#include "testkit/test_app.hpp"

namespace zhibu {
namespace {

using namespace testkit;

class Roster : public OnBothEngines {
protected:
    Cast cast{app};
    static std::string organization(Id<Organization> id, std::string rest = "") { return fmt::format("/api/v1/organizations/{}{}", id.value, rest); }
    static std::string member(Id<Member> id, std::string rest = "") { return fmt::format("/api/v1/members/{}{}", id.value, rest); }
    Answer deed(const std::string& path, json::object body, std::int64_t version = 1) { return app.post(cast.clerk, path, body, {version}); }
    // "name<parent:members" of each organisation on a day.
    std::string tree(std::string day) {
        auto answer = app.get(cast.administrator, "/api/v1/organizations/tree?on=" + day);
        std::map<std::int64_t, std::string> names;
        std::string out;
        for (auto& node : answer["items"].as_array()) names[node.at("id").as_int64()] = node.at("name").as_string();
        for (auto& node : answer["items"].as_array()) {
            auto& parent = node.at("parent_id");
            out += (out.empty() ? "" : "; ") + std::string{node.at("name").as_string()} + (parent.is_null() ? "" : "<" + names[parent.as_int64()]) + ":" +
                   std::to_string(node.at("member_count").as_int64());
        }
        return out;
    }
};

TEST_P(Roster, a_past_day_is_read_with_the_tree_and_names_of_that_day) {
    EXPECT_EQ(deed(organization(cast.sibling_branch, "/move"), {{"parent_id", cast.other_organ.value}, {"effective_on", "2021-07-01"}, {"reason", "机构改革"}}).status, 200);
    EXPECT_EQ(deed(organization(cast.sibling_branch, "/renaming"), {{"name", "教体局第二党支部"}, {"short_name", "教体局二支部"}, {"effective_on", "2021-08-01"}, {"reason", "随隶属调整"}}, 2).status, 200);
    EXPECT_EQ(tree("2021-06-30"),
              "市直机关工委:14; 市财政局机关党委<市直机关工委:11; 财政局第一党支部<市财政局机关党委:11; 财政局第二党支部<市财政局机关党委:0; 市教体局机关党委<市直机关工委:3; "
              "教体局第一党支部<市教体局机关党委:3; 市档案馆党支部<市直机关工委:0");
    EXPECT_EQ(tree("2021-07-01"),
              "市直机关工委:14; 市财政局机关党委<市直机关工委:11; 财政局第一党支部<市财政局机关党委:11; 市教体局机关党委<市直机关工委:3; 财政局第二党支部<市教体局机关党委:0; "
              "教体局第一党支部<市教体局机关党委:3; 市档案馆党支部<市直机关工委:0");
    EXPECT_NE(tree("2021-08-01").find("教体局二支部<市教体局机关党委"), std::string::npos);
    EXPECT_EQ(tree("2009-12-31"), "");
    auto history = app.get(cast.clerk, organization(cast.sibling_branch, "/history"));
    std::string kinds;
    for (auto& item : history["items"].as_array()) kinds += std::string{item.at("kind").as_string()} + " " + std::string{item.at("effective_on").as_string()} + "; ";
    EXPECT_EQ(kinds, "founded 2010-01-01; moved 2021-07-01; renamed 2021-08-01; ");
    EXPECT_EQ(history["names"].as_array().size(), 2U);
}

TEST_P(Roster, an_effective_date_lies_behind_the_last_change_and_not_in_the_future) {
    json::object body{{"name", "甲"}, {"short_name", "甲"}, {"effective_on", "2022-01-01"}, {"reason", "更名"}};
    EXPECT_EQ(deed(organization(cast.branch, "/renaming"), body).faults(), "#/effective_on in_the_future");
    body["effective_on"] = "2009-01-01";
    EXPECT_EQ(deed(organization(cast.branch, "/renaming"), body).faults(), "#/effective_on before_last_change");
    body["effective_on"] = "2021-12-28", body.erase("reason");
    EXPECT_EQ(deed(organization(cast.branch, "/renaming"), body).faults(), "#/reason required");
    EXPECT_EQ(deed(organization(cast.organ, "/move"), {{"parent_id", cast.branch.value}, {"effective_on", "2021-12-01"}, {"reason", "x"}}).problem(), "own-descendant");
    EXPECT_EQ(app.patch(cast.clerk, organization(cast.branch), {{"name", "绕过更名"}}, 1).faults(), "#/name changed_by_renaming");
}

TEST_P(Roster, a_merger_takes_members_and_organizations_over) {
    EXPECT_EQ(deed(organization(cast.branch, "/ending"), {{"effective_on", "2021-12-01"}, {"reason", "x"}}).problem(), "still-has-members");
    EXPECT_EQ(deed(organization(cast.organ, "/ending"), {{"effective_on", "2021-12-01"}, {"reason", "x"}}).problem(), "still-has-organizations");
    EXPECT_EQ(deed(organization(cast.branch, "/merger"), {{"into_id", cast.organ.value}, {"effective_on", "2021-12-01"}, {"reason", "合并"}}).problem(), "not-a-branch");
    auto merged = deed(organization(cast.branch, "/merger"), {{"into_id", cast.sibling_branch.value}, {"effective_on", "2021-12-01"}, {"reason", "人数较少"}});
    EXPECT_EQ(merged.status, 200) << merged.text;
    EXPECT_EQ(merged["ended_on"].as_string(), "2021-12-01");
    EXPECT_EQ(app.get(cast.clerk, member(cast.members[0]))["organization_id"].as_int64(), cast.sibling_branch.value);
    EXPECT_NE(tree("2021-11-30").find("财政局第一党支部<市财政局机关党委:11"), std::string::npos);
    EXPECT_EQ(tree("2021-12-01").find("财政局第一党支部"), std::string::npos);
    EXPECT_NE(tree("2021-12-01").find("财政局第二党支部<市财政局机关党委:11"), std::string::npos);
    // What has ended is still shown to the organ where it stood, and not to others.
    EXPECT_EQ(app.get(cast.organ_clerk, organization(cast.branch)).status, 200);
    EXPECT_EQ(app.get(cast.other_organ_clerk, organization(cast.branch)).status, 404);
    EXPECT_EQ(deed(organization(cast.branch, "/ending"), {{"effective_on", "2021-12-02"}, {"reason", "x"}}, 2).status, 403);
}

TEST_P(Roster, a_split_founds_a_branch_with_the_members_named) {
    json::array going{cast.members[0].value, cast.members[1].value, cast.members[2].value};
    json::object body{{"name", "财政局第三党支部"}, {"short_name", "财政局第三党支部"}, {"kind", "branch"}, {"members", going}, {"effective_on", "2021-10-01"}, {"reason", "人数较多"}};
    body["members"].as_array().push_back(cast.other_members[0].value);
    EXPECT_EQ(deed(organization(cast.branch, "/split"), body).faults(), "#/members/3 member_of_another");
    body["members"] = going;
    EXPECT_EQ(deed(organization(cast.branch, "/split"), body).status, 200);
    EXPECT_NE(tree("2021-10-01").find("财政局第三党支部<市财政局机关党委:3"), std::string::npos);
    EXPECT_NE(tree("2021-10-01").find("财政局第一党支部<市财政局机关党委:8"), std::string::npos);
    EXPECT_NE(tree("2021-09-30").find("财政局第一党支部<市财政局机关党委:11"), std::string::npos);
}

TEST_P(Roster, a_member_has_one_home_on_every_day) {
    auto id = cast.members[3];
    EXPECT_EQ(deed(member(id, "/transfer"), {{"organization_id", cast.other_branch.value}, {"effective_on", "2021-05-01"}, {"reason", "工作调动"}}).status, 200);
    EXPECT_EQ(deed(member(id, "/transfer"), {{"organization_id", cast.branch.value}, {"effective_on", "2021-04-01"}, {"reason", "x"}}, 2).faults(), "#/effective_on before_last_change");
    EXPECT_EQ(deed(member(id, "/departure"), {{"effective_on", "2021-09-01"}, {"reason", "组织关系转出"}}, 2).status, 200);
    EXPECT_EQ(deed(member(id, "/transfer"), {{"organization_id", cast.branch.value}, {"effective_on", "2021-10-01"}, {"reason", "x"}}, 3).status, 403);
    EXPECT_EQ(deed(member(id, "/readmission"), {{"organization_id", cast.branch.value}, {"effective_on", "2021-11-01"}, {"reason", "转回"}}, 3).status, 200);
    std::string homes;
    auto shown = app.get(cast.clerk, member(id));
    for (auto& home : shown["memberships"].as_array())
        homes += std::string{home.at("from").as_string()} + "–" + (home.at("to").is_null() ? "" : std::string{home.at("to").as_string()}) + " " + std::string{home.at("organization_name").as_string()} + "; ";
    EXPECT_EQ(homes, "2010-07-01–2021-04-30 财政局第一党支部; 2021-05-01–2021-08-31 教体局第一党支部; 2021-11-01– 财政局第一党支部; ");
    // The old secretary no longer saw him while he was elsewhere: the move applies to the next request.
    EXPECT_EQ(app.get(cast.other_secretary, member(id)).status, 404);
    EXPECT_EQ(app.get(cast.secretary, member(id)).status, 200);
}

TEST_P(Roster, protected_fields_are_masked_found_whole_and_revealed_with_a_reason) {
    auto made = app.post(cast.clerk, "/api/v1/members", {{"name", "范丽"}, {"organization_id", cast.branch.value}, {"id_number", "３７０２９９１９４７０５０４４６０７"}, {"phone", "199 5644 6767"}, {"joined_on", "1978-06-13"}});
    ASSERT_EQ(made.status, 201) << made.text;
    EXPECT_EQ(made["id_number"].as_string(), "370299********4607");
    EXPECT_EQ(made["phone"].as_string(), "199****6767");
    EXPECT_EQ(made["birth_date"].as_string(), "1947-05-04");
    EXPECT_EQ(made["gender"].as_string(), "female");
    auto total = [&](std::string q) { return app.get(cast.clerk, "/api/v1/members?q=" + http::percent_encode(q))["total"].as_int64(); };
    EXPECT_EQ(total("370299194705044607"), 1);
    EXPECT_EQ(total("19956446767"), 1);
    EXPECT_EQ(total("3702991947"), 0);  // never by part
    EXPECT_EQ(total("6767"), 0);
    EXPECT_EQ(total("fanli"), 1);
    EXPECT_EQ(total("fl"), 1);
    EXPECT_EQ(total("丽"), 1);
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/members?sort=id_number").status, 422);
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/members?id_number=370299194705044607").status, 422);
    app.audited();
    EXPECT_EQ(app.post(cast.secretary, member({made.id()}, "/reveal"), {{"field", "phone"}}).faults(), "#/reason required");
    auto look = app.post(cast.secretary, member({made.id()}, "/reveal"), {{"field", "phone"}, {"reason", "通知开会"}}, {0, "same-key"});
    EXPECT_EQ(look["value"].as_string(), "19956446767");
    EXPECT_EQ(app.audited(), fmt::format("member.revealed {}", made.id()));
    // Written back masked: refused, the number stays.
    EXPECT_EQ(app.patch(cast.clerk, member({made.id()}), {{"phone", "199****6767"}}, 1).faults(), "#/phone is_masked");
    EXPECT_EQ(app.patch(cast.clerk, member({made.id()}), {{"id_number", "370299194705044608"}}, 1).faults(), "#/id_number id_checksum");
    EXPECT_EQ(app.post(cast.clerk, "/api/v1/members", {{"name", "又一个"}, {"organization_id", cast.branch.value}, {"id_number", "370299194705044607"}}).faults(), "#/id_number taken");
    auto sheet = app.get(cast.clerk, "/api/v1/members?format=xlsx&reason=check");
    EXPECT_EQ(sheet.text.substr(0, 2), "PK");
}

TEST_P(Roster, a_member_sees_the_own_data_and_who_looked) {
    app.write([&](Transaction& t) {
        auto record = Store<Member>{t}.load(cast.members[1], everything());
        record.phone.clear = "13800000001";
        organization::derive(t.app.keys, record);
        Store<Member>{t}.update(record);
    });
    app.post(cast.secretary, member(cast.members[1], "/reveal"), {{"field", "phone"}, {"reason", "通知开会"}});
    auto own = app.get(cast.member, "/api/v1/members/me");
    EXPECT_EQ(own["name"].as_string(), "李二");
    EXPECT_EQ(own["phone"].as_string(), "138****0001");
    EXPECT_EQ(own["own"].at("phone").as_string(), "13800000001");
    ASSERT_EQ(own["looks"].as_array().size(), 1U);
    app.audited();
    auto copy = app.get(cast.member, "/api/v1/members/me/copy");
    EXPECT_EQ(copy.status, 200);
    EXPECT_EQ(copy.text.substr(0, 5), "%PDF-");
    EXPECT_EQ(app.audited(), fmt::format("member.own_copied {}", cast.members[1].value));
    EXPECT_EQ(app.get(cast.administrator, "/api/v1/members/me/copy").problem(), "no-own-record");
    EXPECT_EQ(own["looks"].at(0).at("actor").as_string(), "支部书记");
    EXPECT_EQ(own["looks"].at(0).at("detail").at("reason").as_string(), "通知开会");
}

// Lists and their totals are kept in memory between writes: what was written is in the very next answer.
TEST_P(Roster, a_list_asked_twice_shows_what_was_written_between) {
    auto listed = [&](const Person& who) {
        auto answer = app.get(who, "/api/v1/members?size=50&left_on=none&organization_within=" + std::to_string(cast.organ.value));
        return std::pair{answer["total"].as_int64(), json::serialize(answer.body).find("新来同志") != std::string::npos};
    };
    for (int again = 0; again < 2; ++again) EXPECT_EQ(listed(cast.clerk), std::pair(std::int64_t{11}, false));
    auto admitted = app.post(cast.clerk, "/api/v1/members", {{"name", "新来同志"}, {"organization_id", cast.branch.value}, {"joined_on", "2015-07-01"}});
    ASSERT_EQ(admitted.status, 201);
    for (int again = 0; again < 2; ++again) EXPECT_EQ(listed(cast.clerk), std::pair(std::int64_t{12}, true));
    EXPECT_EQ(listed(cast.other_secretary), std::pair(std::int64_t{0}, false));
    // An organisation that moves out of the subtree takes its members with it, though no row of theirs was written.
    ASSERT_EQ(deed(organization(cast.branch, "/move"), {{"parent_id", cast.other_organ.value}, {"effective_on", "2021-12-28"}, {"reason", "机构改革"}}).status, 200);
    EXPECT_EQ(listed(cast.clerk), std::pair(std::int64_t{0}, false));
}

TEST_P(Roster, names_sort_by_pinyin) {
    std::string names;
    auto page = app.get(cast.secretary, "/api/v1/members?sort=name");
    for (auto& row : page["items"].as_array()) names += std::string{row.at("name").as_string()} + " ";
    EXPECT_EQ(names, "陈五 黄七 李二 刘四 王一 吴十 徐新 杨六 张三 赵八 周九 ");
}

TEST_P(Roster, the_size_of_a_branch_is_compared_with_the_rules_of_the_pack) {
    auto small = app.get(cast.clerk, organization(cast.direct_branch));
    EXPECT_EQ(small["reminders"].at(0).at("rule").as_string(), "members_to_found_a_branch");
    EXPECT_EQ(small["reminders"].at(0).at("sentence").as_string(), "有正式党员 3 人以上的，成立党支部");
    auto usual = app.get(cast.clerk, organization(cast.branch));
    EXPECT_TRUE(usual["reminders"].as_array().empty());
    EXPECT_TRUE(usual["has_committee"].as_bool());  // 9 formal members, from 7
    EXPECT_FALSE(app.get(cast.clerk, organization(cast.other_branch))["has_committee"].as_bool());
    EXPECT_EQ(usual["members"].as_int64(), 11);
    EXPECT_EQ(usual["formal_members"].as_int64(), 9);
    EXPECT_EQ(app.get(cast.clerk, organization(cast.committee))["members_below"].as_int64(), 14);
}

TEST_P(Roster, voting_begins_with_the_date_of_regularisation) {
    app.write([&](Transaction& t) {
        auto record = Store<Member>{t}.load(cast.members[9], everything());
        record.regular_on = Date::of(2022, 3, 1);
        Store<Member>{t}.update(record);
    });
    auto voters = [&](Date day) {
        return app.read([&](const View& view) {
            auto all = organization::members_on(view, cast.branch, day);
            return std::count_if(all.begin(), all.end(), [](auto& each) { return each.may_vote; });
        });
    };
    EXPECT_EQ(voters(Date::of(2021, 12, 1)), 9);
    EXPECT_EQ(voters(Date::of(2022, 3, 1)), 10);
}

ZHIBU_ON_BOTH_ENGINES(Roster);

}  // namespace
}  // namespace zhibu
