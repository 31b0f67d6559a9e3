// Whose points are reckoned: the members of a day as columns that a scan can walk, with posts held and leave taken in the period.
#pragma once
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "kernel/indicator/axis.hpp"
#include "points/rule.hpp"
#include "points/seams.hpp"

namespace zhibu::points {

struct Days {
    std::int32_t from{1}, to{0};  // none where they are the wrong way round
    bool holds(std::int32_t day) const { return from <= day && day <= to; }
    bool operator==(const Days&) const = default;
};
struct Held {
    std::int64_t organization{};
    std::uint8_t post{};  // in Seams::posts
    Days days{};
    bool operator==(const Held&) const = default;
};
struct Person {
    std::int64_t member{}, organization{};  // the home branch on the day
    std::int32_t place{-1};                 // of the branch on the axis
    std::int32_t born{};
    std::int32_t work{};                    // the words in People::works (工作岗位)
    Days spared{};                          // by an exemption of the roster
    MemberStage stage{MemberStage::formal};
    Gender gender{Gender::unknown};
    OrganizationKind branch{OrganizationKind::branch};
    bool exempt{false};                     // left out of spreads
    Exemption why{Exemption::registered};
    bool posted{false}, away{false};        // has rows in People::posts, People::leaves
    bool operator==(const Person& other) const;
};

struct People {
    Period period{};
    Date day{};                             // the period's last, or today
    std::vector<Person> rows{};             // by place of the branch where there is an axis, then by member
    std::unordered_map<std::int64_t, std::int32_t> by_member{};
    std::unordered_map<std::int64_t, std::vector<Held>> posts{};
    std::unordered_map<std::int64_t, std::vector<Days>> leaves{};
    std::unordered_map<std::int64_t, std::vector<std::pair<std::int32_t, Held>>> holders{};  // by organisation: row and post
    std::vector<std::string> works{};

    const Person* find(Id<Member> member) const;
    bool holds(const Person& person, std::uint64_t posts_wanted, std::int32_t day) const;
    bool away(const Person& person, std::int32_t day) const;
    // The posts that somebody held in the period, as bits.
    std::uint64_t posts_of(const Person& person) const;
};

// Members of a branch, one member, or all where neither is given; with places where an axis is.
struct Whom {
    Id<Organization> branch{};
    std::vector<std::int64_t> members{};
    const Axis* axis{};
};
People people_of(const View& view, const Seams& seams, const Rulebook& rules, Period period, const Whom& whom = {});
// Who is exempt by the rules; set by people_of, and again where other rules are tried.
void set_exempt(People& people, const Rulebook& rules);

}  // namespace zhibu::points
