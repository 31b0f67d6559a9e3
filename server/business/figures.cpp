// The routes of figures, what the pack says of them, and their change against the same period of the year before.
#include "business/business.hpp"
#include "business/figure.hpp"
#include "kernel/indicator/arithmetic.hpp"
#include "kernel/record/resource.hpp"
#include "kernel/sheet/mapping.hpp"

namespace zhibu::business {
namespace {

constexpr std::string_view subject = "business_figure", rules_file = "standard/business.toml";

Rules read_rules(const pack::File& file, const FactKinds& kinds) {
    Rules rules{file.rows<FigureDefinition>("figure")};
    Faults faults;
    std::set<std::string> names, facts;
    for (std::size_t i = 0; i < rules.figures.size(); ++i) {
        auto& each = rules.figures[i];
        auto here = "#/figure/" + std::to_string(i);
        if (!names.insert(each.name).second) faults.add(here + "/name", "taken");
        if (each.fact.empty()) continue;
        if (!kinds.known(each.fact)) faults.add(here + "/fact", "unknown_fact_kind");
        else if (!facts.insert(each.fact).second) faults.add(here + "/fact", "taken");
    }
    file.refuse(faults);
    return rules;
}

enum class Length { month, quarter, year };
Length length_of(Period period) { return period.is_year() ? Length::year : period.is_quarter() ? Length::quarter : Length::month; }

void check_new(Transaction& t, BusinessFigure& figure) {
    auto rules = rules_on(t, t.today());
    Faults faults;
    if (auto fault = define(*rules, figure); !fault.empty()) faults.add("#/name", std::string{fault});
    if (!t.tree().find(figure.organization_id)) faults.add("#/organization_id", "unknown_reference");
    if (auto fault = period_fault(t, figure); !fault.empty()) faults.add("#/period", std::string{fault});
    else if (t.session.integer("SELECT 1 FROM business_figure WHERE tenant_id = ? AND name = ? AND organization_id = ? AND period = ?", t.tenant(), figure.name, figure.organization_id, figure.period))
        faults.add("#/period", "taken");
    faults.throw_if_any();
    figure.id = {t.session.next_id()};
    compare(t, figure);
    record_facts(t, figure);
    tell_next_year(t, figure);
}

// The names to choose from, in the reader's language.
http::Response describe(http::Call& call) {
    return call.read([&](const View& view) {
        auto description = json::parse(description_of<BusinessFigure>(view.app.words, call.language())).as_object();
        json::array choices;
        for (auto& each : rules_on(view, view.today())->figures)
            choices.push_back({{"value", each.name}, {"label", call.language() == Language::chinese ? each.title : each.title_english}});
        for (auto& each : description["fields"].as_array())
            if (each.as_object()["name"] == "name") each.as_object()["kind"] = "enum", each.as_object()["options"] = choices;
        return http::ok(json::serialize(description));
    });
}

}  // namespace

const FigureDefinition* Rules::find(std::string_view name) const {
    auto found = std::find_if(figures.begin(), figures.end(), [&](auto& each) { return each.name == name; });
    return found == figures.end() ? nullptr : &*found;
}
const FigureDefinition* Rules::said(std::string_view words) const {
    auto key = sheet::heading_key(words);
    for (auto& each : figures) {
        if (key == sheet::heading_key(each.name) || key == sheet::heading_key(each.title)) return &each;
        for (auto& other : each.words)
            if (key == sheet::heading_key(other)) return &each;
    }
    return nullptr;
}
std::shared_ptr<const Rules> rules_on(const View& view, Date day) { return view.app.packs.at<Rules>(view, std::string{rules_file}, day); }
void declare_rules(App& app) {
    app.packs.declare<Rules>("business", [&kinds = app.fact_kinds](const pack::File& file) { return read_rules(file, kinds); });
}

std::string_view define(const Rules& rules, BusinessFigure& figure) {
    auto* definition = rules.find(figure.name);
    if (!definition) return "figure_unknown";
    figure.title = definition->title, figure.unit = definition->unit, figure.better = definition->better;
    return "";
}

Date reported_from(Period period) {
    auto last = period.last_day();
    return Date::of(last.year(), last.month(), period.is_month() ? 25 : 1);
}

std::string_view period_fault(const View& view, const BusinessFigure& figure) {
    if (!figure.period.number()) return "required";
    if (reported_from(figure.period) > view.today()) return "not_ended";
    auto rows = view.session.query("SELECT DISTINCT period FROM business_figure WHERE tenant_id = ? AND name = ? AND organization_id = ? AND period >= ? AND period < ?", view.tenant(), figure.name,
                                   figure.organization_id, Period::whole_year(figure.period.year()), Period::whole_year(figure.period.year() + 1));
    // A year beside its months would count twice in every sum.
    while (rows.next())
        if (length_of(Period::from_number(rows.integer(0))) != length_of(figure.period)) return "other_length_of_period";
    return "";
}

void compare(const View& view, BusinessFigure& figure) {
    figure.previous = view.session.integer("SELECT value FROM business_figure WHERE tenant_id = ? AND name = ? AND organization_id = ? AND period = ?", view.tenant(), figure.name, figure.organization_id,
                                           figure.period.a_year_before());
    auto change = figure.previous ? arithmetic::change(figure.value, *figure.previous) : no_value;
    figure.change = change == no_value ? "" : value_text(IndicatorKind::year_on_year, change);
}

void record_facts(Transaction& t, const BusinessFigure& figure) {
    Source source{std::string{subject}, figure.id.value};
    t.facts.take_back(source);
    auto* definition = rules_on(t, figure.period.last_day())->find(figure.name);
    if (!definition) definition = rules_on(t, t.today())->find(figure.name);
    if (definition && !definition->fact.empty()) t.facts.add({definition->fact, figure.organization_id, {}, std::min(figure.period.last_day(), t.today()), figure.value}, source);
}

// The row of the year after, without a new version: what it is compared with is no part of what somebody entered there.
static void compare_next_year(Transaction& t, const BusinessFigure& figure, std::optional<std::int64_t> value) {
    auto next = Period::from_number(figure.period.number() + 100);
    for (auto& later : Store<BusinessFigure>{t}.select(where("name = ? AND organization_id = ? AND period = ?", figure.name, figure.organization_id, next))) {
        auto change = value ? arithmetic::change(later.value, *value) : no_value;
        t.session.execute("UPDATE business_figure SET previous = ?, change = ? WHERE tenant_id = ? AND id = ?", value ? db::to_value(*value) : db::Value{nullptr},
                          change == no_value ? std::string{} : value_text(IndicatorKind::year_on_year, change), t.tenant(), later.id);
    }
}
void tell_next_year(Transaction& t, const BusinessFigure& figure) { compare_next_year(t, figure, figure.value); }
void forget_comparison(Transaction& t, const BusinessFigure& figure) { compare_next_year(t, figure, {}); }

void install_figures(App& app) {
    auto figures = std::make_shared<Resource<BusinessFigure, FigurePolicy>>(app, "/api/v1/business-figures");
    figures->list()
        .show()
        .create(check_new)
        .change([](Transaction& t, const BusinessFigure&, BusinessFigure& figure) {
            compare(t, figure);
            record_facts(t, figure);
            tell_next_year(t, figure);
        });
    app.router.get("/api/v1/descriptions/business_figure", {.operation = "business_figure.describe"}, [figures](http::Call& call) { return describe(call); });
    app.references.declare("business_figure", [](const View& view, const std::vector<std::int64_t>& ids) {
        std::map<std::int64_t, std::string> names;
        for (auto& each : Store<BusinessFigure>{view}.select(any_of("id", ids))) {
            auto* definition = rules_on(view, view.today())->find(each.name);
            names[each.id.value] = (definition ? definition->title : each.name) + " " + each.period.chinese();
        }
        return names;
    });
    app.references.show_at("business_figure", "/business/figures?open={id}");
}

}  // namespace zhibu::business
