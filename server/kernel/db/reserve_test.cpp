// The reserve of a full disk: given up once, taken again where there is room, and only for who asks for it.
#include "kernel/db/reserve.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

namespace zhibu::db {
namespace {

class ReserveTest : public testing::Test {
protected:
    std::filesystem::path folder{std::filesystem::temp_directory_path() / ("zhibu-reserve-" + std::to_string(::getpid()))};
    std::filesystem::path database{folder / "zhibu.db"}, file{folder / "zhibu.db.reserve"};
    void SetUp() override { std::filesystem::create_directories(folder); }
    void TearDown() override { std::filesystem::remove_all(folder); }
};

TEST_F(ReserveTest, is_given_up_once_and_taken_again_where_there_is_room) {
    Reserve::make(database, 100'000);
    EXPECT_EQ(std::filesystem::file_size(file), 100'000u);
    Reserve reserve{database};
    EXPECT_FALSE(reserve.spent());
    EXPECT_TRUE(reserve.spend());
    EXPECT_TRUE(reserve.spent());
    EXPECT_FALSE(std::filesystem::exists(file));
    EXPECT_FALSE(reserve.spend());  // there is no second one
    EXPECT_TRUE(reserve.refill());
    EXPECT_FALSE(reserve.spent());
    EXPECT_EQ(std::filesystem::file_size(file), 100'000u);
}

TEST_F(ReserveTest, a_place_without_one_has_nothing_to_give) {
    Reserve reserve{database};
    EXPECT_FALSE(reserve.spend());
    EXPECT_FALSE(reserve.spent());
}

TEST_F(ReserveTest, none_is_taken_from_a_disk_without_room) {
    Reserve::make(database, std::uint64_t{1} << 60);
    EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(ReserveTest, only_what_is_called_essential_is) {
    EXPECT_FALSE(Essential::now());
    {
        Essential outer;
        { Essential inner; }
        EXPECT_TRUE(Essential::now());
    }
    EXPECT_FALSE(Essential::now());
}

}  // namespace
}  // namespace zhibu::db
