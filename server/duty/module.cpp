// Everything the outside may do with reports on duty.
#include <fmt/format.h>

#include "duty/duty.hpp"
#include "duty/session.hpp"

namespace zhibu::duty {

// A report to be written, a paper to be put in.
void add_inbox(const View& view, std::vector<InboxItem>& items) {
    if (!view.actor.account) return;
    auto say = [&](const std::string& key, const Parameters& parameters = {}) { return view.app.words.sentence(Language::chinese, "duty.inbox." + key, parameters); };
    for (auto& report : Store<DutyReport>{view}.select(where("account_id = ? AND state = 'draft' AND session_id IN (SELECT id FROM duty_session WHERE tenant_id = ? AND state <> 'closed')", view.actor.account,
                                                             view.tenant()))) {
        auto session = Store<DutySession>{view}.load(report.session_id, everything());
        items.push_back({"duty.report", say("report", {{"title", session.title}}), say("report_reason"), "", session.held_on, fmt::format("/duty-reports/{}", report.id.value),
                         fmt::format("/m/duty-reports/{}", report.id.value), say("write")});
    }
    for (auto& session : Store<DutySession>{view}.select(where("state = 'scoring' AND id IN (SELECT session_id FROM duty_voter WHERE tenant_id = ? AND account_id = ?)", view.tenant(), view.actor.account))) {
        bool open = false;
        for (auto& report : reports_of(view, session.id))
            if (auto own = report.box_id ? ballot_box::standing(view, *report.box_id, view.actor.account.value) : std::nullopt) open = open || !own->returned;
        if (!open) continue;
        items.push_back({"duty.score", say("score", {{"title", session.title}}), say("score_reason"), "", session.held_on, fmt::format("/duty-sessions/{}", session.id.value),
                         fmt::format("/m/duty-sessions/{}", session.id.value), say("vote")});
    }
}

void install(App& app) {
    declare_rules(app);
    app.fact_kinds.declare({"duty.reported", FactKind::Unit::times});
    app.fact_kinds.declare({"burden.asked.report", FactKind::Unit::times});
    app.fact_kinds.declare({"duty.scored", FactKind::Unit::people});
    app.permit("duty.read", {Role::administrator, Role::auditor, Role::committee_clerk, Role::organ_clerk, Role::leader, Role::branch_secretary, Role::member});
    app.permit("duty.keep", session_keepers);
    app.references.declare("duty_session", [](const View& view, const std::vector<std::int64_t>& ids) {
        std::map<std::int64_t, std::string> names;
        for (auto& each : Store<DutySession>{view}.select(any_of("id", ids))) names[each.id.value] = each.title;
        return names;
    });
    app.references.declare("duty_report", [](const View& view, const std::vector<std::int64_t>& ids) {
        std::map<std::int64_t, std::string> names;
        for (auto& each : Store<DutyReport>{view}.select(any_of("id", ids))) names[each.id.value] = each.title;
        return names;
    });
    app.references.show_at("duty_report", "/duty-reports/{id}");
    install_sessions(app);
    install_reports(app);
    install_scoring(app);
    install_sheet(app);
    app.inbox(add_inbox);
}

}  // namespace zhibu::duty
