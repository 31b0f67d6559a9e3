// 三员分立: where the office has it on, its system administrator, security officer and auditor are three people with duties of their own.
#pragma once
#include <string>
#include <vector>

#include "kernel/record/view.hpp"

namespace zhibu::access {

inline constexpr Roles three{Role::administrator, Role::security_officer, Role::auditor};

bool kept_apart(const View& view);  // whether the office has it on; off unless told

// Who gives and withdraws every role, locks and unlocks accounts, and keeps the security settings: the administrator, or the
// security officer where the three are apart.
Role keeper_of_rights(const View& view);
// Auditors; administrators beside them where the three are not apart.
Roles audit_readers(const View& view);
// The roles behind a permission as they are today: for menus, and for the answer to "why can I not see this".
std::vector<Role> roles_of_permission(const View& view, const std::string& permission);

// 409 where the account would hold a second of the three, its own or in somebody's place.
void refuse_second(const View& view, Id<Account> account, Role role);
// 409 where nobody else in use would be left in this role over the whole office. By the grant to be withdrawn, or by the account to be disabled.
void refuse_last(const View& view, Id<Account> account, Role role, Id<Organization> organization);
void refuse_last(const View& view, Id<Account> account);

struct HoldsTwo {
    Id<Account> account{};
    std::string name{};
    std::vector<Role> roles{};
};
// What stands against setting them apart: accounts with two of the three, in use or not; roles of the three that nobody in use has over
// the whole office.
std::vector<HoldsTwo> holding_two(const View& view);
std::vector<Role> nobody_has(const View& view);
// 409 while something stands against it. The caller audits.
void set_apart(Transaction& t, bool apart);

}  // namespace zhibu::access
