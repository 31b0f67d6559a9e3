// The map: levels, organisations and months; one cell opened to its indicators and their records; the whole as a sheet.
#include <fmt/format.h>

#include "cockpit/cockpit.hpp"
#include "kernel/record/audited_export.hpp"
#include "kernel/sheet/writer.hpp"

namespace zhibu::cockpit {
namespace {

std::string word(const View& view, Language language, const std::string& key, const Parameters& parameters = {}) { return view.app.words.sentence(language, "cockpit_said." + key, parameters); }
std::string warm_word(const View& view, Language language, Warm warm) { return word(view, language, "warm." + std::string{Codec<Warm>::name(warm)}); }

json::object cell_json(const Scale& scale, std::int64_t degrees) { return {{"degrees", degrees_json(degrees)}, {"warm", Codec<Warm>::name(warm_of(scale, degrees))}}; }

using Year = std::vector<std::shared_ptr<const Cells>>;

struct Line {
    std::int64_t organization{};
    std::string name, kind;
    int level{};
    std::int64_t below{};             // directly
    std::vector<std::int64_t> own;    // by month
    std::vector<std::vector<LevelMean>> means;  // by month, of all levels below and itself
};

// The chosen organisation and those directly below it, in the order of the tree of the last month.
std::vector<Line> lines_of(const Year& year, Id<Organization> top) {
    std::vector<Line> lines;
    if (year.empty()) return lines;
    auto& axis = year.back()->axis();
    auto stretch = stretch_of(axis, top);
    if (!stretch) return lines;
    std::vector<std::size_t> places{stretch->place};
    for (auto at = stretch->place + 1; at < stretch->end; at = std::size_t(axis.places[at].end)) places.push_back(at);
    for (auto place : places) {
        auto& here = axis.places[place];
        Line line{here.id.value, here.name, here.kind, year.back()->levels[place], 0, {}, {}};
        for (auto at = place + 1; at < std::size_t(here.end); at = std::size_t(axis.places[at].end)) ++line.below;
        for (auto& month : year) {
            auto then = stretch_of(month->axis(), here.id);
            line.own.push_back(then ? month->degrees[then->place] : no_degrees);
            line.means.push_back(then ? level_means(*month, then->place, then->end) : std::vector<LevelMean>(month->rules->levels.size()));
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

json::object mean_json(const Scale& scale, const LevelMean& mean) {
    auto cell = cell_json(scale, mean.degrees);
    json::object counts;
    for (auto warm : {Warm::hot, Warm::warm, Warm::cold, Warm::none}) counts[warm == Warm::none ? "without" : Codec<Warm>::name(warm)] = mean.count[std::size_t(warm)];
    cell["counts"] = std::move(counts);
    return cell;
}

// 上热中温下冷, as it is: each level's word behind its place, and whether it falls from level to level.
json::object pattern_json(const View& view, const Rules& rules, const std::vector<LevelMean>& means, Period month, Language language) {
    std::string short_words, long_words;
    std::int64_t above = no_degrees, most_fall = 0;
    std::string from, to;
    const Level* upper = nullptr;
    for (std::size_t i = 0; i < means.size(); ++i) {
        auto& level = rules.levels[i];
        if (means[i].degrees == no_degrees) continue;
        short_words += said(language, level.place, level.place_english) + warm_word(view, language, warm_of(rules.scale, means[i].degrees));
        if (language != Language::chinese) short_words += " ";
        long_words += (long_words.empty() ? "" : word(view, language, "and")) +
                      word(view, language, "level", {{"level", said(language, level.title, level.title_english)}, {"degrees", degrees_text(means[i].degrees)}, {"warm", warm_word(view, language, warm_of(rules.scale, means[i].degrees))},
                                                     {"hot", std::to_string(means[i].count[std::size_t(Warm::hot)])}, {"cold", std::to_string(means[i].count[std::size_t(Warm::cold)])}});
        if (upper && above - means[i].degrees > most_fall) most_fall = above - means[i].degrees, from = said(language, upper->title, upper->title_english), to = said(language, level.title, level.title_english);
        above = means[i].degrees, upper = &level;
    }
    if (short_words.empty()) return {{"short", nullptr}, {"sentence", word(view, language, "nothing")}, {"falls", false}};
    while (short_words.ends_with(' ')) short_words.pop_back();
    bool falls = most_fall >= rules.scale.uneven_by * 10;
    auto sentence = word(view, language, "pattern", {{"month", month_words(month, language)}, {"levels", long_words}}) +
                    (falls ? word(view, language, "falls", {{"from", from}, {"to", to}, {"degrees", degrees_text(most_fall)}}) : word(view, language, "even"));
    return {{"short", short_words}, {"sentence", sentence}, {"falls", falls}};
}

Year read_year(const View& view, const Shared& shelf, const std::vector<Period>& months) {
    Year year;
    for (auto month : months) year.push_back(shelf->temperatures.of(view, month));
    return year;
}

// ---- one cell ----------------------------------------------------------------------------------------------------------

json::object explained(const View& view, const Cells& cells, std::size_t place, Language language) {
    auto& rules = *cells.rules;
    auto& here = cells.axis().places[place];
    auto level = cells.levels[place];
    json::object out{{"organization_id", here.id.value}, {"organization_name", here.name}, {"month", cells.period.iso()}, {"level", level < 0 ? json::value() : json::value(said(language, rules.levels[std::size_t(level)].title, rules.levels[std::size_t(level)].title_english))}};
    auto cell = cell_json(rules.scale, cells.degrees[place]);
    for (auto& each : cell) out[each.key()] = each.value();
    json::array items;
    std::string parts;
    std::int64_t weights = 0;
    Gauge gauge{view, view.app.indicators, here.id, cells.period.year()};
    for (auto& each : rules.warmth) {
        if (level < 0 || !rules.counts(each, level)) continue;
        auto& indicator = *view.app.indicators.find(each.indicator);
        auto period = each.span == Span::month ? cells.period : Period::quarter_of(cells.period.first_day());
        auto reading = gauge.read(indicator, period);
        auto degrees = degrees_at(cells, each, indicator, place);
        auto shown = zhibu::to_json(gauge, reading, view.app.words, language);
        shown["degrees"] = degrees_json(degrees), shown["weight"] = each.weight, shown["why"] = said(language, each.why, each.why_english), shown["full"] = each.full, shown["cold"] = each.cold;
        shown["each"] = Codec<For>::name(each.each), shown["rule_source"] = each.source;
        items.push_back(std::move(shown));
        if (degrees == no_degrees) continue;
        parts += (parts.empty() ? "" : " + ") + degrees_text(degrees) + " × " + std::to_string(each.weight), weights += each.weight;
    }
    out["items"] = std::move(items);
    out["formula"] = weights ? word(view, language, "formula", {{"parts", parts}, {"weights", std::to_string(weights)}, {"degrees", degrees_text(cells.degrees[place])}}) : word(view, language, level < 0 && cells.degrees[place] != no_degrees ? "mean_below" : "no_data", {{"degrees", degrees_text(cells.degrees[place])}});
    out["scale"] = word(view, language, "scale", {{"hot", std::to_string(rules.scale.hot)}, {"warm", std::to_string(rules.scale.warm)}});
    return out;
}

http::Response one(http::Call& call, const Shared& shelf) {
    auto month = call.period_parameter("month");
    if (!month) throw invalid({{"?month", "required"}});
    if (!month->is_month()) throw invalid({{"?month", "not_a_month"}});
    auto language = call.language();
    return call.read_kept([&](const View& view) {
        Id<Organization> id{call.number(0)};
        organization::load(view, id);
        allowed_if(view.covers(readers, id), "reads_no_figures").or_throw();
        if (month->first_day() > view.today()) throw invalid({{"?month", "not_begun"}});
        auto cells = shelf->temperatures.of(view, *month);
        auto place = cells->axis().find(id);
        if (!place) throw not_found();
        return http::ok(json::serialize(explained(view, *cells, *place, language)));
    });
}

http::Response exported(http::Call& call, const Shared& shelf) {
    auto language = call.language();
    return audited_export(call, "cockpit", {call.integer_parameter("organization_within").value_or(0)}, [&](const View& view, std::size_t& count) {
        auto top = top_of(view, call);
        auto year = read_year(view, shelf, months_of(year_of(call, view.today()), view.today()));
        auto title = word(view, language, "sheet", {{"year", std::to_string(year_of(call, view.today()))}});
        sheet::Table table;
        table.title = title, table.watermark = view.actor.name + " " + view.now.iso(), table.author = view.actor.name;
        table.columns = {{word(view, language, "organization")}, {word(view, language, "level_of")}};
        for (auto& month : year) table.columns.push_back({month_words(month->period, language), sheet::ColumnType::text});
        sheet::Writer writer{std::move(table)};
        for (auto& line : lines_of(year, top)) {
            auto* level = line.level < 0 ? nullptr : &year.back()->rules->levels[std::size_t(line.level)];
            std::vector<sheet::Value> row{line.name, level ? said(language, level->title, level->title_english) : std::string{}};
            for (std::size_t i = 0; i < year.size(); ++i)
                row.emplace_back(line.own[i] == no_degrees ? std::string{} : degrees_text(line.own[i]) + " " + warm_word(view, language, warm_of(year[i]->rules->scale, line.own[i])));
            writer.add_row(row);
            ++count;
        }
        return http::attachment(writer.finish(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", title + ".xlsx");
    });
}

}  // namespace

json::object temperature_json(const View& view, const Shared& shelf, Id<Organization> top, int year_number, Language language) {
    auto months = months_of(year_number, view.today());
    auto year = read_year(view, shelf, months);
    json::array columns, levels, rows;
    auto ended = last_ended(months, view.today());
    auto lines = lines_of(year, top);
    for (auto& month : months) columns.push_back({{"month", month.iso()}, {"running", month.last_day() >= view.today()}});
    if (!lines.empty()) {
        auto& rules = *year.back()->rules;
        for (std::size_t i = 0; i < rules.levels.size(); ++i) {
            json::array cells;
            for (std::size_t m = 0; m < year.size(); ++m) cells.push_back(i < lines.front().means[m].size() ? mean_json(year[m]->rules->scale, lines.front().means[m][i]) : json::object{});
            levels.push_back({{"name", rules.levels[i].name}, {"title", said(language, rules.levels[i].title, rules.levels[i].title_english)}, {"months", std::move(cells)}});
        }
    }
    for (auto& line : lines) {
        json::array cells, below;
        for (std::size_t m = 0; m < year.size(); ++m) {
            cells.push_back(cell_json(year[m]->rules->scale, line.own[m]));
            below.push_back(line.means[m].empty() ? cell_json(year[m]->rules->scale, no_degrees) : cell_json(year[m]->rules->scale, line.means[m].back().degrees));
        }
        rows.push_back({{"organization_id", line.organization}, {"name", line.name}, {"kind", line.kind}, {"level", line.level < 0 ? json::value() : json::value(year.back()->rules->levels[std::size_t(line.level)].name)}, {"below", line.below},
                        {"months", std::move(cells)}, {"lowest", std::move(below)}});
    }
    json::object out{{"organization_id", top.value}, {"name", lines.empty() ? "" : lines.front().name}, {"year", year_number}, {"months", std::move(columns)}, {"levels", std::move(levels)}, {"rows", std::move(rows)}};
    if (!year.empty()) {
        auto& scale = year.back()->rules->scale;
        out["scale"] = json::object{{"hot", scale.hot}, {"warm", scale.warm}, {"sentence", word(view, language, "scale", {{"hot", std::to_string(scale.hot)}, {"warm", std::to_string(scale.warm)}})}, {"source", scale.source}};
    }
    auto shown = ended ? std::size_t(ended->number() % 100 - 1) : 0;
    out["pattern"] = ended && !lines.empty() ? json::value(pattern_json(view, *year[shown]->rules, lines.front().means[shown], *ended, language)) : json::value();
    return out;
}

void install_temperature(App& app, const Shared& shelf) {
    json::object integer{{"type", "integer"}};
    auto& r = app.router;
    r.get("/api/v1/cockpit/temperature",
          {.operation = "cockpit.temperature", .response = {{{"type", "object"}}, {}}, .query = {{"organization_within", "the organisation and those directly below it", integer}, {"year", "of the months", integer}, {"format", "json or xlsx"}, {"reason", "why it is exported"}}},
          [shelf](http::Call& call) {
              if (call.parameter("format") == "xlsx") return exported(call, shelf);
              auto language = call.language();
              return call.read_kept([&](const View& view) {
                  auto top = top_of(view, call);
                  return http::ok(json::serialize(temperature_json(view, shelf, top, year_of(call, view.today()), language)));
              });
          });
    r.get("/api/v1/cockpit/temperature/{organization_id}", {.operation = "cockpit.cell", .response = {{{"type", "object"}}, {}}, .query = {{"month", "2022-03"}}}, [shelf](http::Call& call) { return one(call, shelf); });
}

}  // namespace zhibu::cockpit
