#include "kernel/http/rate_limit.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>

namespace zhibu::http {

// Beyond this many callers the full buckets are forgotten: a full bucket is as good as none.
constexpr std::size_t most_callers = 20000;

int RateLimits::take(Rate rate, const std::string& caller, Moment now) {
    if (!on_ || rate == Rate::ordinary) return 0;
    auto limit = limits_[std::size_t(rate)];
    std::lock_guard lock{mutex_};
    auto& buckets = buckets_[std::size_t(rate)];
    auto filled = [&](const Bucket& bucket) {
        auto passed = std::chrono::duration<double>(now - bucket.at).count();
        return std::min(limit.burst, bucket.tokens + std::max(0.0, passed) * limit.per_second);
    };
    if (buckets.size() > most_callers) std::erase_if(buckets, [&](auto& each) { return filled(each.second) >= limit.burst; });
    auto& bucket = buckets.try_emplace(caller, Bucket{limit.burst, now}).first->second;
    bucket = {filled(bucket), now};
    if (bucket.tokens >= 1) return bucket.tokens -= 1, 0;
    return std::max(1, int(std::ceil((1 - bucket.tokens) / limit.per_second)));
}

}  // namespace zhibu::http
