// An on-site visit (现场观摩), the stations of its route, who takes part, and what they scored.
#pragma once
#include "kernel/record/resource.hpp"
#include "tour/rules.hpp"
#include "tour/tour.hpp"

namespace zhibu {

// planned: route and people; open: under way, scored; closed: counted; cancelled: with a reason.
enum class TourState { planned, open, closed, cancelled };
BOOST_DESCRIBE_ENUM(TourState, planned, open, closed, cancelled)

struct Tour {
    Id<Tour> id{};
    Id<Organization> organization_id{};  // whose event it is: the stations lie below
    std::string title{};
    Date held_on{};
    std::string sheet{};                 // of the pack
    TourState state{TourState::planned};
    bool board_open{false};              // the big screen shows means
    std::optional<Instant> opened_at{}, closed_at{};
    std::string reason{};                // why it was cancelled
    std::int64_t rules_number{};         // the version of the pack's file, from the opening on
    std::int64_t version{1};
};
template <>
struct Schema<Tour> {
    using T = Tour;
    static constexpr std::string_view name = "tour";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::organization_id>({.required = true, .fixed = true, .filterable = true, .reference = "organization"}),
        field<&T::title>({.required = true, .sortable = true, .max = 80}), field<&T::held_on>({.required = true, .sortable = true, .filterable = true}),
        field<&T::sheet>({.listed = false, .max = 40}), field<&T::state>({.server_set = true, .sortable = true, .filterable = true}), field<&T::board_open>({.server_set = true, .listed = false}),
        field<&T::opened_at>({.server_set = true, .listed = false}), field<&T::closed_at>({.server_set = true, .listed = false}), field<&T::reason>({.server_set = true, .listed = false}),
        field<&T::rules_number>({.server_set = true, .listed = false}), field<&T::version>({.server_set = true, .listed = false})};
};

struct Station {
    Id<Station> id{};
    Id<Tour> tour_id{};
    Id<Organization> organization_id{};
    std::int64_t position{};
    Instant arrives_at{}, leaves_at{};
    std::string theme{};                          // what there is to look at
    std::optional<std::int64_t> binder_file_id{};
    std::optional<std::int64_t> score{};          // hundredths, once counted
    bool excellent{false};
    Json result{"null"};
    std::int64_t version{1};
};
template <>
struct Schema<Station> {
    using T = Station;
    static constexpr std::string_view name = "tour_station";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true}), field<&T::tour_id>({.server_set = true, .reference = "tour"}), field<&T::organization_id>({.server_set = true, .filterable = true, .reference = "organization"}),
        field<&T::position>({.server_set = true}), field<&T::arrives_at>({.server_set = true}), field<&T::leaves_at>({.server_set = true}), field<&T::theme>({.server_set = true}),
        field<&T::binder_file_id>({.server_set = true}), field<&T::score>({.server_set = true}), field<&T::excellent>({.server_set = true}), field<&T::result>({.server_set = true}),
        field<&T::version>({.server_set = true})};
};

