// What organisation life leaves on paper and in counts: official minutes, the binder's chapters, talks by member.
#include "kernel/document/poppler.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::testkit {
namespace {

class LifePapers : public OnBothEngines {
protected:
    LifePapers() { app.at("2021-12-28T18:00"); }
    Cast cast{app};

    Answer record(const char* kind, const char* day, json::array present, json::object more = {}) {
        more["organization_id"] = cast.branch.value, more["kind"] = kind, more["held_at"] = std::string{day} + "T14:30", more["present"] = std::move(present), more["late_reason"] = "集中补录";
        more["agenda"] = json::array{json::object{{"rule", "first_topic"}, {"done", true}}};
        auto answer = app.post(cast.secretary, "/api/v1/meetings/records", more);
        EXPECT_EQ(answer.status, 201) << answer.text;
        return answer;
    }
    json::array members(std::size_t from, std::size_t until) const {
        json::array out;
        for (auto i = from; i < until; ++i) out.emplace_back(cast.members[i].value);
        return out;
    }
    Answer coverage(const Person& who, Id<Organization> where) { return app.get(who, "/api/v1/heart-talks/coverage?year=2021&organization_id=" + std::to_string(where.value)); }
};
ZHIBU_ON_BOTH_ENGINES(LifePapers);

TEST_P(LifePapers, minutes_are_given_as_pdf_and_word_to_those_who_read_them) {
    auto made = record("general_meeting", "2021-12-27", members(0, 8),
                       {{"title", "第四季度党员大会"}, {"place", "三楼会议室"}, {"host_id", cast.members[0].value}, {"minutes", "听取支委会工作报告。"},
                        {"decisions", json::array{json::object{{"text", "通过年度工作计划"}, {"yes", 7}, {"no", 0}, {"abstained", 1}}}}});
    auto path = "/api/v1/meetings/" + std::to_string(made.id()) + "/minutes";
    auto pdf = app.get(cast.secretary, path);
    ASSERT_EQ(pdf.status, 200) << pdf.text;
    document::poppler::File file{pdf.text};
    auto text = file.text();
    for (auto expected : {"财政局第一党支部", "支部党员大会", "第四季度党员大会", "2021年12月27日 14:30", "三楼会议室", "王一", "应到11人，实到8人", "听取支委会工作报告", "赞成7，反对0，弃权1，通过", "主持人（签字）", "记录人（签字）"})
        EXPECT_NE(text.find(expected), std::string::npos) << expected << "\n" << text;
    auto word = app.get(cast.member, path + "?format=docx");
    ASSERT_EQ(word.status, 200);
    EXPECT_EQ(word.text.substr(0, 2), "PK");
    EXPECT_NE(app.audited().find("meeting.minutes_taken " + std::to_string(made.id())), std::string::npos);
    EXPECT_EQ(app.get(cast.secretary, path + "?format=exe").faults(), "?format not_one_of");
    for (auto& stranger : {cast.other_secretary, cast.other_member, cast.sibling_secretary}) EXPECT_EQ(app.get(stranger, path).status, 404);
    auto planned = app.post(cast.secretary, "/api/v1/meetings", {{"organization_id", cast.branch.value}, {"kind", "theme_day"}, {"planned_at", "2021-12-30T14:30"}});
    EXPECT_EQ(app.get(cast.secretary, "/api/v1/meetings/" + std::to_string(planned.id()) + "/minutes").problem(), "meeting-planned");
}

TEST_P(LifePapers, talks_are_counted_by_member_and_never_by_content) {
    EXPECT_EQ(coverage(cast.secretary, cast.branch)["covered"].as_int64(), 0);
    record("heart_talk", "2021-03-10", members(0, 2));
    record("heart_talk", "2021-06-10", members(1, 4));
    auto seen = coverage(cast.secretary, cast.branch);
    EXPECT_EQ(seen["due"].as_int64(), 11) << seen.text;
    EXPECT_EQ(seen["covered"].as_int64(), 4);
    EXPECT_EQ(seen["talks"].as_int64(), 5);
    for (auto& each : seen["members"].as_array())
        if (each.at("member_id").as_int64() == cast.members[1].value) {
            EXPECT_EQ(each.at("talks").as_int64(), 2);
            EXPECT_EQ(each.at("last_on").as_string(), "2021-06-10");
        }
    // The exempt are not pressed; whoever left in the year is nobody's to cover any more.
    app.write([&](Transaction& t) {
        auto exempt = Store<Member>{t}.load(cast.members[7], everything());
        exempt.exempt_reason = "年老体弱";
        Store<Member>{t}.update(exempt);
        auto gone = Store<Member>{t}.load(cast.members[8], everything());
        organization::leave(t, gone, Date::of(2021, 11, 1), "去世");
    });
    EXPECT_EQ(coverage(cast.secretary, cast.branch)["due"].as_int64(), 9);
    // Above the branch stand lines, not names.
    auto above = coverage(cast.clerk, cast.committee);
    EXPECT_EQ(above["members"].as_array().size(), 0u);
    EXPECT_EQ(above["covered"].as_int64(), 4);
    for (auto& line : above["below"].as_array())
        if (line.at("organization_id").as_int64() == cast.organ.value) EXPECT_EQ(line.at("covered").as_int64(), 4);
    auto inbox = app.get(cast.secretary, "/api/v1/inbox");
    EXPECT_NE(inbox.text.find("还有5名党员本年没有谈心谈话"), std::string::npos) << inbox.text;
    struct Row {
        const char* who;
        Person person;
        int own, organ, other;
    } table[] = {{"clerk", cast.clerk, 200, 200, 200}, {"organ clerk", cast.organ_clerk, 200, 200, 404}, {"secretary", cast.secretary, 200, 403, 404}, {"member", cast.member, 403, 403, 404},
                 {"secretary beside", cast.sibling_secretary, 404, 403, 404}};
    for (auto& row : table) {
        EXPECT_EQ(coverage(row.person, cast.branch).status, row.own) << row.who;
        EXPECT_EQ(coverage(row.person, cast.organ).status, row.organ) << row.who;
        EXPECT_EQ(coverage(row.person, cast.other_branch).status, row.other) << row.who;
    }
}

TEST_P(LifePapers, the_binder_holds_meetings_talks_contacts_problems_and_letters_in_order) {
    record("theme_day", "2021-12-27", members(0, 8), {{"title", "走进社区办实事"}});
    record("heart_talk", "2021-12-27", members(0, 2));
    auto leader = app.person("高建国", {{Role::leader, cast.committee}});
    app.post(cast.clerk, "/api/v1/contact-points/assignments", {{"account_id", leader.account.value}, {"organization_ids", json::array{cast.branch.value}}, {"valid_from", "2021-01-01"}, {"why", "分工"}});
    auto contact = app.post(leader, "/api/v1/contact-visits", {{"organization_id", cast.branch.value}, {"visited_on", "2021-12-27"}, {"feedback", "支部活动有特色"}});
    ASSERT_EQ(contact.status, 201) << contact.text;
    auto problem = app.post(cast.inspector, "/api/v1/problems", {{"organization_id", cast.branch.value}, {"category", "record_thin"}, {"description", "会议记录过于简单"}, {"found_on", "2021-12-27"}});
    ASSERT_EQ(problem.status, 201) << problem.text;
    auto fed_back = app.post(cast.inspector, "/api/v1/problems/" + std::to_string(problem.id()) + "/steps/feed_back", {{"note", "现场反馈"}}, {problem.version()});
    ASSERT_EQ(fed_back.status, 200) << fed_back.text;
    auto letter = app.post(cast.clerk, "/api/v1/letters", {{"kind", "reminder"}, {"issuer_id", cast.committee.value}, {"organization_id", cast.branch.value}, {"problem_ids", json::array{problem.id()}}});
    ASSERT_EQ(letter.status, 201) << letter.text;
    auto at = "/api/v1/letters/" + std::to_string(letter.id());
    auto draft = app.get(cast.clerk, at);
    auto issued = app.post(cast.clerk, at + "/issue", {{"burden_seen", draft["burden"]}}, {draft.version()});
    ASSERT_EQ(issued.status, 200) << issued.text;

    Actor secretary{.account = cast.secretary.account, .name = "王一", .grants = {{Role::branch_secretary, cast.branch}}};
    auto chapters = app->read(secretary, [&](const View& view) {
        std::vector<std::string> headings;
        for (auto& chapter : app->binder.chapters())
            for (auto& block : chapter.source(view, cast.branch, 2021))
                if (auto* heading = std::get_if<document::Heading>(&block); heading && heading->level == 1) headings.push_back(chapter.words.substr(7) + " " + heading->text);
        return headings;
    });
    std::string order;
    for (auto& each : chapters)
        if (auto word = each.substr(0, each.find(' ')); order.find(word) == std::string::npos) order += word + " ";
    EXPECT_EQ(order, "organization meetings heart_talks study contact problems letters facts ");
    auto has = [&](const std::string& text) { return std::any_of(chapters.begin(), chapters.end(), [&](auto& each) { return each.find(text) != std::string::npos; }); };
    EXPECT_TRUE(has("meetings 2021年12月27日　走进社区办实事"));
    EXPECT_TRUE(has("problems 2021年问题整改台账"));
    EXPECT_TRUE(has("problems 问题1"));
    EXPECT_TRUE(has("contact 2021年领导联系记录"));
    EXPECT_TRUE(has("letters ")) << "the letter's number and title";
}

}  // namespace
}  // namespace zhibu::testkit
