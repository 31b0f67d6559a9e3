#include "kernel/http/kept_answers.hpp"

namespace zhibu::http {

std::string KeptAnswers::key_of(const Actor& actor, const Request& request, Instant now) {
    std::string key;
    auto add = [&](std::int64_t number) { key += std::to_string(number), key += ' '; };
    add(actor.tenant.value), add(actor.account.value), add(actor.member.value), add(static_cast<int>(actor.language)), add(now.milliseconds() / 60'000);
    for (auto& grant : actor.grants) add(static_cast<int>(grant.role)), add(grant.organization.value);
    key += request.header("accept-language");
    return key + request.path + '?' + request.query;
}

std::optional<Response> KeptAnswers::find(const std::string& key, const db::TableChanges& changes) {
    std::shared_ptr<const Response> answer;
    {
        std::lock_guard lock{mutex_};
        auto found = answers_.find(key);
        if (found == answers_.end()) return {};
        answer = found->second.value();
        if (!found->second.holds(changes)) {
            bytes_ -= answer->body.size();
            answers_.erase(found);
            return {};
        }
    }
    return *answer;
}

void KeptAnswers::keep(const std::string& key, const Response& answer, const db::Session& session) {
    if (answer.status != 200 || answer.stream || answer.shared_body || !session.marks()) return;
    auto size = answer.body.size();
    if (size > most_bytes / 8) return;
    auto shared = std::make_shared<const Response>(answer);
    std::lock_guard lock{mutex_};
    if (bytes_ + size > most_bytes) answers_.clear(), bytes_ = 0;
    auto& place = answers_[key];
    bytes_ += size - (place.value() ? place.value()->body.size() : 0);
    place = {std::move(shared), session, session.tables_seen()};
}

}  // namespace zhibu::http
