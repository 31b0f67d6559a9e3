// Buckets by hand-moved time, and the answer that a browser gets.
#include "kernel/http/rate_limit.hpp"

#include <chrono>
#include <string>

#include "testkit/test_app.hpp"

namespace zhibu::http {
namespace {

using namespace std::chrono_literals;

TEST(RateLimits, give_a_burst_then_a_rate_and_say_how_long_to_wait) {
    RateLimits limits;
    limits.set(Rate::search, {3, 0.5});
    RateLimits::Moment start{1000s};
    for (int i = 0; i < 3; ++i) EXPECT_EQ(limits.take(Rate::search, "a", start), 0);
    EXPECT_EQ(limits.take(Rate::search, "a", start), 2);
    EXPECT_EQ(limits.take(Rate::search, "b", start), 0);        // another caller
    EXPECT_EQ(limits.take(Rate::exporting, "a", start), 0);     // another class
    EXPECT_EQ(limits.take(Rate::search, "a", start + 1s), 1);
    EXPECT_EQ(limits.take(Rate::search, "a", start + 2s), 0);
    EXPECT_EQ(limits.take(Rate::search, "a", start + 2s), 2);
    EXPECT_EQ(limits.take(Rate::search, "a", start - 10s), 2);  // a clock that goes back gives nothing
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(limits.take(Rate::ordinary, "a", start), 0);
}

class RateOfRoutes : public testkit::OnBothEngines {};
ZHIBU_ON_BOTH_ENGINES(RateOfRoutes);

TEST_P(RateOfRoutes, answer_429_with_the_seconds_to_wait) {
    auto clerk = app.administrator();
    app->router.limits.set(Rate::search, {1, 0.1});
    app->router.limits.set(Rate::log_in, {1, 0.1});
    EXPECT_EQ(app.get(clerk, "/api/v1/search?q=a").status, 200);
    auto refused = app.get(clerk, "/api/v1/search?q=a");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.problem(), "too-many-requests");
    std::string wait;
    for (auto& [name, value] : refused.headers)
        if (name == "retry-after") wait = value;
    EXPECT_EQ(wait, "10");
    EXPECT_EQ(app.get(clerk, "/api/v1/inbox").status, 200);  // an ordinary route goes on
    EXPECT_EQ(app.post({}, "/api/v1/session", {{"username", "nobody"}, {"password", "wrong"}}).status, 401);
    EXPECT_EQ(app.post({}, "/api/v1/session", {{"username", "nobody"}, {"password", "wrong"}}).status, 429);
}

}  // namespace
}  // namespace zhibu::http
