// The module's door: what main installs, and what main hands on to the module of ballots.
#pragma once
#include "organization/organization.hpp"

namespace zhibu {
struct Meeting;
namespace life {

struct Gathered {
    struct Person {
        Id<Member> member{};
        std::string name{};
        bool votes{}, exempt{}, present{};
    };
    Id<Organization> organization{};
    std::string title{};
    Date day{};
    bool open{};
    std::vector<Person> people{};  // without guests; empty before the opening where all members attend
};
Gathered gathered_at(const View& view, Id<Meeting> meeting);  // 404
void keep_decision(Transaction& t, const Event& event);       // of "ballot.closed"

void install(App& app);

}  // namespace life
}  // namespace zhibu
