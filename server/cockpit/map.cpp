// The map: levels, organisations and months; one cell opened to its indicators and their records; the whole as a sheet.
#include <fmt/format.h>

#include "cockpit/cockpit.hpp"
#include "kernel/record/audited_export.hpp"
#include "kernel/record/sheet_export.hpp"

namespace zhibu::cockpit {
namespace {

std::string word(const View& view, Language language, const std::string& key, const Parameters& parameters = {}) { return view.app.words.sentence(language, "cockpit_said." + key, parameters); }
std::string warm_word(const View& view, Language language, Warm warm) { return word(view, language, "warm." + std::string{Codec<Warm>::name(warm)}); }

json::object cell_json(const Scale& scale, std::int64_t degrees) { return {{"degrees", degrees_json(degrees)}, {"warm", Codec<Warm>::name(warm_of(scale, degrees))}}; }

using Year = std::vector<std::shared_ptr<const Cells>>;

struct Line {
    std::int64_t organization{};
    std::string_view name;  // as the axis of the last month keeps it
    int level{};
    std::int64_t below{};              // directly
    std::vector<std::int16_t> own;     // by month
    std::vector<std::int16_t> lowest;  // by month: the mean of the lowest level below and itself
};
// The chosen organisation and those directly below it, in the order of the tree of the last month.
struct Lines {
    std::vector<Line> lines;  // the first of them, as many as wanted
    std::size_t count{};      // of all
    std::vector<std::vector<LevelMean>> means;  // of the chosen one, by month: of all levels below and itself
};

std::vector<std::size_t> directly_below(const Axis& axis, std::size_t place) {
    std::vector<std::size_t> places;
    for (auto at = place + 1; at < std::size_t(axis.places[place].end); at = std::size_t(axis.places[at].end)) places.push_back(at);
    return places;
}

Lines lines_of(const Year& year, Id<Organization> top, std::size_t most = all_rows) {
    Lines out;
    if (year.empty()) return out;
    auto& axis = year.back()->axis();
    auto stretch = stretch_of(axis, top);
    if (!stretch) return out;
    auto places = directly_below(axis, stretch->place);
    places.insert(places.begin(), stretch->place);
    out.count = places.size();
    places.resize(std::min(places.size(), most));
    for (auto place : places) {
        auto& here = axis.places[place];
        Line line{here.id.value, here.name, year.back()->levels[place], std::int64_t(directly_below(axis, place).size()), {}, {}};
        for (auto& month : year) {
            auto then = stretch_of(month->axis(), here.id, place);
            line.own.push_back(then ? month->degrees[then->place] : no_degrees);
            line.lowest.push_back(then ? lowest_mean(*month, then->place, then->end) : no_degrees);
        }
        out.lines.push_back(std::move(line));
    }
    for (auto& month : year) {
        auto then = stretch_of(month->axis(), top);
        out.means.push_back(then ? level_means(*month, then->place, then->end) : std::vector<LevelMean>(month->rules->levels.size()));
    }
    return out;
}

void write_degrees(std::string& out, std::int16_t tenths) {
    if (tenths == no_degrees) {
        out += "null";
        return;
    }
    write_json_integer(out, tenths / 10);
    if (tenths % 10) out += '.', out += char('0' + tenths % 10);
}
// Numbers alone: what is hot and what is warm is said once for each month.
void write_cells(std::string& out, const std::vector<std::int16_t>& degrees) {
    for (std::size_t m = 0; m < degrees.size(); ++m) {
        out += m ? ',' : '[';
        write_degrees(out, degrees[m]);
    }
    out += degrees.empty() ? "[]" : "]";
}
void write_line(std::string& out, const std::vector<Level>& levels, const Line& line) {
    out += "{\"organization_id\":", write_json_integer(out, line.organization);
    out += ",\"name\":", write_json_text(out, line.name);
    out += ",\"level\":";
    if (line.level < 0) out += "null";
    else write_json_text(out, levels[std::size_t(line.level)].name);
    out += ",\"below\":", write_json_integer(out, line.below);
    out += ",\"months\":", write_cells(out, line.own);
    out += ",\"lowest\":", write_cells(out, line.lowest);
    out += '}';
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
        std::vector<sheet::Column> columns{{word(view, language, "organization")}, {word(view, language, "level_of")}};
        for (auto& month : year) columns.push_back({month_words(month->period, language), sheet::ColumnType::text});
        SheetExport out{view, title, std::move(columns)};
        for (auto& line : lines_of(year, top).lines) {
            auto* level = line.level < 0 ? nullptr : &year.back()->rules->levels[std::size_t(line.level)];
            std::vector<sheet::Value> row{std::string{line.name}, level ? said(language, level->title, level->title_english) : std::string{}};
            for (std::size_t i = 0; i < year.size(); ++i)
                row.emplace_back(line.own[i] == no_degrees ? std::string{} : degrees_text(line.own[i]) + " " + warm_word(view, language, warm_of(year[i]->rules->scale, line.own[i])));
            out.add(row);
        }
        count = out.rows();
        return out.finish(title);
    });
}

}  // namespace

