// Where "now" comes from. A sample city lives on its own day; a test moves the clock by hand.
#pragma once
#include <atomic>
#include <chrono>

#include "kernel/values/date.hpp"

namespace zhibu {

class Clock {
public:
    // The machine's time plus a fixed offset: 0 in an office, back to the sample's day in a sample city.
    explicit Clock(std::int64_t offset_ms = 0) : offset_ms_{offset_ms} {}
    Instant now() const {
        if (auto still = still_ms_.load()) return Instant::from_milliseconds(still);
        auto wall = std::chrono::system_clock::now().time_since_epoch();
        return Instant::from_milliseconds(std::chrono::duration_cast<std::chrono::milliseconds>(wall).count() + offset_ms_.load());
    }
    Date today() const { return now().date(); }
    void set_offset(std::int64_t ms) { offset_ms_ = ms; }
    void stand_at(Instant now) { still_ms_ = now.milliseconds(); }  // tests and the sample's generator

private:
    std::atomic<std::int64_t> offset_ms_;
    std::atomic<std::int64_t> still_ms_{0};
};

}  // namespace zhibu
