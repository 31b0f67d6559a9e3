// Speaks to the program as a browser does, in process: the sample city is made through the same routes that a user's pages call.
#pragma once
#include <map>
#include <string>

#include "kernel/app.hpp"

namespace zhibu::command {

class Client {
public:
    explicit Client(App& app) : app_{app} {}

    // A log-in of the account that outlives the clock's travels through the sample's year; ended by log_out_all().
    void log_in(const std::string& username, Id<Account> account);
    void log_out_all();

    // Sends as this account; throws std::runtime_error with the whole problem where it is refused.
    json::value get(const std::string& username, const std::string& path);
    json::value post(const std::string& username, const std::string& path, const json::value& body, std::int64_t version = 0);
    json::value put(const std::string& username, const std::string& path, const json::value& body, std::int64_t version);
    json::value patch(const std::string& username, const std::string& path, const json::value& body, std::int64_t version);
    // One file as a form upload with further fields.
    json::value upload(const std::string& username, const std::string& path, const std::string& file_name, const std::string& content,
                       const std::map<std::string, std::string>& fields);
    std::int64_t requests() const { return requests_; }

private:
    json::value send(const std::string& username, http::Method method, const std::string& path, std::string body, const std::string& content_type, std::int64_t version);
    App& app_;
    std::map<std::string, std::string> cookies_;
    std::int64_t requests_{0};
};

// The same numbers on every machine: the sample city is the same city each time. (SplitMix64.)
class Chance {
public:
    explicit Chance(std::uint64_t seed) : state_{seed} {}
    std::uint64_t next();
    std::int64_t between(std::int64_t low, std::int64_t high) { return low + std::int64_t(next() % std::uint64_t(high - low + 1)); }
    bool percent(int p) { return std::int64_t(next() % 100) < p; }
    template <class T>
    const T& pick(const std::vector<T>& from) {
        return from[next() % from.size()];
    }

private:
    std::uint64_t state_;
};

}  // namespace zhibu::command
