// The numbers that regulations give about organisations, from packs/standard/organization_rules.toml.
#pragma once
#include "kernel/schema/record.hpp"

namespace zhibu {

// What a breach of a rule is: the text says 一般, or it does not.
enum class Breach { reminder, error };
BOOST_DESCRIBE_ENUM(Breach, reminder, error)

struct OrganizationRule {
    std::string name{};
    std::int64_t value{};
    std::string unit{}, source{};
    Date since{};
    Breach breach{Breach::reminder};
    std::string sentence{};
};
template <>
struct Schema<OrganizationRule> {
    using T = OrganizationRule;
    static constexpr std::string_view name = "organization_rule";
    static constexpr auto fields = std::tuple{field<&T::name>({.required = true}), field<&T::value>({.min = 0}),          field<&T::unit>(),
                                              field<&T::source>({.required = true}), field<&T::since>({.required = true}), field<&T::breach>(),
                                              field<&T::sentence>({.required = true})};
};

namespace organization {
const std::vector<OrganizationRule>& rules();
const OrganizationRule& rule(std::string_view name);  // throws std::out_of_range for a name the pack does not have
}  // namespace organization

}  // namespace zhibu
