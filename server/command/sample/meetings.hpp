// How a sample city records its meetings.
#pragma once
#include <optional>

#include "command/sample/city.hpp"

namespace zhibu::command {

struct Held {
    std::string kind, title, minutes;
    Date day;
    int hour{};
    std::optional<int> percent{};  // how likely it was held at all; else by the branch's diligence
    std::size_t group{};           // of a talk: which part of the branch
    std::int64_t guest{};          // the account of a leader who attends (列席)
};
inline constexpr std::size_t talk_groups = 4;  // a talk reaches one of so many parts of a branch

int usually_held(Diligence diligence);  // percent
// Perhaps held on that day, and entered by the branch's secretary then or some days late; contact leaders come to some theme days.
void hold(City& city, std::size_t branch, Held held);
void record_now(City& city, const Branch& branch, const Held& held);
// A study of people from several branches, kept by the clerk of the committee.
void study_together(City& city, const std::string& kind, std::int64_t organization, const Held& held, const json::array& people, const json::array& guests);

void plan_laixi_meetings(City& city);

}  // namespace zhibu::command
