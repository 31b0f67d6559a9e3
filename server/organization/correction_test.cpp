// Requests for correction (更正申请) as decision tables: what may be asked for, who answers within which days, what an answer writes, and
// that none of it can be read where it is kept.
#include <fmt/format.h>

#include "organization/correction.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::testkit {

using organization::Correction;
using organization::MemberField;

class Corrections : public OnBothEngines {
protected:
    Cast cast{app};
    static constexpr const char* number = "11010519491231002X";      // a right one
    static constexpr const char* other_number = "440524188001010014";  // another
    int times{0};
    Corrections() { app.at("2022-03-21T09:00:00+08:00"); }

    Answer ask(const Person& who, const std::string& field, const std::string& wanted, const std::string& reason = "") {
        json::object body{{"field", field}, {"wanted", wanted}};
        if (!reason.empty()) body["reason"] = reason;
        return app.post(who, "/api/v1/corrections", body);
    }
    static std::string path(std::int64_t id, const std::string& rest = "") { return fmt::format("/api/v1/corrections/{}{}", id, rest); }
    std::int64_t column(const char* sql, std::int64_t id) {
        return app.read([&](const View& view) { return view.session.integer(sql, id).value_or(-1); });
    }
    std::int64_t member_version(Id<Member> id) { return column("SELECT version FROM member WHERE tenant_id = 1 AND id = ?", id.value); }
    Answer step(const Person& who, std::int64_t id, const std::string& verb, json::object body = {}) {
        if (verb == "refuse" && body.empty()) body["note"] = "档案记载无误";
        if (verb == "apply" && body.empty()) body["member_version"] = member_version(cast.members[1]);
        return app.post(who, path(id, "/steps/" + verb), body, {column("SELECT version FROM correction WHERE tenant_id = 1 AND id = ?", id)});
    }
    Member member(Id<Member> id) {
        return app.read([&](const View& view) { return Store<Member>{view}.load(id, everything()); });
    }
    std::string waiting(const Person& who) {
        auto inbox = app.get(who, "/api/v1/inbox");
        std::string all;
        for (auto& item : inbox["items"].as_array())
            if (item.at("kind").as_string().starts_with("correction")) all += std::string{item.at("title").as_string()} + ";";
        return all;
    }
    void end_all() {
        app.write([](Transaction& t) { t.session.execute("UPDATE correction SET state = 'withdrawn', due_on = NULL WHERE tenant_id = 1"); });
    }
};
ZHIBU_ON_BOTH_ENGINES(Corrections);

TEST_P(Corrections, name_any_field_that_a_keeper_writes_and_no_other) {
    struct Row {
        const char *field, *wanted, *expected;
    };
    const std::vector<Row> table{
        {"name", "李贰", ""}, {"gender", "female", ""}, {"birth_date", "1985-07-01", ""}, {"birth_date", "1985-07", ""}, {"id_number", "11010519491231002x", ""}, {"phone", "138 0000 0001", ""},
        {"joined_on", "2009-07-01", ""}, {"regular_on", "2011-08-01", ""}, {"nationality", "满族", ""}, {"education", "大学", ""}, {"degree", "学士", ""}, {"post", "主任科员", ""}, {"stage", "probationary", ""},
        {"code", "D1", ""}, {"exempt_reason", "年老体弱", ""}, {"note", "曾用名李小二", ""},
        // What cannot be, or is nobody's to write.
        {"organization_id", "1", "#/field not_one_of"}, {"id", "1", "#/field not_one_of"}, {"version", "9", "#/field not_one_of"}, {"left_on", "2021-01-01", "#/field not_one_of"}, {"pinyin", "li", "#/field not_one_of"},
        {"salary", "1", "#/field not_one_of"}, {"name", "", "#/wanted required"}, {"gender", "woman", "#/wanted not_one_of"}, {"birth_date", "1985-13-01", "#/wanted not_a_date"},
        {"id_number", "110105194912310021", "#/wanted id_checksum"}, {"id_number", "110105491231002", "#/wanted id_fifteen_digits"}, {"phone", "12", "#/wanted phone_invalid"}, {"phone", "138****0001", "#/wanted is_masked"},
        {"nationality", "一二三四五六七八九十一二三四五六七八九十一", "#/wanted too_long"}, {"name", "李二", "#/wanted stands_so_already"}, {"joined_on", "2010-07-01", "#/wanted stands_so_already"},
    };
    for (auto& row : table) {
        SCOPED_TRACE(fmt::format("{} {}", row.field, row.wanted));
        end_all();
        auto answer = ask(cast.member, row.field, row.wanted);
        EXPECT_EQ(answer.status, *row.expected ? 422 : 201) << answer.text;
        if (*row.expected) EXPECT_EQ(answer.faults(), row.expected);
    }
    EXPECT_EQ(app.post(cast.member, "/api/v1/corrections", {{"field", "post"}, {"wanted", "科长"}, {"member_id", cast.members[2].value}}).faults(), "#/member_id read_only") << "only one's own";
    EXPECT_EQ(ask(cast.administrator, "post", "科长").problem(), "no-own-record");
    // Each has the member's own word in both languages.
    for (auto& name : Codec<MemberField>::names())
        for (auto language : {Language::chinese, Language::english}) EXPECT_EQ(app->words.text(language, "correction.field_is." + name), app->words.text(language, "member." + name));
}

