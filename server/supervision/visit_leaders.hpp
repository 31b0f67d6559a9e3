// The leaders who were on site at a visit (带队领导), said once by whoever makes it.
#pragma once
#include "supervision/visit_policy.hpp"

namespace zhibu::supervision {

// Exactly these were there; a fault at "#/leaders/i" for whoever does not lead over the visit's organisation.
void set_leaders(Transaction& t, const Visit& visit, const std::vector<Id<Account>>& leaders, Faults& faults);
std::vector<std::int64_t> leaders_at(const View& view, Id<Visit> visit);
// [{"account_id":3,"name":"高建国","there":true}]: with those who could be named while the visit is at work.
std::string leaders_json(const View& view, const Visit& visit, bool choices);

}  // namespace zhibu::supervision
