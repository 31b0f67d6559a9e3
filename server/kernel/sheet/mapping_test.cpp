// Headings found under titles, columns guessed, totals and notes told from people.
#include "kernel/sheet/mapping.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace zhibu::sheet {
namespace {

const Dictionary members{{"name", {"姓名", "党员姓名"}}, {"sex", {"性别"}}, {"id_number", {"公民身份号码", "身份证号", "身份证号码"}}, {"branch", {"组织关系所在党支部", "所在支部"}},
                         {"joined_on", {"入党日期", "入党时间"}}, {"phone", {"手机号码", "手机", "联系电话"}}};

NumberedRow row(std::uint32_t number, std::initializer_list<std::string_view> texts) {
    NumberedRow made{number, {}};
    for (auto text : texts) made.cells.push_back({text.empty() ? CellKind::empty : CellKind::text, std::string{text}, 0});
    return made;
}
std::string shown(const Mapping& mapping) {
    std::string text;
    for (auto& column : mapping.columns) text += std::to_string(column.column) + column.field + std::to_string(column.confidence) + " ";
    for (auto& column : mapping.unmapped) text += "?" + column.heading + " ";
    return text;
}

TEST(Mapping, compares_headings_by_their_words) {
    struct Row { std::string_view heading, key; };
    for (auto [heading, key] : {Row{"姓 名", "姓名"}, {"＊姓名", "姓名"}, {"*姓名(必填)", "姓名"}, {"姓名（全称）:", "姓名"}, {"身份证\n号码", "身份证号码"}, {"入党时间【年/月】", "入党时间"},
                                {"★手机：", "手机"}, {"（备注）", "备注"}, {"ＩＤ No.", "idno"}, {"入党日期(yyyy-mm-dd)*", "入党日期"}, {"党员·姓名", "党员姓名"}, {"", ""}})
        EXPECT_EQ(heading_key(heading), key) << heading;
}

TEST(Mapping, finds_the_headings_below_titles) {
    std::vector<NumberedRow> rows{row(1, {"机关党员花名册(姓名、性别、手机)"}), row(2, {"填报单位:", "", "填报人:"}), row(4, {"序号", "姓 名", "性别", "身份证号", "所在支部", "入党\n时间", "手机*", "备注"}),
                                  row(5, {"1", "张三", "男", "370299194705044607", "机关一支部", "1985.7.1", "19956446767", ""})};
    auto mapping = guess_mapping(rows, members);
    EXPECT_EQ(mapping.heading_row, 4U);
    EXPECT_EQ(mapping.first_data_row, 5U);
    EXPECT_EQ(shown(mapping), "1name100 2sex100 3id_number95 4branch95 5joined_on95 6phone95 ?序号 ?备注 ");
    EXPECT_EQ(mapping.of("phone")->heading, "手机*");
    EXPECT_EQ(mapping.of("nothing"), nullptr);
    EXPECT_GT(mapping.confidence, 60);
}

TEST(Mapping, gives_a_field_to_the_surest_column_only) {
    std::vector<NumberedRow> rows{row(1, {"申请入党时间", "入党时间", "党员姓名", "姓名", "家庭联系电话号码"})};
    auto mapping = guess_mapping(rows, members);
    EXPECT_EQ(mapping.of("joined_on")->column, 1U);
    EXPECT_EQ(mapping.of("name")->column, 3U);
    EXPECT_EQ(mapping.of("phone")->column, 4U);
    EXPECT_LE(mapping.of("phone")->confidence, 70);
    ASSERT_EQ(mapping.unmapped.size(), 2U);
    EXPECT_EQ(mapping.unmapped[0].heading, "申请入党时间");
}

TEST(Mapping, joins_headings_of_two_levels) {
    std::vector<NumberedRow> rows{row(1, {"名册"}), row(2, {"姓名", "性别", "组织关系", "", "联系方式"}), row(3, {"", "", "所在支部", "入党时间", "手机"}), row(4, {"张三", "男", "一支部", "1985.7", "19956446767"})};
    auto mapping = guess_mapping(rows, members);
    EXPECT_EQ(mapping.heading_row, 2U);
    EXPECT_EQ(mapping.first_data_row, 4U);
    EXPECT_EQ(shown(mapping), "0name100 1sex100 2branch95 3joined_on95 4phone95 ");
}

TEST(Mapping, says_when_there_are_no_headings) {
    EXPECT_FALSE(guess_mapping(std::vector<NumberedRow>{}, members));
    EXPECT_FALSE(guess_mapping(std::vector<NumberedRow>{row(1, {"张三", "男"}), row(2, {"李四", "女"})}, members));
    EXPECT_FALSE(guess_mapping(std::vector<NumberedRow>{row(1, {"姓名", "张三"})}, members)) << "one word is no heading row";
    EXPECT_FALSE(guess_mapping(std::vector<NumberedRow>{row(1, {"本表填写党员姓名和手机号码等内容请如实填报"})}, members));
    EXPECT_TRUE(guess_mapping(std::vector<NumberedRow>{row(1, {"姓名", "张三"})}, {{"name", {"姓名"}}}));
}

TEST(RowSorter, tells_people_from_totals_and_notes) {
    std::vector<NumberedRow> head{row(2, {"序号", "姓名", "性别", "所在支部", "手机", "备注"})};
    RowSorter sorter{guess_mapping(head, members)};
    struct Row { NumberedRow row; RowKind kind; };
    for (auto& [given, kind] : std::vector<Row>{{row(1, {"党员名册"}), RowKind::note}, {head[0], RowKind::headings}, {row(3, {"1", "张三", "男", "一支部", "19956446767", "备注:借调"}), RowKind::data},
                                                {row(4, {"2", "李四"}), RowKind::data}, {row(5, {"", "", "", "", "", "x"}), RowKind::blank}, {row(6, {"小计", "2人"}), RowKind::total},
                                                {row(7, {"3", "王五", "女", "二支部"}), RowKind::data}, {row(8, {"序号", "姓 名", "性别", "所在支部", "手机", "备注"}), RowKind::headings},
                                                {row(9, {"4", "赵六", "女", ""}), RowKind::data}, {row(10, {"合 计:", "3人"}), RowKind::total}, {row(11, {"填表说明:1.姓名须与身份证一致"}), RowKind::note},
                                                {row(12, {"2.", "手机填11位"}), RowKind::note}, {row(13, {"5", "孙七", "男", "三支部", "19956446767"}), RowKind::data}})
        EXPECT_EQ(sorter.kind_of(given.number, given.cells), kind) << given.number;
}

TEST(RowSorter, does_not_take_a_person_for_a_total) {
    RowSorter sorter{guess_mapping(std::vector<NumberedRow>{row(1, {"姓名", "性别", "手机"})}, members)};
    EXPECT_EQ(sorter.kind_of(2, row(2, {"总计", "男", "19956446767"}).cells), RowKind::data);
    EXPECT_EQ(sorter.kind_of(3, row(3, {"总计", "", "12"}).cells), RowKind::data) << "two of three cells are filled";
    EXPECT_EQ(sorter.kind_of(4, row(4, {"总计", "", ""}).cells), RowKind::total);
}

}  // namespace
}  // namespace zhibu::sheet
