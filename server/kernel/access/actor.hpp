// Who acts: an account with its roles, each within the subtree of one organisation. A job acts as a named system actor.
#pragma once
#include <boost/describe/enum.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "kernel/values/id.hpp"
#include "kernel/words/words.hpp"

namespace zhibu {

struct Account;
struct Organization;  // the nodes of the scope tree; described by the organization module
struct Member;

enum class Role { administrator, security_officer, auditor, committee_clerk, leader, inspector, organ_clerk, branch_secretary, member };
BOOST_DESCRIBE_ENUM(Role, administrator, security_officer, auditor, committee_clerk, leader, inspector, organ_clerk, branch_secretary, member)

// Who may do what is written once in access/policy tables of the modules; these are the usual groups.
using Roles = std::initializer_list<Role>;

// The scope of the first administrator, who is there before any organisation.
inline constexpr Id<Organization> whole_office{0};

struct Grant {
    Role role;
    Id<Organization> organization;  // and all below it
};

struct Actor {
    TenantId tenant{1};
    Id<Account> account{};
    Id<Member> member{};       // the person behind the account, where known
    std::string name{};
    std::vector<Grant> grants{};
    bool system{false};        // a job; `name` says which
    std::string request_id{}, peer{};
    std::int64_t session{};    // of the log-in
    Language language{Language::chinese};  // of the words in answers

    bool is(Role role) const;             // anywhere
    bool is_any(Roles roles) const;
    // The organisations within whose subtrees the actor has one of the roles.
    std::vector<Id<Organization>> scopes(Roles roles) const;
    static Actor job(TenantId tenant, std::string name);
};

}  // namespace zhibu
