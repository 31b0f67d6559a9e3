// What stands on a day: derived from records each time it is asked, like the inbox.
#pragma once
#include <string>

#include "kernel/values/date.hpp"

namespace zhibu {

struct CalendarItem {
    std::string kind;        // "meeting", "problem": the colour and the filter
    std::string title;
    Date on{};
    std::string time{};      // "09:30"; empty: the whole day
    std::string place{};     // where, or which organisation
    std::string link;        // the page of the record, console
    std::string phone_link{};
    std::string state{};     // "planned", "done", "overdue": a key of desk.calendar.state
};

}  // namespace zhibu
