// The module's door: committees, posts and terms of organisations, stand-ins and leave.
#pragma once
#include "organization/organization.hpp"

namespace zhibu::post {

// What main hands on to a module that does not know this one: who held which post, and who was away with approved leave, on any of the days;
// of these members, or of everybody where none are given. Both ends are included.
struct HeldBy {
    Id<Member> member{};
    Id<Organization> organization{};
    std::string post{};
    Date from{}, to{};
};
struct OnLeave {
    Id<Member> member{};
    Date from{}, to{};
};
struct PostLabel {
    std::string key, label, english;
};
std::vector<HeldBy> held_between(const View& view, Date from, Date to, const std::vector<std::int64_t>& members);
std::vector<OnLeave> on_leave_between(const View& view, Date from, Date to, const std::vector<std::int64_t>& members);
std::vector<PostLabel> post_labels();  // in the order of the pack

void install(App& app);

}  // namespace zhibu::post
