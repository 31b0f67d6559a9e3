// Accounts: who may log in, and with which roles within which subtrees.
#pragma once
#include "kernel/record/view.hpp"
#include "kernel/schema/record.hpp"

namespace zhibu {

enum class AccountState { active, disabled };
BOOST_DESCRIBE_ENUM(AccountState, active, disabled)

struct Account {
    Id<Account> id{};
    std::string name{}, username{};
    AccountState state{AccountState::active};
    std::optional<Instant> last_login_at{};
    std::optional<Id<Member>> member_id{};
    bool must_change_password{true};
    bool large_type{false};
    std::int64_t version{1};
};

std::string_view check_username(std::string_view username);

template <>
struct Schema<Account> {
    static constexpr std::string_view name = "account";
    static constexpr auto fields = std::tuple{
        field<&Account::id>({.server_set = true, .sortable = true, .listed = false}), field<&Account::name>({.required = true, .sortable = true, .max = 40}),
        field<&Account::username>({.required = true, .fixed = true, .sortable = true, .min = 2, .max = 40, .check = check_username}),
        field<&Account::state>({.server_set = true, .sortable = true, .filterable = true}), field<&Account::last_login_at>({.server_set = true, .sortable = true}),
        field<&Account::member_id>({.filterable = true, .listed = false, .reference = "member"}),
        field<&Account::must_change_password>({.server_set = true, .listed = false}), field<&Account::large_type>({.server_set = true, .listed = false}),
        field<&Account::version>({.server_set = true, .listed = false})};
};

// A role within the subtree of an organisation; without one: the whole office.
struct RoleGrant {
    std::int64_t id{};
    Role role{Role::member};
    std::optional<Id<Organization>> organization_id{};
    Id<Organization> organization() const { return organization_id.value_or(whole_office); }
};
template <>
struct Schema<RoleGrant> {
    static constexpr std::string_view name = "role_grant";
    static constexpr auto fields = std::tuple{field<&RoleGrant::id>({.server_set = true}), field<&RoleGrant::role>({.required = true}),
                                              field<&RoleGrant::organization_id>({.reference = "organization"})};
};

struct NewAccount {
    std::string username{}, name{}, password{};
    std::optional<Id<Member>> member{};
    std::vector<Grant> grants{};
    bool must_change_password{true};
};

namespace access {
// Makes the account in the transaction; `password_hash` was computed before (never on the writer's thread).
Id<Account> create_account(Transaction& t, const NewAccount& account, std::string_view password_hash);
void install_accounts(App& app);  // the routes of accounts and roles
void install_sessions(App& app);  // installation, log-in, log-out, own password, second factor, own sessions
void install_audit(App& app);     // the audit's list
}  // namespace access

}  // namespace zhibu
