// A meeting or activity of organisation life, its paper (agenda, minutes, decisions, photos) and who attended.
#pragma once
#include "organization/organization.hpp"

namespace zhibu {

// 支部党员大会, 支委会, 党小组会, 党课, 主题党日, 组织生活会, 民主生活会, 民主评议党员, 谈心谈话, 中心组学习, 培训班, 志愿服务活动, 其他
enum class MeetingKind {
    general_meeting, committee_meeting, group_meeting, party_lecture, theme_day, organization_life, democratic_life, democratic_review, heart_talk, centre_study, training, volunteer, other
};
BOOST_DESCRIBE_ENUM(MeetingKind, general_meeting, committee_meeting, group_meeting, party_lecture, theme_day, organization_life, democratic_life, democratic_review, heart_talk,
                    centre_study, training, volunteer, other)
enum class MeetingState { planned, open, closed, cancelled };
BOOST_DESCRIBE_ENUM(MeetingState, planned, open, closed, cancelled)

struct Meeting {
    Id<Meeting> id{};
    Id<Organization> organization_id{};
    MeetingKind kind{MeetingKind::theme_day};
    std::string title{};
    MeetingState state{MeetingState::planned};
    Date day{};  // of holding, until then of planning: by which lists, calendars and cadence find it
    std::optional<Instant> planned_at{}, held_at{}, ended_at{};
    std::int64_t duration{};  // minutes: planned, after the close what it took
    std::string place{};
    std::optional<Id<Member>> host_id{}, lecturer_id{};
    std::string lecturer{};  // from outside
    std::string topics{};
    std::int64_t entitled{}, present{};       // people: entitled without the exempt who stayed away; both without guests
    std::int64_t voters{}, voters_present{};  // of them entitled to vote
    bool late{false};
    std::string late_reason{}, cancel_reason{};
    std::int64_t amendments{};
    std::optional<Instant> opened_at{}, closed_at{};
    Id<Account> created_by{};
    std::int64_t version{1};
};
template <>
struct Schema<Meeting> {
    using T = Meeting;
    static constexpr std::string_view name = "meeting";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}),
        field<&T::organization_id>({.required = true, .fixed = true, .filterable = true, .reference = "organization"}),
        field<&T::kind>({.required = true, .fixed = true, .sortable = true, .filterable = true}), field<&T::title>({.sortable = true, .max = 80}),
        field<&T::state>({.server_set = true, .sortable = true, .filterable = true}), field<&T::day>({.server_set = true, .sortable = true, .filterable = true}),
        field<&T::planned_at>({.sortable = true, .filterable = true, .listed = false}), field<&T::held_at>({.server_set = true, .sortable = true, .filterable = true, .listed = false}),
        field<&T::ended_at>({.server_set = true, .listed = false}), field<&T::duration>({.listed = false, .min = 0, .max = 1440}), field<&T::place>({.max = 80}),
        field<&T::host_id>({.listed = false, .reference = "member"}), field<&T::lecturer_id>({.filterable = true, .listed = false, .reference = "member"}),
        field<&T::lecturer>({.listed = false, .max = 40}), field<&T::topics>({.listed = false, .max = 200}), field<&T::entitled>({.server_set = true}),
        field<&T::present>({.server_set = true, .sortable = true}), field<&T::voters>({.server_set = true, .listed = false}),
        field<&T::voters_present>({.server_set = true, .listed = false}), field<&T::late>({.server_set = true, .filterable = true}),
        field<&T::late_reason>({.server_set = true, .listed = false}), field<&T::cancel_reason>({.server_set = true, .listed = false}),
        field<&T::amendments>({.server_set = true, .listed = false}), field<&T::opened_at>({.server_set = true, .listed = false}),
        field<&T::closed_at>({.server_set = true, .sortable = true, .filterable = true, .listed = false}),
        field<&T::created_by>({.server_set = true, .listed = false, .reference = "account"}), field<&T::version>({.server_set = true, .listed = false})};
};

