// Named measures: figures that no fact can give (what is so today, not what was done), computed by the module that knows.
// A pack's indicator names one; data may name a measure, never compute one.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/access/actor.hpp"
#include "kernel/access/where.hpp"
#include "kernel/values/date.hpp"

namespace zhibu {

class View;
struct Axis;

struct Measured {
    std::int64_t value{};
    std::string records;  // the API path whose `total` is the value: "/api/v1/problems?state=overdue&organization_within=17"
    std::string page{};   // the page of the web that shows the same records: "/problems?…"; empty: none
};

class Measures {
public:
    // Computes for an organisation with all below it and a period (its last day, or today where that is earlier, for what is
    // so on a day). The caller has made sure that the actor may see figures of the organisation. One or two range reads.
    using Measure = std::function<Measured(const View&, Id<Organization>, Period)>;
    // The same values for all organisations at once, by their places on the axis, in a few reads whatever their number.
    using Everywhere = std::function<std::vector<std::int64_t>(const View&, const Axis&, Period)>;
    void declare(std::string name, Measure measure, Everywhere everywhere = {}) { measures_[std::move(name)] = {std::move(measure), std::move(everywhere)}; }
    bool known(std::string_view name) const { return measures_.contains(name); }
    // Throws std::out_of_range for a name that nobody declared: packs are checked when they are read.
    Measured of(std::string_view name, const View& view, Id<Organization> organization, Period period) const { return one(name).here(view, organization, period); }
    // Without a way of its own, organisation by organisation.
    std::vector<std::int64_t> everywhere(std::string_view name, const View& view, const Axis& axis, Period period) const;

    // What people entered by hand for indicators of kind manual, each with a name and a reason: for one organisation, and for all
    // by their places (no_value where nothing was entered). Set by the module that keeps the entries.
    std::function<std::optional<Measured>(const View&, std::string_view indicator, Id<Organization>, Period)> entered;
    std::function<std::vector<std::int64_t>(const View&, std::string_view indicator, const Axis&, Period)> entered_everywhere;

    // The members who are exempt from hard targets on a day (the old, the ill, the disabled: 教育条例): a SELECT of their ids, to stand alone
    // or in a condition. Set by organization.
    std::function<Where(const View&, Date)> exempt;

private:
    struct One {
        Measure here;
        Everywhere everywhere;
    };
    const One& one(std::string_view name) const {
        auto found = measures_.find(name);
        if (found == measures_.end()) throw std::out_of_range{"no such measure: " + std::string{name}};
        return found->second;
    }
    std::map<std::string, One, std::less<>> measures_;
};

}  // namespace zhibu
