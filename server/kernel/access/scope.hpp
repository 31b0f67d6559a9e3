// The tree of organisations as far as rights are concerned: who is below whom, now and on any day in the past.
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "kernel/access/actor.hpp"
#include "kernel/access/where.hpp"
#include "kernel/db/kept.hpp"
#include "kernel/values/date.hpp"

namespace zhibu {

constexpr Date never_ends = Date::of(9999, 12, 31);

// Today's tree in memory: names for lists, ancestors for rights. Immutable; a change of the tree makes a new one.
class ScopeTree {
public:
    struct Node {
        Id<Organization> id, parent;
        std::string name, kind;
        std::int64_t order{};
        std::vector<Id<Organization>> children;  // in display order
        std::size_t with_all_below = 1;
    };
    const Node* find(Id<Organization> id) const;
    // Whether `id` is `ancestor` or below it.
    bool within(Id<Organization> id, Id<Organization> ancestor) const;
    std::vector<Id<Organization>> ancestors(Id<Organization> id) const;  // from itself up to the root
    std::vector<Id<Organization>> subtree(Id<Organization> id) const;    // itself and all below, in display order
    std::size_t size_of(Id<Organization> id) const;                      // how many subtree() would give
    std::vector<Id<Organization>> roots() const { return roots_; }
    std::int64_t version() const { return version_; }
    std::size_t size() const { return nodes_.size(); }

    static std::shared_ptr<const ScopeTree> load(db::Session& session, TenantId tenant);

private:
    std::unordered_map<std::int64_t, Node> nodes_;
    std::vector<Id<Organization>> roots_;
    std::int64_t version_{};
};

// Keeps the newest tree of each tenant. Whether it must be read again, a reading session knows by itself, and a write by one cheap
// look at the version.
class ScopeTrees {
public:
    std::shared_ptr<const ScopeTree> of(db::Session& session, TenantId tenant);

private:
    std::shared_ptr<const ScopeTree> newest(db::Session& session, TenantId tenant);

    std::mutex mutex_;
    std::unordered_map<std::int64_t, std::shared_ptr<const ScopeTree>> trees_;
    std::unordered_map<std::int64_t, db::Kept<std::shared_ptr<const ScopeTree>>> known_;  // by reading sessions
};

// Writes of the tree, used by the organization module only. Dates are the first day on which the new state holds.
namespace scope {
void found(db::Session& session, TenantId tenant, Id<Organization> id, Id<Organization> parent, Date from);
void move(db::Session& session, TenantId tenant, Id<Organization> id, Id<Organization> parent, Date from);
void end(db::Session& session, TenantId tenant, Id<Organization> id, Date from);
// As if it had never been there: for taking back what was founded by mistake and has nothing below it.
void forget(db::Session& session, TenantId tenant, Id<Organization> id);
void touch(db::Session& session, TenantId tenant);  // names or order changed: trees in memory must be read again
// The organisations from `id` up to the root as they stood on a day.
std::vector<Id<Organization>> ancestors_on(db::Session& session, TenantId tenant, Id<Organization> id, Date day);
}  // namespace scope

// Rows whose `column` lies in the subtree of one of the organisations, as the tree is today.
Where within(const std::string& column, TenantId tenant, const std::vector<Id<Organization>>& organizations, const ScopeTree& tree);
// The same as the tree was on a day.
Where within_on(const std::string& column, TenantId tenant, Id<Organization> organization, Date day);

}  // namespace zhibu
