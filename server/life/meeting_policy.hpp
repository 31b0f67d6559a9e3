// Who sees meetings and who keeps them.
#pragma once
#include "life/meeting.hpp"

namespace zhibu::life {

inline constexpr Roles meeting_keepers{Role::committee_clerk, Role::organ_clerk, Role::branch_secretary};

struct MeetingPolicy {
    // Readers see their subtree, members the meetings of their branch (of talks only their own), everybody what they attended.
    static Where visible_to(const View& view);
    static Where matching(const View& view, const std::string& words);

    static Verdict may_create(const View& view, const Meeting& meeting) { return keeps(view, meeting); }
    static Verdict may_change(const View& view, const Meeting& meeting) { return keeps(view, meeting); }
    static Verdict may_invite(const View& view, const Meeting& meeting) { return keeps(view, meeting); }
    static Verdict may_open(const View& view, const Meeting& meeting) { return keeps(view, meeting); }
    static Verdict may_mark(const View& view, const Meeting& meeting) { return keeps(view, meeting); }
    static Verdict may_close(const View& view, const Meeting& meeting) { return keeps(view, meeting); }
    static Verdict may_amend(const View& view, const Meeting& meeting) { return keeps(view, meeting); }
    static Verdict may_cancel(const View& view, const Meeting& meeting) { return keeps(view, meeting); }
    // The code is shown by whoever keeps the meeting, or hosts it.
    static Verdict may_show_code(const View& view, const Meeting& meeting);
    // Minutes that are not finished yet are for their keepers.
    static bool reads_paper(const View& view, const Meeting& meeting);

private:
    static Verdict keeps(const View& view, const Meeting& meeting) {
        return allowed_if(view.covers(meeting_keepers, meeting.organization_id), "keeps_no_meetings");
    }
};

// The state in which a verb may be carried out; 409 "meeting-state" with the present one otherwise.
void must_be(const Meeting& meeting, std::initializer_list<MeetingState> states);

}  // namespace zhibu::life
