// Who holds which role where: what may be given by whom, what is given and withdrawn, and what follows a member who moves.
#pragma once
#include "kernel/access/account.hpp"

namespace zhibu::access {

// Those who make accounts, each within the own subtree, and those who look after them.
inline constexpr Roles account_makers{Role::administrator, Role::committee_clerk, Role::organ_clerk};
inline constexpr Roles account_keepers{Role::administrator, Role::security_officer, Role::committee_clerk, Role::organ_clerk};

// Nobody grants a role or a scope beyond their own; what is held in somebody's place gives none.
bool may_grant(const View& view, Role role, Id<Organization> organization);
// Whether somebody with this role is within reach of whoever makes accounts, which gives the role to nobody.
bool reaches(const View& view, Role role, Id<Organization> organization);
// Whether the actor gives roles and locks accounts at all; the reason otherwise.
Verdict may_keep_rights(const View& view);
// The roles that the actor may give to somebody somewhere.
std::vector<Role> roles_to_give(const View& view);
// 422 for each grant beyond the actor's own reach, at `place`/i or, where `place` is empty, at "#".
void check_grants(const View& view, const std::vector<RoleGrant>& grants, const std::string& place);

std::vector<RoleGrant> role_grants_of(const View& view, Id<Account> account);
// Each with its row in the audit; what was withdrawn is kept apart, so that who gave it to whom can still be told.
void give(Transaction& t, Id<Account> account, Role role, Id<Organization> organization);
void withdraw(Transaction& t, Id<Account> account, const RoleGrant& grant);
// The role of a member goes with the member: from any of the former home branches to the present one (none: the member has left).
void follow_home(Transaction& t, Id<Member> member, const std::vector<Id<Organization>>& former, Id<Organization> home);

}  // namespace zhibu::access
