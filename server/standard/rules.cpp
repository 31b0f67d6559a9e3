// Reads standards, refuses what does not add up or names nothing, runs the tests inside the file, and keeps the text of each round.
#include "standard/rules.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "standard/score.hpp"

namespace zhibu::standard {
namespace {

// The indicator's name and the number asked of it.
void check_number(const std::string& name, const std::string& at_least, const std::string& at_most, const Indicators* indicators, Faults& faults, const std::string& here) {
    if (at_least.empty() == at_most.empty()) faults.add(here + "/at_least", "one_of_two");
    if (!indicators) return;
    auto* indicator = indicators->find(name);
    if (!indicator) return faults.add(here + "/indicator", "unknown_indicator");
    for (auto& [field, text] : {std::pair{"/at_least", at_least}, std::pair{"/at_most", at_most}})
        if (!text.empty() && !read_value(indicator->kind, text)) faults.add(here + field, is_percent(indicator->kind) ? "not_a_percentage" : "not_a_value");
}

void check_item(const Item& item, const Standard& standard, const Indicators* indicators, Faults& faults, const std::string& here) {
    if (item.points == 0 && !item.must) faults.add(here + "/points", "gives_nothing");
    for (std::size_t k = 0; k < item.applies_to.size(); ++k)
        if (!standard.applies(item.applies_to[k])) faults.add(here + "/applies_to/" + std::to_string(k), "not_one_of");
    if (item.proof != Proof::record) {
        for (auto& [name, text] : {std::pair{"/indicator", item.indicator}, std::pair{"/at_least", item.at_least}, std::pair{"/at_most", item.at_most}})
            if (!text.empty()) faults.add(here + name, "belongs_to_record");
        return;
    }
    check_number(item.indicator, item.at_least, item.at_most, indicators, faults, here);
    auto* indicator = indicators ? indicators->find(item.indicator) : nullptr;
    bool share = indicator && (is_percent(indicator->kind) || indicator->kind == IndicatorKind::ratio);
    // A share does not grow with the months, and a bound from above is none to be reached.
    if (item.over == Over::year && (share || item.at_least.empty())) faults.add(here + "/over", "not_for_a_share");
}

void check_sections(const Standard& standard, const Indicators* indicators, Faults& faults) {
    std::set<std::string> names;
    std::int64_t whole = 0;
    for (std::size_t s = 0; s < standard.sections.size(); ++s) {
        auto& section = standard.sections[s];
        auto here = "#/section/" + std::to_string(s);
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < section.items.size(); ++i) {
            auto& item = section.items[i];
            auto at = here + "/items/" + std::to_string(i);
            if (!names.insert(item.name).second) faults.add(at + "/name", "taken");
            check_item(item, standard, indicators, faults, at);
            sum += item.points;
        }
        if (sum != section.points) faults.add(here + "/points", "adds_up_to", {{"sum", std::to_string(sum)}});
        whole += section.points;
    }
    if (whole != 100) faults.add("#/section", "adds_up_to_100");
}

void check_grades(const Standard& standard, Faults& faults) {
    auto& grades = standard.grades;
    if (grades.size() < 2) return faults.add("#/grade", "required");
    std::set<std::string> names;
    for (std::size_t g = 0; g < grades.size(); ++g) {
        auto here = "#/grade/" + std::to_string(g);
        if (!names.insert(grades[g].name).second) faults.add(here + "/name", "taken");
        if (g && grades[g].at_least > grades[g - 1].at_least) faults.add(here + "/at_least", "not_descending");
        if (g && grades[g].passes && !grades[g - 1].passes) faults.add(here + "/passes", "not_descending");
        if (grades[g].passes && grades[g].years == 0) faults.add(here + "/years", "required");
    }
    auto& last = grades.back();
    if (last.at_least || last.all_musts || last.on_site || last.passes) faults.add("#/grade/" + std::to_string(grades.size() - 1), "last_asks_nothing");
}

pack::Outcome run(const Standard& standard, const TestRow& row, const Indicators& indicators, std::string pointer) {
    if (!row.item.empty()) {
        auto* item = standard.item(row.item);
        auto* indicator = item ? indicators.find(item->indicator) : nullptr;
        if (!item || !indicator) return {std::move(pointer), row.title, false, row.points, row.item};
        auto each = given(*item, indicator->kind, {.value = row.value.empty() ? std::nullopt : read_value(indicator->kind, row.value), .months = row.months});
        auto found = each.met == Met::out ? std::string{"out"} : points_text(each.points);
        return {std::move(pointer), row.title, found == row.points, row.points, found};
    }
    Total total{.score = read_points(row.score).value_or(-1), .missing = row.missing, .vetoes = row.vetoes, .visited = row.on_site};
    auto& found = grade_of(standard, total).name;
    return {std::move(pointer), row.title, found == row.grade, row.grade, found};
}

}  // namespace

