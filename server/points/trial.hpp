// The simulator: other rules run on a past year beside those that held, who gains and who loses by kind of post, age, branch, and what a
// group can never earn. Nothing is stored, nobody is named.
#pragma once
#include <array>

#include "points/record.hpp"
#include "points/spread.hpp"

namespace zhibu::points {

struct Trial {
    std::int64_t year{};
    std::optional<std::int64_t> number{};  // of the file's versions; none: the draft
    std::string text{};                    // instead of a version: as it stands in the editor
    std::optional<Id<Organization>> organization_within{};
};

struct Moved {
    std::int64_t people{}, gain{}, lose{}, same{}, change{};  // change: the sum
    Spread before{}, after{};
    void add(std::int32_t was, std::int32_t is);
};
struct Group {
    std::string dimension{}, key{}, label{};
    Moved moved{};
    std::vector<std::int64_t> earners{};  // by rule of the candidate
};
// One remark on fairness: a group and a rule of which it gets nothing or hardly anything, or a group far behind all others.
struct Remark {
    enum class Kind { never, hardly, behind };
    Kind kind{};
    std::string dimension{}, group{}, rule{};
    std::int64_t people{}, share{}, others{};  // tenths of a percent
};
struct Tried {
    int year{};
    Rules candidate{};
    std::int64_t exempt_before{}, exempt_after{}, partial{}, facts{};  // partial: members for a part of the year, not compared
    Moved all{};
    std::vector<Group> groups{};  // of at least `fewest` people
    std::vector<std::int64_t> earners{};
    std::vector<Remark> remarks{};
    std::int64_t floor{}, top{};  // of a year
};

// `candidate`: none tries the rules that held, which moves nobody.
Tried run_trial(const View& view, const Seams& seams, int year, const Rules& candidate, Id<Organization> within = {}, int readers = 0);
std::string sentence_of(const View& view, const Tried& tried, const Remark& remark);

}  // namespace zhibu::points

namespace zhibu {
template <>
struct Schema<points::Trial> {
    using T = points::Trial;
    static constexpr std::string_view name = "points_trial";
    static constexpr auto fields = std::tuple{field<&T::year>({.required = true, .min = 1950, .max = 9000}), field<&T::number>({.min = 0, .max = 1000000}), field<&T::text>({.long_text = true, .max = 262144}),
                                              field<&T::organization_within>({.reference = "organization"})};
};
}  // namespace zhibu
