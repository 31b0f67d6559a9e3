// A session of reports on duty, the report of each secretary, and the papers with which the hall scores them.
#pragma once
#include "duty/rules.hpp"
#include "kernel/ballot_box/ballot_box.hpp"
#include "kernel/record/resource.hpp"

namespace zhibu {

// preparing: people and drafts; scoring: the box is open; closed: counted.
enum class DutyState { preparing, scoring, closed };
BOOST_DESCRIBE_ENUM(DutyState, preparing, scoring, closed)

struct DutySession {
    Id<DutySession> id{};
    Id<Organization> organization_id{};  // whose session it is: the secretaries below report to it
    std::string title{};
    std::int64_t year{};
    Date held_on{};
    DutyState state{DutyState::preparing};
    std::optional<Date> opened_on{}, closed_on{};
    std::int64_t rules_number{};  // the version of the pack's file that the session keeps to, once opened
    std::int64_t version{1};
};
template <>
struct Schema<DutySession> {
    using T = DutySession;
    static constexpr std::string_view name = "duty_session";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::organization_id>({.required = true, .fixed = true, .filterable = true, .reference = "organization"}),
        field<&T::title>({.required = true, .max = 80}), field<&T::year>({.required = true, .fixed = true, .sortable = true, .filterable = true, .min = 2000, .max = 2100}),
        field<&T::held_on>({.required = true, .sortable = true, .filterable = true}), field<&T::state>({.server_set = true, .sortable = true, .filterable = true}),
        field<&T::opened_on>({.server_set = true, .listed = false}), field<&T::closed_on>({.server_set = true, .listed = false}),
        field<&T::rules_number>({.server_set = true, .listed = false}), field<&T::version>({.server_set = true, .listed = false})};
};

enum class DutyReportState { draft, submitted };
BOOST_DESCRIBE_ENUM(DutyReportState, draft, submitted)
namespace duty {
struct Section {
    std::string key{}, heading{}, text{};
    bool operator==(const Section&) const = default;
};
}  // namespace duty
template <>
struct Schema<duty::Section> {
    using T = duty::Section;
    static constexpr std::string_view name = "duty_section";
    static constexpr auto fields = std::tuple{field<&T::key>({.max = 40}), field<&T::heading>({.required = true, .max = 80}), field<&T::text>({.long_text = true, .max = 8000})};
};

struct DutyReport {
    Id<DutyReport> id{};
    Id<DutySession> session_id{};
    Id<Organization> organization_id{};  // whose secretary reports
    Id<Account> account_id{};
    std::optional<Id<Member>> member_id{};
    std::int64_t year{};
    std::string title{};
    Json sections{"[]"}, generated{"[]"};  // [Section]: as edited, and as the facts gave it
    DutyReportState state{DutyReportState::draft};
    std::optional<Date> submitted_on{};
    std::optional<Id<ballot_box::Box>> box_id{};
    std::optional<std::int64_t> score{};   // hundredths, once counted
    std::string grade{};
    Json result{"null"};
    std::int64_t version{1};
};
template <>
struct Schema<DutyReport> {
    using T = DutyReport;
    static constexpr std::string_view name = "duty_report";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::session_id>({.server_set = true, .filterable = true, .reference = "duty_session"}),
        field<&T::organization_id>({.server_set = true, .filterable = true, .reference = "organization"}), field<&T::account_id>({.server_set = true, .filterable = true, .reference = "account"}),
        field<&T::member_id>({.server_set = true, .listed = false, .reference = "member"}), field<&T::year>({.server_set = true, .sortable = true, .filterable = true, .min = 1921, .max = 9999}), field<&T::title>({.max = 80}),
        field<&T::sections>({.server_set = true, .listed = false}), field<&T::generated>({.server_set = true, .listed = false}), field<&T::state>({.server_set = true, .filterable = true}),
        field<&T::submitted_on>({.server_set = true, .sortable = true}), field<&T::box_id>({.server_set = true, .listed = false}), field<&T::score>({.server_set = true, .listed = false}), field<&T::grade>({.server_set = true, .listed = false}),
        field<&T::result>({.server_set = true, .listed = false}), field<&T::version>({.server_set = true, .listed = false})};
};

