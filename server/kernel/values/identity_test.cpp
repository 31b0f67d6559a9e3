// Tables of ID numbers, credit codes, telephones and office dates: right ones and every way to be wrong.
#include "kernel/values/identity.hpp"

#include <gtest/gtest.h>
#include <string>

namespace zhibu {
namespace {

using Verdict = IdNumber::Verdict;

TEST(Identity, reads_citizen_id_numbers) {
    struct Row { std::string_view typed; Verdict verdict; std::string_view normal, birth; };
    for (auto [typed, verdict, normal, birth] : {
             Row{"11010519491231002X", Verdict::right, "11010519491231002X", "1949-12-31"},  // the example of GB 11643
             {"370299194705044607", Verdict::right, "370299194705044607", "1947-05-04"},
             {"37029919500626797x", Verdict::right, "37029919500626797X", "1950-06-26"},
             {"３７０２９９１９５００６２６７９７ｘ", Verdict::right, "37029919500626797X", "1950-06-26"},
             {" '370299 19470504 4607 ", Verdict::right, "370299194705044607", "1947-05-04"},
             {"370299-19470504-4607", Verdict::right, "370299194705044607", "1947-05-04"},
             {"370299194705044608", Verdict::wrong_check_digit, "370299194705044608", "1947-05-04"},
             {"370299194705054607", Verdict::wrong_check_digit, "370299194705054607", "1947-05-05"},
             {"370299470504460", Verdict::fifteen_digits, "370299470504460", "1947-05-04"},
             {"370299194702304607", Verdict::unreal_birth_date, "370299194702304607", ""},
             {"370299194700004607", Verdict::unreal_birth_date, "370299194700004607", ""},
             {"370299991305446", Verdict::unreal_birth_date, "370299991305446", ""},
             {"37029919470504460", Verdict::wrong_length, "37029919470504460", ""},
             {"3702991947050446077", Verdict::wrong_length, "3702991947050446077", ""},
             {"", Verdict::wrong_length, "", ""},
             {"3702991947O5044607", Verdict::wrong_character, "3702991947O5044607", ""},
             {"37029919470504X607", Verdict::wrong_character, "37029919470504X607", ""},
             {"37029919470504460Y", Verdict::wrong_character, "37029919470504460Y", ""}}) {
        auto read = read_id_number(typed);
        EXPECT_EQ(read.verdict, verdict) << typed;
        EXPECT_EQ(read.normal, normal) << typed;
        EXPECT_EQ(read.birth.iso(), birth) << typed;
        EXPECT_EQ(read.sex.has_value(), !birth.empty()) << typed;
    }
    EXPECT_EQ(read_id_number("370299194705044607").sex, Sex::female);
    EXPECT_EQ(read_id_number("370299196204152158").sex, Sex::male);
    EXPECT_EQ(read_id_number("370299470504461").sex, Sex::male);
}

TEST(Identity, finds_every_single_wrong_digit_of_an_id_number) {
    const std::string right = "370299194705044607";
    for (std::size_t at = 0; at < right.size(); ++at)
        for (char digit = '0'; digit <= '9'; ++digit) {
            auto number = right;
            number[at] = digit;
            EXPECT_EQ(read_id_number(number).right(), number == right) << number;
        }
}

TEST(Identity, reads_telephones) {
    using Kind = Phone::Kind;
    struct Row { std::string_view typed; Kind kind; std::string_view normal; };
    for (auto [typed, kind, normal] : {
             Row{"19956446767", Kind::mobile, "19956446767"}, {"199 5644 6767", Kind::mobile, "19956446767"}, {"199-5644-6767", Kind::mobile, "19956446767"},
             {"+86 19956446767", Kind::mobile, "19956446767"}, {"+86-199-5644-6767", Kind::mobile, "19956446767"}, {"8619956446767", Kind::mobile, "19956446767"},
             {"008619956446767", Kind::mobile, "19956446767"}, {"１９９５６４４６７６７", Kind::mobile, "19956446767"}, {"(+86)19956446767", Kind::mobile, "19956446767"},
             {"0532-2449760", Kind::land_line, "0532-2449760"}, {"05322449760", Kind::land_line, "0532-2449760"}, {"（0532）2449760", Kind::land_line, "0532-2449760"},
             {"0532 85912345", Kind::land_line, "0532-85912345"}, {"010-63090000", Kind::land_line, "010-63090000"}, {"+86 10 63090000", Kind::land_line, "010-63090000"},
             {"+86 532 85912345", Kind::land_line, "0532-85912345"}, {"0532-85912345-8001", Kind::land_line, "0532-85912345-8001"},
             {"0532-85912345转8001", Kind::land_line, "0532-85912345-8001"}, {"2449760", Kind::local_line, "2449760"}, {"8591 2345", Kind::local_line, "85912345"}}) {
        auto read = read_phone(typed);
        ASSERT_TRUE(read) << typed;
        EXPECT_EQ(read->kind, kind) << typed;
        EXPECT_EQ(read->normal, normal) << typed;
    }
    for (std::string_view wrong : {"", "无", "1995644676", "199564467678", "12956446767", "1995644676a", "19956446767/19937064549", "010-6309000", "00532449760", "+1 2025550123",
                                   "0532-85912345转x", "12345", "-", "+", "199564467O7"})
        EXPECT_FALSE(read_phone(wrong)) << wrong;
}

}  // namespace
}  // namespace zhibu
