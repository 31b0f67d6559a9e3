#include "life/meeting_policy.hpp"

#include <algorithm>

#include "life/rules.hpp"

namespace zhibu::life {

Where MeetingPolicy::visible_to(const View& view) {
    auto scope = view.within(organization::readers);
    if (scope.sql == "1=1") return scope;
    std::vector<db::Value> confidential;
    std::string marks;
    for (auto& kind : rules().kinds)
        if (kind.confidential) confidential.push_back(to_parameter(kind.name)), marks += marks.empty() ? "?" : ",?";
    auto of_branch = view.within({Role::member});
    scope = scope || (marks.empty() || of_branch.sql == "1=0" ? of_branch : of_branch && Where{"kind NOT IN (" + marks + ")", confidential});
    if (view.actor.member)
        scope = scope || where("id IN (SELECT meeting_id FROM attendance WHERE tenant_id = ? AND member_id = ? AND member_id <> 0)", view.tenant(), view.actor.member);
    if (view.actor.account)
        scope = scope || where("id IN (SELECT meeting_id FROM attendance WHERE tenant_id = ? AND account_id = ? AND account_id <> 0)", view.tenant(), view.actor.account);
    return scope;
}

Where MeetingPolicy::matching(const View&, const std::string& words) {
    std::string pattern = "%";
    for (char c : words) pattern += c == '%' || c == '_' || c == '\\' ? std::string{'\\', c} : std::string{c};
    return where("(title LIKE ? ESCAPE '\\' OR place LIKE ? ESCAPE '\\' OR topics LIKE ? ESCAPE '\\')", pattern + "%", pattern + "%", pattern + "%");
}

Verdict MeetingPolicy::may_show_code(const View& view, const Meeting& meeting) {
    if (view.actor.member && meeting.host_id == view.actor.member) return allowed();
    return keeps(view, meeting);
}

bool MeetingPolicy::reads_paper(const View& view, const Meeting& meeting) {
    return meeting.state == MeetingState::closed || view.actor.system || view.covers(meeting_keepers, meeting.organization_id);
}

void must_be(const Meeting& meeting, std::initializer_list<MeetingState> states) {
    if (std::find(states.begin(), states.end(), meeting.state) == states.end())
        switch (meeting.state) {
            case MeetingState::planned: throw conflict("meeting-planned");
            case MeetingState::open: throw conflict("meeting-open");
            case MeetingState::closed: throw conflict("meeting-closed");
            case MeetingState::cancelled: throw conflict("meeting-cancelled");
        }
}

}  // namespace zhibu::life
