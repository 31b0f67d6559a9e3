// An organisation's committee on a day: its posts with their holders, and where it falls short of the rules, in words.
#pragma once
#include "post/term.hpp"

namespace zhibu::post {

struct Committee {
    KeptRules rules{};  // of the day
    const Body* body{};
    bool has_committee{};
    std::int64_t people{};  // on the committee, each once
    std::vector<PostHolding> holdings{};
    std::vector<std::string> reminders{};
};
Committee committee_on(const View& view, const Organization& organization, Date day);
void install_committee(App& app);

}  // namespace zhibu::post
