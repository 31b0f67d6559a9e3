// Answers to reads, kept until a table that they were read from is written.
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "kernel/access/actor.hpp"
#include "kernel/db/kept.hpp"
#include "kernel/http/message.hpp"

namespace zhibu::http {

// The home page, a list left and come back to, a search word typed by letters: the same person asks the same again and again.
// An answer belongs to the actor with the roles of that moment, the language, the whole URL and the minute.
class KeptAnswers {
public:
    static constexpr std::size_t most_bytes = 8 << 20;

    static std::string key_of(const Actor& actor, const Request& request, Instant now);
    std::optional<Response> find(const std::string& key, const db::TableChanges& changes);
    // `session` is the one that it was read in, watched from its beginning.
    void keep(const std::string& key, const Response& answer, const db::Session& session);

private:
    std::mutex mutex_;
    std::unordered_map<std::string, db::Kept<std::shared_ptr<const Response>>> answers_;  // copied by their finders outside the lock
    std::size_t bytes_ = 0;
};

}  // namespace zhibu::http
