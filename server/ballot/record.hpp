// A ballot of organisation life: its record, what is voted on, who is entitled, and what a client sends of it.
#pragma once
#include "ballot/ballot.hpp"
#include "ballot/rules.hpp"
#include "kernel/ballot_box/ballot_box.hpp"
#include "kernel/record/store.hpp"

namespace zhibu {

// prepared → open → counting → closed; void from any of them, with a reason
enum class BallotState { prepared, open, counting, closed, voided };
BOOST_DESCRIBE_ENUM(BallotState, prepared, open, counting, closed, voided)
// void_round: more papers came back than were handed out. unfilled: fewer were elected than there are seats.
enum class BallotOutcome { none, passed, failed, elected, tied, unfilled, graded, no_quorum, void_round };
BOOST_DESCRIBE_ENUM(BallotOutcome, none, passed, failed, elected, tied, unfilled, graded, no_quorum, void_round)

struct Ballot {
    Id<Ballot> id{};
    Id<Organization> organization_id{};
    std::optional<Id<Meeting>> meeting_id{};
    std::string kind{}, title{}, question{};
    BallotState state{BallotState::prepared};
    Date day{};  // of opening, until then of preparing
    std::int64_t seats{}, round{1};
    std::optional<Id<Ballot>> follows_id{};
    std::string surplus_reason{};  // why there are fewer candidates than usual
    std::optional<Id<Member>> scrutineer_id{}, teller_id{}, second_teller_id{};
    std::optional<Id<ballot_box::Box>> box_id{};
    std::int64_t entitled{}, left_out{}, attending{}, issued{}, returned{}, valid{}, invalid{};
    BallotOutcome outcome{BallotOutcome::none};
    std::string sentence{}, void_reason{};  // the formula with its numbers, in words
    std::optional<Instant> opened_at{}, ended_at{}, closed_at{};
    std::optional<Date> confirmed_on{};  // an appraisal, by the branch committee
    Id<Account> created_by{};
    std::int64_t rules_number{};  // the version of the pack's file that the ballot keeps to
    std::int64_t write_ins{};     // how many names have room on a paper beside the candidates; set at the opening
    std::int64_t version{1};
};
template <>
struct Schema<Ballot> {
    using T = Ballot;
    static constexpr std::string_view name = "ballot";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::organization_id>({.server_set = true, .filterable = true, .reference = "organization"}),
        field<&T::meeting_id>({.server_set = true, .filterable = true, .listed = false, .reference = "meeting"}), field<&T::kind>({.server_set = true, .sortable = true, .filterable = true}),
        field<&T::title>({.server_set = true, .sortable = true}), field<&T::question>({.server_set = true, .listed = false}),
        field<&T::state>({.server_set = true, .sortable = true, .filterable = true}), field<&T::day>({.server_set = true, .sortable = true, .filterable = true}),
        field<&T::seats>({.server_set = true, .listed = false}), field<&T::round>({.server_set = true, .listed = false}), field<&T::follows_id>({.server_set = true, .listed = false, .reference = "ballot"}),
        field<&T::surplus_reason>({.server_set = true, .listed = false}), field<&T::scrutineer_id>({.server_set = true, .listed = false, .reference = "member"}),
        field<&T::teller_id>({.server_set = true, .listed = false, .reference = "member"}), field<&T::second_teller_id>({.server_set = true, .listed = false, .reference = "member"}),
        field<&T::box_id>({.server_set = true, .listed = false}), field<&T::entitled>({.server_set = true}), field<&T::left_out>({.server_set = true, .listed = false}),
        field<&T::attending>({.server_set = true, .listed = false}), field<&T::issued>({.server_set = true, .listed = false}), field<&T::returned>({.server_set = true}),
        field<&T::valid>({.server_set = true, .listed = false}), field<&T::invalid>({.server_set = true, .listed = false}),
        field<&T::outcome>({.server_set = true, .sortable = true, .filterable = true}), field<&T::sentence>({.server_set = true, .listed = false}),
        field<&T::void_reason>({.server_set = true, .listed = false}), field<&T::opened_at>({.server_set = true, .listed = false}), field<&T::ended_at>({.server_set = true, .listed = false}),
        field<&T::closed_at>({.server_set = true, .listed = false}), field<&T::confirmed_on>({.server_set = true, .listed = false}),
        field<&T::created_by>({.server_set = true, .listed = false, .reference = "account"}), field<&T::rules_number>({.server_set = true, .listed = false}),
        field<&T::write_ins>({.server_set = true, .listed = false}),
        field<&T::version>({.server_set = true, .listed = false})};
};

