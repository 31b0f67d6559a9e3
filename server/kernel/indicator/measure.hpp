// Named measures: figures that no fact can give (what is so today, not what was done), computed by the module that knows.
// A pack's indicator names one; data may name a measure, never compute one.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include "kernel/access/actor.hpp"
#include "kernel/values/date.hpp"

namespace zhibu {

class View;

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
    void declare(std::string name, Measure measure) { measures_[std::move(name)] = std::move(measure); }
    bool known(std::string_view name) const { return measures_.contains(name); }
    // Throws std::out_of_range for a name that nobody declared: packs are checked when they are read.
    Measured of(std::string_view name, const View& view, Id<Organization> organization, Period period) const {
        auto found = measures_.find(name);
        if (found == measures_.end()) throw std::out_of_range{"no such measure: " + std::string{name}};
        return found->second(view, organization, period);
    }

private:
    std::map<std::string, Measure, std::less<>> measures_;
};

}  // namespace zhibu
