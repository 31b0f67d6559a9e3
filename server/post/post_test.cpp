// Committees, posts and terms through the routes: who records what, what the regulations allow, reminders, extensions, figures.
#include "post/committee.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::testkit {

class Posts : public OnBothEngines {
protected:
    Posts() { app.at("2021-12-28T09:00:00+08:00"); }
    json::object holding(Id<Organization> organization, const char* post, Id<Member> member, const char* from = "2021-03-01") {
        return {{"organization_id", organization.value}, {"post", post}, {"member_id", member.value}, {"valid_from", from}, {"way", "elected"}, {"basis", "批复〔2021〕3号"}};
    }
    Answer appoint(const Person& who, Id<Organization> organization, const char* post, Id<Member> member, const char* from = "2021-03-01") {
        return app.post(who, "/api/v1/post-holdings", holding(organization, post, member, from));
    }
    json::object change(Id<Organization> organization, const char* began_on, std::vector<std::pair<const char*, Id<Member>>> elected) {
        json::array holders;
        for (auto& [post, member] : elected) holders.push_back({{"post", post}, {"member_id", member.value}});
        return {{"organization_id", organization.value}, {"number", "第三届"}, {"began_on", began_on}, {"decided_by", "支部党员大会无记名投票"}, {"approval", "批复〔2021〕5号"}, {"holders", holders}};
    }
    Answer change_term(const Person& who, Id<Organization> organization, const char* began_on, std::vector<std::pair<const char*, Id<Member>>> elected) {
        return app.post(who, "/api/v1/terms", change(organization, began_on, std::move(elected)));
    }
    Answer term_of_branch(const char* began_on) { return change_term(cast.organ_clerk, cast.branch, began_on, {{"secretary", cast.members[0]}, {"organization_member", cast.members[1]}}); }
    Answer committee(const Person& who, Id<Organization> organization, const std::string& query = "") {
        return app.get(who, "/api/v1/organizations/" + std::to_string(organization.value) + "/committee" + query);
    }
    // "secretary: 王一; organization_member: 李二"
    std::string holders(const Answer& shown) {
        std::string out;
        for (auto& post : shown["posts"].as_array())
            for (auto& each : post.at("holders").as_array())
                out += (out.empty() ? "" : "; ") + std::string{post.at("key").as_string()} + ": " + std::string{each.at("member_name").as_string()};
        return out;
    }
    std::vector<std::string> inbox(const Person& who, const std::string& kind) {
        std::vector<std::string> titles;
        auto answer = app.get(who, "/api/v1/inbox");
        for (auto& item : answer["items"].as_array())
            if (std::string{item.at("kind").as_string()}.starts_with(kind)) titles.emplace_back(item.at("title").as_string());
        return titles;
    }
    std::int64_t count(const char* kind, Id<Organization> organization) {
        return app.read([&](const View& view) { return rollup::of(view, kind, organization, Period::whole_year(2021)).count; });
    }
    std::int64_t total(const std::string& path) { return app.get(cast.clerk, "/api/v1" + path)["total"].as_int64(); }
    static std::string faults_of(const Answer& answer) { return answer.status < 300 ? "" : answer.faults(); }
    Cast cast{app};
};
ZHIBU_ON_BOTH_ENGINES(Posts);

