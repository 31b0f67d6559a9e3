// Rounds of acceptance, the sheet of each branch in them, draws, objections and certificates.
#pragma once
#include "kernel/record/resource.hpp"
#include "standard/score.hpp"
#include "standard/standard.hpp"

namespace zhibu {

enum class RoundState { planned, open, closed };
BOOST_DESCRIBE_ENUM(RoundState, planned, open, closed)

struct StandardRound {
    Id<StandardRound> id{};
    Id<Organization> organization_id{};  // who accepts: all below it take part
    std::string title{};
    std::string standard{};              // path of the file
    std::string standard_title{};
    std::int64_t standard_version{};     // of the file in the pack; 0: as it came
    std::string digest{};                // of the text that this round goes by
    Period period{};                     // whose records count
    std::optional<Date> self_check_until{};
    Id<Account> handler_id{};            // who answers objections
    RoundState state{RoundState::planned};
    std::optional<Date> opened_on{}, closed_on{};
    std::int64_t version{1};
};
template <>
struct Schema<StandardRound> {
    using T = StandardRound;
    static constexpr std::string_view name = "standard_round";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::organization_id>({.required = true, .fixed = true, .filterable = true, .reference = "organization"}),
        field<&T::title>({.required = true, .sortable = true, .max = 80}), field<&T::standard>({.required = true, .listed = false, .max = 120}), field<&T::standard_title>({.server_set = true}),
        field<&T::standard_version>({.server_set = true, .listed = false}), field<&T::digest>({.server_set = true, .listed = false}),
        field<&T::period>({.required = true, .sortable = true, .filterable = true}), field<&T::self_check_until>({.sortable = true}),
        field<&T::handler_id>({.required = true, .listed = false, .reference = "account"}), field<&T::state>({.server_set = true, .sortable = true, .filterable = true}),
        field<&T::opened_on>({.server_set = true, .listed = false}), field<&T::closed_on>({.server_set = true, .listed = false}), field<&T::version>({.server_set = true, .listed = false})};
};

// The states of packs/standard/acceptance.toml.
enum class SheetState { self_check, review, reviewed, on_site, inspected, passed, failed, recheck, withdrawn, excluded };
BOOST_DESCRIBE_ENUM(SheetState, self_check, review, reviewed, on_site, inspected, passed, failed, recheck, withdrawn, excluded)

struct StandardSheet {
    Id<StandardSheet> id{};
    Id<StandardRound> round_id{};
    Id<Organization> organization_id{};
    Id<Organization> organ_id{};        // who reviews: the nearest committee above it
    SheetState state{SheetState::self_check};
    std::int64_t procedure_version{};
    std::optional<Date> due_on{};       // of the state
    bool visited{false};                // drawn, or sent for
    std::optional<std::int64_t> score{};  // of a hundred, in hundredths
    std::string points{};               // the same as a list shows it
    std::string grade{}, grade_title{}, grade_by_rule{};
    std::string grade_reason{};         // of a grade below the rule's
    std::optional<Date> graded_on{}, valid_until{}, recheck_on{};
    std::optional<Date> remind_on{};    // from when on it is said that the grade ends
    Json submitted{"{}"};               // what each indicator said at the self-check
    Json result{"null"};                // the sheet as it was graded
    std::int64_t version{1};
};
template <>
struct Schema<StandardSheet> {
    using T = StandardSheet;
    static constexpr std::string_view name = "standard_sheet";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::round_id>({.server_set = true, .filterable = true, .listed = false, .reference = "standard_round"}),
        field<&T::organization_id>({.server_set = true, .filterable = true, .reference = "organization"}), field<&T::organ_id>({.server_set = true, .filterable = true, .reference = "organization"}),
        field<&T::state>({.server_set = true, .sortable = true, .filterable = true}), field<&T::procedure_version>({.server_set = true, .listed = false}),
        field<&T::due_on>({.server_set = true, .sortable = true, .filterable = true}), field<&T::visited>({.server_set = true, .filterable = true}),
        field<&T::score>({.server_set = true, .sortable = true, .listed = false}), field<&T::points>({.server_set = true, .sortable = true, .sort_by = "score"}),
        field<&T::grade>({.server_set = true, .listed = false}), field<&T::grade_title>({.server_set = true, .filterable = true}), field<&T::grade_by_rule>({.server_set = true, .listed = false}),
        field<&T::grade_reason>({.server_set = true, .listed = false}), field<&T::graded_on>({.server_set = true, .sortable = true}),
        field<&T::valid_until>({.server_set = true, .sortable = true, .filterable = true}), field<&T::recheck_on>({.server_set = true, .sortable = true, .filterable = true}), field<&T::remind_on>({.server_set = true, .listed = false}),
        field<&T::submitted>({.server_set = true, .listed = false}), field<&T::result>({.server_set = true, .listed = false}), field<&T::version>({.server_set = true, .listed = false})};
};