namespace duty {

struct Reporters {
    std::vector<Id<Account>> account_ids{};
};
struct Voters {
    std::string circle{};
    std::vector<Id<Account>> account_ids{};
};
struct Marks {
    Id<DutyReport> report_id{};
    std::vector<std::string> choices{};  // one for each item, in the order of the items
};
struct SentPaper {
    std::string secret{};
    std::vector<Marks> marks{};
};
struct Writing {
    std::string title{};
    std::vector<Section> sections{};
};

inline constexpr Roles session_keepers{Role::committee_clerk, Role::organ_clerk};
inline constexpr Roles session_readers{Role::administrator, Role::auditor, Role::committee_clerk, Role::organ_clerk, Role::leader};

struct SessionPolicy {
    static Where visible_to(const View& view);
    static Where matching(const View& view, const std::string& words);
    static Verdict may_create(const View& view, const DutySession& session);
    static Verdict may_change(const View& view, const DutySession& session);
    static Verdict may_prepare(const View& view, const DutySession& session);
    static Verdict may_close(const View& view, const DutySession& session);
    static Verdict may_see_sheet(const View& view, const DutySession& session);
};
struct DutyReportPolicy {
    // One's own; submitted ones of a session that one takes part in.
    static Where visible_to(const View& view);
    static Verdict may_write(const View& view, const DutyReport& report);
};

KeptRules rules_of(const View& view, const DutySession& session);
std::vector<DutyReport> reports_of(const View& view, Id<DutySession> session);
std::vector<ballot_box::Voter> voters_of(const View& view, Id<DutySession> session);

// What a count makes of one report.
struct CircleResult {
    std::string circle{};
    std::int64_t papers{}, dropped{}, mean{};  // mean in hundredths
};
struct Result {
    std::int64_t papers{}, score{};
    std::string grade{};
    std::vector<CircleResult> circles{};
    std::map<std::string, std::int64_t> grades{};  // how many papers gave which grade
};
// A paper holds a sign for each item: the number of the choice.
Result result_of(const Rules& rules, const std::vector<ballot_box::Paper>& papers);
json::value result_json(const Result& result);

void install_sessions(App& app);
void install_reports(App& app);
void install_scoring(App& app);
void install_sheet(App& app);
void add_inbox(const View& view, std::vector<InboxItem>& items);

}  // namespace duty

template <>
struct Schema<duty::Reporters> {
    static constexpr std::string_view name = "duty_reporters";
    static constexpr auto fields = std::tuple{field<&duty::Reporters::account_ids>({.required = true, .max = 60, .reference = "account"})};
};
template <>
struct Schema<duty::Voters> {
    using T = duty::Voters;
    static constexpr std::string_view name = "duty_voters";
    static constexpr auto fields = std::tuple{field<&T::circle>({.required = true, .max = 16}), field<&T::account_ids>({.max = 1000, .reference = "account"})};
};
template <>
struct Schema<duty::Marks> {
    using T = duty::Marks;
    static constexpr std::string_view name = "duty_marks";
    static constexpr auto fields = std::tuple{field<&T::report_id>({.required = true}), field<&T::choices>({.required = true, .max = 20})};
};
template <>
struct Schema<duty::SentPaper> {
    using T = duty::SentPaper;
    static constexpr std::string_view name = "duty_paper";
    static constexpr auto fields = std::tuple{field<&T::secret>({.required = true, .min = 16, .max = 64}), field<&T::marks>({.required = true, .max = 60})};
};
template <>
struct Schema<duty::Writing> {
    using T = duty::Writing;
    static constexpr std::string_view name = "duty_writing";
    static constexpr auto fields = std::tuple{field<&T::title>({.required = true, .max = 80}), field<&T::sections>({.required = true, .max = 20})};
};
}  // namespace zhibu
