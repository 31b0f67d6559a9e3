// A sheet as it stands: the records and words behind each item, what they add up to, and how a page reads it.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "kernel/access/delegation.hpp"
#include "standard/record.hpp"

namespace zhibu::standard {
namespace {

std::optional<Met> met_of(std::string_view text) { return text.empty() ? std::nullopt : Codec<Met>::parse(text); }
std::optional<Mark> mark_of(std::string_view met, std::int64_t points) {
    auto read = met_of(met);
    return read ? std::optional{Mark{*read, points}} : std::nullopt;
}

std::map<std::string, Said, std::less<>> said_of(const View& view, Id<StandardSheet> sheet) {
    std::map<std::string, Said, std::less<>> all;
    auto rows = view.session.query("SELECT item, claimed, words, reviewed, review_points, review_note, reviewed_by, on_site, on_site_points, on_site_note, on_site_by FROM standard_mark "
                                   "WHERE tenant_id = ? AND sheet_id = ?", view.tenant(), sheet);
    while (rows.next()) {
        Said said{std::string{rows.text(0)}, met_of(rows.text(1)), std::string{rows.text(2)}, mark_of(rows.text(3), rows.integer(4)), std::string{rows.text(5)}, std::string{rows.text(6)},
                  mark_of(rows.text(7), rows.integer(8)), std::string{rows.text(9)}, std::string{rows.text(10)}};
        all.emplace(said.item, std::move(said));
    }
    return all;
}

void read_value_of(Line& line, Gauge& gauge, const Indicators& indicators, Period period) {
    line.indicator = indicators.find(line.item->indicator);
    if (!line.indicator) return;
    auto reading = gauge.read(*line.indicator, period);
    line.value = reading.value, line.records = reading.records, line.page = reading.page;
}

std::string asked_text(const Item& item, const Indicator* indicator, std::optional<std::int64_t> needed) {
    if (!indicator || !needed) return "";
    return (item.at_least.empty() ? "≤ " : "≥ ") + value_text(indicator->kind, *needed);
}

json::value mark_json(const std::optional<Mark>& mark, const std::string& note, const std::string& by) {
    if (!mark) return nullptr;
    return json::object{{"met", Codec<Met>::name(mark->met)}, {"points", points_text(mark->points)}, {"note", note}, {"by", by}};
}

json::object item_json(const Item& item, Language language) {
    return {{"name", item.name}, {"title", said_in(language, item.title, item.title_english)}, {"worth", item.points}, {"must", item.must}, {"proof", Codec<Proof>::name(item.proof)},
            {"asks", said_in(language, item.asks, item.asks_english)}, {"source", item.source}};
}

// What was found of an item, as it is kept with a graded sheet.
json::object found_json(const Line& line) {
    auto& given = line.given;
    return {{"met", Codec<Met>::name(given.met)}, {"points", points_text(given.points)}, {"most", points_text(given.most)}, {"by", Codec<By>::name(given.by)},
            {"value", line.indicator && line.value ? value_text(line.indicator->kind, *line.value) : ""}, {"needed", asked_text(*line.item, line.indicator, given.needed)},
            {"records", line.records}, {"page", line.page}};
}

json::object total_json(const Assessed& assessed) {
    json::array missing;
    for (auto& each : assessed.total.missing) missing.emplace_back(each);
    return {{"points", points_text(assessed.total.points)}, {"most", points_text(assessed.total.most)}, {"score", points_text(assessed.total.score)}, {"complete", assessed.total.complete},
            {"missing", std::move(missing)}, {"grade", assessed.grade->name}};
}

void add_said(json::object& into, const Said& said) {
    into["claimed"] = said.claimed ? json::value(Codec<Met>::name(*said.claimed)) : json::value(nullptr);
    into["words"] = said.words;
    into["review"] = mark_json(said.reviewed, said.review_note, said.reviewed_by);
    into["on_site"] = mark_json(said.on_site, said.on_site_note, said.on_site_by);
}

// What the figure counts, in a word; nothing where the figure (81.3%) or the item's title (人均学习时长) says so itself.
std::string unit_of(const View& view, const Item& item) {
    auto* indicator = view.app.indicators.find(item.indicator);
    if (!indicator || indicator->unit == IndicatorUnit::percent || indicator->unit == IndicatorUnit::per_head) return "";
    return std::string{view.app.words.text(view.actor.language, "figure.unit_is." + std::string{Codec<IndicatorUnit>::name(indicator->unit)})};
}

// The lines of the standard with what was found of each: now, or when it was graded.
json::object whole_json(const View& view, const Standard& standard, const json::object& kept, const std::map<std::string, Said, std::less<>>& said, Language language) {
    json::array sections, vetoes;
    auto& found = kept.at("items").as_object();
    for (auto& section : standard.sections) {
        json::array items;
        for (auto& item : section.items) {
            auto line = item_json(item, language);
            if (auto* each = found.if_contains(item.name))
                for (auto& [name, value] : each->as_object()) line[name] = value;
            line["unit"] = unit_of(view, item);
            auto words = said.find(item.name);
            add_said(line, words == said.end() ? Said{} : words->second);
            items.push_back(std::move(line));
        }
        sections.push_back({{"name", section.name}, {"title", said_in(language, section.title, section.title_english)}, {"worth", section.points}, {"items", std::move(items)}});
    }
    auto& fallen = kept.at("vetoes").as_object();
    for (auto& veto : standard.vetoes) {
        json::object line{{"name", veto.name}, {"title", said_in(language, veto.title, veto.title_english)}, {"reason", said_in(language, veto.reason, veto.reason_english)}, {"source", veto.source}};
        if (auto* cap = standard.grade(veto.grade)) line["grade_title"] = said_in(language, cap->title, cap->title_english);
        if (auto* each = fallen.if_contains(veto.name))
            for (auto& [name, value] : each->as_object()) line[name] = value;
        vetoes.push_back(std::move(line));
    }
    return {{"sections", std::move(sections)}, {"vetoes", std::move(vetoes)}, {"total", kept.at("total")}};
}

json::object round_json(const View& view, const StandardRound& round, const Standard& standard, Language language) {
    json::array grades;
    for (auto& each : standard.grades)
        grades.push_back({{"name", each.name}, {"title", said_in(language, each.title, each.title_english)}, {"at_least", each.at_least}, {"all_musts", each.all_musts}, {"on_site", each.on_site},
                          {"passes", each.passes}, {"years", each.years}});
    return {{"id", round.id.value}, {"title", round.title}, {"period", round.period.iso()}, {"organization_name", name_at(view, round.organization_id)}, {"standard_title", said_in(language, standard.head.title, standard.head.title_english)},
            {"standard_version", round.standard_version}, {"source", standard.head.source}, {"note", said_in(language, standard.head.note, standard.head.note_english)},
            {"objection_days", standard.head.objection_days}, {"grades", std::move(grades)}};
}

// The last whole period of the round's kind: what a re-check reads.
Period last_whole(Period period, Date today) {
    if (period.is_year()) return Period::whole_year(today.year() - 1);
    if (period.is_quarter()) return Period::quarter_of(Period::quarter_of(today).first_day().plus_days(-1));
    return Period::month_of(Period::month_of(today).first_day().plus_days(-1));
}

// What was met by its records when the grade was given and is not met by those of the last whole period.
json::object recheck_json(const View& view, StandardRound round, const StandardSheet& sheet, const Standard& standard) {
    round.period = last_whole(round.period, view.today());
    auto now = assess(view, round, sheet, standard);
    auto then = json::parse(sheet.result.text);
    json::array lost;
    for (auto& line : now.lines) {
        auto* before = then.at("items").as_object().if_contains(line.item->name);
        if (line.item->proof != Proof::record || line.given.met == Met::yes || line.given.met == Met::out || !before || before->at("met") != "yes") continue;
        auto each = item_json(*line.item, view.actor.language);
        for (auto& [name, value] : found_json(line)) each[name] = value;
        each["before"] = before->at("value");
        lost.push_back(std::move(each));
    }
    for (auto& line : now.vetoes)
        if (line.fell)
            lost.push_back({{"name", line.veto->name}, {"title", said_in(view.actor.language, line.veto->reason, line.veto->reason_english)}, {"value", line.value}, {"page", line.page}, {"records", line.records}, {"needed", ""}, {"before", ""}});
    return {{"period", round.period.iso()}, {"lost", std::move(lost)}};
}

}  // namespace

std::string name_at(const View& view, Id<Organization> id) {
    auto* node = view.tree().find(id);
    if (node) return node->name;
    auto gone = Store<Organization>{view}.find(id, everything());
    return gone ? gone->short_name : "";
}
procedure::Case case_of(const StandardSheet& s) { return {"standard_sheet", s.id.value, s.organization_id, "standard_sheet", s.procedure_version, std::string{Codec<SheetState>::name(s.state)}}; }

Assessed assess(const View& view, const StandardRound& round, const StandardSheet& sheet, const Standard& standard) {
    Assessed out;
    auto& indicators = view.app.indicators;
    Gauge gauge{view, indicators, sheet.organization_id, round.period.year()};
    auto kind = Store<Organization>{view}.load(sheet.organization_id, everything()).kind;
    auto said = said_of(view, sheet.id);
    auto months = months_ended(round.period, view.today());
    for (auto& section : standard.sections)
        for (auto& item : section.items) {
            Line line{.item = &item};
            if (auto found = said.find(item.name); found != said.end()) line.said = found->second;
            Known known{.months = months, .applies = standard.applies(item, kind), .visited = sheet.visited, .claimed = line.said.claimed, .reviewed = line.said.reviewed, .on_site = line.said.on_site};
            if (item.proof == Proof::record && known.applies) read_value_of(line, gauge, indicators, round.period);
            known.value = line.value;
            line.given = given(item, line.indicator ? line.indicator->kind : IndicatorKind::count, known);
            add(out.total, item, line.given);
            out.lines.push_back(std::move(line));
        }
    for (auto& veto : standard.vetoes) {
        VetoLine line{.veto = &veto};
        if (auto* indicator = indicators.find(veto.indicator)) {
            auto reading = gauge.read(*indicator, round.period);
            line.fell = falls(veto, indicator->kind, reading.value);
            line.value = reading.text(), line.records = reading.records, line.page = reading.page;
        }
        if (line.fell) out.total.vetoes.push_back(veto.name);
        out.vetoes.push_back(std::move(line));
    }
    out.total.visited = sheet.visited;
    finish(out.total);
    out.grade = &grade_of(standard, out.total);
    return out;
}

json::object kept_json(const Assessed& assessed) {
    json::object items, vetoes;
    for (auto& line : assessed.lines) items[line.item->name] = found_json(line);
    for (auto& line : assessed.vetoes) vetoes[line.veto->name] = json::object{{"fell", line.fell}, {"value", line.value}, {"records", line.records}, {"page", line.page}};
    return {{"items", std::move(items)}, {"vetoes", std::move(vetoes)}, {"total", total_json(assessed)}};
}

std::string shown(const View& view, const StandardSheet& sheet) {
    auto language = view.actor.language;
    auto round = round_of(view, sheet);
    auto standard = kept(view, round.digest);
    ReferenceList names;
    collect_references(sheet, names);
    names.load(view);
    std::string out = "{";
    write_named_members(out, sheet, names);
    auto found = is_decided(sheet.state) ? json::parse(sheet.result.text).as_object() : kept_json(assess(view, round, sheet, *standard));
    out += ",\"round\":" + json::serialize(round_json(view, round, *standard, language)) + ",\"whole\":" + json::serialize(whole_json(view, *standard, found, said_of(view, sheet.id), language));
    out += ",\"evidence\":[";
    for (bool first = true; auto& each : evidence_of(view, sheet.id)) {
        out += fmt::format("{}{{\"file_id\":{},\"item\":{},\"name\":{},\"purpose\":{},\"content_type\":{}}}", first ? "" : ",", each.file_id, to_json(each.item), to_json(each.name), to_json(each.purpose), to_json(each.content_type));
        first = false;
    }
    out += "],\"objections\":";
    Codec<std::vector<StandardObjection>>::write(out, objections_of(view, sheet.id));
    auto certificate = certificate_of(view, sheet.id);
    out += ",\"certificate\":" + (certificate ? to_json(*certificate) : std::string{"null"});
    if (sheet.graded_on) out += ",\"objection_until\":" + to_json(view.app.working_days.plus_working_days(*sheet.graded_on, int(standard->head.objection_days)));
    if (sheet.state == SheetState::recheck) out += ",\"recheck\":" + json::serialize(recheck_json(view, round, sheet, *standard));
    out += fmt::format(",\"handles\":{}", access::answers_as(view, round.handler_id, round.organization_id));
    out += ",\"procedure\":" + procedure::drawing(view, case_of(sheet), sheet.due_on, language) + ",\"can\":{";
    struct {
        const char* deed;
        Verdict verdict;
    } deeds[] = {{"claim", SheetPolicy::may_claim(view, sheet)}, {"mark", SheetPolicy::may_mark(view, sheet)}, {"mark_on_site", SheetPolicy::may_mark_on_site(view, sheet)}, {"grade", SheetPolicy::may_grade(view, sheet)},
                 {"object", SheetPolicy::may_object(view, sheet)}};
    for (bool first = true; auto& each : deeds) {
        out += fmt::format("{}\"{}\":", first ? "" : ",", each.deed);
        write_verdict(out, view, each.verdict);
        first = false;
    }
    return out + "}}";
}

void take(Transaction& t, StandardSheet& sheet, std::string_view verb, const std::string& note) {
    auto c = case_of(sheet);
    sheet.due_on = procedure::advance(t, c, verb, note);
    sheet.state = *Codec<SheetState>::parse(c.state);
}

}  // namespace zhibu::standard