namespace ballot {

struct Item {
    std::int64_t position{};
    Id<Member> member_id{};
    std::string words{};
    std::vector<std::int64_t> tally{};  // for, against, abstained; or by grade and then left blank
    std::string outcome{};              // passed, failed, elected, tied, not_elected, or the grade that the papers give
    std::string self_grade{};
    bool discussed{};                   // criticism among members took place (互评)
    std::string grade{}, reason{};      // as confirmed
    bool written_in{};                  // no candidate: named by voters
};
struct Person {
    Id<Member> member_id{};
    std::string name{};
    bool entitled{true};
    std::string reason{};  // why left out
};

// What a client sends.
struct ItemSent {
    std::optional<Id<Member>> member_id{};
    std::string words{};
};
struct LeftOut {
    Id<Member> member_id{};
    std::string reason{};
};
// `voters`: none for all members of a branch, or for those of the meeting.
struct Plan {
    Id<Organization> organization_id{};
    std::optional<Id<Meeting>> meeting_id{};
    std::string kind{}, title{}, question{};
    std::int64_t seats{};
    std::vector<ItemSent> items{};
    std::vector<Id<Member>> voters{};
    std::vector<LeftOut> left_out{};
    std::optional<Id<Member>> scrutineer_id{}, teller_id{}, second_teller_id{};
    std::string surplus_reason{};
};
struct Handing {
    std::vector<Id<Member>> members{};
    ballot_box::Way way{ballot_box::Way::paper};
};
struct Hands {
    std::int64_t attending{}, yes{}, no{}, abstained{};
};
// A paper: one choice for each item in their order ("yes", "no", "abstained"; a grade; "" for none).
struct Cast {
    std::string secret{};
    std::vector<std::string> choices{};
    std::vector<Id<Member>> written{};  // 另选他人: of those who may be elected and do not stand
};
struct PaperTally {
    std::int64_t position{};
    std::vector<std::int64_t> tally{};
};
// A name as the teller reads it on paper: different ways to write it are one person.
struct WrittenVotes {
    Id<Member> member_id{};
    std::int64_t votes{};
};
struct PaperCount {
    std::int64_t returned{}, invalid{};
    std::vector<PaperTally> tallies{};
    std::vector<WrittenVotes> written{};
};
struct Reason {
    std::string reason{};
};
struct SelfGrade {
    std::string grade{};
};
struct Discussed {
    std::vector<Id<Member>> members{};
};
struct Confirmed {
    std::int64_t position{};
    std::string grade{}, reason{};
};
struct Confirmation {
    std::vector<Confirmed> grades{};
};
struct Nothing {
    std::string note{};
};

std::vector<Item> items_of(const View& view, Id<Ballot> ballot);
std::vector<Person> people_of(const View& view, Id<Ballot> ballot);
void insert(Transaction& t, Id<Ballot> ballot, const std::vector<Item>& items);
void update(Transaction& t, Id<Ballot> ballot, const Item& item);
void replace(Transaction& t, Id<Ballot> ballot, const std::vector<Person>& people);
void remove_items(Transaction& t, Id<Ballot> ballot);
Ruled rule_of(const View& view, const Ballot& ballot);
std::vector<std::string> choices_of(const Ruled& rule);  // as an item's tally counts them
// Those whose name may be written in: formal members of the organisation and below who do not stand.
struct Electable {
    Id<Member> member_id{};
    std::string name{}, place{};
};
std::vector<Electable> electable(const View& view, const Ballot& ballot);

void install_ballots(App& app, Gatherings gatherings);  // list, show, prepare, open, hand out, end, close, void, again, confirm
void install_voting(App& app, Gatherings gatherings);   // the voter's own: take, put in, grade oneself
void install_paper_counts(App& app);
void install_sheet(App& app);                           // the result sheet, the published papers
void add_inbox(const View& view, std::vector<InboxItem>& items);

}  // namespace ballot

