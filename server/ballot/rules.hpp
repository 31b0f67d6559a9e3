// The kinds of ballots and the grades of an appraisal, as the standard pack gives them.
#pragma once
#include <memory>

#include "kernel/pack/book.hpp"
#include "kernel/schema/record.hpp"

namespace zhibu::ballot {

enum class Method { hands, approve, choose, grade };
BOOST_DESCRIBE_ENUM(Method, hands, approve, choose, grade)
enum class ShareOf { entitled, attending, returned, valid };
BOOST_DESCRIBE_ENUM(ShareOf, entitled, attending, returned, valid)

// "More than half of all entitled", "at least four fifths of them".
struct Share {
    std::int64_t over{1}, under{2};
    bool strictly{true};
    ShareOf of{ShareOf::entitled};
    // The smallest whole number that reaches the share of `base`.
    std::int64_t needed(std::int64_t base) const { return strictly ? base * over / under + 1 : (base * over + under - 1) / under; }
};
struct KindRule {
    std::string name{}, words{}, english{};
    Method method{};
    bool about_people{}, probationary_take_part{}, written{};
    bool write_ins{};  // names of others than the candidates may be written in (另选他人), one for a candidate voted against
    std::int64_t items_most{}, surplus_percent{};
    Share quorum{}, majority{};
    std::string source{};
    Date valid_from{};
    bool secret() const { return method != Method::hands; }
};
struct GradeRule {
    std::string name{}, words{}, english{}, letter{};
    std::int64_t cap_over{1}, cap_under{1};
    std::string source{};
    Date valid_from{};
    std::int64_t most_of(std::int64_t graded) const { return graded * cap_over / cap_under; }
};

struct Rules {
    std::vector<KindRule> kinds;
    std::vector<GradeRule> grades;  // best first
    // The version that holds on the day, the first before all; nothing for an unknown name.
    const KindRule* kind(std::string_view name, Date day) const;
    const GradeRule* grade(std::string_view name) const;
};
// As they hold on a day; of a ballot: as they held when it was prepared (Ballot::rules_number).
using KeptRules = std::shared_ptr<const Rules>;
KeptRules rules_on(const View& view, Date day);
inline constexpr const char* rules_file = "standard/ballot.toml";
KeptRules declare_rules(App& app);  // gives those that came with the program

// A kind beside the grades of its version; what is found in it lives as long as it is held.
struct Ruled {
    KeptRules all{};
    const KindRule* kind{};
    const KindRule* operator->() const { return kind; }
    const KindRule& operator*() const { return *kind; }
};

}  // namespace zhibu::ballot

namespace zhibu {
template <>
struct Schema<ballot::Share> {
    using T = ballot::Share;
    static constexpr std::string_view name = "ballot_share";
    static constexpr auto fields = std::tuple{field<&T::over>({.min = 1, .max = 100}), field<&T::under>({.min = 1, .max = 100}), field<&T::strictly>(), field<&T::of>()};
};
template <>
struct Schema<ballot::KindRule> {
    using T = ballot::KindRule;
    static constexpr std::string_view name = "ballot_kind";
    static constexpr auto fields = std::tuple{
        field<&T::name>({.required = true}), field<&T::words>({.required = true}), field<&T::english>({.required = true}), field<&T::method>({.required = true}),
        field<&T::about_people>(), field<&T::probationary_take_part>(), field<&T::written>(), field<&T::write_ins>(), field<&T::items_most>({.required = true, .min = 1, .max = 500}),
        field<&T::surplus_percent>({.min = 0, .max = 100}), field<&T::quorum>({.required = true}), field<&T::majority>({.required = true}), field<&T::source>({.required = true}),
        field<&T::valid_from>({.required = true})};
};
template <>
struct Schema<ballot::GradeRule> {
    using T = ballot::GradeRule;
    static constexpr std::string_view name = "ballot_grade";
    static constexpr auto fields = std::tuple{
        field<&T::name>({.required = true}), field<&T::words>({.required = true}), field<&T::english>({.required = true}), field<&T::letter>({.required = true, .max = 1}),
        field<&T::cap_over>({.min = 1}), field<&T::cap_under>({.min = 1}), field<&T::source>({.required = true}), field<&T::valid_from>({.required = true})};
};
}  // namespace zhibu
