// Who sees a session and a report, and who may do what: the clerks of the organisation hold it, those who take part see it.
#include "duty/session.hpp"

namespace zhibu::duty {
namespace {

Where taking_part(const View& view, const std::string& column) {
    return where(column + " IN (SELECT session_id FROM duty_voter WHERE tenant_id = ? AND account_id = ?)", view.tenant(), view.actor.account) ||
           where(column + " IN (SELECT r.session_id FROM duty_report r WHERE r.tenant_id = ? AND r.account_id = ?)", view.tenant(), view.actor.account);
}

}  // namespace

Where SessionPolicy::visible_to(const View& view) { return view.within(session_readers) || taking_part(view, "id"); }
Where SessionPolicy::matching(const View&, const std::string& words) { return where("title LIKE ?", "%" + words + "%"); }
Verdict SessionPolicy::may_create(const View& view, const DutySession& session) { return allowed_if(view.covers(session_keepers, session.organization_id), "holds_no_duty_session"); }
Verdict SessionPolicy::may_change(const View& view, const DutySession& session) {
    if (session.state != DutyState::preparing) return denied("duty_scoring_has_begun");
    return may_create(view, session);
}
Verdict SessionPolicy::may_prepare(const View& view, const DutySession& session) { return may_change(view, session); }
Verdict SessionPolicy::may_close(const View& view, const DutySession& session) {
    if (session.state != DutyState::scoring) return denied("duty_scoring_is_not_open");
    return may_create(view, session);
}
Verdict SessionPolicy::may_see_sheet(const View& view, const DutySession& session) {
    if (session.state != DutyState::closed) return denied("duty_is_sealed");
    return allowed_if(view.covers(session_readers, session.organization_id), "reads_own_result_only");
}

Where DutyReportPolicy::visible_to(const View& view) {
    auto sessions = view.within(session_readers);
    auto reached = where("session_id IN (SELECT id FROM duty_session WHERE tenant_id = ? AND ", view.tenant());
    reached.sql += sessions.sql + ")";
    reached.arguments.insert(reached.arguments.end(), sessions.arguments.begin(), sessions.arguments.end());
    return where("account_id = ?", view.actor.account) || (where("state = 'submitted'") && (reached || taking_part(view, "session_id")));
}
Verdict DutyReportPolicy::may_write(const View& view, const DutyReport& report) {
    if (report.account_id != view.actor.account) return denied("is_not_the_own_report");
    return allowed_if(report.state == DutyReportState::draft, "report_is_submitted");
}

KeptRules rules_of(const View& view, const DutySession& session) {
    if (session.state == DutyState::preparing) return rules_on(view, view.today());
    return view.app.packs.numbered<Rules>(view, rules_file, session.rules_number);
}
std::vector<DutyReport> reports_of(const View& view, Id<DutySession> session) { return Store<DutyReport>{view}.select(where("session_id = ?", session), "ORDER BY id"); }
std::vector<ballot_box::Voter> voters_of(const View& view, Id<DutySession> session) {
    std::vector<ballot_box::Voter> all;
    auto rows = view.session.query("SELECT v.account_id, a.name, v.circle FROM duty_voter v JOIN account a ON a.tenant_id = v.tenant_id AND a.id = v.account_id WHERE v.tenant_id = ? AND v.session_id = ? "
                                   "ORDER BY v.circle, a.name, a.id", view.tenant(), session);
    while (rows.next()) all.push_back({rows.integer(0), std::string{rows.text(1)}, std::string{rows.text(2)}});
    return all;
}

}  // namespace zhibu::duty
