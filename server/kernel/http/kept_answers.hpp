// Answers to reads, kept until a table that they were read from is written.
#pragma once
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "kernel/access/actor.hpp"
#include "kernel/db/db.hpp"
#include "kernel/http/message.hpp"

namespace zhibu::http {

// The home page, a list left and come back to, a search word typed by letters: the same person asks the same again and again.
// An answer belongs to the actor with the roles of that moment, the language, the whole URL and the minute. Writes of this process are
// noticed at once; what other processes write, and what only the clock changes, after `patience`.
class KeptAnswers {
public:
    static constexpr std::chrono::seconds patience{2};
    static constexpr std::size_t most_bytes = 8 << 20;

    static std::string key_of(const Actor& actor, const Request& request, Instant now);
    std::optional<Response> find(const std::string& key, const db::TableChanges& changes);
    // `session` is the one that it was read in, watched from its beginning.
    void keep(const std::string& key, const Response& answer, const db::Session& session);

private:
    struct Kept {
        Response answer;
        db::TableSet tables{};
        std::uint64_t mark{};
        std::chrono::steady_clock::time_point taken;
    };
    std::mutex mutex_;
    std::unordered_map<std::string, Kept> answers_;
    std::size_t bytes_ = 0;
};

}  // namespace zhibu::http