// Role × state × step; 200 done, 403 not theirs, 404 not seen, 409 not in this state.
TEST_P(Corrections, take_each_step_by_whom_it_belongs_to) {
    struct Row {
        const char *state, *verb;
        int member, organ_clerk, clerk, administrator, others;
    };
    auto reach = [&](const std::string& state) {
        end_all();
        auto id = ask(cast.member, "post", fmt::format("岗位{}", ++times)).id();
        if (state == "corrected") step(cast.organ_clerk, id, "apply");
        if (state == "refused" || state == "noted") step(cast.organ_clerk, id, "refuse");
        if (state == "noted") step(cast.member, id, "acknowledge");
        if (state == "withdrawn") step(cast.member, id, "withdraw");
        return id;
    };
    const std::vector<Row> table{
        // state       verb           member organ clerk admin others
        {"asked", "apply", 403, 200, 200, 200, 404},       {"asked", "correct", 403, 409, 409, 409, 404},     {"asked", "refuse", 403, 200, 200, 200, 404},       {"asked", "withdraw", 200, 403, 403, 403, 404},
        {"asked", "acknowledge", 409, 409, 409, 409, 404}, {"corrected", "apply", 403, 409, 409, 409, 404},   {"corrected", "refuse", 403, 409, 409, 409, 404},   {"corrected", "withdraw", 409, 409, 409, 409, 404},
        {"corrected", "acknowledge", 200, 403, 403, 403, 404}, {"refused", "apply", 403, 409, 409, 409, 404}, {"refused", "acknowledge", 200, 403, 403, 403, 404}, {"noted", "acknowledge", 403, 403, 403, 403, 404},
        {"withdrawn", "apply", 403, 409, 409, 409, 404},   {"withdrawn", "withdraw", 409, 409, 409, 409, 404},
    };
    for (auto& row : table) {
        struct {
            const char* who;
            const Person& person;
            int expected;
        } columns[] = {{"member", cast.member, row.member},         {"organ clerk", cast.organ_clerk, row.organ_clerk}, {"clerk", cast.clerk, row.clerk},
                       {"administrator", cast.administrator, row.administrator}, {"secretary", cast.secretary, row.others},          {"leader", cast.leader, row.others},
                       {"auditor", cast.auditor, row.others},       {"another organ's clerk", cast.other_organ_clerk, row.others}, {"another member", cast.other_member, row.others}};
        for (auto& column : columns) {
            SCOPED_TRACE(fmt::format("{} {} by {}", row.state, row.verb, column.who));
            auto answer = step(column.person, reach(row.state), row.verb);
            EXPECT_EQ(answer.status, column.expected) << answer.text;
        }
    }
    EXPECT_EQ(step(cast.organ_clerk, reach("asked"), "delete").status, 404);
}

TEST_P(Corrections, are_answered_by_nobody_about_themselves) {
    auto clerk_and_member = app.person("兼职干事", {{Role::organ_clerk, cast.organ}, {Role::member, cast.branch}}, cast.members[3]);
    auto id = ask(clerk_and_member, "post", "主任科员").id();
    for (auto verb : {"apply", "correct", "refuse"}) {
        auto refused = step(clerk_and_member, id, verb, {{"note", "自己办理"}, {"member_version", 1}});
        EXPECT_EQ(refused.status, 403) << verb;
        EXPECT_NE(refused.text.find("不能办理自己提交的事项"), std::string::npos) << refused.text;
    }
    EXPECT_EQ(waiting(clerk_and_member), "");
    EXPECT_EQ(waiting(cast.organ_clerk), "核实更正申请：刘四 工作岗位;");
    EXPECT_EQ(waiting(cast.clerk), "") << "while the organ has somebody";
    app.write([&](Transaction& t) { t.session.execute("UPDATE account SET state = 'disabled' WHERE tenant_id = 1 AND id = ?", cast.organ_clerk.account); });
    EXPECT_EQ(waiting(cast.clerk), "核实更正申请：刘四 工作岗位;") << "the organ has nobody but the member";
    EXPECT_EQ(step(cast.clerk, id, "refuse").status, 200);
}