template <>
struct Schema<ballot::Item> {
    using T = ballot::Item;
    static constexpr std::string_view name = "ballot_item";
    static constexpr auto fields = std::tuple{
        field<&T::position>({.server_set = true}), field<&T::member_id>({.server_set = true, .reference = "member"}), field<&T::words>({.server_set = true}), field<&T::tally>({.server_set = true}),
        field<&T::outcome>({.server_set = true}), field<&T::self_grade>({.server_set = true}), field<&T::discussed>({.server_set = true}), field<&T::grade>({.server_set = true}),
        field<&T::reason>({.server_set = true}), field<&T::written_in>({.server_set = true})};
};
template <>
struct Schema<ballot::Person> {
    using T = ballot::Person;
    static constexpr std::string_view name = "ballot_person";
    static constexpr auto fields = std::tuple{field<&T::member_id>({.server_set = true, .reference = "member"}), field<&T::name>({.server_set = true}), field<&T::entitled>({.server_set = true}),
                                              field<&T::reason>({.server_set = true})};
};
template <>
struct Schema<ballot::ItemSent> {
    using T = ballot::ItemSent;
    static constexpr std::string_view name = "ballot_item_sent";
    static constexpr auto fields = std::tuple{field<&T::member_id>({.reference = "member"}), field<&T::words>({.max = 200})};
};
template <>
struct Schema<ballot::LeftOut> {
    using T = ballot::LeftOut;
    static constexpr std::string_view name = "ballot_left_out";
    static constexpr auto fields = std::tuple{field<&T::member_id>({.required = true, .reference = "member"}), field<&T::reason>({.required = true, .max = 100})};
};
template <>
struct Schema<ballot::Plan> {
    using T = ballot::Plan;
    static constexpr std::string_view name = "ballot_plan";
    static constexpr auto fields = std::tuple{
        field<&T::organization_id>({.required = true, .reference = "organization"}), field<&T::meeting_id>({.reference = "meeting"}), field<&T::kind>({.required = true}),
        field<&T::title>({.required = true, .max = 80}), field<&T::question>({.max = 500}), field<&T::seats>({.min = 0, .max = 60}), field<&T::items>({.max = 500}),
        field<&T::voters>({.max = 20000}), field<&T::left_out>({.max = 1000}), field<&T::scrutineer_id>({.reference = "member"}), field<&T::teller_id>({.reference = "member"}),
        field<&T::second_teller_id>({.reference = "member"}), field<&T::surplus_reason>({.max = 200})};
};
template <>
struct Schema<ballot::Handing> {
    using T = ballot::Handing;
    static constexpr std::string_view name = "ballot_handing";
    static constexpr auto fields = std::tuple{field<&T::members>({.required = true, .max = 5000}), field<&T::way>({.required = true})};
};
template <>
struct Schema<ballot::Hands> {
    using T = ballot::Hands;
    static constexpr std::string_view name = "ballot_hands";
    static constexpr auto fields = std::tuple{field<&T::attending>({.min = 0, .max = 100000}), field<&T::yes>({.min = 0, .max = 100000}), field<&T::no>({.min = 0, .max = 100000}),
                                              field<&T::abstained>({.min = 0, .max = 100000})};
};
template <>
struct Schema<ballot::Cast> {
    using T = ballot::Cast;
    static constexpr std::string_view name = "ballot_cast";
    static constexpr auto fields = std::tuple{field<&T::secret>({.required = true, .min = 16, .max = 64}), field<&T::choices>({.required = true, .max = 500}),
                                              field<&T::written>({.max = 60, .reference = "member"})};
};
template <>
struct Schema<ballot::PaperTally> {
    using T = ballot::PaperTally;
    static constexpr std::string_view name = "ballot_paper_tally";
    static constexpr auto fields = std::tuple{field<&T::position>({.min = 1, .max = 500}), field<&T::tally>({.max = 8})};
};
template <>
struct Schema<ballot::WrittenVotes> {
    using T = ballot::WrittenVotes;
    static constexpr std::string_view name = "ballot_written_votes";
    static constexpr auto fields = std::tuple{field<&T::member_id>({.required = true, .reference = "member"}), field<&T::votes>({.min = 1, .max = 100000})};
};
template <>
struct Schema<ballot::PaperCount> {
    using T = ballot::PaperCount;
    static constexpr std::string_view name = "ballot_paper_count";
    static constexpr auto fields = std::tuple{field<&T::returned>({.min = 0, .max = 100000}), field<&T::invalid>({.min = 0, .max = 100000}), field<&T::tallies>({.max = 500}),
                                              field<&T::written>({.max = 500})};
};
template <>
struct Schema<ballot::Reason> {
    using T = ballot::Reason;
    static constexpr std::string_view name = "ballot_reason";
    static constexpr auto fields = std::tuple{field<&T::reason>({.required = true, .max = 200})};
};
template <>
struct Schema<ballot::SelfGrade> {
    using T = ballot::SelfGrade;
    static constexpr std::string_view name = "ballot_self_grade";
    static constexpr auto fields = std::tuple{field<&T::grade>({.required = true, .max = 40})};
};
template <>
struct Schema<ballot::Discussed> {
    using T = ballot::Discussed;
    static constexpr std::string_view name = "ballot_discussed";
    static constexpr auto fields = std::tuple{field<&T::members>({.required = true, .max = 500})};
};
template <>
struct Schema<ballot::Confirmed> {
    using T = ballot::Confirmed;
    static constexpr std::string_view name = "ballot_confirmed";
    static constexpr auto fields = std::tuple{field<&T::position>({.min = 1, .max = 500}), field<&T::grade>({.required = true, .max = 40}), field<&T::reason>({.max = 200})};
};
template <>
struct Schema<ballot::Confirmation> {
    using T = ballot::Confirmation;
    static constexpr std::string_view name = "ballot_confirmation";
    static constexpr auto fields = std::tuple{field<&T::grades>({.required = true, .max = 500})};
};
template <>
struct Schema<ballot::Nothing> {
    static constexpr std::string_view name = "ballot_note";
    static constexpr auto fields = std::tuple{field<&ballot::Nothing::note>({.max = 200})};
};

}  // namespace zhibu
