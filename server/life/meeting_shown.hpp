// A meeting as the web reads it: the record, its paper, its sheet of attendance, the quorum, and what the actor may do with it.
#pragma once
#include "life/keeping.hpp"

namespace zhibu::life {

Meeting load_meeting(const View& view, Id<Meeting> id);  // whatever the actor may see; 404
std::string shown(const View& view, const Meeting& meeting);
std::string shown(const View& view, const Meeting& meeting, const Paper& paper, const std::vector<Attendee>& attendees);
void write_tally(std::string& out, const Meeting& meeting, const Tally& sum);

void install_meetings(App& app);   // list, show, plan, change, invite, open, mark, paper, close, amend, cancel, record whole
void install_meeting_questions(App& app);
void install_signing(App& app);    // the changing code and signatures
void install_photos(App& app);
void install_cadence(App& app);
void install_calendar(App& app);
void install_inbox(App& app);
void install_binder_chapter(App& app);

}  // namespace zhibu::life
