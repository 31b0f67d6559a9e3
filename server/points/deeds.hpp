// The work that points may be given for: a closed list of kinds of facts. There is no word in it for what a screen could count (log-ins,
// time spent, views, likes, shares, comments, online votes), nor for what others think of somebody.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/fact/fact.hpp"

namespace zhibu::points {

// Whose work it is: a member's own; or an organisation's, which a rule credits to those who hold a post there.
enum class Whose { member, organization };
struct Deed {
    std::string_view facts;  // a kind, or all that begin so
    Whose whose;
};
std::span<const Deed> deeds();
// The entry of the list that what a rule names lies within; nullptr for all else.
const Deed* deed_of(std::string_view name);
// Whether a rule may name it: it lies within the list, and some module records such facts.
bool may_be_named(std::string_view name, const FactKinds& kinds);
// The kinds that rules may name in this program, by name.
std::vector<std::string> nameable(const FactKinds& kinds);

}  // namespace zhibu::points
