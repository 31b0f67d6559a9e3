// What code needs in order to read or write on somebody's behalf: the program, one database transaction, the actor, the time.
#pragma once
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/access/actor.hpp"
#include "kernel/access/scope.hpp"
#include "kernel/db/db.hpp"
#include "kernel/fact/fact.hpp"
#include "kernel/schema/codec.hpp"
#include "kernel/values/date.hpp"

namespace zhibu {

class App;

// A policy's answer: a value with its reason in words (a key of "reason" in words/*/), so that a route can turn it into
// 403 and a page into a button that says why it is grey.
struct Verdict {
    std::string reason;  // empty: allowed
    explicit operator bool() const { return reason.empty(); }
    void or_throw() const {
        if (!reason.empty()) throw forbidden(reason);
    }
};
inline Verdict allowed() { return {}; }
inline Verdict denied(std::string reason) { return {std::move(reason)}; }
inline Verdict allowed_if(bool yes, std::string reason) { return yes ? allowed() : denied(std::move(reason)); }

class View {
public:
    View(App& program, db::Session& database_session, const Actor& who);
    App& app;
    db::Session& session;
    const Actor& actor;
    const Instant now;

    TenantId tenant() const { return actor.tenant; }
    Date today() const { return now.date(); }
    const ScopeTree& tree() const;  // today's tree, read at first use
    // Whether the actor has one of the roles over this organisation.
    bool covers(Roles roles, Id<Organization> organization) const;
    // Rows whose column lies within what the actor reaches by one of the roles.
    Where within(Roles roles, const std::string& column = "organization_id") const;

private:
    mutable std::shared_ptr<const ScopeTree> tree_;
};

// What happened, in the past tense: "meeting.closed".
struct Event {
    std::string name;
    std::string subject_kind;
    std::int64_t subject{};
    Id<Organization> organization{};
    Json detail{};  // as in the audit: what a subscriber in another module may know of the record
};

// A write: the change, its facts, its audit and its events are one.
class Transaction : public View {
public:
    Transaction(App& program, db::Session& database_session, const Actor& who) : View{program, database_session, who}, facts{*this} {}

    Facts facts;
    // Says what was done, once, to everybody who must know: one row in the audit chain (with `detail`, JSON) and the
    // subscribers of the event, in this transaction.
    void record(const Event& event, const Json& detail = {});
    // The same without a row in the audit: for the many records of a batch that has one of its own.
    void tell(const Event& event);
    // Audit only: looks at protected fields, exports, log-ins.
    void audit(std::string_view action, std::string_view subject_kind, std::int64_t subject, Id<Organization> organization = {}, const Json& detail = {});
    // Runs f once the transaction is durable (wake a job, push to a channel). Never for anything that must not be lost.
    void after_commit(std::function<void()> f) { after_.push_back(std::move(f)); }
    // Writes the buffered facts with their roll-ups, and the search entries of what was changed. Called by App::write before the commit.
    void finish();
    std::vector<std::function<void()>> take_after() { return std::move(after_); }

private:
    std::vector<std::function<void()>> after_;
    std::set<std::pair<std::string, std::int64_t>> to_find_;  // records whose search entry must be written anew
};

}  // namespace zhibu
