// A member's points of a period line by line: as the facts say, or as a branch has settled them.
#pragma once
#include "points/record.hpp"

namespace zhibu::points {

struct StatementLine {
    std::int64_t fact_id{};
    std::string rule{};                         // "" for a correction
    std::string title{}, title_english{}, sentence{}, sentence_english{};
    Date on{};
    std::int64_t worth{}, counted{}, running{};
    std::string kind{};                         // of the fact
    std::int64_t amount{};
    bool late{false};
    std::string source_kind{};
    std::int64_t source_id{};
    std::int64_t entered_by{};
    Instant entered_at{};
};
struct Statement {
    Id<Member> member_id{};
    Id<Organization> organization_id{};
    Period period{};
    std::int64_t rule_version{};
    std::int64_t base{}, bounded{}, total{}, passing{};
    std::optional<Exemption> exempt{};
    std::vector<StatementLine> lines{};

    std::int64_t adjusted() const;  // corrections among the lines
};

// The statements of a branch's members of the period, or of one member; of nobody who was no member then.
std::vector<Statement> statements_of(const View& view, const Seams& seams, Period period, const Whom& whom);
// The same with what was settled in place of what the facts say today: the frozen statement, and behind it what was corrected since.
// `settled` is the settlement of the member's branch, where there is one.
struct Standing {
    Statement statement{};
    std::optional<Settlement> settled{};
};
std::vector<Standing> standings_of(const View& view, const Seams& seams, Period period, const Whom& whom);
std::optional<Statement> frozen_statement(const View& view, Id<Settlement> settlement, Id<Member> member);
// 404 or 403 for whoever may not read it; the answerer of a dispute may.
Standing readable_statement(const View& view, const Seams& seams, Id<Member> member, Period period);
std::string statement_json(const View& view, const Rulebook& rules, const Standing& standing);
// What others need of a rule's head: {title, cycle, base, floor, top, passing, version, …}.
json::object head_json(const View& view, const Rulebook& rules, Period period);
std::string exemption_label(const View& view, Exemption why);
std::string kind_label(const View& view, const std::string& kind);

}  // namespace zhibu::points

namespace zhibu {
template <>
struct Schema<points::StatementLine> {
    using T = points::StatementLine;
    static constexpr std::string_view name = "points_line";
    static constexpr auto fields = std::tuple{field<&T::fact_id>(), field<&T::rule>(), field<&T::title>(), field<&T::title_english>(), field<&T::sentence>(), field<&T::sentence_english>(), field<&T::on>(), field<&T::worth>(),
                                              field<&T::counted>(), field<&T::running>(), field<&T::kind>(), field<&T::amount>(), field<&T::late>(), field<&T::source_kind>(), field<&T::source_id>(), field<&T::entered_by>(),
                                              field<&T::entered_at>()};
};
template <>
struct Schema<points::Statement> {
    using T = points::Statement;
    static constexpr std::string_view name = "points_statement";
    static constexpr auto fields = std::tuple{field<&T::member_id>(), field<&T::organization_id>(), field<&T::period>(), field<&T::rule_version>(), field<&T::base>(), field<&T::bounded>(), field<&T::total>(), field<&T::passing>(),
                                              field<&T::exempt>(), field<&T::lines>()};
};
}  // namespace zhibu
