// Whoever asks gets the answer to a question that began after they came; a failure is everybody's who waited for it.
#include "kernel/db/shared_question.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace zhibu::db {
namespace {

TEST(SharedQuestion, answers_each_with_what_began_after_they_came) {
    SharedQuestion question;
    std::atomic<int> clock{0}, questions{0}, too_old{0}, not_ended{0};
    std::atomic<int> last_begun{0}, last_ended{0};
    constexpr int askers = 16, turns = 50;
    std::vector<std::thread> threads;
    for (int i = 0; i < askers; ++i)
        threads.emplace_back([&] {
            for (int turn = 0; turn < turns; ++turn) {
                auto came = ++clock;
                question.ask([&] {
                    auto begun = ++clock;
                    ++questions;
                    std::this_thread::sleep_for(std::chrono::microseconds{300});
                    last_begun = begun, last_ended = ++clock;
                });
                too_old += last_begun <= came, not_ended += last_ended <= came;
            }
        });
    for (auto& each : threads) each.join();
    EXPECT_EQ(too_old, 0);
    EXPECT_EQ(not_ended, 0);
    EXPECT_LT(questions, askers * turns) << "nobody shared a question";
}

TEST(SharedQuestion, fails_for_all_who_waited_for_it_and_is_asked_again_by_the_next) {
    SharedQuestion question;
    std::atomic<bool> fails{true};
    std::atomic<int> failed{0};
    auto ask = [&] {
        try {
            question.ask([&] {
                std::this_thread::sleep_for(std::chrono::milliseconds{5});
                if (fails) throw std::runtime_error{"away"};
            });
        } catch (const std::runtime_error&) {
            ++failed;
        }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) threads.emplace_back(ask);
    for (auto& each : threads) each.join();
    EXPECT_EQ(failed, 8);
    fails = false;
    ask();
    EXPECT_EQ(failed, 8);
}

}  // namespace
}  // namespace zhibu::db
