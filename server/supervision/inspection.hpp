// Inspections (督导检查) as records: what is looked at and where, by which teams, visit by visit, and the draws that anybody
// can compute again.
#pragma once
#include "kernel/record/view.hpp"
#include "kernel/schema/record.hpp"

namespace zhibu::supervision {

// 专题调研督导, 随机抽查, 现场核查, 精准督查
enum class InspectionKind { research, random_check, on_site, precise };
BOOST_DESCRIBE_ENUM(InspectionKind, research, random_check, on_site, precise)
// The organisations directly below the one that inspects, all branches below it, everything below it, some chosen ones, or
// those that a draw gives from the directly lower ones or from the branches.
enum class Coverage { direct_below, branches_below, all_below, chosen, drawn_direct, drawn_branches };
BOOST_DESCRIBE_ENUM(Coverage, direct_below, branches_below, all_below, chosen, drawn_direct, drawn_branches)
enum class InspectionState { planned, open, closed };
BOOST_DESCRIBE_ENUM(InspectionState, planned, open, closed)

struct Inspection {
    Id<Inspection> id{};
    std::string title{};
    InspectionKind kind{InspectionKind::research};
    Id<Organization> organization_id{};  // who inspects
    Coverage coverage{Coverage::direct_below};
    Json chosen{"[]"};                   // ids of organisations, for Coverage::chosen
    Date starts_on{}, ends_on{};
    std::string checklist{};             // of the pack
    std::string purpose{};
    InspectionState state{InspectionState::planned};
    std::optional<Date> opened_on{}, closed_on{};
    std::int64_t version{1};
};

struct Team {
    Id<Team> id{};
    Id<Inspection> inspection_id{};
    std::string name{};
    Id<Account> lead_id{};
    std::vector<Id<Account>> members{};  // the lead among them
};

enum class VisitState { assigned, visited, reported };
BOOST_DESCRIBE_ENUM(VisitState, assigned, visited, reported)

struct Visit {
    Id<Visit> id{};
    Id<Inspection> inspection_id{};
    Id<Organization> organization_id{};
    std::optional<Id<Team>> team_id{};
    std::optional<Date> planned_on{}, visited_on{}, reported_on{};
    VisitState state{VisitState::assigned};
    std::string attended_by{};           // who of the organisation was there
    std::string conclusion{};
    std::int64_t version{1};
};

enum class TickResult { ok, problem, not_applicable };
BOOST_DESCRIBE_ENUM(TickResult, ok, problem, not_applicable)
struct Tick {
    std::string item{};
    TickResult result{TickResult::ok};
    std::string note{};
    std::vector<std::string> photos{};   // keys of uploaded photos
};

enum class DrawPurpose { inspection, recheck };
BOOST_DESCRIBE_ENUM(DrawPurpose, inspection, recheck)
struct Draw {
    Id<Draw> id{};
    DrawPurpose purpose{DrawPurpose::inspection};
    std::optional<Id<Inspection>> inspection_id{};
    Id<Organization> organization_id{};
    std::string seed{};                  // 64 hexadecimal digits, published with the population
    Json population{"[]"};               // ids in ascending order, frozen
    std::string population_hash{};       // BLAKE2b-256 of the ids, one a line
    std::int64_t take{};
    Json result{"[]"};                   // ids in the order drawn
    Instant announced_at{};
    std::optional<Instant> drawn_at{};
    std::string announced_by{}, drawn_by{};
    std::int64_t version{1};
};

std::vector<std::int64_t> numbers_of(const Json& list);  // [1,2] → {1,2}; anything else → {}
Json json_of(const std::vector<std::int64_t>& numbers);

}  // namespace zhibu::supervision

namespace zhibu {
template <>
struct Schema<supervision::Inspection> {
    using T = supervision::Inspection;
    static constexpr std::string_view name = "inspection";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::title>({.required = true, .filterable = true, .max = 120}),
        field<&T::kind>({.sortable = true, .filterable = true}), field<&T::organization_id>({.required = true, .fixed = true, .filterable = true, .reference = "organization"}),
        field<&T::coverage>({.filterable = true}), field<&T::chosen>({.listed = false}), field<&T::starts_on>({.required = true, .sortable = true, .filterable = true}),
        field<&T::ends_on>({.required = true, .sortable = true, .filterable = true}), field<&T::checklist>({.required = true, .listed = false, .max = 60}),
        field<&T::purpose>({.listed = false, .long_text = true, .max = 4000}), field<&T::state>({.server_set = true, .sortable = true, .filterable = true}),
        field<&T::opened_on>({.server_set = true, .listed = false}), field<&T::closed_on>({.server_set = true, .listed = false}),
        field<&T::version>({.server_set = true, .listed = false})};
};
template <>
struct Schema<supervision::Team> {
    using T = supervision::Team;
    static constexpr std::string_view name = "inspection_team";
    static constexpr auto fields = std::tuple{field<&T::id>({.server_set = true}), field<&T::inspection_id>({.server_set = true}), field<&T::name>({.required = true, .max = 40}),
                                              field<&T::lead_id>({.required = true, .reference = "account"}), field<&T::members>({.max = 30})};
};
template <>
struct Schema<supervision::Visit> {
    using T = supervision::Visit;
    static constexpr std::string_view name = "visit";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::organization_id>({.server_set = true, .filterable = true, .reference = "organization"}),
        field<&T::inspection_id>({.server_set = true, .filterable = true, .listed = false, .reference = "inspection"}),
        field<&T::team_id>({.server_set = true, .filterable = true, .reference = "inspection_team"}), field<&T::planned_on>({.sortable = true, .filterable = true}),
        field<&T::visited_on>({.server_set = true, .sortable = true, .filterable = true}), field<&T::reported_on>({.server_set = true, .sortable = true}),
        field<&T::state>({.server_set = true, .sortable = true, .filterable = true}), field<&T::attended_by>({.server_set = true, .listed = false}),
        field<&T::conclusion>({.server_set = true, .listed = false, .long_text = true}), field<&T::version>({.server_set = true, .listed = false})};
};
template <>
struct Schema<supervision::Tick> {
    using T = supervision::Tick;
    static constexpr std::string_view name = "tick";
    static constexpr auto fields = std::tuple{field<&T::item>({.required = true, .max = 60}), field<&T::result>(), field<&T::note>({.max = 1000}), field<&T::photos>({.max = 9})};
};
template <>
struct Schema<supervision::Draw> {
    using T = supervision::Draw;
    static constexpr std::string_view name = "draw";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true}), field<&T::purpose>({.server_set = true}), field<&T::inspection_id>({.server_set = true, .reference = "inspection"}),
        field<&T::organization_id>({.server_set = true, .reference = "organization"}), field<&T::seed>({.server_set = true}), field<&T::population>({.server_set = true}),
        field<&T::population_hash>({.server_set = true}), field<&T::take>({.required = true, .min = 1, .max = 10000}), field<&T::result>({.server_set = true}),
        field<&T::announced_at>({.server_set = true}), field<&T::drawn_at>({.server_set = true}), field<&T::announced_by>({.server_set = true}),
        field<&T::drawn_by>({.server_set = true}), field<&T::version>({.server_set = true})};
};
}  // namespace zhibu
