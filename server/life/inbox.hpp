// What somebody has to do about meetings.
#pragma once
#include "kernel/record/inbox.hpp"
#include "life/cadence.hpp"

namespace zhibu::life {

// Meetings one is invited to; for those who keep them, meetings to open, to close and to record.
void add_meetings(const View& view, std::vector<InboxItem>& items);
// What the secretary's own branches and groups still owe this month.
void add_missing_duties(const View& view, DutyBook& book, std::vector<InboxItem>& items);

}  // namespace zhibu::life