TEST_P(Posts, are_recorded_by_the_keepers_of_the_organisation) {
    auto group = app.organization("第一党小组", OrganizationKind::group, cast.branch);
    struct Row {
        const char* who;
        Person person;
        Id<Organization> organization;
        const char* post;
        Id<Member> member;
        int status;
    } table[] = {{"auditor", cast.auditor, cast.branch, "secretary", cast.members[0], 403},
                 {"leader", cast.leader, cast.branch, "secretary", cast.members[0], 403},
                 {"secretary, a post of the branch", cast.secretary, cast.branch, "secretary", cast.members[0], 403},
                 {"member", cast.member, cast.branch, "secretary", cast.members[0], 403},
                 {"clerk of another organ", cast.other_organ_clerk, cast.branch, "secretary", cast.members[0], 403},
                 {"secretary of a sibling, its group", cast.sibling_secretary, group, "group_leader", cast.members[2], 403},
                 {"secretary, leader of the own group", cast.secretary, group, "group_leader", cast.members[2], 201},
                 {"clerk of the organ", cast.organ_clerk, cast.branch, "secretary", cast.members[0], 201},
                 {"clerk of the committee", cast.clerk, cast.branch, "organization_member", cast.members[1], 201},
                 {"administrator", cast.administrator, cast.branch, "publicity_member", cast.members[1], 201}};
    for (auto& row : table) EXPECT_EQ(appoint(row.person, row.organization, row.post, row.member).status, row.status) << row.who;
    EXPECT_EQ(count("post.appointed", cast.organ), 4);
    EXPECT_EQ(holders(committee(cast.member, cast.branch)), "secretary: 王一; organization_member: 李二; publicity_member: 李二") << "everybody of the branch sees who holds what";
    EXPECT_EQ(committee(cast.other_member, cast.branch).status, 404);
}

TEST_P(Posts, follow_the_regulations) {
    auto small = app.organization("小支部", OrganizationKind::branch, cast.organ);
    std::vector<Id<Member>> six;
    for (auto name : {"一", "二", "三", "四", "五", "六"}) six.push_back(app.member(name, small));
    ASSERT_EQ(appoint(cast.organ_clerk, cast.branch, "secretary", cast.members[0]).status, 201);
    struct Row {
        const char* what;
        Id<Organization> organization;
        const char* post;
        Id<Member> member;
        const char* from;
        const char* faults;
    } table[] = {{"below seven there is no committee", small, "organization_member", six[1], "2021-03-01", "#/post no_committee_here"},
                 {"below seven a secretary", small, "secretary", six[0], "2021-03-01", ""},
                 {"below seven one deputy", small, "deputy_branch_secretary", six[1], "2021-03-01", ""},
                 {"a branch has no full-time deputy", cast.branch, "full_time_deputy", cast.members[3], "2021-03-01", "#/post no_such_post_here"},
                 {"a probationary member", cast.branch, "publicity_member", cast.members[9], "2021-06-01", "#/member_id not_of_this_organization"},
                 {"a member of another branch", cast.branch, "publicity_member", cast.other_members[0], "2021-03-01", "#/member_id not_of_this_organization"},
                 {"a member of a branch below, in the organ", cast.organ, "deputy_secretary", cast.members[0], "2021-03-01", ""},
                 {"a day to come", cast.branch, "publicity_member", cast.members[3], "2022-01-01", "#/valid_from in_the_future"},
                 {"the same post twice", cast.branch, "secretary", cast.members[0], "2021-04-01", "#/member_id holds_it_already"},
                 {"an unknown post", cast.branch, "chairman", cast.members[3], "2021-03-01", "#/post no_such_post_here"}};
    for (auto& row : table) EXPECT_EQ(faults_of(appoint(cast.organ_clerk, row.organization, row.post, row.member, row.from)), row.faults) << row.what;
    auto second = appoint(cast.organ_clerk, cast.branch, "secretary", cast.members[4]);
    EXPECT_EQ(second.status, 409);
    EXPECT_EQ(second.problem(), "post-is-full");
    EXPECT_EQ(appoint(cast.organ_clerk, small, "deputy_branch_secretary", six[2]).problem(), "post-is-full");
}

// "7 人 3 岗位 3 角色": seven people, several posts each.
TEST_P(Posts, one_person_may_hold_several) {
    ASSERT_EQ(term_of_branch("2021-03-01").status, 201);
    ASSERT_EQ(appoint(cast.organ_clerk, cast.branch, "publicity_member", cast.members[0]).status, 201);
    ASSERT_EQ(appoint(cast.organ_clerk, cast.organ, "party_worker", cast.members[0]).status, 201);
    auto shown = committee(cast.organ_clerk, cast.branch);
    EXPECT_EQ(shown["posts"].at(0).at("holders").at(0).at("other_posts").as_int64(), 2);
    EXPECT_EQ(shown["body"].at("people").as_int64(), 2) << "each once";
    EXPECT_EQ(total("/post-holdings?member_id=" + std::to_string(cast.members[0].value) + "&valid_to=none"), 3);
}

