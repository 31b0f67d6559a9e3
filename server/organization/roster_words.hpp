// What offices call the columns and values of a roster, from packs/standard/roster.toml.
#pragma once
#include <map>
#include <set>

#include "kernel/sheet/mapping.hpp"
#include "organization/organization.hpp"

namespace zhibu::organization {

struct RosterWords {
    sheet::Dictionary members, organizations;  // known headings that are read past stand in it as fields that begin with '~'
    std::map<std::string, Gender> genders;     // by heading_key() of the word, as the maps below
    std::map<std::string, MemberStage> stages;
    std::map<std::string, OrganizationKind> kinds;
    std::set<std::string> deleted;
};
const RosterWords& roster_words();

}  // namespace zhibu::organization
