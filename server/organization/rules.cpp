// Reads the rules of the pack once.
#include "organization/rules.hpp"

#include "kernel/pack/pack.hpp"

namespace zhibu::organization {

const std::vector<OrganizationRule>& rules() {
    static const auto all = pack::embedded("standard/organization_rules.toml").rows<OrganizationRule>("rule");
    return all;
}

const OrganizationRule& rule(std::string_view name) {
    for (auto& each : rules())
        if (each.name == name) return each;
    throw std::out_of_range{"packs/standard/organization_rules.toml has no rule " + std::string{name}};
}

}  // namespace zhibu::organization
