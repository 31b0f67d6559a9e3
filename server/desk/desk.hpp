// The desk: what everybody sees first. The to-do inbox, the calendar, figures with their records, search, the sample's removal.
// It knows no module's tables: what stands here comes by registration (inbox, calendar, search) and from roll-ups.
#pragma once
#include "organization/organization.hpp"

namespace zhibu::desk {

// How near a due date is, by working days: a deadline on a day without work moves to the next working day.
enum class Nearness { overdue, today, soon, later };
BOOST_DESCRIBE_ENUM(Nearness, overdue, today, soon, later)
struct Due {
    Nearness nearness{Nearness::later};
    int working_days{};  // until then; negative: since then
};
Due due(const WorkingDays& calendar, const std::optional<Date>& due_on, Date today);

std::string inbox_json(const View& view);
std::string calendar_json(const View& view, Date from, Date to);
// The figures of an organisation and a year: {organization, year, figures, flow}; what has no data is left out.
std::string figures_json(const View& view, Language language, Id<Organization> organization);
std::string search_json(const View& view, Language language, std::string_view typed, std::size_t limit, std::string_view only);
// Empties an installation that was made by `zhibu sample` and returns the one-time token for the first administrator. Throws Problem
// "not-a-sample" anywhere else.
std::string remove_sample(App& app, const Actor& actor);

void install(App& app);
void install_sight(App& app);

}  // namespace zhibu::desk
