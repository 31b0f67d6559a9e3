// A branch's list for its secretary, and the first of a period where the branch has decided to name them. No list is ordered from below.
#include <fmt/format.h>

#include <algorithm>

#include "kernel/record/audited_export.hpp"
#include "kernel/record/list_query.hpp"
#include "points/statement.hpp"

namespace zhibu::points {
namespace {

struct Row {
    Standing standing{};
    std::string name{}, pinyin{}, work{};
    MemberStage stage{MemberStage::formal};
    std::vector<std::string> posts{};  // keys
    std::int64_t disputes{};           // open
};

Period asked_period(const http::Call& call, const View& view) {
    auto period = call.period_parameter("period");
    return period ? checked_period(view, *period) : period_of(view, view.today());
}

std::map<std::int64_t, std::int64_t> open_disputes(const View& view, Id<Organization> branch, Period period) {
    std::map<std::int64_t, std::int64_t> all;
    auto rows = view.session.query("SELECT member_id, COUNT(*) FROM points_dispute WHERE tenant_id = ? AND organization_id = ? AND period = ? AND state IN ('raised', 'appealed') GROUP BY member_id", view.tenant(), branch, period);
    while (rows.next()) all[rows.integer(0)] = rows.integer(1);
    return all;
}

// By name: the order says nothing of the points.
std::vector<Row> rows_of(const View& view, const Seams& seams, Id<Organization> branch, Period period) {
    auto rules = rules_of(view, period);
    auto people = people_of(view, seams, *rules, period, {.branch = branch});
    auto disputes = open_disputes(view, branch, period);
    std::map<std::int64_t, std::pair<std::string, std::string>> names;
    std::vector<std::int64_t> ids;
    for (auto& each : people.rows) ids.push_back(each.member);
    for (auto& each : Store<Member>{view}.select(any_of("id", ids))) names[each.id.value] = {each.name, each.pinyin};
    std::vector<Row> all;
    for (auto& standing : standings_of(view, seams, period, {.branch = branch})) {
        auto* person = people.find(standing.statement.member_id);
        if (!person) continue;
        Row row;
        row.name = names[person->member].first, row.pinyin = names[person->member].second, row.work = people.works[std::size_t(person->work)], row.stage = person->stage;
        for (std::size_t p = 0; p < seams.posts.size(); ++p)
            if (people.posts_of(*person) >> p & 1) row.posts.push_back(seams.posts[p].key);
        if (auto found = disputes.find(person->member); found != disputes.end()) row.disputes = found->second;
        row.standing = std::move(standing);
        all.push_back(std::move(row));
    }
    std::sort(all.begin(), all.end(), [](auto& a, auto& b) { return std::pair{a.pinyin, a.standing.statement.member_id.value} < std::pair{b.pinyin, b.standing.statement.member_id.value}; });
    return all;
}

void filter(const http::Call& call, std::vector<Row>& rows) {
    for (auto& [name, value] : call.parameters()) {
        if (value.empty() || name == "period" || name == "page" || name == "size" || name == "format" || name == "reason") continue;
        if (name == "q") std::erase_if(rows, [&](auto& row) { return row.name.find(value) == std::string::npos && !row.pinyin.starts_with(value) && row.work.find(value) == std::string::npos; });
        else if (name == "stage") {
            auto stage = Codec<MemberStage>::parse(value);
            if (!stage) throw invalid({{"?stage", "not_one_of"}});
            std::erase_if(rows, [&](auto& row) { return row.stage != *stage; });
        } else if (name == "post") std::erase_if(rows, [&](auto& row) { return std::find(row.posts.begin(), row.posts.end(), value) == row.posts.end(); });
        else if (name == "exempt") std::erase_if(rows, [&](auto& row) { return row.standing.statement.exempt.has_value() != (value == "true"); });
        else if (name == "disputed") std::erase_if(rows, [&](auto& row) { return (row.disputes > 0) != (value == "true"); });
        else if (name == "sort") throw invalid({{"?sort", "no_last_places"}});
        else throw invalid({{"?" + name, "unknown_parameter"}});
    }
}

std::string post_labels(const View& view, const Seams& seams, const std::vector<std::string>& keys) {
    std::string out;
    bool chinese = view.actor.language == Language::chinese;
    for (auto& key : keys)
        for (auto& post : seams.posts)
            if (post.key == key) out += (out.empty() ? "" : chinese ? "、" : ", ") + (chinese ? post.label : post.english);
    return out;
}

json::object row_json(const View& view, const Seams& seams, const Row& row) {
    auto& statement = row.standing.statement;
    json::value exempt = nullptr;
    if (statement.exempt) exempt = exemption_label(view, *statement.exempt);
    return {{"member_id", statement.member_id.value}, {"member_name", row.name}, {"stage", Codec<MemberStage>::name(row.stage)}, {"stage_label", view.app.words.text(view.actor.language, "member.stage_is." + std::string{Codec<MemberStage>::name(row.stage)})},
            {"posts", post_labels(view, seams, row.posts)}, {"work", row.work}, {"points", statement.total}, {"lines", statement.lines.size()}, {"exempt", exempt}, {"disputes", row.disputes}};
}

void must_keep(const View& view, Id<Organization> branch) {
    auto record = organization::load(view, branch);
    if (!keeps(view, branch)) throw forbidden("points_stay_in_the_branch");
    if (!record.is_branch()) throw invalid({{"/id", "not_a_branch"}});
}

struct Decided {
    bool on{false};
    std::string reason{}, by{};
    std::optional<Date> day{};
};
Decided decision_of(const View& view, Id<Organization> branch) {
    auto rows = view.session.query("SELECT shown, reason, decided_on, decided_by FROM points_ranking WHERE tenant_id = ? AND organization_id = ? ORDER BY id DESC LIMIT 1", view.tenant(), branch);
    if (!rows.next()) return {};
    Decided out{rows.integer(0) != 0, std::string{rows.text(1)}, "", Date::from_number(rows.integer(2))};
    out.by = view.app.references.names(view, "account", {rows.integer(3)})[rows.integer(3)];
    return out;
}

json::object decision_json(const Rulebook& rules, const Decided& decided) {
    return {{"on", decided.on && rules.head.ranking_at_most > 0}, {"reason", decided.reason}, {"decided_on", decided.day ? json::value(decided.day->iso()) : json::value(nullptr)}, {"decided_by_name", decided.by}, {"at_most", rules.head.ranking_at_most}};
}

http::Response listed(http::Call& call, const Shelved& shelf) {
    Id<Organization> branch = call.id<Organization>();
    if (call.parameter("format") == "xlsx")
        return audited_export(call, "points", branch, [&](const View& view, std::size_t& count) {
            must_keep(view, branch);
            auto rows = rows_of(view, *shelf->seams, branch, asked_period(call, view));
            filter(call, rows);
            count = rows.size();
            auto word = [&](const std::string& key) { return std::string{view.app.words.text(call.language(), key)}; };
            std::vector<ExportColumn> columns{{"member", word("points.column.member"), "text"}, {"stage", word("points.column.stage"), "text"}, {"posts", word("points.column.posts"), "text"}, {"work", word("points.column.work"), "text"},
                                              {"points", word("points.column.points"), "integer"}, {"exempt", word("points.column.exempt"), "text"}};
            std::vector<ExportRow> sheet;
            for (auto& row : rows) {
                auto& statement = row.standing.statement;
                sheet.push_back({row.name, word("member.stage_is." + std::string{Codec<MemberStage>::name(row.stage)}), post_labels(view, *shelf->seams, row.posts), row.work, std::to_string(statement.total),
                                 statement.exempt ? exemption_label(view, *statement.exempt) : ""});
            }
            return export_sheet(view, word("points.page.branch"), columns, sheet, call.language());
        });
    return call.read([&](const View& view) {
        must_keep(view, branch);
        auto period = asked_period(call, view);
        auto rules = rules_of(view, period);
        auto rows = rows_of(view, *shelf->seams, branch, period);
        std::int64_t counted = 0, exempt = 0, passing = 0;
        for (auto& row : rows) {
            auto& statement = row.standing.statement;
            (statement.exempt ? exempt : counted) += 1;
            passing += !statement.exempt && statement.total >= rules->head.passing;
        }
        filter(call, rows);
        auto page = std::max<std::int64_t>(1, call.integer_parameter("page").value_or(1)), size = std::clamp<std::int64_t>(call.integer_parameter("size").value_or(50), 1, largest_page);
        json::array items;
        for (auto at = std::size_t((page - 1) * size); at < std::min(rows.size(), std::size_t(page * size)); ++at) items.push_back(row_json(view, *shelf->seams, rows[at]));
        auto settled = standing_settlement(view, branch, period);
        json::value settlement = nullptr;
        if (settled) settlement = {{"id", settled->id.value}, {"state", Codec<SettlementState>::name(settled->state)}, {"published_on", settled->published_on.iso()}, {"published_until", settled->published_until.iso()}};
        json::array posts;
        for (auto& post : shelf->seams->posts) posts.push_back({{"value", post.key}, {"label", call.language() == Language::chinese ? post.label : post.english}});
        auto* node = view.tree().find(branch);
        return http::ok(json::serialize(json::object{{"organization_id", branch.value}, {"organization_name", node ? node->name : ""}, {"period", period.iso()}, {"rules", head_json(view, *rules, period)}, {"counted", counted},
                                                     {"exempt", exempt}, {"passing", passing}, {"settlement", settlement}, {"may_settle", !settled && period.last_day() < view.today()},
                                                     {"ranking", decision_json(*rules, decision_of(view, branch))}, {"posts", std::move(posts)}, {"items", std::move(items)}, {"total", rows.size()}, {"page", page}, {"size", size}}));
    });
}

// The first, no more than the rule allows; those with equal points stand together, or not at all.
http::Response ranking(http::Call& call, const Shelved& shelf) {
    return call.read([&](const View& view) {
        auto branch = call.id<Organization>();
        organization::load(view, branch);
        if (!keeps(view, branch) && home_of(view, view.actor.member) != branch) throw forbidden("points_stay_in_the_branch");
        auto period = asked_period(call, view);
        auto rules = rules_of(view, period);
        auto decided = decision_of(view, branch);
        auto out = decision_json(*rules, decided);
        json::array items;
        if (out["on"].as_bool()) {
            auto rows = rows_of(view, *shelf->seams, branch, period);
            std::erase_if(rows, [](auto& row) { return row.standing.statement.exempt.has_value(); });
            std::stable_sort(rows.begin(), rows.end(), [](auto& a, auto& b) { return a.standing.statement.total > b.standing.statement.total; });
            auto most = std::size_t(rules->head.ranking_at_most);
            // Naming more than half would name the others.
            most = std::min(most, rows.size() / 2);
            auto points = [&](std::size_t i) { return rows[i].standing.statement.total; };
            auto end = most;
            if (end && end < rows.size() && points(end) == points(end - 1)) {
                auto last = points(end);
                while (end && points(end - 1) == last) --end;
            }
            for (std::size_t i = 0; i < end; ++i) {
                auto place = std::size_t(std::find_if(rows.begin(), rows.end(), [&](auto& row) { return row.standing.statement.total == points(i); }) - rows.begin()) + 1;
                items.push_back({{"place", place}, {"member_name", rows[i].name}, {"points", points(i)}});
            }
        }
        out["period"] = period.iso(), out["items"] = std::move(items);
        return http::ok(json::serialize(out));
    });
}

http::Response decide(http::Call& call) {
    auto sent = call.body_as<RankingDecision>();
    return call.write([&](Transaction& t) {
        auto branch = call.id<Organization>();
        must_keep(t, branch);
        auto rules = rules_of(t, period_of(t, t.today()));
        if (sent.on && !rules->head.ranking_at_most) throw conflict("points-no-ranking");
        if (decision_of(t, branch).on != sent.on)
            t.session.execute("INSERT INTO points_ranking (tenant_id, id, organization_id, shown, reason, decided_on, decided_by) VALUES (?,?,?,?,?,?,?)", t.tenant(), t.session.next_id(), branch, sent.on, sent.reason, t.today(), t.actor.account);
        t.record({sent.on ? "points_ranking.switched_on" : "points_ranking.switched_off", "organization", branch.value, branch}, {json::serialize(json::object{{"reason", sent.reason}})});
        return http::ok(json::serialize(decision_json(*rules, decision_of(t, branch))));
    });
}

}  // namespace

void install_branches(App& app, const Shelved& shelf) {
    json::object integer{{"type", "integer"}};
    auto& r = app.router;
    r.get("/api/v1/points/branches/{id}", {.operation = "points.branch", .response = {{{"type", "object"}}, {}}, .query = {{"period", "a quarter or a year"}, {"q", "of the name or the work"}, {"stage", "formal or probationary"}, {"post", "held in the period"},
          {"exempt", "true or false"}, {"disputed", "true: with an open dispute"}, {"page", "from 1", integer}, {"size", "rows a page", integer}, {"format", "json or xlsx"}, {"reason", "of an export"}}}, [shelf](http::Call& call) { return listed(call, shelf); });
    r.get("/api/v1/points/branches/{id}/ranking", {.operation = "points.ranking", .response = {{{"type", "object"}}, {}}, .query = {{"period", "a quarter or a year"}}}, [shelf](http::Call& call) { return ranking(call, shelf); });
    r.post("/api/v1/points/branches/{id}/ranking", {.operation = "points.decide_ranking", .request = http::shape<RankingDecision>()}, decide);
}

}  // namespace zhibu::points
