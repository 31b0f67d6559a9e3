// Who is behind a log-in's cookie, kept until a table that it was read from is written.
#pragma once
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "kernel/access/actor.hpp"
#include "kernel/db/kept.hpp"
#include "kernel/values/date.hpp"

namespace zhibu::access {

struct Caller {
    bool signed_in{false};
    // What must come before anything else, as a problem's type: "password-change-required", "totp-required-by-now", or "".
    std::string_view must_first{};
};

struct KnownCaller {
    Actor actor;  // without what belongs to one request
    Caller caller;
    Instant seen, ends;  // last use of the log-in that was noted; it ends by itself then
};

// A request costs a look at its log-in, account, roles and stand-ins: four questions, of which the answers are nearly always the
// last ones. Whoever asks has caught up with other nodes before (Database::catch_up).
class KeptCallers {
public:
    static constexpr std::size_t most = 20'000;

    std::optional<KnownCaller> find(const std::string& fingerprint, const db::TableChanges& changes, Instant now);
    // `session` is the one that it was read in, watched from its beginning.
    void keep(const std::string& fingerprint, KnownCaller known, Instant now, const db::Session& session);

private:
    struct Asked {
        KnownCaller known;
        Instant at;
    };
    std::mutex mutex_;
    std::unordered_map<std::string, db::Kept<Asked>> callers_;
};

}  // namespace zhibu::access