TEST_P(Corrections, have_fifteen_working_days_and_then_wait_above_too) {
    auto asked = ask(cast.member, "post", "主任科员");
    // From 21 March 2022: Qingming is off from 3 to 5 April, Saturday 2 April is worked.
    EXPECT_EQ(asked["due_on"].as_string(), "2022-04-12");
    EXPECT_EQ(waiting(cast.organ_clerk), "核实更正申请：李二 工作岗位;");
    app.at("2022-04-12T17:00:00+08:00");
    EXPECT_EQ(app.get(cast.member, path(asked.id()))["course"].at("overdue_days").as_int64(), 0);
    EXPECT_EQ(waiting(cast.clerk), "");
    app.at("2022-04-13T09:00:00+08:00");
    EXPECT_EQ(app.get(cast.member, path(asked.id()))["course"].at("overdue_days").as_int64(), 1);
    EXPECT_EQ(waiting(cast.clerk), "核实更正申请：李二 工作岗位;");
    EXPECT_EQ(waiting(cast.organ_clerk), "核实更正申请：李二 工作岗位;");
    EXPECT_EQ(waiting(cast.other_organ_clerk) + waiting(cast.secretary) + waiting(cast.member), "");
    EXPECT_EQ(step(cast.clerk, asked.id(), "refuse", {{"note", "短"}}).faults(), "#/note too_short");
    EXPECT_EQ(step(cast.clerk, asked.id(), "refuse", {{"note", ""}}).faults(), "#/note required");
    ASSERT_EQ(step(cast.clerk, asked.id(), "refuse", {{"note", "任职文件未到"}}).status, 200);
    EXPECT_EQ(waiting(cast.clerk) + waiting(cast.organ_clerk), "");
    app.read([&](const View& view) {
        EXPECT_EQ(rollup::of(view, "organization.correction_asked", cast.branch, Period::quarter(2022, 1)).count, 1);
        EXPECT_EQ(rollup::of(view, "organization.correction_answered", cast.branch, Period::quarter(2022, 2)).late, 1);
        EXPECT_EQ(rollup::verify(view), std::vector<std::string>{});
        return true;
    });
    // The answer stays with the member until it was read.
    EXPECT_EQ(waiting(cast.member), "您申请的工作岗位不予更正;");
    EXPECT_EQ(app.get(cast.member, path(asked.id()))["texts"].at("answer").as_string(), "任职文件未到");
    EXPECT_EQ(step(cast.member, asked.id(), "acknowledge").status, 200);
    EXPECT_EQ(waiting(cast.member), "");
}

TEST_P(Corrections, are_applied_as_an_ordinary_change_of_the_member) {
    auto id = ask(cast.member, "id_number", "11010519491231002x").id();
    auto body = json::object{{"member_version", member_version(cast.members[1])}};
    ASSERT_EQ(app.patch(cast.clerk, fmt::format("/api/v1/members/{}", cast.members[1].value), {{"note", "别处改动"}}, member_version(cast.members[1])).status, 200);
    EXPECT_EQ(step(cast.organ_clerk, id, "apply", body).problem(), "stale") << "the roster has changed since it was read";
    EXPECT_EQ(step(cast.organ_clerk, id, "apply", {{"note", "同意更正"}}).faults(), "#/member_version required");
    EXPECT_EQ(app.post(cast.organ_clerk, path(id, "/steps/apply"), {{"member_version", member_version(cast.members[1])}}, {7}).problem(), "stale") << "another version of the request";
    // Somebody else has the number: the member was not told so, the keeper is.
    ASSERT_EQ(app.patch(cast.clerk, fmt::format("/api/v1/members/{}", cast.members[2].value), {{"id_number", number}}, 1).status, 200);
    EXPECT_EQ(step(cast.organ_clerk, id, "apply").faults(), "#/id_number taken");
    EXPECT_EQ(app.get(cast.member, path(id))["state"].as_string(), "asked");
    ASSERT_EQ(app.patch(cast.clerk, fmt::format("/api/v1/members/{}", cast.members[2].value), {{"id_number", other_number}}, 2).status, 200);
    app.audited();
    auto done = step(cast.organ_clerk, id, "apply");
    ASSERT_EQ(done.status, 200) << done.text;
    EXPECT_EQ(done["state"].as_string(), "corrected");
    EXPECT_EQ(app.audited(), fmt::format("member.changed {}, correction.apply {}", cast.members[1].value, id));
    EXPECT_EQ(member(cast.members[1]).id_number.clear, number);
    EXPECT_EQ(app.get(cast.clerk, fmt::format("/api/v1/members?q={}", number))["total"].as_int64(), 1) << "found by the new number";
    // Regularised by correction, with its fact, as by the form.
    auto probationary = app.person("预备党员", {{Role::member, cast.branch}}, cast.members[9]);
    auto stage = ask(probationary, "stage", "formal").id();
    ASSERT_EQ(step(cast.organ_clerk, stage, "apply", {{"member_version", member_version(cast.members[9])}}).status, 200);
    app.read([&](const View& view) {
        EXPECT_EQ(rollup::of_member(view, "organization.regularised", cast.members[9], 2022).count, 1);
        return true;
    });
}