struct StandardDraw {
    Id<StandardDraw> id{};
    Id<StandardRound> round_id{};
    std::string seed{};
    Json population{"[]"};  // numbers of organisations in ascending order
    std::string population_hash{};
    std::int64_t take{};
    Json result{"[]"};
    Instant announced_at{};
    std::optional<Instant> drawn_at{};
    std::string announced_by{}, drawn_by{};
    std::int64_t version{1};
};
template <>
struct Schema<StandardDraw> {
    using T = StandardDraw;
    static constexpr std::string_view name = "standard_draw";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true}), field<&T::round_id>({.server_set = true}), field<&T::seed>({.server_set = true}), field<&T::population>({.server_set = true}),
        field<&T::population_hash>({.server_set = true}), field<&T::take>({.required = true, .min = 1, .max = 10000}), field<&T::result>({.server_set = true}), field<&T::announced_at>({.server_set = true}),
        field<&T::drawn_at>({.server_set = true}), field<&T::announced_by>({.server_set = true}), field<&T::drawn_by>({.server_set = true}), field<&T::version>({.server_set = true})};
};

struct StandardObjection {
    Id<StandardObjection> id{};
    Id<StandardSheet> sheet_id{};
    Id<Account> account_id{};
    std::string text{};
    Date objected_on{}, due_on{};
    std::string answer{};
    bool upheld{false};
    std::optional<Date> answered_on{};
    std::string answered_by{};
    std::int64_t version{1};
};
template <>
struct Schema<StandardObjection> {
    using T = StandardObjection;
    static constexpr std::string_view name = "standard_objection";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true}), field<&T::sheet_id>({.server_set = true}), field<&T::account_id>({.server_set = true, .reference = "account"}),
        field<&T::text>({.required = true, .long_text = true, .max = 2000}), field<&T::objected_on>({.server_set = true}), field<&T::due_on>({.server_set = true}), field<&T::answer>({.server_set = true}),
        field<&T::upheld>({.server_set = true}), field<&T::answered_on>({.server_set = true}), field<&T::answered_by>({.server_set = true}), field<&T::version>({.server_set = true})};
};

struct StandardCertificate {
    Id<StandardCertificate> id{};
    Id<StandardSheet> sheet_id{};
    Id<Organization> organization_id{};
    std::int64_t year{}, sequence{};
    std::string number{};        // 青直工标〔2022〕3号
    std::string code{};          // what a reader of the paper asks with
    std::string standard_title{}, grade_title{};
    Date issued_on{}, valid_until{};
    std::optional<Date> withdrawn_on{};
    std::string withdrawn_why{};
    std::int64_t version{1};
};
template <>
struct Schema<StandardCertificate> {
    using T = StandardCertificate;
    static constexpr std::string_view name = "standard_certificate";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true}), field<&T::sheet_id>({.server_set = true}), field<&T::organization_id>({.server_set = true, .reference = "organization"}), field<&T::year>({.server_set = true}),
        field<&T::sequence>({.server_set = true}), field<&T::number>({.server_set = true}), field<&T::code>({.server_set = true}), field<&T::standard_title>({.server_set = true}),
        field<&T::grade_title>({.server_set = true}), field<&T::issued_on>({.server_set = true}), field<&T::valid_until>({.server_set = true}), field<&T::withdrawn_on>({.server_set = true}),
        field<&T::withdrawn_why>({.server_set = true}), field<&T::version>({.server_set = true})};
};