namespace tour {

// What a client sends.
struct StationSent {
    std::optional<Id<Station>> id{};
    Id<Organization> organization_id{};
    Instant arrives_at{}, leaves_at{};
    std::string theme{};
};
struct Route {
    std::vector<StationSent> stations{};
};
struct People {
    std::string circle{};
    std::vector<Id<Account>> account_ids{};
};
struct Nothing {
    std::string note{};
};
struct Reason {
    std::string reason{};
};
struct BoardSwitch {
    bool open{};
};
struct Arrival {
    std::string code{};
};
struct ScoreSent {
    std::vector<std::int64_t> points{};       // one for each item, in their order
    std::string note{};
    std::optional<Instant> scored_at{};       // the phone's time, for a score that waited for the network
};

inline constexpr Roles keepers{Role::committee_clerk, Role::organ_clerk};
inline constexpr Roles readers{Role::administrator, Role::auditor, Role::committee_clerk, Role::organ_clerk, Role::leader};
inline constexpr Roles of_units{Role::organ_clerk, Role::branch_secretary};

struct TourPolicy {
    // Those who hold it, those who take part, and those who answer for a station.
    static Where visible_to(const View& view);
    static Where matching(const View&, const std::string& words) { return where("title LIKE ?", "%" + words + "%"); }
    static Verdict may_create(const View& view, const Tour& tour) { return allowed_if(view.covers(keepers, tour.organization_id), "holds_no_tours"); }
    static Verdict may_change(const View& view, const Tour& tour);
    static Verdict may_plan(const View& view, const Tour& tour) { return may_change(view, tour); }
    static Verdict may_open(const View& view, const Tour& tour) { return may_change(view, tour); }
    static Verdict may_close(const View& view, const Tour& tour);
    static Verdict may_cancel(const View& view, const Tour& tour);
    static Verdict may_show_board(const View& view, const Tour& tour);
    static Verdict may_hang_up(const View& view, const Tour& tour);  // the codes
    static Verdict may_take_sheet(const View& view, const Tour& tour);
};

// The sheet as it holds (planned) or held at the opening; what is found in it lives as long as it is held.
struct Ruled {
    KeptRules all{};
    const Sheet* sheet{};
    const Sheet* operator->() const { return sheet; }
};
Ruled sheet_of(const View& view, const Tour& tour);

struct Person {
    Id<Account> account{};
    std::string name{}, circle{};
};
std::vector<Person> people_of(const View& view, Id<Tour> tour);
std::optional<std::string> circle_of(const View& view, Id<Tour> tour, Id<Account> account);  // nothing: takes no part
std::vector<Station> stations_of(const View& view, Id<Tour> tour);
Station station_in(const View& view, const Tour& tour, std::int64_t id);  // 404
Tour load_tour(const View& view, const http::Call& call);
bool holds(const View& view, const Tour& tour);
// Nobody scores their own unit: where one's member belongs, or holds a role that answers for the place or lies below it.
bool is_own_unit(const View& view, const Station& station, Id<Account> account);
bool has_arrived(const View& view, Id<Station> station, Id<Account> account);
std::string code_of(const View& view, Id<Station> station);

// From when on and until when what stands at a station is open to those who take part, and its scores are taken.
struct Window {
    Instant opens{}, closes{};
    bool holds(Instant at) const { return opens <= at && at <= closes; }
};
Window event_window(const Sheet& sheet, const std::vector<Station>& stations);
Window score_window(const Sheet& sheet, const Station& station);

struct Score {
    std::string circle{};
    std::int64_t total{};  // points
};
std::vector<Score> scores_of(const View& view, Id<Station> station);
struct CircleResult {
    std::string circle{};
    std::int64_t scores{}, dropped{}, mean{};  // hundredths
};
struct Result {
    std::vector<CircleResult> circles{};
    std::optional<std::int64_t> score{};  // hundredths
};
Result result_of(const Sheet& sheet, const std::vector<Score>& scores);
json::object result_json(const Result& result);
// Which stations are excellent: the best, from the limit on, no more than the share of all; where the last places are tied, nobody of them.
std::vector<std::size_t> excellent_of(const Sheet& sheet, const std::vector<Station>& stations);
std::string formula(const Sheet& sheet);  // in words

void install_tours(App& app);
void install_route(App& app, Binding binding);
void install_scoring(App& app);
void install_results(App& app);
void add_inbox(const View& view, std::vector<InboxItem>& items);

}  // namespace tour

template <>
struct Schema<tour::StationSent> {
    using T = tour::StationSent;
    static constexpr std::string_view name = "tour_station_sent";
    static constexpr auto fields = std::tuple{field<&T::id>(), field<&T::organization_id>({.required = true, .reference = "organization"}), field<&T::arrives_at>({.required = true}),
                                              field<&T::leaves_at>({.required = true}), field<&T::theme>({.max = 400})};
};
template <>
struct Schema<tour::Route> {
    static constexpr std::string_view name = "tour_route";
    static constexpr auto fields = std::tuple{field<&tour::Route::stations>({.required = true, .max = 60})};
};
template <>
struct Schema<tour::People> {
    using T = tour::People;
    static constexpr std::string_view name = "tour_people";
    static constexpr auto fields = std::tuple{field<&T::circle>({.max = 16}), field<&T::account_ids>({.max = 1000, .reference = "account"})};
};
template <>
struct Schema<tour::Nothing> {
    static constexpr std::string_view name = "tour_note";
    static constexpr auto fields = std::tuple{field<&tour::Nothing::note>({.max = 200})};
};
template <>
struct Schema<tour::Reason> {
    static constexpr std::string_view name = "tour_reason";
    static constexpr auto fields = std::tuple{field<&tour::Reason::reason>({.required = true, .max = 200})};
};
template <>
struct Schema<tour::BoardSwitch> {
    static constexpr std::string_view name = "tour_board";
    static constexpr auto fields = std::tuple{field<&tour::BoardSwitch::open>()};
};
template <>
struct Schema<tour::Arrival> {
    static constexpr std::string_view name = "tour_arrival";
    static constexpr auto fields = std::tuple{field<&tour::Arrival::code>({.required = true, .max = 40})};
};
template <>
struct Schema<tour::ScoreSent> {
    using T = tour::ScoreSent;
    static constexpr std::string_view name = "tour_score";
    static constexpr auto fields = std::tuple{field<&T::points>({.required = true, .max = 20}), field<&T::note>({.max = 300}), field<&T::scored_at>()};
};
}  // namespace zhibu
