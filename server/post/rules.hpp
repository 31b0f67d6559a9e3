// Which organisations have which posts, for how long, and what follows from leave: packs/standard/post.toml.
#pragma once
#include "kernel/app.hpp"
#include "kernel/pack/book.hpp"
#include "organization/organization.hpp"

namespace zhibu::post {

// What leads an organisation of a kind. by_size: a committee only where the organisation has one (支部: from 7 formal members).
struct Body {
    std::vector<OrganizationKind> organizations{};
    std::string label{}, english{};
    bool by_size{false};
    std::int64_t least{}, most{};  // people on it; 0: the regulations give no number
    std::string term{};            // its kind of term; empty: none
    std::string source{};
    Date valid_from{};
};
// Where the holder's home branch lies: in the organisation or below it; or, for what has no members of its own, in its superior.
enum class HomeIn { itself, superior };
BOOST_DESCRIBE_ENUM(HomeIn, itself, superior)
struct Post {
    std::string key{}, label{}, english{};
    std::vector<OrganizationKind> organizations{};
    bool on_body{false}, body_only{false}, elected{false}, secretary_keeps{false};
    std::int64_t at_least{}, at_most{};  // 0: any number
    HomeIn from{HomeIn::itself};
    std::string role{};
    std::vector<OrganizationKind> role_for{};

    bool exists_in(OrganizationKind kind) const;
    std::optional<Role> role_in(OrganizationKind kind) const;
};
struct TermKind {
    std::string key{}, label{}, english{};
    std::int64_t years{};
    std::string source{};
    Date valid_from{};
};
struct ReminderRule {
    std::vector<std::int64_t> months{};  // the earliest first
    std::string title{}, opening{};
    std::string source{};
    Date valid_from{};
};
struct ExtensionRule {
    std::int64_t most_months{};
    std::string source{};
    Date valid_from{};
};
struct StandInRule {
    std::vector<std::string> roles{};
    std::int64_t most_days{};
    std::string source{};
    Date valid_from{};
};
struct LeaveKind {
    std::string key{}, label{}, english{};
};

struct Rules {
    std::vector<Body> bodies;
    std::vector<Post> posts;
    std::vector<TermKind> terms;
    ReminderRule reminder;
    ExtensionRule extension;
    StandInRule stand_in;
    std::vector<LeaveKind> leaves;

    const Body* body_of(OrganizationKind kind) const;
    const Post* post(std::string_view key) const;
    const TermKind* term(std::string_view key) const;
};
// As they hold on a day. What is found in them lives as long as they are held.
using KeptRules = std::shared_ptr<const Rules>;
KeptRules rules_on(const View& view, Date day);
KeptRules rules_today(const View& view);
void declare_rules(App& app);

}  // namespace zhibu::post

namespace zhibu {
template <>
struct Schema<post::Body> {
    using T = post::Body;
    static constexpr std::string_view name = "post_body";
    static constexpr auto fields = std::tuple{field<&T::organizations>({.required = true, .max = 20}), field<&T::label>({.required = true}), field<&T::english>({.required = true}), field<&T::by_size>(),
                                              field<&T::least>({.min = 0, .max = 100}), field<&T::most>({.min = 0, .max = 100}), field<&T::term>(), field<&T::source>({.required = true}),
                                              field<&T::valid_from>({.required = true})};
};
template <>
struct Schema<post::Post> {
    using T = post::Post;
    static constexpr std::string_view name = "post";
    static constexpr auto fields = std::tuple{
        field<&T::key>({.required = true}), field<&T::label>({.required = true}), field<&T::english>({.required = true}), field<&T::organizations>({.required = true, .max = 20}), field<&T::on_body>(),
        field<&T::body_only>(), field<&T::elected>(), field<&T::secretary_keeps>(), field<&T::at_least>({.min = 0, .max = 100}), field<&T::at_most>({.min = 0, .max = 100}), field<&T::from>(),
        field<&T::role>(), field<&T::role_for>({.max = 20})};
};
template <>
struct Schema<post::TermKind> {
    using T = post::TermKind;
    static constexpr std::string_view name = "term_kind";
    static constexpr auto fields = std::tuple{field<&T::key>({.required = true}), field<&T::label>({.required = true}), field<&T::english>({.required = true}), field<&T::years>({.min = 1, .max = 10}),
                                              field<&T::source>({.required = true}), field<&T::valid_from>({.required = true})};
};
template <>
struct Schema<post::ReminderRule> {
    using T = post::ReminderRule;
    static constexpr std::string_view name = "term_reminder_rule";
    static constexpr auto fields = std::tuple{field<&T::months>({.required = true, .max = 12}), field<&T::title>({.required = true}), field<&T::opening>({.required = true}),
                                              field<&T::source>({.required = true}), field<&T::valid_from>({.required = true})};
};
template <>
struct Schema<post::ExtensionRule> {
    using T = post::ExtensionRule;
    static constexpr std::string_view name = "term_extension_rule";
    static constexpr auto fields = std::tuple{field<&T::most_months>({.min = 1, .max = 60}), field<&T::source>({.required = true}), field<&T::valid_from>({.required = true})};
};
template <>
struct Schema<post::StandInRule> {
    using T = post::StandInRule;
    static constexpr std::string_view name = "stand_in_rule";
    static constexpr auto fields = std::tuple{field<&T::roles>({.required = true, .max = 8}), field<&T::most_days>({.min = 1, .max = 366}), field<&T::source>({.required = true}),
                                              field<&T::valid_from>({.required = true})};
};
template <>
struct Schema<post::LeaveKind> {
    using T = post::LeaveKind;
    static constexpr std::string_view name = "leave_kind";
    static constexpr auto fields = std::tuple{field<&T::key>({.required = true}), field<&T::label>({.required = true}), field<&T::english>({.required = true})};
};
}  // namespace zhibu
