// Preparing and opening: the plan checked against its rule, and who is entitled frozen.
#pragma once
#include "ballot/policy.hpp"

namespace zhibu::ballot {

// Fills record, items and people from the plan; faults at the plan's places.
struct Prepared {
    std::vector<Item> items;
    std::vector<Person> people;
};
Prepared prepared(const View& view, Ballot& ballot, const Plan& plan, const Gatherings& gatherings, Faults& faults);
// Who is entitled now: of the meeting as it was opened, or of the members as they stand today. 409 where the meeting is not open.
std::vector<Person> frozen(const View& view, const Ballot& ballot, std::vector<Person> planned, const Gatherings& gatherings);
// How many are there: at a meeting who signed in, else who was handed a paper on the spot.
std::int64_t attending(const View& view, const Ballot& ballot, const ballot_box::Counts& counts, const Gatherings& gatherings);

}  // namespace zhibu::ballot
