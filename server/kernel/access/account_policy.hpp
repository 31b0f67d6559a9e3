// Who sees which accounts, and who may change them.
#pragma once
#include <fmt/format.h>

#include <algorithm>

#include "kernel/access/delegation.hpp"
#include "kernel/access/granting.hpp"

namespace zhibu::access {

struct AccountPolicy {
    // An account is seen by whoever keeps accounts over one of its scopes; accounts of the whole office by those of the whole office only.
    // One that has lost its last role stays with those who could see it until then, so that they can give it another.
    static Where visible_to(const View& view) {
        if (view.actor.system || view.covers({Role::administrator, Role::security_officer}, whole_office)) return everything();
        auto scope = view.within(account_keepers, "g.organization_id");
        if (scope.sql == "1=1") scope = where("g.organization_id <> ?", whole_office);
        auto within = [&](std::string_view table) {
            return Where{fmt::format("id IN (SELECT g.account_id FROM {} g WHERE g.tenant_id = account.tenant_id AND {})", table, scope.sql), scope.arguments};
        };
        auto without_role = where("NOT EXISTS (SELECT 1 FROM role_grant n WHERE n.tenant_id = account.tenant_id AND n.account_id = account.id)");
        return within("role_grant") || (without_role && within("ended_grant")) || where("id = ?", view.actor.account);
    }
    static Where matching(const View&, const std::string& words) {
        auto pattern = "%" + words + "%";
        return where("(username LIKE ? OR name LIKE ?)", pattern, pattern);
    }
    static Verdict may_change(const View& view, const Account& account) {
        if (!has_own(view, account_makers)) return denied(has_own(view, {Role::security_officer}) ? "left_to_the_administrator" : "keeps_no_accounts");
        for (auto& grant : role_grants_of(view, account.id))
            if (!reaches(view, grant.role, grant.organization())) return denied("grants_beyond_own");
        return allowed();
    }
    // Whoever is the person behind an account acts as that member: nobody chooses this for themselves.
    static Verdict may_name_member(const View& view, const Account& account) {
        if (account.id == view.actor.account) return denied("not_oneself");
        return may_change(view, account);
    }
    // Roles, locking, a new first password: nobody shuts themselves out, gives themselves more, or goes round the question for the
    // current password.
    static Verdict may_keep(const View& view, const Account& account) {
        if (account.id == view.actor.account) return denied("not_oneself");
        if (auto verdict = may_keep_rights(view); !verdict) return verdict;
        for (auto& grant : role_grants_of(view, account.id))
            if (!may_grant(view, grant.role, grant.organization())) return denied("grants_beyond_own");
        return allowed();
    }
};

}  // namespace zhibu::access