TEST_P(Posts, end_with_a_reason_and_stay_in_the_history) {
    auto made = appoint(cast.organ_clerk, cast.branch, "secretary", cast.members[0]);
    auto path = "/api/v1/post-holdings/" + std::to_string(made.id()) + "/end";
    EXPECT_EQ(app.post(cast.organ_clerk, path, {{"last_day", "2021-02-01"}, {"reason", "调离"}}, {made.version()}).faults(), "#/last_day before_its_first_day");
    EXPECT_EQ(app.post(cast.organ_clerk, path, {{"last_day", "2022-02-01"}, {"reason", "调离"}}, {made.version()}).faults(), "#/last_day in_the_future");
    EXPECT_EQ(app.post(cast.secretary, path, {{"last_day", "2021-11-30"}, {"reason", "调离"}}, {made.version()}).status, 403);
    app.audited();
    ASSERT_EQ(app.post(cast.organ_clerk, path, {{"last_day", "2021-11-30"}, {"reason", "调离"}}, {made.version()}).status, 200);
    EXPECT_EQ(app.audited(), "post_holding.ended " + std::to_string(made.id()));
    EXPECT_EQ(app.post(cast.organ_clerk, path, {{"last_day", "2021-11-30"}, {"reason", "调离"}}, {made.version() + 1}).status, 403) << "twice";
    EXPECT_EQ(holders(committee(cast.member, cast.branch)), "");
    EXPECT_EQ(holders(committee(cast.member, cast.branch, "?on=2021-06-01")), "secretary: 王一") << "as it stood";
    EXPECT_EQ(committee(cast.member, cast.branch)["former"].as_array().size(), 1u);
    EXPECT_EQ(appoint(cast.organ_clerk, cast.branch, "secretary", cast.members[1], "2021-12-01").status, 201);
}

TEST_P(Posts, a_change_of_term_ends_the_former_and_begins_the_next) {
    auto organ_member = app.member("党委书记", cast.branch);
    struct Row {
        const char* what;
        Answer answer;
        const char* faults;
        const char* due_on;
    } table[] = {{"branch: three years", term_of_branch("2019-03-01"), "", "2022-02-28"},
                 {"organ: five years", change_term(cast.clerk, cast.organ, "2019-03-01", {{"secretary", organ_member}}), "", "2024-02-29"},
                 {"not before the running one", term_of_branch("2019-03-01"), "#/began_on before_the_running_term", ""},
                 {"without a secretary", change_term(cast.organ_clerk, cast.branch, "2021-03-01", {{"organization_member", cast.members[1]}}), "#/holders post_is_missing", ""},
                 {"two secretaries", change_term(cast.organ_clerk, cast.branch, "2021-03-01", {{"secretary", cast.members[0]}, {"secretary", cast.members[1]}}), "#/holders/1/post post_has_too_many", ""},
                 {"a working committee has no term", change_term(cast.clerk, cast.committee, "2021-03-01", {{"secretary", organ_member}}), "#/organization_id has_no_term", ""},
                 {"the next", change_term(cast.organ_clerk, cast.branch, "2021-12-01", {{"secretary", cast.members[2]}, {"organization_member", cast.members[1]}}), "", "2024-11-30"}};
    for (auto& row : table) {
        EXPECT_EQ(faults_of(row.answer), row.faults) << row.what << row.answer.text;
        if (row.answer.status == 201) EXPECT_EQ(row.answer["due_on"].as_string(), row.due_on) << row.what;
    }
    EXPECT_EQ(change_term(cast.secretary, cast.branch, "2021-12-20", {{"secretary", cast.members[0]}}).status, 403) << "recorded by the keepers";
    EXPECT_EQ(holders(committee(cast.organ_clerk, cast.branch)), "secretary: 张三; organization_member: 李二");
    EXPECT_EQ(holders(committee(cast.organ_clerk, cast.branch, "?on=2021-11-30")), "secretary: 王一; organization_member: 李二");
    EXPECT_EQ(committee(cast.organ_clerk, cast.branch)["terms"].as_array().size(), 2u);
    EXPECT_EQ(count("post.term_changed", cast.organ), 1) << "of 2021";
    EXPECT_EQ(app.read([](const View& view) { return rollup::verify(view); }), std::vector<std::string>{});
}

