// The module's door: what main installs, and what the module asks of the one that keeps meetings.
#pragma once
#include <functional>

#include "organization/organization.hpp"

namespace zhibu {
struct Meeting;

namespace ballot {

// A meeting as far as a ballot at it is concerned: who was frozen as entitled to vote when it was opened, and who is there.
struct Gathering {
    struct Person {
        Id<Member> member{};
        std::string name{};
        bool votes{}, exempt{}, present{};
    };
    Id<Organization> organization{};
    std::string title{};
    Date day{};
    bool open{};
    std::vector<Person> people{};
};
// Throws 404 for a meeting that the actor does not see.
using Gatherings = std::function<Gathering(const View&, Id<Meeting>)>;

void install(App& app, Gatherings gatherings);

}  // namespace ballot
}  // namespace zhibu
