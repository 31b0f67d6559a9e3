// Heart-to-heart talks (谈心谈话) by member: that they took place and when, never what was said.
#pragma once
#include "organization/organization.hpp"

namespace zhibu::life {

struct TalksOf {
    Id<Member> member{};
    std::string name{};
    Id<Organization> branch{};
    bool exempt{false};
    std::int64_t talks{};
    std::optional<Date> last_on{};

    // In the denominator: the exempt only where they were talked with.
    bool counts() const { return !exempt || talks > 0; }
};
struct TalkCoverage {
    Date on{};                      // whose members: the last day of the year, or today
    std::vector<TalksOf> members{};  // by name

    std::int64_t due() const;
    std::int64_t covered() const;
    std::int64_t talks() const;     // times somebody took part
};
// The members of an organisation and all below it on the reference day, with their talks of the year wherever they were held.
TalkCoverage talk_coverage(const View& view, Id<Organization> organization, int year);

void install_heart_talks(App& app);  // GET /heart-talks/coverage, the secretary's to-do, the measure for reports

}  // namespace zhibu::life
