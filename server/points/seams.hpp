// What points ask of the modules that keep posts and leave, which they do not know; modules.cpp joins them.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "kernel/record/view.hpp"

namespace zhibu::points {

struct HeldPost {
    Id<Member> member{};
    Id<Organization> organization{};
    std::string post{};
    Date from{}, to{};  // both included
};
struct Away {
    Id<Member> member{};
    Date from{}, to{};
};
struct PostName {
    std::string key, label, english;
};
struct Seams {
    // Those that touch the days; of these members, or of all where none are given.
    std::function<std::vector<HeldPost>(const View&, Date, Date, const std::vector<std::int64_t>&)> posts_held;
    std::function<std::vector<Away>(const View&, Date, Date, const std::vector<std::int64_t>&)> leaves;  // approved
    std::vector<PostName> posts;  // in their order; at most 64
};
using Shared = std::shared_ptr<const Seams>;

}  // namespace zhibu::points
