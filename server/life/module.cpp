// Everything the outside may do with meetings and their cadence.
#include "life/heart_talks.hpp"
#include "life/life.hpp"
#include "life/meeting_shown.hpp"
#include "life/minutes.hpp"

namespace zhibu::life {

void install(App& app) {
    declare_rules(app);
    for (auto& kind : Codec<MeetingKind>::names()) {
        app.fact_kinds.declare({"life.held." + kind, FactKind::Unit::times});
        app.fact_kinds.declare({"life.entitled." + kind, FactKind::Unit::people});
        app.fact_kinds.declare({"life.attended." + kind, FactKind::Unit::minutes});
        app.fact_kinds.declare({"life.absent." + kind, FactKind::Unit::times});
        app.fact_kinds.declare({"life.taught." + kind, FactKind::Unit::minutes});
    }
    app.permit("meeting.keep", meeting_keepers);
    app.permit("meeting.list", {Role::administrator, Role::auditor, Role::committee_clerk, Role::leader, Role::inspector, Role::organ_clerk, Role::branch_secretary, Role::member});
    app.permit("cadence.read", organization::readers);
    app.references.declare("meeting", [](const View& view, const std::vector<std::int64_t>& ids) {
        std::map<std::int64_t, std::string> names;
        for (auto& each : Store<Meeting>{view}.select(any_of("id", ids))) names[each.id.value] = each.title;
        return names;
    });
    install_meetings(app);
    install_meeting_questions(app);
    install_minutes(app);
    install_signing(app);
    install_photos(app);
    install_cadence(app);
    install_heart_talks(app);
    install_calendar(app);
    install_inbox(app);
    install_binder_chapter(app);
    app.on("ballot.closed", keep_decision);
}

}  // namespace zhibu::life