TEST_P(Corrections, count_as_made_only_where_the_roster_was_changed) {
    auto change = [&](const char* post) { ASSERT_EQ(app.patch(cast.organ_clerk, fmt::format("/api/v1/members/{}", cast.members[1].value), {{"post", post}}, member_version(cast.members[1])).status, 200); };
    auto id = ask(cast.member, "post", "主任科员", "任职文件〔2022〕3号").id();
    EXPECT_EQ(app.get(cast.organ_clerk, path(id))["stands_as"].as_string(), "former");
    EXPECT_EQ(step(cast.organ_clerk, id, "correct").problem(), "correction-not-made");
    change("副主任科员");
    EXPECT_EQ(app.get(cast.organ_clerk, path(id))["stands_as"].as_string(), "otherwise");
    EXPECT_EQ(step(cast.organ_clerk, id, "correct").faults(), "#/note required");
    change("主任科员");
    EXPECT_EQ(app.get(cast.organ_clerk, path(id))["stands_as"].as_string(), "wanted");
    EXPECT_EQ(step(cast.organ_clerk, id, "correct").status, 200);
    EXPECT_EQ(waiting(cast.member), "您申请的工作岗位已更正;");
}

TEST_P(Corrections, are_open_once_for_a_field) {
    auto first = app.post(cast.member, "/api/v1/corrections", {{"field", "post"}, {"wanted", "主任科员"}}, {.idempotency_key = "k1"});
    auto again = app.post(cast.member, "/api/v1/corrections", {{"field", "post"}, {"wanted", "主任科员"}}, {.idempotency_key = "k1"});
    ASSERT_EQ(first.status, 201);
    EXPECT_EQ(again.id(), first.id()) << "a double click";
    EXPECT_EQ(ask(cast.member, "post", "科长").problem(), "correction-asked-already");
    EXPECT_EQ(ask(cast.member, "degree", "硕士").status, 201) << "another field";
    EXPECT_EQ(ask(cast.secretary, "post", "科长").status, 201) << "another member";
    EXPECT_EQ(step(cast.member, first.id(), "withdraw").status, 200);
    EXPECT_EQ(ask(cast.member, "post", "科长").status, 201) << "taken back and asked again";
    EXPECT_EQ(column("SELECT COUNT(*) FROM correction WHERE tenant_id = ?", 1), 4);
    // What the rule of the table is for: two at the same moment.
    EXPECT_THROW(app.write([&](Transaction& t) { t.session.execute("UPDATE correction SET state = 'asked' WHERE tenant_id = 1 AND id = ?", first.id()); }), db::Error);
}

TEST_P(Corrections, are_sealed_where_they_are_kept) {
    const std::vector<std::string> told{"13812345678", "换号了请更新", "已电话核实本人"};
    auto id = ask(cast.member, "phone", told[0], told[1]).id();
    ASSERT_EQ(step(cast.organ_clerk, id, "apply", {{"member_version", member_version(cast.members[1])}, {"note", told[2]}}).status, 200);
    auto kept = app.read([&](const View& view) {
        std::string all;
        for (auto sql : {"SELECT detail FROM audit WHERE tenant_id = 1", "SELECT note FROM procedure_history WHERE tenant_id = 1", "SELECT body FROM idempotency WHERE tenant_id = 1"}) {
            auto rows = view.session.query(sql);
            while (rows.next()) all.append(rows.text(0)), all += '\n';
        }
        auto rows = view.session.query("SELECT wanted, reason, answer FROM correction WHERE tenant_id = 1");
        while (rows.next())
            for (int at : {0, 1, 2}) all.append(rows.bytes(at));
        return all;
    });
    for (auto& each : told) EXPECT_EQ(kept.find(each), std::string::npos) << each;
    EXPECT_NE(kept.find("138****5678"), std::string::npos) << "the change of the roster is in what was looked through";
    EXPECT_NE(kept.find("\"field\":\"phone\""), std::string::npos) << "and what was asked about";
    // The member reads it in clear, the keeper masked.
    EXPECT_EQ(app.get(cast.member, path(id))["texts"].at("wanted").as_string(), told[0]);
    EXPECT_EQ(app.get(cast.organ_clerk, path(id))["texts"].at("wanted").as_string(), "138****5678");
    EXPECT_EQ(app.get(cast.organ_clerk, path(id))["texts"].at("answer").as_string(), told[2]);
}

