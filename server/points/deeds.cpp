#include "points/deeds.hpp"

#include <algorithm>
#include <array>

#include "kernel/indicator/indicator.hpp"

namespace zhibu::points {
namespace {

constexpr std::array list{
    Deed{"life.attended.*", Whose::member},               // meetings, study, talks and volunteer work one took part in
    Deed{"life.absent.*", Whose::member},                 // stayed away without leave
    Deed{"life.taught.*", Whose::member},                 // lectures one gave
    Deed{"post.stood_in", Whose::member},                 // for somebody on leave
    Deed{"duty.reported", Whose::member},
    Deed{"contact.visited", Whose::member},               // of a leader at the contact point
    Deed{"honour.*", Whose::member},
    Deed{"life.held.*", Whose::organization},
    Deed{"supervision.problem_closed", Whose::organization},
    Deed{"supervision.problem_reopened", Whose::organization},
    Deed{"evaluation.lift.task_done", Whose::organization},
    Deed{"evaluation.lift.lifted", Whose::organization},
    Deed{"business.item.done", Whose::organization},
};
constexpr std::string_view given_back = "honour.withdrawn";  // no deed, though it begins like one

}  // namespace

std::span<const Deed> deeds() { return list; }

const Deed* deed_of(std::string_view name) {
    if (name == given_back) return nullptr;
    auto found = std::find_if(list.begin(), list.end(), [&](auto& deed) { return deed.facts == name || means(deed.facts, name); });
    return found == list.end() ? nullptr : &*found;
}

bool may_be_named(std::string_view name, const FactKinds& kinds) {
    if (!deed_of(name)) return false;
    return std::any_of(kinds.all().begin(), kinds.all().end(), [&](auto& each) { return each.first == name || (name.ends_with(".*") && means(name, each.first)); });
}

std::vector<std::string> nameable(const FactKinds& kinds) {
    std::vector<std::string> all;
    for (auto& [name, kind] : kinds.all())
        if (deed_of(name)) all.push_back(name);
    return all;
}

}  // namespace zhibu::points
