#include "kernel/access/kept_callers.hpp"

#include <utility>

namespace zhibu::access {
namespace {

// The days of roles, passwords and second factors are read off the clock: asked anew each minute.
std::int64_t minute_of(Instant moment) { return moment.milliseconds() / 60'000; }

}  // namespace

std::optional<KnownCaller> KeptCallers::find(const std::string& fingerprint, const db::TableChanges& changes, Instant now) {
    std::lock_guard lock{mutex_};
    auto found = callers_.find(fingerprint);
    if (found == callers_.end()) return {};
    auto& [known, at] = found->second.value();
    if (minute_of(at) == minute_of(now) && now < known.ends && found->second.holds(changes)) return known;
    callers_.erase(found);
    return {};
}

void KeptCallers::keep(const std::string& fingerprint, KnownCaller known, Instant now, const db::Session& session) {
    if (!session.marks()) return;
    std::lock_guard lock{mutex_};
    if (callers_.size() >= most) callers_.clear();
    callers_.insert_or_assign(fingerprint, db::Kept<Asked>{{std::move(known), now}, session, session.tables_seen()});
}

}  // namespace zhibu::access