TEST_P(Corrections, show_numbers_to_keepers_by_an_audited_look) {
    auto id = ask(cast.member, "phone", "13812345678").id();
    EXPECT_EQ(app.post(cast.organ_clerk, path(id, "/reveal"), {{"reason", ""}}).faults(), "#/reason required");
    auto seen = app.post(cast.organ_clerk, path(id, "/reveal"), {{"reason", "核实号码"}});
    ASSERT_EQ(seen.status, 200) << seen.text;
    EXPECT_EQ(seen["wanted"].as_string(), "13812345678");
    auto looks = app.get(cast.member, "/api/v1/members/me");
    ASSERT_EQ(looks["looks"].as_array().size(), 1U);
    EXPECT_EQ(looks["looks"].at(0).at("detail").at("reason").as_string(), "核实号码");
    EXPECT_EQ(app.post(cast.member, path(id, "/reveal"), {{"reason", "看看"}}).status, 403) << "nothing is hidden from oneself";
    EXPECT_EQ(app.post(cast.secretary, path(id, "/reveal"), {{"reason", "看看"}}).status, 404);
    EXPECT_EQ(app.post(cast.organ_clerk, path(ask(cast.member, "post", "科长").id(), "/reveal"), {{"reason", "看看"}}).status, 403);
}

TEST_P(Corrections, go_where_the_member_goes) {
    auto id = ask(cast.member, "post", "主任科员").id();
    auto moved = app.post(cast.clerk, fmt::format("/api/v1/members/{}/transfer", cast.members[1].value), {{"organization_id", cast.other_branch.value}, {"effective_on", "2022-03-21"}, {"reason", "调动"}}, {1});
    ASSERT_EQ(moved.status, 200) << moved.text;
    EXPECT_EQ(app.get(cast.organ_clerk, path(id)).status, 404);
    EXPECT_EQ(waiting(cast.other_organ_clerk), "核实更正申请：李二 工作岗位;");
    EXPECT_EQ(step(cast.other_organ_clerk, id, "apply").status, 200);
}

TEST_P(Corrections, are_listed_found_and_taken_out_with_a_reason) {
    ask(cast.member, "phone", "13812345678"), ask(cast.secretary, "post", "科长");
    auto count = [&](const Person& who, const std::string& query) { return app.get(who, "/api/v1/corrections?" + query)["total"].as_int64(); };
    EXPECT_EQ(count(cast.organ_clerk, ""), 2);
    EXPECT_EQ(count(cast.member, ""), 1);
    EXPECT_EQ(count(cast.leader, "") + count(cast.auditor, "") + count(cast.other_organ_clerk, ""), 0);
    EXPECT_EQ(count(cast.organ_clerk, "field=phone"), 1);
    EXPECT_EQ(count(cast.organ_clerk, "state=refused"), 0);
    EXPECT_EQ(count(cast.organ_clerk, "due_on_to=2022-04-11"), 0);
    EXPECT_EQ(count(cast.organ_clerk, fmt::format("organization_within={}&q=李二", cast.organ.value)), 1);
    auto listed = app.get(cast.organ_clerk, "/api/v1/corrections?field=phone");
    EXPECT_EQ(listed.text.find("13812345678"), std::string::npos);
    EXPECT_EQ(app.get(cast.organ_clerk, "/api/v1/corrections?wanted=13812345678").status, 422) << "a sealed field is nothing to look by";
    EXPECT_EQ(app.get(cast.organ_clerk, "/api/v1/corrections?format=xlsx").status, 422);
    app.audited();
    EXPECT_EQ(app.get(cast.organ_clerk, "/api/v1/corrections?format=xlsx&reason=报送台账").status, 200);
    EXPECT_EQ(app.audited(), "correction.exported 0");
}

}  // namespace zhibu::testkit
