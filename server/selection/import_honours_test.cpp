// Honours of before the program out of a sheet.
#include "testkit/sheets.hpp"

namespace zhibu::testkit {
namespace {

class HonourSheets : public OnBothEngines {
protected:
    Cast cast{app};
    Sheets sheets{app};
    std::string branch, committee, first, second;
    HonourSheets() {
        app.at("2021-12-08T09:00:00+08:00");
        app.read([&](const View& view) {
            branch = view.tree().find(cast.branch)->name, committee = view.tree().find(cast.committee)->name;
            first = view.app.references.names(view, "member", {cast.members[0].value}).begin()->second, second = view.app.references.names(view, "member", {cast.members[1].value}).begin()->second;
            return true;
        });
    }
    static constexpr const char* headings = "荣誉名称,党组织,姓名,年度,表彰日期,表彰单位,表彰文号\n";
    std::string ledger() const {
        return std::string{headings} + "优秀共产党员," + branch + "," + first + ",2020年度,2021-07-01," + committee + ",市直工委〔2021〕9号\n" + "优秀共产党员," + branch + "," + second + ",2020,2021.7.1," + committee + ",市直工委〔2021〕9号\n" +
               "先进基层党组织," + branch + ",,2019,2020年7月1日," + committee + ",市直工委〔2020〕5号\n";
    }
    std::int64_t facts(const char* kind, int year) {
        return app.read([&](const View& view) { return rollup::of(view, kind, cast.branch, Period::whole_year(year)).count; });
    }
};
ZHIBU_ON_BOTH_ENGINES(HonourSheets);

TEST_P(HonourSheets, enter_the_ledger_with_their_facts_once) {
    auto batch = sheets.upload(cast.clerk, "honours", ledger());
    ASSERT_EQ(batch.status, 201) << batch.text;
    EXPECT_EQ(sheets.faults(cast.clerk, batch), "");
    EXPECT_EQ(Sheets::counts(batch), "3: 3 created, 0 updated, 0 unchanged, 0 faulty");
    auto applied = sheets.apply(cast.clerk, batch);
    ASSERT_EQ(applied.status, 200) << applied.text;
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/honours")["total"].as_int64(), 3);
    EXPECT_EQ(facts("honour.excellent_member", 2021), 2);
    EXPECT_EQ(facts("honour.advanced_organization", 2020), 1);
    EXPECT_EQ(Sheets::counts(sheets.upload(cast.clerk, "honours", ledger())), "3: 0 created, 0 updated, 3 unchanged, 0 faulty");
    auto other_paper = std::string{headings} + "优秀共产党员," + branch + "," + first + ",2020,2021-07-01,,市直工委〔2021〕10号\n";
    auto second_batch = sheets.upload(cast.clerk, "honours", other_paper);
    EXPECT_EQ(Sheets::counts(second_batch), "1: 0 created, 1 updated, 0 unchanged, 0 faulty") << sheets.faults(cast.clerk, second_batch);
    auto second_applied = sheets.apply(cast.clerk, second_batch);
    EXPECT_EQ(facts("honour.excellent_member", 2021), 2) << "corrected, not counted twice";
    EXPECT_EQ(sheets.undo(cast.clerk, second_applied).status, 200);
    EXPECT_EQ(sheets.undo(cast.clerk, applied).status, 409) << "changed and changed back is changed";
    app.write([](Transaction& t) { EXPECT_TRUE(rollup::verify(t).empty()); });
}

TEST_P(HonourSheets, are_taken_back_whole) {
    auto applied = sheets.apply(cast.clerk, sheets.upload(cast.clerk, "honours", ledger()));
    EXPECT_EQ(sheets.undo(cast.clerk, applied).status, 200);
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/honours")["total"].as_int64(), 0);
    EXPECT_EQ(facts("honour.excellent_member", 2021) + facts("honour.advanced_organization", 2020), 0);
    app.write([](Transaction& t) { EXPECT_TRUE(rollup::verify(t).empty()); });
}

TEST_P(HonourSheets, find_every_fault_at_its_cell) {
    auto text = std::string{headings} + "最美歌手," + branch + "," + first + ",2020,2021-07-01," + committee + ",1号\n" +  // 2
                "优秀共产党员,不存在的支部," + first + ",2020,2021-07-01," + committee + ",1号\n" +                        // 3
                "优秀共产党员," + branch + ",,2020,2021-07-01," + committee + ",1号\n" +                                    // 4 to whom
                "先进基层党组织," + branch + "," + first + ",2020,2021-07-01," + committee + ",1号\n" +                    // 5 no member
                "优秀共产党员," + branch + "," + first + ",去年,2021-07-01," + committee + ",1号\n" +                      // 6
                "优秀共产党员," + branch + "," + first + ",2020,2022-07-01," + committee + ",1号\n" +                      // 7 to come
                "优秀共产党员," + branch + "," + first + ",2016,2021-07-01,,1号\n" +                                        // 8 by whom
                "优秀共产党员," + branch + "," + first + ",2017,2021-07-01," + committee + ",\n" +                          // 9 no paper
                "优秀共产党员," + branch + "," + first + ",2018,2019-07-01," + committee + ",1号\n";                        // 10 sound
    auto batch = sheets.upload(cast.clerk, "honours", text);
    EXPECT_EQ(sheets.faults(cast.clerk, batch), "2 honour honour_unknown, 3 organization organization_unknown, 4 name required, 5 name given_to_organizations, 6 year year_unreadable, 7 awarded_on in_the_future, "
                                                "8 given_by required, 9 paper required");
    EXPECT_EQ(Sheets::counts(batch), "9: 1 created, 0 updated, 0 unchanged, 8 faulty");
    // The ledger is kept by the committee's clerk.
    EXPECT_NE(sheets.faults(cast.organ_clerk, sheets.upload(cast.organ_clerk, "honours", ledger())).find("2 organization organization_elsewhere"), std::string::npos);
}

}  // namespace
}  // namespace zhibu::testkit
