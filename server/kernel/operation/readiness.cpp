#include "kernel/operation/readiness.hpp"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <algorithm>

#include "kernel/backup/backup.hpp"
#include "kernel/backup/office.hpp"
#include "kernel/upgrade/upgrade.hpp"

namespace zhibu::operation {
namespace {

constexpr std::string_view names[] = {"ok", "warning", "failing"};

http::Response probe(int status, json::object body) {
    auto response = http::ok(json::serialize(body));
    response.status = status;
    response.set("cache-control", "no-store");
    return response;
}

Check database_check(App& app) {
    auto health = app.database->health();
    return {"database", health.writable ? State::ok : State::failing, health.reason};
}

// A node whose schema is behind would fail its requests, one that is behind its database (a newer node has upgraded it) too.
Check schema_check(App& app) {
    try {
        if (auto missing = upgrade::missing_steps(*app.database); !missing.empty()) return {"schema", State::failing, fmt::format("{} steps are missing, the first is {}", missing.size(), missing.front())};
        if (auto unknown = upgrade::unknown_steps(*app.database); !unknown.empty())
            return {"schema", State::failing, fmt::format("a newer program has upgraded the database ({}): start that one here too", unknown.front())};
        return {"schema"};
    } catch (const db::Error& error) {
        return {"schema", State::failing, error.what()};
    }
}

Check disk_check(const App& app, const Limits& limits) {
    auto free = free_bytes(app.place.data);
    auto words = fmt::format("{} MB free, {} MB are the least", free >> 20, limits.least_free_bytes >> 20);
    return {"disk", free < limits.least_free_bytes ? State::failing : State::ok, words};
}

Check backup_check(App& app, const Limits& limits) {
    auto age = backup_age(app);
    if (!age) return {"backup", State::warning, "no backup is known"};
    return {"backup", *age > limits.oldest_backup.count() ? State::warning : State::ok, fmt::format("the newest is {} hours old", *age / 3600)};
}

bool from_this_machine(const http::Request& request) { return request.peer.starts_with("127.") || request.peer == "::1"; }

}  // namespace

std::uint64_t free_bytes(const std::filesystem::path& place) {
    struct statvfs found {};
    if (::statvfs(place.c_str(), &found) != 0) return 0;
    return std::uint64_t{found.f_bavail} * found.f_frsize;
}

std::optional<std::int64_t> backup_age(App& app) {
    std::optional<std::int64_t> age;
    auto newest = backup::newest_of(app.place);
    std::error_code error;
    auto written = newest.empty() ? std::filesystem::file_time_type{} : std::filesystem::last_write_time(newest, error);
    if (!newest.empty() && !error) age = std::chrono::duration_cast<std::chrono::seconds>(std::filesystem::file_time_type::clock::now() - written).count();
    try {
        app.read(Actor::job({1}, "readiness"), [&](const View& view) {
            auto run = backup::last_run(view, BackupDeed::backup, where("state = 'done'"));
            if (!run || !run->taken_at) return false;
            auto since = (view.now.milliseconds() - run->taken_at->milliseconds()) / 1000;
            age = std::min(age.value_or(since), since);
            return true;
        });
    } catch (const db::Error&) {  // told by the check of the database
    }
    return age;
}

std::vector<Check> checks(App& app, const Standing& standing, const Limits& limits) {
    std::vector<Check> all{database_check(app), schema_check(app), disk_check(app, limits), backup_check(app, limits)};
    if (standing.leaving) all.push_back({"leaving", State::failing, "the server is being stopped"});
    if (standing.damaged) all.push_back({"damage", State::failing, "the database file is damaged"});
    return all;
}

http::Response health(App& app) {
    auto health = app.database->health();
    return probe(health.writable ? 200 : 503, {{"status", health.writable ? "ok" : "degraded"}, {"reason", health.reason}});
}

http::Response readiness(App& app, const Standing& standing, const Limits& limits, const http::Request& request) {
    // On the way out nothing else is asked: the answer must not wait for a database that is slow.
    if (standing.leaving) return probe(503, {{"status", "leaving"}, {"reason", "the server is being stopped"}});
    auto all = checks(app, standing, limits);
    auto failing = std::find_if(all.begin(), all.end(), [](auto& check) { return check.state == State::failing; });
    bool ready = failing == all.end();
    json::object body{{"status", ready ? "ready" : standing.damaged ? "damaged" : "not-ready"}, {"reason", ready ? "" : failing->name}};
    if (from_this_machine(request)) {
        json::array parts;
        for (auto& check : all) parts.push_back({{"name", check.name}, {"state", names[static_cast<int>(check.state)]}, {"detail", check.detail}});
        body["checks"] = std::move(parts);
    }
    return probe(ready ? 200 : 503, std::move(body));
}

}  // namespace zhibu::operation
