// A person's meetings and deadlines as an iCalendar feed (RFC 5545), read by other programs at a secret address.
#pragma once
#include <vector>

#include "desk/desk.hpp"

namespace zhibu::desk {

// The feed's text; `base` ("https://zhibu.example.gov.cn") goes before the items' links, `made` is the moment of its making.
std::string icalendar(const std::vector<CalendarItem>& items, std::string_view name, std::string_view base, Instant made);

void install_feed(App& app);

}  // namespace zhibu::desk
