// The routes above the branch: how points are spread, by organisation along the tree, and which rules hold. No names, no order by points.
#include <fmt/format.h>

#include <algorithm>

#include "kernel/record/store.hpp"
#include "points/deeds.hpp"
#include "points/spread.hpp"
#include "points/statement.hpp"

namespace zhibu::points {
namespace {

constexpr std::size_t bands = 12;

Spread spread_of(const Standings& standings, std::pair<std::size_t, std::size_t> rows, std::int64_t& exempt) {
    Spread spread;
    for (auto i = rows.first; i < rows.second; ++i) standings.people->rows[i].exempt ? void(++exempt) : spread.add(standings.totals[i]);
    return spread;
}

http::Response shown(http::Call& call, const Shelved& shelf) {
    return call.read_kept([&](const View& view) {
        auto asked = call.integer_parameter("organization_id");
        if (!asked) throw invalid({{"?organization_id", "required"}});
        Id<Organization> organization{*asked};
        organization::load(view, organization);
        if (!view.covers(organization::readers, organization)) throw forbidden("reads_no_points");
        auto wanted = call.period_parameter("period");
        auto period = wanted ? checked_period(view, *wanted) : period_of(view, view.today());
        auto standings = shelf->book.of(view, period);
        auto place = standings->axis->find(organization);
        if (!place) throw not_found();
        auto& head = standings->rules->head;
        std::int64_t exempt = 0;
        auto spread = spread_of(*standings, standings->rows_of(*place), exempt);
        auto out = spread.shown_json(head.passing);
        out["exempt"] = exempt, out["organization_id"] = organization.value, out["organization_name"] = standings->axis->places[*place].name, out["period"] = period.iso();
        out["rules"] = head_json(view, *standings->rules, period);
        json::array counts;
        auto width = std::max<std::int64_t>(1, (head.top - head.floor + std::int64_t(bands)) / std::int64_t(bands));
        auto all = spread.bands(head.floor, head.top, bands);
        for (std::size_t i = 0; i < bands && spread.shown(); ++i)
            counts.push_back({{"from", head.floor + std::int64_t(i) * width}, {"to", std::min(head.top, head.floor + std::int64_t(i + 1) * width - 1)}, {"people", all[i]}});
        out["bands"] = std::move(counts);
        json::array lines;
        for (auto child = *place + 1; child < std::size_t(standings->axis->places[*place].end); child = std::size_t(standings->axis->places[child].end)) {
            std::int64_t left_out = 0;
            auto below = spread_of(*standings, standings->rows_of(child), left_out);
            if (!below.people() && !left_out) continue;
            auto line = below.shown_json(head.passing);
            line["organization_id"] = standings->axis->places[child].id.value, line["organization_name"] = standings->axis->places[child].name, line["exempt"] = left_out;
            line["branch"] = organization::is_branch(Codec<OrganizationKind>::parse(standings->axis->places[child].kind).value_or(OrganizationKind::group));
            lines.push_back(std::move(line));
        }
        out["lines"] = std::move(lines);
        return http::ok(json::serialize(out));
    });
}

json::array labels(const View& view, const std::vector<std::string>& kinds) {
    json::array all;
    for (auto& pattern : kinds) {
        if (!pattern.ends_with(".*")) {
            all.emplace_back(kind_label(view, pattern));
            continue;
        }
        for (auto& [name, kind] : view.app.fact_kinds.all())
            if (means(pattern, name)) all.emplace_back(kind_label(view, name));
    }
    return all;
}

// What holds for a period, in words; for everybody, since everybody's points rest on it.
http::Response rules(http::Call& call, const Shelved& shelf) {
    return call.read([&](const View& view) {
        auto wanted = call.period_parameter("period");
        auto period = wanted ? checked_period(view, *wanted) : period_of(view, view.today());
        auto book = rules_of(view, period);
        bool chinese = call.language() == Language::chinese;
        auto word = [&](const std::string& key) { return view.app.words.text(call.language(), key); };
        json::array all;
        for (auto& rule : book->rules) {
            json::array posts;
            for (auto& post : shelf->seams->posts)
                if (std::find(rule.posts.begin(), rule.posts.end(), post.key) != rule.posts.end()) posts.emplace_back(chinese ? post.label : post.english);
            all.push_back({{"name", rule.name}, {"title", chinese ? rule.title : rule.title_english}, {"effect", Codec<Effect>::name(rule.effect)}, {"points", rule.points}, {"per", rule.per}, {"at_least", rule.at_least}, {"cap", rule.cap},
                           {"on_time", rule.on_time}, {"unless_on_leave", rule.unless_on_leave}, {"posts", std::move(posts)}, {"facts", labels(view, rule.facts)}, {"sentence", chinese ? rule.sentence : rule.sentence_english}, {"source", rule.source}});
        }
        json::array exempt;
        for (auto why : book->head.exempt) exempt.emplace_back(word("points_head.exempt_is." + std::string{Codec<Exemption>::name(why)}));
        auto out = head_json(view, *book, period);
        auto in_force = view.app.packs.in_force(view, rule_file, period.first_day());
        out["effective_from"] = in_force.number > 0 ? json::value(in_force.effective_from.iso()) : json::value(nullptr);
        out["file"] = rule_file, out["period"] = period.iso(), out["exempt"] = std::move(exempt), out["leave_days"] = book->head.leave_days, out["rules"] = std::move(all);
        json::array periods;
        for (int year = view.today().year(); year > view.today().year() - 3; --year) {
            auto of_year = periods_of(view, year);
            for (auto each = of_year.rbegin(); each != of_year.rend(); ++each)
                if (each->first_day() <= view.today()) periods.emplace_back(each->iso());
        }
        out["periods"] = std::move(periods);
        return http::ok(json::serialize(out));
    });
}

}  // namespace

void install_spread(App& app, const Shelved& shelf) {
    json::object integer{{"type", "integer"}};
    app.router.get("/api/v1/points/spread", {.operation = "points.spread", .response = {{{"type", "object"}}, {}}, .query = {{"organization_id", "with all below it", integer}, {"period", "a quarter or a year"}}}, [shelf](http::Call& call) { return shown(call, shelf); });
}
void install_rules(App& app, const Shelved& shelf) {
    app.router.get("/api/v1/points/rules", {.operation = "points.rules", .response = {{{"type", "object"}}, {}}, .query = {{"period", "a quarter or a year"}}}, [shelf](http::Call& call) { return rules(call, shelf); });
}

}  // namespace zhibu::points
