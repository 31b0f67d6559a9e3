// How often one caller may ask: buckets of tokens by class of route and by account or address.
#pragma once
#include <array>
#include <chrono>
#include <mutex>
#include <string>
#include <unordered_map>

namespace zhibu::http {

// What a route costs the program or tempts people to try; `ordinary` routes are not counted.
enum class Rate { ordinary, log_in, open, search, exporting };

class RateLimits {
public:
    // `burst` requests at once, then `per_second` on average.
    struct Limit {
        double burst, per_second;
    };
    using Moment = std::chrono::steady_clock::time_point;

    // Takes one token; the whole seconds to wait where there is none, 0 where the request may go on. Thread-safe.
    int take(Rate rate, const std::string& caller, Moment now = std::chrono::steady_clock::now());
    void set(Rate rate, Limit limit) { limits_[std::size_t(rate)] = limit; }
    void turn_off() { on_ = false; }  // behind a proxy that does it, and for load tests

private:
    struct Bucket {
        double tokens;
        Moment at;
    };
    // Whole offices log in through one address at half past eight: what is by address is generous, the lock-out guards single accounts.
    std::array<Limit, 5> limits_{{{0, 0}, {120, 2}, {300, 10}, {60, 10}, {10, 0.2}}};
    bool on_{true};
    std::mutex mutex_;
    std::array<std::unordered_map<std::string, Bucket>, 5> buckets_;
};

}  // namespace zhibu::http
