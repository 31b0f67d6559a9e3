// Search through its route: what is found by which words, and that nobody finds what their policy hides.
#include "kernel/search/search.hpp"

#include <string>
#include <vector>

#include "testkit/test_app.hpp"

namespace zhibu::testkit {
namespace {

class Search : public OnBothEngines {
protected:
    Cast cast{app};
    // "member 王一, organization 财政局第一党支部"
    std::string found(const Person& who, const std::string& typed) {
        auto answer = app.get(who, "/api/v1/search?q=" + http::percent_encode(typed));
        EXPECT_EQ(answer.status, 200) << answer.text;
        std::string out;
        for (auto& group : answer["groups"].as_array())
            for (auto& item : group.at("items").as_array())
                out +=
                    (out.empty() ? "" : ", ") + std::string{group.at("type").as_string()} + " " + std::string{item.at("title").as_string()};
        return out;
    }
    Member load(Id<Member> id) {
        return app.read([&](const View& view) { return Store<Member>{view}.load(id, everything()); });
    }
};
ZHIBU_ON_BOTH_ENGINES(Search);

TEST_P(Search, finds_by_words_by_pinyin_by_initials_and_by_one_character) {
    for (auto [typed, expected] : std::vector<std::pair<std::string, std::string>>{{"张三", "member 张三"},
                                                                                   {"张", "member 张三"},
                                                                                   {"zhangsan", "member 张三"},
                                                                                   {"zhang san", "member 张三"},
                                                                                   {"zs", "member 张三"},
                                                                                   {"ZS", "member 张三"},
                                                                                   {"档案馆", "organization 市档案馆党支部"},
                                                                                   {"dag", "organization 市档案馆党支部"},
                                                                                   {"第二党支部", "organization 财政局第二党支部"},
                                                                                   {"没有这个人", ""},
                                                                                   {"", ""},
                                                                                   {"' OR 1=1 --", ""},
                                                                                   {"*", ""},
                                                                                   {"\"", ""}})
        EXPECT_EQ(found(cast.clerk, typed), expected) << typed;
}

TEST_P(Search, says_where_a_person_is_and_where_the_page_is) {
    auto answer = app.get(cast.clerk, "/api/v1/search?q=" + http::percent_encode("张三"));
    auto& item = answer["groups"].as_array().at(0).at("items").as_array().at(0);
    EXPECT_EQ(item.at("subtitle").as_string(), "财政局第一党支部");
    EXPECT_EQ(item.at("link").as_string(), "/members?open=" + std::to_string(cast.members[2].value));
}

// One row a person: who finds a member of the first branch, of another organ, and what else.
TEST_P(Search, obeys_the_policy_of_each_noun) {
    struct Row {
        const char* who;
        const Person& person;
        bool own, other;
    };
    for (auto& row : std::vector<Row>{{"administrator", cast.administrator, true, true},
                                      {"auditor", cast.auditor, true, true},
                                      {"committee clerk", cast.clerk, true, true},
                                      {"leader", cast.leader, true, true},
                                      {"inspector", cast.inspector, true, true},
                                      {"organ clerk", cast.organ_clerk, true, false},
                                      {"secretary", cast.secretary, true, false},
                                      {"secretary of a sibling", cast.sibling_secretary, false, false},
                                      {"clerk of another organ", cast.other_organ_clerk, false, true},
                                      {"secretary of another organ", cast.other_secretary, false, true},
                                      {"member: only oneself", cast.member, false, false}}) {
        EXPECT_EQ(found(row.person, "张三"), row.own ? "member 张三" : "") << row.who;
        EXPECT_EQ(found(row.person, "朱丙"), row.other ? "member 朱丙" : "") << row.who;
    }
    EXPECT_EQ(found(cast.member, "李二"), "member 李二");
    EXPECT_EQ(app.get({}, "/api/v1/search?q=a").status, 401);
}

TEST_P(Search, finds_what_was_just_written_and_no_longer_what_is_gone) {
    app.write([&](Transaction& t) {
        auto branch = organization::load(t, cast.sibling_branch);
        organization::rename(t, branch, "财政局国库支付中心党支部", "国库支付中心党支部", Date::of(2021, 12, 1), "更名");
    });
    EXPECT_EQ(found(cast.clerk, "国库"), "organization 国库支付中心党支部");
    EXPECT_EQ(found(cast.clerk, "第二党支部"), "");
    auto member = load(cast.members[2]);
    app.write([&](Transaction& t) {
        auto moving = member;
        organization::transfer(t, moving, cast.other_branch, Date::of(2021, 12, 1), "调动");
    });
    EXPECT_EQ(found(cast.organ_clerk, "张三"), "");
    EXPECT_EQ(found(cast.other_organ_clerk, "张三"), "member 张三");
    app.write([&](Transaction& t) {
        auto ending = organization::load(t, cast.sibling_branch);
        organization::end(t, ending, Date::of(2021, 12, 2), "撤销");
    });
    EXPECT_EQ(found(cast.clerk, "国库"), "");
}

TEST_P(Search, an_undone_write_leaves_no_entry) {
    EXPECT_THROW(app.write([&](Transaction& t) {
        Member member;
        member.name = "诸葛亮", member.organization_id = cast.branch;
        organization::admit(t, member);
        t.finish();
        throw conflict("stale");
    }),
                 Problem);
    EXPECT_EQ(found(cast.clerk, "诸葛亮"), "");
    app.member("诸葛亮", cast.branch);
    EXPECT_EQ(found(cast.clerk, "zgl"), "member 诸葛亮");
}

TEST_P(Search, the_whole_title_comes_first_and_no_more_than_the_limit) {
    for (int i = 0; i < 12; ++i) app.member("欧阳修" + std::string{"甲乙丙丁戊己庚辛壬癸子丑"}.substr(std::size_t(i) * 3, 3), cast.branch);
    auto exact = app.member("欧阳修", cast.branch);
    app.member("欧阳修寅", cast.branch);
    auto answer = app.get(cast.clerk, "/api/v1/search?q=" + http::percent_encode("欧阳修") + "&kind=member&limit=5");
    auto& items = answer["groups"].as_array().at(0).at("items").as_array();
    ASSERT_EQ(items.size(), 5u);
    EXPECT_EQ(items[0].at("id").as_int64(), exact.value);
}

TEST_P(Search, rebuilding_changes_nothing) {
    auto before = found(cast.clerk, "支部") + found(cast.clerk, "w");
    app.write([&](Transaction& t) { EXPECT_GE(t.app.search.rebuild(t), 21); });
    EXPECT_EQ(found(cast.clerk, "支部") + found(cast.clerk, "w"), before);
    EXPECT_NE(before, "");
}

TEST_P(Search, finds_what_an_import_wrote) {
    // As the import does it: rows without an event each, and one event for all.
    app.write([&](Transaction& t) {
        Member member;
        member.name = member.pinyin = "司徒雷", member.organization_id = cast.branch;
        Store<Member>{t}.insert(member);
        t.record({"roster_import.applied", "roster_import", 1});
    });
    EXPECT_EQ(found(cast.organ_clerk, "司徒"), "member 司徒雷");
}

}  // namespace
}  // namespace zhibu::testkit