const Item* Standard::item(std::string_view name) const {
    for (auto& section : sections)
        for (auto& each : section.items)
            if (each.name == name) return &each;
    return nullptr;
}
const Grade* Standard::grade(std::string_view name) const {
    auto at = place_of(name);
    return at < grades.size() ? &grades[at] : nullptr;
}
const Veto* Standard::veto(std::string_view name) const {
    auto found = std::find_if(vetoes.begin(), vetoes.end(), [&](auto& each) { return each.name == name; });
    return found == vetoes.end() ? nullptr : &*found;
}
std::size_t Standard::place_of(std::string_view name) const {
    return std::size_t(std::find_if(grades.begin(), grades.end(), [&](auto& each) { return each.name == name; }) - grades.begin());
}
bool Standard::applies(OrganizationKind kind) const { return std::find(head.applies_to.begin(), head.applies_to.end(), kind) != head.applies_to.end(); }
bool Standard::applies(const Item& item, OrganizationKind kind) const {
    return applies(kind) && (item.applies_to.empty() || std::find(item.applies_to.begin(), item.applies_to.end(), kind) != item.applies_to.end());
}
std::int64_t Standard::items() const {
    std::int64_t sum = 0;
    for (auto& section : sections) sum += std::int64_t(section.items.size());
    return sum;
}

Standard read_standard(const pack::File& file, const Indicators* indicators) {
    Standard standard{file.head<Head>(), file.rows<Section>("section"), file.rows<Veto>("veto"), file.rows<Grade>("grade")};
    file.rows<TestRow>("test");
    Faults faults;
    if (standard.sections.empty()) faults.add("#/section", "required");
    else check_sections(standard, indicators, faults);
    check_grades(standard, faults);
    std::set<std::string> names;
    for (std::size_t v = 0; v < standard.vetoes.size(); ++v) {
        auto here = "#/veto/" + std::to_string(v);
        auto& veto = standard.vetoes[v];
        if (!names.insert(veto.name).second) faults.add(here + "/name", "taken");
        check_number(veto.indicator, veto.at_least, veto.at_most, indicators, faults, here);
        if (!standard.grade(veto.grade)) faults.add(here + "/grade", "not_one_of");
    }
    file.refuse(faults);
    return standard;
}

std::vector<pack::Outcome> run_tests(const Standard& standard, const pack::File& file, const Indicators& indicators) {
    std::vector<pack::Outcome> all;
    auto rows = file.rows<TestRow>("test");
    for (std::size_t i = 0; i < rows.size(); ++i) all.push_back(run(standard, rows[i], indicators, "#/test/" + std::to_string(i)));
    return all;
}

void declare_rules(App& app) {
    app.packs.declare<Standard>("standard", [&app](const pack::File& file) { return read_standard(file, &app.indicators); },
                                {.added_to = true, .sample = std::string{pack::embedded_text("standard/standard.toml")}},
                                [&app](const Standard& standard, const pack::File& file) { return run_tests(standard, file, app.indicators); });
    app.packs.fix("acceptance", "pack_fixed_acceptance");
}

std::vector<Offered> offered_on(const View& view, Date day) {
    std::vector<Offered> all;
    for (auto& entry : view.app.packs.files(view, "standard"))
        if (auto rules = view.app.packs.at<Standard>(view, entry.path, day)) all.push_back({entry.path, view.app.packs.in_force(view, entry.path, day), std::move(rules)});
    return all;
}

std::string keep_text(Transaction& t, const std::string& path, const std::string& text) {
    auto digest = secret::fingerprint(text);
    t.session.execute("INSERT INTO standard_text (tenant_id, digest, path, content) VALUES (?,?,?,?) ON CONFLICT (tenant_id, digest) DO NOTHING", t.tenant(), digest, path, text);
    return digest;
}

Rules kept(const View& view, const std::string& digest) {
    // A digest names one text wherever it lies: what was read once is right for ever and for every tenant.
    static std::mutex mutex;
    static std::map<std::string, Rules, std::less<>> known;
    {
        std::lock_guard lock{mutex};
        if (auto found = known.find(digest); found != known.end()) return found->second;
    }
    auto rows = view.session.query("SELECT path, content FROM standard_text WHERE tenant_id = ? AND digest = ?", view.tenant(), digest);
    if (!rows.next()) throw not_found();
    auto rules = std::make_shared<const Standard>(read_standard(pack::File{std::string{rows.text(0)}, rows.text(1)}, nullptr));
    std::lock_guard lock{mutex};
    return known.emplace(digest, rules).first->second;
}

}  // namespace zhibu::standard
