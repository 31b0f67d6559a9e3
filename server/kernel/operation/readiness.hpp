// What the probes ask: /healthz, whether this node is alive and can write, and /readyz, whether requests should be sent to it.
#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "kernel/app.hpp"

namespace zhibu::operation {

enum class State { ok, warning, failing };

struct Check {
    std::string name;  // database, schema, disk, backup, leaving
    State state{State::ok};
    std::string detail{};  // in words; for whoever asks from this machine
};

struct Limits {
    std::uint64_t least_free_bytes = 64 << 20;                 // below it this node takes no requests
    std::chrono::seconds oldest_backup = std::chrono::hours{48};  // beyond it, a warning
};

// What the server says of itself.
struct Standing {
    std::atomic<bool> leaving{false}, damaged{false};
};

// Each part with its state. Only `failing` makes a node not ready; a backup that is old is a warning, because sending the
// requests elsewhere would not make one.
std::vector<Check> checks(App& app, const Standing& standing, const Limits& limits);

// 200 {"status":"ok"} or 503 {"status":"degraded"} with the reason.
http::Response health(App& app);
// 200 {"status":"ready"} or 503 with "leaving", "damaged" or "not-ready". The parts are told to this machine only: what a
// balancer needs is the status.
http::Response readiness(App& app, const Standing& standing, const Limits& limits, const http::Request& request);

std::uint64_t free_bytes(const std::filesystem::path& place);
// Seconds since the newest backup: one of the vault, or a file that still stands where it was written; nothing where there is none.
std::optional<std::int64_t> backup_age(App& app);

}  // namespace zhibu::operation