TEST_P(Posts, a_village_branch_has_five_years) {
    auto body = change(cast.branch, "2021-03-01", {{"secretary", cast.members[0]}});
    body["kind"] = "village";
    EXPECT_EQ(app.post(cast.organ_clerk, "/api/v1/terms", body)["due_on"].as_string(), "2026-02-28");
}

TEST_P(Posts, terms_are_remembered_six_three_and_one_months_before_their_end) {
    term_of_branch("2019-03-01");  // until 2022-02-28
    struct Row {
        const char* day;
        const char* own;    // of the branch
        const char* reason;
    } table[] = {{"2021-08-27", "", ""},
                 {"2021-08-28", "本届任期将于2022年2月28日届满，请准备换届", "距届满不足 6 个月"},
                 {"2021-11-28", "本届任期将于2022年2月28日届满，请准备换届", "距届满不足 3 个月"},
                 {"2022-01-28", "本届任期将于2022年2月28日届满，请准备换届", "距届满不足 1 个月"},
                 {"2022-02-28", "本届任期将于2022年2月28日届满，请准备换届", "距届满不足 1 个月"},
                 {"2022-03-01", "本届任期已于2022年2月28日届满，尚未换届", "已超期 1 天"}};
    for (auto& row : table) {
        app.at(std::string{row.day} + "T09:00:00+08:00");
        // By the inbox itself: sessions of the cast would end in half a year.
        auto items = [&](const Person& who, Grant grant) {
            Actor actor{.tenant = {1}, .account = who.account, .grants = {grant}};
            std::vector<InboxItem> terms;
            for (auto& item : app->read(actor, [&](const View& view) { return app->inbox_of(view); }))
                if (item.kind.starts_with("term.")) terms.push_back(item);
            return terms;
        };
        auto own = items(cast.secretary, {Role::branch_secretary, cast.branch});
        ASSERT_EQ(own.size(), std::string{row.own}.empty() ? 0u : 1u) << row.day;
        if (!own.empty()) EXPECT_EQ(own[0].title, row.own) << row.day;
        if (!own.empty()) EXPECT_NE(own[0].reason.find(row.reason), std::string::npos) << row.day << own[0].reason;
        EXPECT_EQ(items(cast.organ_clerk, {Role::organ_clerk, cast.organ}).size(), own.size()) << "the superior, " << row.day;
        EXPECT_EQ(items(cast.sibling_secretary, {Role::branch_secretary, cast.sibling_branch}).size(), 0u) << row.day;
        EXPECT_EQ(items(cast.clerk, {Role::committee_clerk, cast.committee}).size(), 0u) << "not two levels up, " << row.day;
    }
}

TEST_P(Posts, the_superior_reminds_in_a_numbered_letter) {
    auto term = term_of_branch("2019-03-01");
    auto path = "/api/v1/terms/" + std::to_string(term.id()) + "/reminder-letter";
    EXPECT_EQ(app.post(cast.secretary, path, {}, {term.version()}).status, 403);
    EXPECT_EQ(inbox(cast.organ_clerk, "term.remind").size(), 1u);
    auto reminded = app.post(cast.organ_clerk, path, {}, {term.version()});
    ASSERT_EQ(reminded.status, 200) << reminded.text;
    auto letter = app.get(cast.organ_clerk, "/api/v1/letters/" + std::to_string(reminded["letter_id"].as_int64()));
    EXPECT_EQ(letter["title"].as_string(), "关于做好财政局第一党支部换届工作的提示单");
    EXPECT_EQ(letter["organization_id"].as_int64(), cast.branch.value);
    EXPECT_TRUE(reminded["reminded_on"].is_null()) << "a draft reminds nobody";
    EXPECT_EQ(app.post(cast.organ_clerk, path, {}, {reminded.version()}).status, 403) << "once";
    ASSERT_EQ(app.post(cast.organ_clerk, "/api/v1/letters/" + std::to_string(letter.id()) + "/issue", {{"burden_seen", 9}}, {letter.version()}).status, 200);
    EXPECT_EQ(app.get(cast.secretary, "/api/v1/terms/" + std::to_string(term.id()))["reminded_on"].as_string(), "2021-12-28");
    EXPECT_EQ(inbox(cast.organ_clerk, "term.remind").size(), 0u);
    EXPECT_EQ(inbox(cast.secretary, "term.prepare").size(), 1u) << "the branch still has to prepare";
}

