// What a meeting leaves on paper: the body that the archive binder and the official minutes share, and those minutes as a paper.
#pragma once
#include "kernel/document/document.hpp"
#include "life/attendance.hpp"
#include "life/keeping.hpp"

namespace zhibu::life {

// Who came, what was on the agenda, said and decided, as far as the actor reads it; of a talk only that it took place.
std::vector<document::Block> minutes_body(const View& view, const Meeting& meeting);
// The minutes of a closed meeting for the files: title, particulars, body, and lines for the signatures by hand.
document::Document minutes_paper(const View& view, const Meeting& meeting);

void install_minutes(App& app);  // GET /meetings/{id}/minutes as PDF or DOCX

}  // namespace zhibu::life