namespace life {

// `rule`, `mandatory` and `source` come from the template that held on the day; the server sets them whatever is sent.
struct AgendaItem {
    std::string title{}, rule{};
    bool mandatory{false};
    std::string source{};
    bool done{false};
    std::string reason{};  // why a mandatory item was left out
};
// Counts are given where it was voted; `passed` is computed from them.
struct Decision {
    std::string text{};
    std::optional<std::int64_t> yes{}, no{}, abstained{};
    std::optional<bool> passed{};
    bool voted() const { return yes || no || abstained; }
};
struct Photo {
    std::int64_t file_id{};
    std::string name{}, content_type{};
};
struct Paper {
    std::vector<AgendaItem> agenda{};
    std::string minutes{};
    std::vector<Decision> decisions{};
    std::vector<Photo> photos{};
    std::int64_t version{1};
};

enum class AttendeeStanding { votes, speaks, guest };
BOOST_DESCRIBE_ENUM(AttendeeStanding, votes, speaks, guest)
enum class AttendanceState { none, present, leave, absent };
BOOST_DESCRIBE_ENUM(AttendanceState, none, present, leave, absent)
enum class SignedBy { nobody, qr, qr_later, list };  // qr_later: scanned in time, sent when the network was back
BOOST_DESCRIBE_ENUM(SignedBy, nobody, qr, qr_later, list)

struct Attendee {
    Id<Member> member_id{};
    Id<Account> account_id{};  // of a guest
    std::string name{};
    AttendeeStanding standing{AttendeeStanding::votes};
    bool exempt{false};
    Id<Organization> home_id{};  // the home branch on the day: where the attendance counts
    AttendanceState state{AttendanceState::none};
    std::optional<Instant> signed_at{};
    SignedBy signed_by{SignedBy::nobody};
    std::string reason{};

    bool is_present() const { return state == AttendanceState::present; }
    // In the denominators: the exempt only where they came.
    bool counts() const { return standing != AttendeeStanding::guest && (!exempt || is_present()); }
};

struct Tally {
    std::int64_t entitled{}, present{}, voters{}, voters_present{}, guests{};
};
Tally tally(const std::vector<Attendee>& attendees);

}  // namespace life

template <>
struct Schema<life::AgendaItem> {
    using T = life::AgendaItem;
    static constexpr std::string_view name = "agenda_item";
    static constexpr auto fields = std::tuple{field<&T::title>({.max = 200}), field<&T::rule>({.max = 40}), field<&T::mandatory>(), field<&T::source>({.max = 200}),
                                              field<&T::done>(), field<&T::reason>({.max = 200})};
};
template <>
struct Schema<life::Decision> {
    using T = life::Decision;
    static constexpr std::string_view name = "decision";
    static constexpr auto fields = std::tuple{field<&T::text>({.required = true, .max = 1000}), field<&T::yes>({.min = 0, .max = 100000}),
                                              field<&T::no>({.min = 0, .max = 100000}), field<&T::abstained>({.min = 0, .max = 100000}), field<&T::passed>()};
};
template <>
struct Schema<life::Photo> {
    using T = life::Photo;
    static constexpr std::string_view name = "photo";
    static constexpr auto fields = std::tuple{field<&T::file_id>({.server_set = true}), field<&T::name>({.server_set = true}), field<&T::content_type>({.server_set = true})};
};
template <>
struct Schema<life::Paper> {
    using T = life::Paper;
    static constexpr std::string_view name = "meeting_paper";
    static constexpr auto fields = std::tuple{field<&T::agenda>({.max = 40}), field<&T::minutes>({.long_text = true, .max = 50000}), field<&T::decisions>({.max = 40}),
                                              field<&T::photos>({.server_set = true}), field<&T::version>({.server_set = true})};
};
template <>
struct Schema<life::Attendee> {
    using T = life::Attendee;
    static constexpr std::string_view name = "attendee";
    static constexpr auto fields = std::tuple{
        field<&T::member_id>({.server_set = true, .reference = "member"}), field<&T::account_id>({.server_set = true, .reference = "account"}), field<&T::name>({.server_set = true}),
        field<&T::standing>({.server_set = true}), field<&T::exempt>({.server_set = true}), field<&T::home_id>({.server_set = true, .reference = "organization"}),
        field<&T::state>({.server_set = true}), field<&T::signed_at>({.server_set = true}), field<&T::signed_by>({.server_set = true}), field<&T::reason>({.server_set = true})};
};

}  // namespace zhibu
