// Roles held for a while in place of somebody else (AB角): within one organisation, from a day to a day, ended by themselves.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "kernel/record/view.hpp"

namespace zhibu::access {

struct Delegation {
    Id<Account> account{}, for_account{};  // who holds it, in whose place
    std::string name{}, for_name{};
    Role role{};
    Id<Organization> organization{};
    Date from{}, until{};
};

// What the account holds in place of others on a day, and what of its own it has handed over. Only what the one stood in for
// still holds: a role withdrawn, or an account disabled, ends what rests on it at once. Never what is itself delegated: no chains.
std::vector<Delegation> held_for_others(db::Session& session, TenantId tenant, Id<Account> account, Date day);
std::vector<Delegation> handed_over(db::Session& session, TenantId tenant, Id<Account> account, Date day);

// What is named to a person and to no role (to answer a dispute, an objection) goes over with the person's post: to whoever stands
// in there, for records of its organisation and below.
struct NamedStandIn {
    Id<Account> account{}, for_account{};
    Id<Member> member{};       // of whoever stands in; none where it is nobody's of the roster
    std::string for_name{};
    Id<Organization> organization{};
};
std::vector<NamedStandIn> standing_in_for(const View& view);  // others, by the actor, today
std::vector<NamedStandIn> stood_in_by(const View& view);      // the actor, by others, today
// Whether what is named to this account waits for the actor: as that account, or in its place.
bool answers_as(const View& view, Id<Account> named, Id<Organization> organization);
// In whose place the actor has what is named to this account to do today: "" as that account itself, nothing where it is not the
// actor's, or has gone over to whoever stands in.
std::optional<std::string> has_to_answer_as(const View& view, Id<Account> named, Id<Organization> organization);
// A to-do's title, with the name of the one in whose place it is done; "" is nobody's.
std::string said_for(const View& view, const std::string& name, std::string title);
// The first of these over a column of accounts and one of organisations.
Where answered_by_actor(const View& view, const std::string& account_column, const std::string& organization_column);

// Whether the actor has one of the roles over the organisation by a grant of the own: what may not be done in another's
// place (giving roles, keeping accounts) asks this instead of View::covers.
bool covers_by_own(const View& view, Roles roles, Id<Organization> organization);
bool has_own(const View& view, Roles roles);

// The actor as the audit names them at this organisation: "乙（代甲）" where only a role in another's place reaches it.
std::string acting_name(const View& view, Id<Organization> organization);

// Gives the account this role in place of another, for a source; both days included. Audited.
void delegate(Transaction& t, const Delegation& wanted, const std::string& source_kind, std::int64_t source);
// The same for what is named to the person alone, whatever the roles.
void stand_in_by_name(Transaction& t, const Delegation& wanted, const std::string& source_kind, std::int64_t source);
// Ends what rests on the source from a day on; what had not begun by then was never held.
void end_delegations(Transaction& t, const std::string& source_kind, std::int64_t source, Date from);

}  // namespace zhibu::access
