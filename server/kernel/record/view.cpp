#include "kernel/record/view.hpp"

#include "kernel/access/delegation.hpp"
#include "kernel/app.hpp"
#include "kernel/record/audit.hpp"

namespace zhibu {

View::View(App& program, db::Session& database_session, const Actor& who)
    : app{program}, session{database_session}, actor{who}, now{program.clock.now()} {}

const ScopeTree& View::tree() const {
    if (!tree_) tree_ = app.scopes.of(session, actor.tenant);
    return *tree_;
}
bool View::covers(Roles roles, Id<Organization> organization) const {
    if (actor.system) return true;
    for (auto scope : actor.scopes(roles))
        if (tree().within(organization, scope)) return true;
    return false;
}
Where View::within(Roles roles, const std::string& column) const {
    if (actor.system) return everything();
    return zhibu::within(column, tenant(), actor.scopes(roles), tree());
}

void Transaction::record(const Event& event, const Json& detail) {
    audit(event.name, event.subject_kind, event.subject, event.organization, detail);
    auto told = event;
    told.detail = detail;
    tell(told);
}
void Transaction::tell(const Event& event) {
    if (app.search.knows(event.subject_kind)) to_find_.emplace(event.subject_kind, event.subject);
    app.publish(*this, event);
}
void Transaction::audit(std::string_view action, std::string_view subject_kind, std::int64_t subject, Id<Organization> organization, const Json& detail) {
    audit::append(*this, {now, actor.account, access::acting_name(*this, organization), std::string{action}, std::string{subject_kind}, subject, organization, detail, actor.request_id, actor.peer});
}
void Transaction::finish() {
    facts.write();
    for (auto& [kind, id] : to_find_) app.search.refresh(*this, kind, id);
}

}  // namespace zhibu
