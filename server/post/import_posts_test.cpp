// Posts and terms out of a sheet: whole terms of years gone by, every fault at its cell, nothing twice, a batch taken back whole.
#include "testkit/sheets.hpp"

namespace zhibu::testkit {
namespace {

class PostSheets : public OnBothEngines {
protected:
    Cast cast{app};
    Sheets sheets{app};
    std::string branch, organ, sibling;
    std::vector<std::string> names;
    PostSheets() {
        app.at("2021-12-08T09:00:00+08:00");
        app.read([&](const View& view) {
            auto at = [&](Id<Organization> id) { return view.tree().find(id)->name; };
            branch = at(cast.branch), organ = at(cast.organ), sibling = at(cast.sibling_branch);
            for (auto member : cast.members) names.push_back(view.app.references.names(view, "member", {member.value}).begin()->second);
            return true;
        });
    }
    static constexpr const char* headings = "党组织,届次,本届开始日期,职务,姓名,任职日期,离任日期,任职方式,B角,选举会议,批复文号\n";
    // Two terms: the former with its secretary, the running one with three on the committee.
    std::string two_terms() const {
        return std::string{"某机关党支部班子名册,,,,,,,,,,\n"} + headings +
               branch + ",第一届,2016-05-10,书记," + names[3] + ",,,选举,,支部党员大会,党组发〔2016〕3号\n" +
               branch + ",第二届,2019年5月20日,党支部书记," + names[0] + ",,,选举," + names[1] + ",支部党员大会,党组发〔2019〕7号\n" +
               branch + ",第二届,2019.5.20,组织委员," + names[1] + ",,,,,,\n" +
               branch + ",第二届,2019-05-20,宣传委员," + names[2] + ",2020-09-01,,增补,,,\n";
    }
    std::int64_t total(const std::string& path) { return app.get(cast.clerk, "/api/v1" + path)["total"].as_int64(); }
    std::int64_t facts(const char* kind) {
        return app.read([&](const View& view) {
            std::int64_t sum = 0;
            for (int year : {2016, 2019, 2020}) sum += rollup::of(view, kind, cast.branch, Period::whole_year(year)).count;
            return sum;
        });
    }
    // "第一届 2016-05-10…2019-05-19; 第二届 2019-05-20…"
    std::string terms() {
        std::string all;
        auto answer = app.get(cast.clerk, fmt::format("/api/v1/terms?organization_id={}&sort=began_on", cast.branch.value));
        for (auto& each : answer["items"].as_array())
            all += (all.empty() ? "" : "; ") + std::string{each.at("number").as_string()} + " " + std::string{each.at("began_on").as_string()} + "…" + (each.at("ended_on").is_string() ? std::string{each.at("ended_on").as_string()} : "");
        return all;
    }
};
ZHIBU_ON_BOTH_ENGINES(PostSheets);

TEST_P(PostSheets, bring_whole_terms_with_their_holders) {
    auto batch = sheets.upload(cast.clerk, "posts", two_terms());
    ASSERT_EQ(batch.status, 201) << batch.text;
    EXPECT_EQ(sheets.faults(cast.clerk, batch), "");
    EXPECT_EQ(Sheets::counts(batch), "4: 4 created, 0 updated, 0 unchanged, 0 faulty");
    EXPECT_EQ(total("/terms"), 0) << "checked, not written";
    auto applied = sheets.apply(cast.clerk, batch);
    ASSERT_EQ(applied.status, 200) << applied.text;
    EXPECT_EQ(terms(), "第一届 2016-05-10…2019-05-19; 第二届 2019-05-20…");
    auto committee = app.get(cast.clerk, fmt::format("/api/v1/organizations/{}/committee", cast.branch.value));
    EXPECT_EQ(committee["body"].at("people").as_int64(), 3);
    EXPECT_EQ(committee["posts"].at(0).at("holders").at(0).at("member_name").as_string(), names[0]);
    EXPECT_EQ(committee["posts"].at(0).at("holders").at(0).at("stand_in_name").as_string(), names[1]);
    auto former = app.get(cast.clerk, fmt::format("/api/v1/post-holdings?member_id={}", cast.members[3].value));
    EXPECT_EQ(former["items"].at(0).at("valid_to").as_string(), "2019-05-19") << "ended with its term";
    EXPECT_EQ(facts("post.appointed"), 4);
    EXPECT_EQ(facts("post.term_changed"), 2);
    app.write([](Transaction& t) { EXPECT_TRUE(rollup::verify(t).empty()); });
    // The same sheet again changes nothing; a row with more says more.
    EXPECT_EQ(Sheets::counts(sheets.upload(cast.clerk, "posts", two_terms())), "4: 0 created, 0 updated, 4 unchanged, 0 faulty");
    auto ended = std::string{headings} + branch + ",,2019-05-20,宣传委员," + names[2] + ",2020-09-01,2021-11-30,,,,\n";
    auto second = sheets.upload(cast.clerk, "posts", ended);
    EXPECT_EQ(Sheets::counts(second), "1: 0 created, 1 updated, 0 unchanged, 0 faulty") << sheets.faults(cast.clerk, second);
    auto second_applied = sheets.apply(cast.clerk, second);
    EXPECT_EQ(app.get(cast.clerk, fmt::format("/api/v1/organizations/{}/committee", cast.branch.value))["body"].at("people").as_int64(), 2);
    EXPECT_EQ(sheets.undo(cast.clerk, applied).problem(), "import-built-upon") << "one of its rows was changed by the second";
    EXPECT_EQ(sheets.undo(cast.clerk, second_applied).status, 200);
    EXPECT_EQ(app.get(cast.clerk, fmt::format("/api/v1/organizations/{}/committee", cast.branch.value))["body"].at("people").as_int64(), 3);
}

TEST_P(PostSheets, are_taken_back_whole_unless_something_rests_on_them) {
    auto applied = sheets.apply(cast.clerk, sheets.upload(cast.clerk, "posts", two_terms()));
    ASSERT_EQ(applied.status, 200) << applied.text;
    auto by_hand = app.post(cast.clerk, "/api/v1/post-holdings", {{"organization_id", cast.branch.value}, {"post", "committee_member"}, {"member_id", cast.members[4].value}, {"valid_from", "2021-01-10"}});
    ASSERT_EQ(by_hand.status, 201) << by_hand.text;
    auto refused = sheets.undo(cast.clerk, applied);
    EXPECT_EQ(refused.problem(), "import-built-upon");
    EXPECT_NE(refused.faults().find("term_in_use"), std::string::npos) << refused.faults();
    EXPECT_EQ(total("/terms"), 2);
    app.write([&](Transaction& t) { t.session.execute("UPDATE post_holding SET term_id = NULL WHERE tenant_id = 1 AND id = ?", by_hand.id()); });
    EXPECT_EQ(sheets.undo(cast.clerk, applied).status, 200);
    EXPECT_EQ(total("/terms"), 0);
    EXPECT_EQ(total("/post-holdings"), 1);
    EXPECT_EQ(facts("post.appointed") + facts("post.term_changed"), 0);
    app.write([](Transaction& t) { EXPECT_TRUE(rollup::verify(t).empty()); });
}

TEST_P(PostSheets, find_every_fault_at_its_cell) {
    app.member(names[5], cast.branch);  // a second one of that name
    auto row = [&](const std::string& rest) { return rest + "\n"; };
    auto text = std::string{headings} +
                row("不存在的支部,第一届,2019-05-20,书记," + names[0] + ",,,,,大会,") +                 // 2
                row(branch + ",第一届,2019-05-20,炊事班长," + names[0] + ",,,,,大会,") +                // 3 no such post
                row(branch + ",第一届,2019-05-20,书记,无此人,,,,,大会,") +                              // 4 nobody of that name
                row(branch + ",第一届,2019-05-20,书记," + names[5] + ",,,,,大会,") +                    // 5 two of that name
                row(branch + ",,2016-01-20,书记," + names[0] + ",,,,,大会,") +                          // 6 which term is it
                row(branch + ",第一届,2016-05-20,书记," + names[0] + ",,,,,,") +                        // 7 who decided
                row(branch + ",第一届,2022-05-20,书记," + names[0] + ",,,,,大会,") +                    // 8 to come
                row(branch + ",第一届,,书记," + names[0] + ",2019-05-20,,,,大会,") +                    // 9 a term without its day
                row(branch + ",第一届,2019-05-20,书记," + names[0] + ",2018-05-20,,,,大会,") +          // 10 before the term
                row(branch + ",第一届,2019-05-20,书记," + names[6] + ",,2019-01-01,,,大会,") +          // 11 ended before it began
                row(branch + ",第一届,2019-05-20,书记," + names[7] + ",,,抽签,,大会,") +                // 12 in no known way
                row(branch + ",第一届,2019-05-20,书记," + names[8] + ",,,," + names[8] + ",大会,") +    // 13 stands in for himself
                row(branch + ",第一届,2019-05-20,书记," + names[0] + ",,,,,大会,") +                    // 14 sound
                row(branch + ",第一届,2019-05-20,书记," + names[1] + ",,,,,,") +                        // 15 one secretary only
                row(branch + ",第一届,2019-05-20,书记," + names[0] + ",,,,,,") +                        // 16 the same again
                row(branch + ",,,书记," + names[2] + ",,,,,,");                                         // 17 since when
    auto batch = sheets.upload(cast.clerk, "posts", text);
    EXPECT_EQ(sheets.faults(cast.clerk, batch), "2 organization organization_unknown, 3 post no_such_post_here, 4 name person_unknown, 5 name person_ambiguous, 6 term_number required, 7 decided_by required, "
                                                "8 term_began_on in_the_future, 9 term_began_on required, 10 valid_from before_its_term, 11 valid_to before_its_first_day, 12 way way_unknown, 13 stand_in stands_in_for_oneself, "
                                                "15 post post_has_too_many, 16 name duplicate_in_file, 17 valid_from required");
    EXPECT_EQ(Sheets::counts(batch), "16: 1 created, 0 updated, 0 unchanged, 15 faulty");
    EXPECT_EQ(app.get(cast.clerk, fmt::format("/api/v1/imports/{}/faults.xlsx", batch.id())).status, 200);
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/imports/template?kind=posts").status, 200);
}

TEST_P(PostSheets, leave_a_running_term_to_its_change) {
    auto begun = app.post(cast.organ_clerk, "/api/v1/terms", {{"organization_id", cast.branch.value}, {"number", "第二届"}, {"began_on", "2020-03-01"}, {"decided_by", "支部党员大会"},
                                                              {"holders", json::array{{{"post", "secretary"}, {"member_id", cast.members[0].value}}}}});
    ASSERT_EQ(begun.status, 201) << begun.text;
    auto newer = std::string{headings} + branch + ",第三届,2021-06-01,书记," + names[1] + ",,,,,大会,\n";
    EXPECT_EQ(sheets.faults(cast.clerk, sheets.upload(cast.clerk, "posts", newer)), "2 term_began_on newer_than_the_running_term");
    auto older = std::string{headings} + branch + ",第一届,2017-03-01,书记," + names[1] + ",,,,,大会,\n";
    auto batch = sheets.upload(cast.clerk, "posts", older);
    EXPECT_EQ(sheets.faults(cast.clerk, batch), "");
    EXPECT_EQ(sheets.apply(cast.clerk, batch).status, 200);
    EXPECT_EQ(terms(), "第一届 2017-03-01…2020-02-29; 第二届 2020-03-01…");
}

TEST_P(PostSheets, are_brought_by_keepers_for_their_own) {
    auto theirs = std::string{headings} + sibling + ",第一届,2019-05-20,书记," + names[0] + ",,,,,大会,\n";
    EXPECT_EQ(sheets.upload(cast.secretary, "posts", theirs).status, 403);
    EXPECT_EQ(sheets.upload(cast.member, "posts", theirs).status, 403);
    EXPECT_EQ(sheets.faults(cast.other_organ_clerk, sheets.upload(cast.other_organ_clerk, "posts", two_terms())),
              "3 organization organization_elsewhere, 4 organization organization_elsewhere, 5 organization organization_elsewhere, 6 organization organization_elsewhere")
        << "their rows begin below the heading line";
}

}  // namespace
}  // namespace zhibu::testkit
