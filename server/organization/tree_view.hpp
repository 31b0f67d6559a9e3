// The tree as one actor sees it, today or on any day: what stands at the left of the lists.
#pragma once
#include "organization/organization.hpp"

namespace zhibu::organization {

struct TreeNode {
    Id<Organization> id{}, parent{};
    std::string name{}, kind{};
    std::optional<std::int64_t> members{};  // of itself and all below it; none where the actor does not see its records
};
// In display order, each node behind its parent.
std::vector<TreeNode> tree_today(const View& view);
std::vector<TreeNode> tree_on(const View& view, Date day);

}  // namespace zhibu::organization
