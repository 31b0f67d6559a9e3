// Who sees and keeps committees, posts and terms: everybody sees those of the own organisations and above; the organisation's
// keepers record them; the superior decides on extensions.
#pragma once
#include "post/term.hpp"

namespace zhibu::post {

// Roles that ask for an organisation, and those that may decide for those below it.
inline constexpr Roles unit_keepers{Role::committee_clerk, Role::organ_clerk, Role::branch_secretary};
inline constexpr Roles superior_keepers{Role::committee_clerk, Role::organ_clerk};

// Rows of what the actor reads by a role, and of the organisations from there up to the root.
Where posts_visible_to(const View& view);
// Rows of organisations that lie below one which the actor keeps: the superior's side. A root's own clerk stands for the superior outside.
Where below_actor(const View& view, Roles roles, const std::string& column = "organization_id");
bool is_superior(const View& view, Id<Organization> organization);
bool keeps_posts(const View& view, Id<Organization> organization);

struct HoldingPolicy {
    static Where visible_to(const View& view) { return posts_visible_to(view); }
    static Where matching(const View& view, const std::string& words);
    static Verdict may_create(const View& view, const PostHolding& holding);
    static Verdict may_change(const View& view, const PostHolding& holding);
    static Verdict may_end(const View& view, const PostHolding& holding);
    static Verdict may_stand_in(const View& view, const PostHolding& holding);
};
struct TermPolicy {
    static Where visible_to(const View& view) { return posts_visible_to(view); }
    static Where matching(const View& view, const std::string& words);
    static Verdict may_begin(const View& view, Id<Organization> organization);
    static Verdict may_change(const View& view, const Term& term);
    static Verdict may_extend(const View& view, const Term& term);
    static Verdict may_remind(const View& view, const Term& term);
    // Recorded by mistake: the running one, before anything rests on it.
    static Verdict may_take_back(const View& view, const Term& term);
};
struct ExtensionPolicy {
    static Where visible_to(const View& view) { return view.within(organization::readers); }
    static Where matching(const View& view, const std::string& words);
    static Verdict may_create(const View& view, const TermExtension& extension);
    static Verdict may_change(const View&, const TermExtension&) { return denied("extensions_are_decided_not_changed"); }
};

}  // namespace zhibu::post
