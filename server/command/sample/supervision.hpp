// An inspection of everything directly below the committee and what becomes of its problems.
#pragma once
#include "command/sample/city.hpp"

namespace zhibu::command {

// All fed back on the spot. The fates of those that do not simply end are spread over the ledger.
struct Campaign {
    std::string_view title, purpose, checklist;
    Date opened_on, starts_on, ends_on, first_visit;
    int over_working_days{};  // the visits
    int problems{};
    int spacing = 12;  // of those that do not simply end, in the order of their finding
    int stuck_at_receipt{}, stuck_at_measures{}, in_work{}, unfixable{};
    int reported_late{};      // put right and reported only on `reported_on`
    Date reported_on{};
    bool late_ones_close{};   // else they still wait for their verification
    Date recheck_on{};        // 回头看
    int rechecked{}, failing_recheck{};
    Date letters_on{};        // to those whose problems wait longest
    int reminders{}, supervisions{}, pledges{};
    int teams = 3;
    std::string_view kind = "research";
};
void plan_campaign(City& city, const Campaign& campaign);

}  // namespace zhibu::command
