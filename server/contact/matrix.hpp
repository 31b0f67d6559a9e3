// The coverage matrix (覆盖矩阵): which leader has which organisation, how often the leader was in contact with it and in which way.
#pragma once
#include <array>

#include "contact/contact_policy.hpp"
#include "contact/rules.hpp"

namespace zhibu::contact {

// Organisations that must have a contact leader: directly below, as the tree stood on the day, without the kinds the pack leaves out.
struct Below {
    Id<Organization> id{};
    std::string name{};
};
std::vector<Below> organizations_below(const View& view, Id<Organization> organization, Date day);

// For the annual report: leaders who hold a contact point at one of these organisations, and how many of them have one.
struct Coverage {
    std::int64_t leaders{}, organizations{}, covered{};
};
Coverage coverage(const View& view, Id<Organization> organization, Date day);
// The last day of a period, or today where that is earlier.
Date reference_day(const View& view, Period period);

// Contacts of one leader with one organisation in a year.
struct Cell {
    Id<ContactLeader> leader{};
    Id<Organization> organization{};
    std::string name{};
    std::vector<ContactPoint> points{};          // that touch the year, by their first day
    std::array<std::int64_t, 3> visits{};        // by way
    std::array<std::int64_t, 12> by_month{};
    std::optional<Date> last_visit{};            // in the year
    std::int64_t total() const { return visits[0] + visits[1] + visits[2]; }
    const ContactPoint* point_on(Date day) const;
    std::int64_t in(const Stretch& stretch) const;  // visits in whole months
};
// The cells of these organisations (those with a contact point or a visit in the year), in the order of the leaders and organisations.
std::vector<Cell> cells(const View& view, const std::vector<Below>& organizations, int year);
// Of these leaders, whatever their organisations.
std::vector<Cell> cells_of_leaders(const View& view, const std::vector<std::int64_t>& leaders, int year);

// Routes
http::Response show_matrix(http::Call& call);  // ?organization_id=&year=&format=xlsx
http::Response show_own(http::Call& call);     // ?year=

}  // namespace zhibu::contact
