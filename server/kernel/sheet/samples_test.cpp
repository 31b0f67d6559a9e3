// An office's own sheet and the national export, from file to field: headings, people, dates, and exactly the planted faults.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "kernel/sheet/annotated.hpp"
#include "kernel/sheet/archive.hpp"
#include "testkit/made_workbook.hpp"
#include "kernel/sheet/mapping.hpp"
#include "kernel/values/identity.hpp"
#include "kernel/values/text.hpp"

namespace zhibu::sheet {
namespace {

const Dictionary members{{"name", {"姓名"}}, {"gender", {"性别"}}, {"id_number", {"公民身份号码", "身份证号"}}, {"branch", {"组织关系所在党支部", "所在支部"}}, {"birth", {"出生日期"}},
                         {"join_date", {"入党日期", "入党时间"}}, {"regular_date", {"转正日期", "转正时间"}}, {"phone", {"手机号码", "手机"}}, {"nation", {"民族"}}, {"education", {"学历", "文化程度"}}};

struct Person {
    std::uint32_t row;
    std::map<std::string, Cell> cells;
    const Cell& at(const std::string& field) const { return cells.at(field); }
};

std::vector<Person> people_of(const std::filesystem::path& file, Mapping& mapping) {
    auto guessed = guess_mapping(Source::file(file), {}, members);
    mapping = guessed.mapping;
    RowSorter sorter{mapping};
    std::vector<Person> people;
    read_rows(Source::file(file), {}, [&](std::uint32_t row, std::span<const Cell> cells) {
        if (sorter.kind_of(row, cells) != RowKind::data) return Flow::go_on;
        Person person{row, {}};
        for (auto& column : mapping.columns) person.cells[column.field] = column.column < cells.size() ? cells[column.column] : Cell{};
        people.push_back(std::move(person));
        return Flow::go_on;
    });
    return people;
}

std::set<std::string> branches() {
    std::set<std::string> names;
    read_rows(Source::file(made::sample("organizations-national.xlsx")), {}, [&](std::uint32_t, std::span<const Cell> cells) {
        names.insert(cells[4].text);
        return Flow::go_on;
    });
    return names;
}

using Found = std::set<std::string>;  // "29 id_number id_checksum"

Found faults_of(const std::vector<Person>& people, const std::set<std::string>& known_branches) {
    Found found;
    std::set<std::string> seen;
    for (auto& person : people) {
        auto add = [&](std::string_view column, std::string_view code) { found.insert(std::to_string(person.row) + " " + std::string{column} + " " + std::string{code}); };
        auto id = read_id_number(person.at("id_number").text);
        if (!id.right()) add("id_number", "id_checksum");
        else if (!seen.insert(id.normal).second) add("id_number", "duplicate_in_file");
        else if ((id.sex == Sex::male) != (person.at("gender").text == "男")) add("gender", "gender_differs_from_id");
        auto joined = date_of(person.at("join_date"));
        if (!joined) add("join_date", "date_unreadable");
        else if (id.right() && id.birth.age_at(*joined) < 18) add("join_date", "under_18_at_joining");
        auto phone = read_phone(person.at("phone").text);
        if (!phone || phone->kind != Phone::Kind::mobile) add("phone", "phone_invalid");
        if (!known_branches.contains(std::string{trimmed(person.at("branch").text)})) add("branch", "branch_unknown");
    }
    return found;
}

TEST(Samples, the_office_sheet_shows_the_planted_faults_and_no_other) {
    Mapping mapping;
    auto people = people_of(made::sample("members-office.xlsx"), mapping);
    EXPECT_EQ(mapping.heading_row, 3U);
    EXPECT_EQ(mapping.columns.size(), 9U);
    ASSERT_EQ(mapping.unmapped.size(), 2U);
    EXPECT_EQ(mapping.unmapped[0].heading, "序号");
    EXPECT_EQ(mapping.unmapped[1].heading, "备注");
    EXPECT_EQ(people.size(), 264U);
    Found expected;
    auto told = boost::json::parse(made::file_text(made::sample("members-office.expected.json")));
    for (auto& fault : told.at("faults").as_array())
        expected.insert(std::to_string(fault.at("row").as_int64()) + " " + std::string{fault.at("column").as_string()} + " " + std::string{fault.at("code").as_string()});
    EXPECT_EQ(expected.size(), 22U);
    EXPECT_EQ(faults_of(people, branches()), expected);
}

TEST(Samples, the_office_sheet_gives_names_and_every_kind_of_date) {
    Mapping mapping;
    auto people = people_of(made::sample("members-office.xlsx"), mapping);
    EXPECT_EQ(tidy_name(people[0].at("name").text), "苏波");
    EXPECT_EQ(date_of(people[0].at("join_date"))->iso(), "2005-10");        // 2005年10月
    EXPECT_EQ(date_of(people[0].at("regular_date"))->iso(), "2006-10-01");  // 2006/10/1
    EXPECT_EQ(date_of(people[1].at("regular_date"))->iso(), "1982-08");     // 1982.08
    EXPECT_EQ(people[2].at("join_date").kind, CellKind::date);
    EXPECT_EQ(date_of(people[2].at("join_date"))->iso(), "1973-09-12");     // serial 26919 under a date format
    EXPECT_EQ(read_id_number(people[2].at("id_number").text).normal, "37029919500626797X");
}

TEST(Samples, the_national_exports_are_clean) {
    Mapping mapping;
    auto people = people_of(made::sample("members-national.xlsx"), mapping);
    EXPECT_EQ(mapping.heading_row, 1U);
    ASSERT_EQ(people.size(), 4062U);
    for (auto& person : people) {
        auto id = read_id_number(person.at("id_number").text);
        ASSERT_TRUE(id.right()) << person.row;
        ASSERT_EQ(id.birth, date_of(person.at("birth"))) << person.row;
        ASSERT_EQ(id.sex == Sex::female, person.at("gender").text == "女") << person.row;
        ASSERT_TRUE(read_phone(person.at("phone").text)) << person.row;
    }
    auto organizations = made::read(Source::file(made::sample("organizations-national.xlsx")));
    EXPECT_EQ(organizations.outcome.rows, 187U);
    EXPECT_EQ(organizations.outcome.sheet, "党组织信息");
    EXPECT_EQ(organizations.at(2, 3).text, "中共样例市委市直机关工作委员会");
    EXPECT_TRUE(read_phone(organizations.at(2, 9).text));
}

TEST(Samples, a_truncated_export_is_refused_wherever_it_ends) {
    auto bytes = made::file_text(made::sample("organizations-national.xlsx"));
    for (std::size_t size : {std::size_t{4}, std::size_t{100}, bytes.size() / 2, bytes.size() - 100, bytes.size() - 1})
        EXPECT_EQ(made::read(std::string_view{bytes}.substr(0, size)).outcome.error, ReadError::damaged) << size;
}

TEST(AnnotatedCopy, marks_faults_where_they_stand) {
    auto original = made::sample("members-office.xlsx");
    Annotation annotation{.heading_row = 3, .faults = {{29, 3, "身份证号校验码不对"}, {38, 5, "入党时不满18周岁"}, {38, 7, "手机号应为11位"}, {40, Fault::whole_row, "与第39行重复"}, {29, 3, "请核对"}}, .watermark = "张三 2021-12-01"};
    auto copy = annotated_copy(Source::file(original), {}, annotation);
    ASSERT_TRUE(copy.outcome) << copy.outcome.detail;
    auto before = made::read(Source::file(original)), after = made::read(copy.bytes);
    EXPECT_EQ(after.at(3, 11).text, fault_heading);
    EXPECT_EQ(after.at(29, 11).text, "身份证号:身份证号校验码不对;请核对");
    EXPECT_EQ(after.at(38, 11).text, "入党时间:入党时不满18周岁;手机:手机号应为11位");
    EXPECT_EQ(after.at(40, 11).text, "与第39行重复");
    EXPECT_TRUE(after.at(41, 11).empty());
    ASSERT_EQ(after.rows.size(), before.rows.size());
    for (std::size_t i = 0; i < before.rows.size(); ++i) {
        ASSERT_EQ(after.rows[i].number, before.rows[i].number);
        if (before.rows[i].number == 3) continue;  // headings lose the blanks at their ends
        for (std::size_t column = 0; column < before.rows[i].cells.size(); ++column) {
            ASSERT_EQ(after.rows[i].cells[column].text, before.rows[i].cells[column].text) << before.rows[i].number << " " << column;
            ASSERT_EQ(after.rows[i].cells[column].kind, before.rows[i].cells[column].kind) << before.rows[i].number << " " << column;
        }
    }
    Archive archive{Source::memory(copy.bytes), {}};
    EXPECT_TRUE(archive.has("xl/comments1.xml"));
    auto plain = annotated_copy(Source::file(original), {}, {.heading_row = 3});
    EXPECT_FALSE(Archive(Source::memory(plain.bytes), {}).has("xl/comments1.xml"));
}

TEST(AnnotatedCopy, of_an_annotated_copy_has_one_explanation_only) {
    Annotation first{.heading_row = 3, .faults = {{29, 3, "甲"}, {38, 5, "乙"}}}, second{.heading_row = 3, .faults = {{38, 7, "丙"}}};
    auto once = annotated_copy(Source::file(made::sample("members-office.xlsx")), {}, first);
    auto twice = annotated_copy(Source::memory(once.bytes), {}, second);
    auto read = made::read(twice.bytes);
    EXPECT_EQ(read.at(3, 11).text, fault_heading);
    EXPECT_EQ(read.at(3, 12).text, "");
    EXPECT_TRUE(read.at(29, 11).empty());
    EXPECT_EQ(read.at(38, 11).text, "手机:丙");
    EXPECT_EQ(guess_mapping(read.rows, members).unmapped.size(), 2U) << "the explanation is nobody's column";
}

TEST(AnnotatedCopy, of_faulty_rows_only_is_closed_up) {
    Annotation annotation{.heading_row = 3, .faults = {{266, 4, "支部不存在"}, {29, 3, "校验码不对"}}, .keep = Annotation::Keep::faulty_rows};
    auto copy = annotated_copy(Source::file(made::sample("members-office.xlsx")), {}, annotation);
    auto read = made::read(copy.bytes);
    ASSERT_EQ(read.rows.size(), 5U);
    EXPECT_EQ(read.at(4, 11).text, "身份证号:校验码不对");
    EXPECT_EQ(read.at(5, 11).text, "所在支部:支部不存在");
    EXPECT_EQ(read.at(4, 3).text, made::read(Source::file(made::sample("members-office.xlsx"))).at(29, 3).text);
}

TEST(AnnotatedCopy, of_csv_becomes_a_workbook_and_of_rubbish_nothing) {
    auto copy = annotated_copy(Source::memory("姓名,手机\n张三,123\n"), {}, {.heading_row = 1, .faults = {{2, 1, "手机号应为11位"}}});
    EXPECT_EQ(made::read(copy.bytes).at(2, 2).text, "手机:手机号应为11位");
    EXPECT_EQ(annotated_copy(Source::memory("PK\x03\x04"), {}, {}).outcome.error, ReadError::damaged);
}

}  // namespace
}  // namespace zhibu::sheet