TEST_P(Posts, a_discarded_reminder_leaves_the_term_to_be_reminded) {
    auto term = term_of_branch("2019-03-01");
    auto path = "/api/v1/terms/" + std::to_string(term.id());
    auto reminded = app.post(cast.organ_clerk, path + "/reminder-letter", {}, {term.version()});
    auto letter = app.get(cast.organ_clerk, "/api/v1/letters/" + std::to_string(reminded["letter_id"].as_int64()));
    ASSERT_EQ(app.send(cast.organ_clerk, http::Method::remove, "/api/v1/letters/" + std::to_string(letter.id()), "", {letter.version()}).status, 200);
    EXPECT_TRUE(app.get(cast.organ_clerk, path)["letter_id"].is_null());
}

TEST_P(Posts, an_extension_is_decided_by_the_superior) {
    auto term = term_of_branch("2019-03-01");
    auto ask = [&](const Person& who, const char* until) {
        return app.post(who, "/api/v1/term-extensions", {{"term_id", term.id()}, {"until", until}, {"reason", "单位机构改革正在进行"}});
    };
    EXPECT_EQ(ask(cast.secretary, "2022-02-28").faults(), "#/until before_the_end_of_the_term");
    EXPECT_EQ(ask(cast.secretary, "2023-03-01").faults(), "#/until longer_than_usual");
    EXPECT_EQ(ask(cast.other_secretary, "2022-08-31").faults(), "#/term_id unknown_reference");
    EXPECT_EQ(ask(cast.member, "2022-08-31").status, 403);
    auto asked = ask(cast.secretary, "2022-08-31");
    ASSERT_EQ(asked.status, 201) << asked.text;
    EXPECT_EQ(ask(cast.secretary, "2022-08-31").problem(), "extension-already-asked");
    EXPECT_EQ(inbox(cast.organ_clerk, "term.extension").size(), 1u);
    auto path = "/api/v1/term-extensions/" + std::to_string(asked.id());
    struct Row {
        const char* who;
        Person person;
        const char* deed;
        int status;
    } table[] = {{"secretary, the own", cast.secretary, "approval", 403},      {"member", cast.member, "approval", 404},
                 {"clerk of another organ", cast.other_organ_clerk, "approval", 404}, {"auditor", cast.auditor, "approval", 403},
                 {"leader", cast.leader, "refusal", 403},                      {"organ clerk, without words", cast.organ_clerk, "refusal", 422},
                 {"organ clerk", cast.organ_clerk, "approval", 200},           {"again", cast.organ_clerk, "approval", 409},
                 {"too late", cast.secretary, "withdrawal", 409}};
    for (auto& row : table) {
        auto seen = app.get(row.person, path);
        EXPECT_EQ(app.post(row.person, path + "/" + row.deed, json::object{}, {seen.status == 200 ? seen.version() : 1}).status, row.status) << row.who;
    }
    EXPECT_EQ(app.get(cast.secretary, "/api/v1/terms/" + std::to_string(term.id()))["due_on"].as_string(), "2022-08-31");
    EXPECT_EQ(count("post.term_extended", cast.branch), 1);
}