// Written as text: a committee with thousands directly below it has tens of thousands of cells.
std::string temperature_text(const View& view, const Shared& shelf, Id<Organization> top, int year_number, Language language, std::size_t most) {
    auto months = months_of(year_number, view.today());
    auto year = read_year(view, shelf, months);
    json::array columns, levels;
    auto ended = last_ended(months, view.today());
    auto [lines, count, means] = lines_of(year, top, most);
    for (std::size_t m = 0; m < months.size(); ++m)
        columns.push_back({{"month", months[m].iso()}, {"running", months[m].last_day() >= view.today()}, {"hot", year[m]->rules->scale.hot}, {"warm", year[m]->rules->scale.warm}});
    if (!lines.empty()) {
        auto& rules = *year.back()->rules;
        for (std::size_t i = 0; i < rules.levels.size(); ++i) {
            json::array cells;
            for (std::size_t m = 0; m < year.size(); ++m) cells.push_back(i < means[m].size() ? mean_json(year[m]->rules->scale, means[m][i]) : json::object{});
            levels.push_back({{"name", rules.levels[i].name}, {"title", said(language, rules.levels[i].title, rules.levels[i].title_english)}, {"months", std::move(cells)}});
        }
    }
    json::object out{{"organization_id", top.value}, {"name", lines.empty() ? "" : lines.front().name}, {"year", year_number}, {"months", std::move(columns)}, {"levels", std::move(levels)}, {"rows_count", count}};
    if (!year.empty()) {
        auto& scale = year.back()->rules->scale;
        out["scale"] = json::object{{"hot", scale.hot}, {"warm", scale.warm}, {"sentence", word(view, language, "scale", {{"hot", std::to_string(scale.hot)}, {"warm", std::to_string(scale.warm)}})}, {"source", scale.source}};
    }
    auto shown = ended ? std::size_t(ended->number() % 100 - 1) : 0;
    out["pattern"] = ended && !lines.empty() ? json::value(pattern_json(view, *year[shown]->rules, means[shown], *ended, language)) : json::value();
    auto text = json::serialize(out);
    text.pop_back();
    text += ",\"rows\":[";
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (i) text += ',';
        write_line(text, year.back()->rules->levels, lines[i]);
    }
    return text + "]}";
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
                  return http::ok(temperature_text(view, shelf, top, year_of(call, view.today()), language, all_rows));
              });
          });
    r.get("/api/v1/cockpit/temperature/{organization_id}", {.operation = "cockpit.cell", .response = {{{"type", "object"}}, {}}, .query = {{"month", "2022-03"}}}, [shelf](http::Call& call) { return one(call, shelf); });
}

}  // namespace zhibu::cockpit