namespace standard {

inline constexpr Roles round_keepers{Role::committee_clerk};
inline constexpr Roles sheet_readers{Role::administrator, Role::auditor, Role::committee_clerk, Role::leader, Role::inspector, Role::organ_clerk, Role::branch_secretary};

struct RoundPolicy {
    // Whoever reads records above or below it; what is planned, those who plan.
    static Where visible_to(const View& view);
    static Where matching(const View&, const std::string& words) { return where("title LIKE ?", "%" + words + "%"); }
    static Verdict may_create(const View& view, const StandardRound& round) { return may_keep(view, round.organization_id); }
    static Verdict may_change(const View& view, const StandardRound& round);
    static Verdict may_open(const View& view, const StandardRound& round) { return may_change(view, round); }
    static Verdict may_draw(const View& view, const StandardRound& round);
    static Verdict may_close(const View& view, const StandardRound& round) { return may_draw(view, round); }
    static Verdict may_keep(const View& view, Id<Organization> organization) { return allowed_if(view.covers(round_keepers, organization), "holds_no_rounds"); }
};
// The sheets of the rounds whose objections the actor answers, as the named person or standing in.
Where answered_sheets(const View& view);
struct SheetPolicy {
    static Where visible_to(const View& view);
    static Where matching(const View& view, const std::string& words);
    static Verdict may_change(const View&, const StandardSheet&) { return denied("sheet_is_changed_by_steps"); }
    static Verdict may_claim(const View& view, const StandardSheet& sheet);
    static Verdict may_mark(const View& view, const StandardSheet& sheet);
    static Verdict may_mark_on_site(const View& view, const StandardSheet& sheet);
    static Verdict may_grade(const View& view, const StandardSheet& sheet);
    static Verdict may_object(const View& view, const StandardSheet& sheet);
};

// One row of standard_mark: what people said of one item.
struct Said {
    std::string item;
    std::optional<Met> claimed{};
    std::string words;
    std::optional<Mark> reviewed{};
    std::string review_note, reviewed_by;
    std::optional<Mark> on_site{};
    std::string on_site_note, on_site_by;
};
struct Evidence {
    std::int64_t file_id{};
    std::string item, name, purpose, content_type;
};
// One item of a sheet as it stands now.
struct Line {
    const Item* item{};
    Given given{};
    Said said{};
    const Indicator* indicator{};
    std::optional<std::int64_t> value{};
    std::string records{}, page{}, sentence{};
};
struct VetoLine {
    const Veto* veto{};
    bool fell{false};
    std::string value{}, records{}, page{};
};
struct Assessed {
    std::vector<Line> lines;
    std::vector<VetoLine> vetoes;
    Total total{};
    const Grade* grade{};  // by the rule
};
// By the records and words of this moment.
Assessed assess(const View& view, const StandardRound& round, const StandardSheet& sheet, const Standard& standard);
// {items:{name:{met, points, …}}, vetoes:{…}, total:{…}}: what is kept with a graded sheet.
json::object kept_json(const Assessed& assessed);

StandardRound load_round(const View& view, Id<StandardRound> id);
StandardRound round_of(const View& view, const StandardSheet& sheet);  // whatever the actor may see
StandardSheet load_sheet(const View& view, Id<StandardSheet> id);
bool is_decided(SheetState state);  // its lines are those it was graded by
procedure::Case case_of(const StandardSheet& sheet);
std::string shown(const View& view, const StandardSheet& sheet);
std::vector<Evidence> evidence_of(const View& view, Id<StandardSheet> sheet);
std::optional<StandardCertificate> certificate_of(const View& view, Id<StandardSheet> sheet);  // the newest
std::vector<StandardObjection> objections_of(const View& view, Id<StandardSheet> sheet);
// Takes a step of the procedure, writes state and due day; the caller stores the sheet.
void take(Transaction& t, StandardSheet& sheet, std::string_view verb, const std::string& note = {});
std::string name_at(const View& view, Id<Organization> id);
inline const std::string& said_in(Language language, const std::string& chinese, const std::string& english) { return language == Language::chinese || english.empty() ? chinese : english; }

// Grades by the rule, or below it with a reason; writes certificate, facts and standing. `assessed` was read at this version.
void grade(Transaction& t, StandardSheet& sheet, const StandardRound& round, const Standard& standard, const Assessed& assessed, const std::string& grade, const std::string& reason);
void withdraw(Transaction& t, StandardSheet& sheet, const std::string& reason);
// A graded sheet that is looked at again as if it had not been: its certificate, facts and standing go.
void reopen(Transaction& t, StandardSheet& sheet, const std::string& reason);

void install_rounds(App& app);
void install_sheets(App& app);
void install_evidence(App& app);
void install_draws(App& app);
void install_grading(App& app);
void install_certificates(App& app);
void install_results(App& app);
void declare_measures(App& app);
void load_procedure(App& app);
void add_inbox(const View& view, std::vector<InboxItem>& items);

}  // namespace standard

}  // namespace zhibu