TEST_P(Posts, an_organs_own_extension_goes_to_the_committee_above) {
    auto secretary = app.member("党委书记", cast.branch);
    auto term = change_term(cast.organ_clerk, cast.organ, "2017-03-01", {{"secretary", secretary}});
    auto asked = app.post(cast.organ_clerk, "/api/v1/term-extensions", {{"term_id", term.id()}, {"until", "2022-08-31"}, {"reason", "班子调整尚未到位"}});
    ASSERT_EQ(asked.status, 201) << asked.text;
    auto path = "/api/v1/term-extensions/" + std::to_string(asked.id()) + "/approval";
    auto colleague = app.person("同级干事", {{Role::organ_clerk, cast.organ}});
    EXPECT_EQ(app.post(colleague, path, json::object{}, {asked.version()}).status, 403) << "no superior of the own organ";
    EXPECT_EQ(app.post(cast.clerk, path, json::object{}, {asked.version()}).status, 200);
}

TEST_P(Posts, figures_of_terms_open_to_their_records) {
    term_of_branch("2019-03-01");                                                                   // until 2022-02-28
    change_term(cast.clerk, cast.direct_branch, "2018-01-01", {{"secretary", app.member("馆长", cast.direct_branch)}});  // until 2020-12-31
    auto figure = [&](const char* name) {
        auto shown = app.get(cast.clerk, "/api/v1/figures?organization_id=" + std::to_string(cast.committee.value) + "&period=2021&names=" + name);
        EXPECT_EQ(shown.status, 200) << shown.text;
        return shown["figures"].at(name).as_object();
    };
    EXPECT_EQ(figure("terms")["value"].as_int64(), 2);
    EXPECT_EQ(figure("terms_in_term")["value"].as_int64(), 1);
    auto records = std::string{figure("terms_in_term")["records"].as_string()};
    EXPECT_EQ(app.get(cast.clerk, records)["total"].as_int64(), 1) << records;
    EXPECT_EQ(total("/terms?standing=overdue"), 1);
    EXPECT_EQ(total("/terms?standing=soon"), 1);
    EXPECT_EQ(total("/terms?standing=within"), 0);
    EXPECT_EQ(total("/terms?on=2020-06-01&standing=in_term"), 2) << "as it stood";
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/terms?standing=sometimes").status, 422);
    EXPECT_EQ(app.get(cast.other_organ_clerk, "/api/v1/terms")["total"].as_int64(), 0);
}

TEST_P(Posts, a_role_is_offered_and_never_given_by_itself) {
    auto account = app.person("李二账号", {{Role::member, cast.branch}}, cast.members[3]).account;
    appoint(cast.organ_clerk, cast.branch, "secretary", cast.members[3]);
    auto holder = [&](const Person& who) { return committee(who, cast.branch)["posts"].at(0).at("holders").at(0).as_object(); };
    auto offered = holder(cast.organ_clerk);
    EXPECT_EQ(offered["role"].as_string(), "branch_secretary");
    EXPECT_EQ(offered["account"].at("id").as_int64(), account.value);
    EXPECT_TRUE(offered["account"].at("grant_id").is_null());
    EXPECT_TRUE(holder(cast.secretary)["account"].is_null()) << "only to who could give it";
    auto path = "/api/v1/accounts/" + std::to_string(account.value) + "/grants";
    auto seen = app.get(cast.organ_clerk, "/api/v1/accounts/" + std::to_string(account.value));
    ASSERT_LT(app.post(cast.organ_clerk, path, {{"role", "branch_secretary"}, {"organization_id", cast.branch.value}}, {seen.version()}).status, 300);
    EXPECT_FALSE(holder(cast.organ_clerk)["account"].at("grant_id").is_null());
    auto made = app.get(cast.organ_clerk, "/api/v1/post-holdings?organization_id=" + std::to_string(cast.branch.value))["items"].at(0).as_object();
    ASSERT_EQ(app.post(cast.organ_clerk, "/api/v1/post-holdings/" + std::to_string(made["id"].as_int64()) + "/end", {{"last_day", "2021-12-27"}, {"reason", "调离"}}, {made["version"].as_int64()}).status, 200);
    EXPECT_EQ(committee(cast.organ_clerk, cast.branch)["kept_roles"].as_array().size(), 1u) << "and said where it outlives the post";
}

}  // namespace zhibu::testkit
