#include "post/post_policy.hpp"

#include <algorithm>

namespace zhibu::post {
namespace {

Where of_named(const View& view, const std::string& column, const std::string& words) {
    return where(column + " IN (SELECT id FROM organization WHERE tenant_id = ? AND (name LIKE ? OR short_name LIKE ? OR pinyin LIKE ?))", view.tenant(), "%" + words + "%", "%" + words + "%",
                 words + "%");
}

}  // namespace

Where posts_visible_to(const View& view) {
    auto scope = view.within(organization::readers);
    if (scope.sql == "1=1") return scope;
    std::vector<std::int64_t> above;
    for (auto& grant : view.actor.grants)
        for (auto id : view.tree().ancestors(grant.organization)) above.push_back(id.value);
    return scope || any_of("organization_id", above);
}

Where below_actor(const View& view, Roles roles, const std::string& column) {
    auto scope = view.within(roles, column);
    if (view.actor.system) return scope;
    std::vector<std::int64_t> tops;
    for (auto place : view.actor.scopes(roles)) {
        auto* node = view.tree().find(place);
        bool own_superior = node && !node->parent && view.covers({Role::committee_clerk}, place);
        if (node && !own_superior && !(node->parent && view.covers(roles, node->parent))) tops.push_back(place.value);
    }
    if (tops.empty()) return scope;
    auto own = any_of(column, tops);
    own.sql = "NOT (" + own.sql + ")";
    return scope && own;
}

bool is_superior(const View& view, Id<Organization> organization) {
    if (view.actor.system) return true;
    auto* node = view.tree().find(organization);
    if (!node) return false;
    if (!node->parent) return view.covers({Role::committee_clerk}, organization);
    return view.covers(superior_keepers, node->parent);
}
bool keeps_posts(const View& view, Id<Organization> organization) { return view.covers(organization::keepers, organization); }

Where HoldingPolicy::matching(const View& view, const std::string& words) {
    return of_named(view, "organization_id", words) ||
           where("member_id IN (SELECT id FROM member WHERE tenant_id = ? AND (name LIKE ? OR pinyin LIKE ?))", view.tenant(), "%" + words + "%", words + "%");
}
Verdict HoldingPolicy::may_create(const View& view, const PostHolding& holding) {
    if (keeps_posts(view, holding.organization_id)) return allowed();
    auto rules = rules_today(view);
    auto* post = rules->post(holding.post);
    bool own = post && post->secretary_keeps && view.covers({Role::branch_secretary}, holding.organization_id);
    return allowed_if(own, "keeps_no_posts");
}
Verdict HoldingPolicy::may_change(const View& view, const PostHolding& holding) {
    if (holding.valid_to) return denied("post_has_ended");
    return may_create(view, holding);
}
Verdict HoldingPolicy::may_end(const View& view, const PostHolding& holding) { return may_change(view, holding); }
// The organisation arranges its own stand-ins.
Verdict HoldingPolicy::may_stand_in(const View& view, const PostHolding& holding) {
    if (holding.valid_to) return denied("post_has_ended");
    return allowed_if(view.covers(organization::keepers, holding.organization_id) || view.covers({Role::branch_secretary}, holding.organization_id), "keeps_no_posts");
}

Where TermPolicy::matching(const View& view, const std::string& words) { return of_named(view, "organization_id", words) || where("number LIKE ?", "%" + words + "%"); }
Verdict TermPolicy::may_begin(const View& view, Id<Organization> organization) { return allowed_if(keeps_posts(view, organization), "keeps_no_posts"); }
Verdict TermPolicy::may_change(const View& view, const Term& term) {
    if (term.ended_on) return denied("term_has_ended");
    return may_begin(view, term.organization_id);
}
Verdict TermPolicy::may_extend(const View& view, const Term& term) {
    if (term.ended_on) return denied("term_has_ended");
    return allowed_if(view.covers(unit_keepers, term.organization_id), "asks_for_no_extension");
}
Verdict TermPolicy::may_remind(const View& view, const Term& term) {
    if (term.ended_on) return denied("term_has_ended");
    if (term.letter_id) return denied("term_was_reminded");
    auto* node = view.tree().find(term.organization_id);
    if (!node || !node->parent) return denied("has_no_superior");
    return allowed_if(is_superior(view, term.organization_id), "is_not_the_superior");
}

Where ExtensionPolicy::matching(const View& view, const std::string& words) { return of_named(view, "organization_id", words); }
Verdict ExtensionPolicy::may_create(const View& view, const TermExtension& extension) {
    return allowed_if(view.covers(unit_keepers, extension.organization_id), "asks_for_no_extension");
}

}  // namespace zhibu::post
