// QR codes: the matrix has the marks of the standard, and all three forms show the same modules.
#include "kernel/document/qr.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernel/document/picture.hpp"

namespace zhibu::document {
namespace {

TEST(Qr, the_matrix_has_finder_and_timing_patterns_of_its_version) {
    const auto rows = qr_modules("https://zhibu.example.gov.cn/s/1");  // 32 bytes: version 3, 29 modules
    ASSERT_EQ(rows.size(), 29u);
    const char* finder[] = {"1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"};
    for (std::size_t y = 0; y < 7; ++y)
        for (std::size_t x = 0; x < 7; ++x) {
            const bool dark = finder[y][x] == '1';
            EXPECT_EQ(rows[y][x], dark);
            EXPECT_EQ(rows[y][28 - x], dark);
            EXPECT_EQ(rows[28 - y][x], dark);
        }
    for (std::size_t i = 8; i < 21; ++i) EXPECT_EQ(rows[6][i], i % 2 == 0);
    EXPECT_TRUE(rows[21][8]);  // the dark module beside the lower finder
}

TEST(Qr, the_svg_draws_exactly_the_dark_modules_and_runs_nothing) {
    const auto rows = qr_modules("支部签到");
    const auto svg = qr_svg("支部签到");
    EXPECT_NE(svg.find("viewBox=\"0 0 " + std::to_string(rows.size() + 8)), svg.npos);
    for (const char* word : {"script", "href", "style", "on", "url("}) EXPECT_EQ(svg.find(word), svg.npos) << word;
    std::vector<std::vector<bool>> drawn(rows.size(), std::vector<bool>(rows.size()));
    static const std::regex stroke{R"(M(\d+) (\d+)h(\d+)v1h-(\d+)z)"};
    for (std::sregex_iterator each{svg.begin(), svg.end(), stroke}, end; each != end; ++each)
        for (int x = 0; x < std::stoi((*each)[3]); ++x)
            drawn.at(std::stoul((*each)[2]) - 4).at(std::stoul((*each)[1]) - 4 + static_cast<std::size_t>(x)) = true;
    EXPECT_EQ(drawn, rows);
}

TEST(Qr, the_png_is_as_large_as_its_modules_with_a_quiet_zone) {
    const auto picture = inspect(qr_png("支部", 5));
    EXPECT_EQ(picture.width, static_cast<int>(qr_modules("支部").size() + 8) * 5);
    EXPECT_EQ(picture.height, picture.width);
}

TEST(Qr, refuses_what_no_code_can_hold) {
    EXPECT_THROW(qr_modules(""), std::invalid_argument);
    EXPECT_THROW(qr_modules(std::string(2332, 'x')), std::invalid_argument);
    EXPECT_EQ(qr_modules(std::string(2331, 'x')).size(), 177u);
    EXPECT_EQ(qr_modules(std::string{"a\0b", 3}).size(), 21u);
}

}  // namespace
}  // namespace zhibu::document
