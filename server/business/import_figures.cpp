// Figures of business out of an office's own sheet: organisation, figure, period, value.
#include <charconv>

#include "business/business.hpp"
#include "business/figure.hpp"
#include "business/period_words.hpp"
#include "kernel/values/text.hpp"
#include "organization/import_sheet.hpp"

namespace zhibu::business {

using namespace organization;

namespace {

class FigureSheet {
public:
    FigureSheet(const View& view, const Form& form) : view_{view}, form_{form}, places_{view}, rules_{rules_on(view, view.today())} {}

    SheetOf<BusinessFigure> read(const sheet::Source& source) {
        SheetOf<BusinessFigure> sheet;
        sheet.checked.preview.show_clear(form_, {"value", "period"});
        sheet.read(source, form_, [&](RowReader& reader, BusinessFigure& figure) { return take(reader, figure); }, [&](const BusinessFigure& figure) { return find(figure); },
                   [&](RowReader& reader, BusinessFigure& figure, const BusinessFigure& said) { overlay(reader, figure, said); });
        return sheet;
    }

private:
    std::string take(RowReader& reader, BusinessFigure& figure) {
        if (auto place = places_.find(reader, "organization")) {
            figure.organization_id = *place;
            if (!view_.actor.system && !view_.covers(keepers, *place)) reader.fault("organization", "organization_elsewhere");
        } else if (!reader.cell("organization")) reader.fault("organization", "required");
        auto name = reader.text("name", 60);
        if (name.empty()) reader.fault("name", "required");
        else if (auto* definition = rules_->said(name)) figure.name = definition->name, define(*rules_, figure);
        else reader.fault("name", "figure_unknown");
        period(reader, figure);
        value(reader, figure);
        // A sheet in another unit would be wrong by a factor: refused, not converted.
        if (auto unit = reader.text("unit", 12); !unit.empty() && !figure.unit.empty() && sheet::heading_key(unit) != sheet::heading_key(figure.unit)) reader.fault("unit", "other_unit", {{"unit", figure.unit}});
        figure.source = reader.text("source", 120);
        return std::to_string(figure.organization_id.value) + "|" + figure.name + "|" + figure.period.iso();
    }
    void period(RowReader& reader, BusinessFigure& figure) {
        auto* cell = reader.cell("period");
        if (!cell) return reader.fault("period", "required");
        auto found = period_of(cell->text);
        if (!found)
            if (auto date = sheet::date_of(*cell)) found = date->month() ? Period::month_of(*date) : Period::year_of(*date);
        if (!found) return reader.fault("period", "period_unreadable");
        figure.period = *found;
        if (reported_from(figure.period) > view_.today()) return reader.fault("period", "not_ended");
        auto length = figure.period.is_year() ? 0 : figure.period.is_quarter() ? 1 : 2;
        auto [known, fresh] = lengths_.emplace(std::tuple{figure.organization_id.value, figure.name, figure.period.year()}, length);
        if (!fresh && known->second != length) return reader.fault("period", "other_length_of_period");
        if (figure.organization_id && !figure.name.empty())
            if (auto fault = period_fault(view_, figure); !fault.empty()) reader.fault("period", fault);
    }
    static void value(RowReader& reader, BusinessFigure& figure) {
        auto text = to_half_width(reader.text("value", 20));
        if (text.empty()) return reader.fault("value", "required");
        std::erase_if(text, [](char c) { return c == ',' || c == ' '; });
        // A whole number that Excel keeps as 753.0.
        if (auto point = text.find('.'); point != std::string::npos && text.find_first_not_of('0', point + 1) == std::string::npos) text.resize(point);
        if (std::from_chars(text.data(), text.data() + text.size(), figure.value).ptr != text.data() + text.size()) return reader.fault("value", "not_an_integer");
        if (figure.value < 0) reader.fault("value", "too_small", {{"min", "0"}});
        if (figure.value > 1'000'000'000'000) reader.fault("value", "too_large", {{"max", "1000000000000"}});
    }
    std::optional<BusinessFigure> find(const BusinessFigure& said) const {
        auto found = Store<BusinessFigure>{view_}.select(where("name = ? AND organization_id = ? AND period = ?", said.name, said.organization_id, said.period), "", 1);
        if (found.empty()) return {};
        return std::move(found.front());
    }
    static void overlay(RowReader& reader, BusinessFigure& figure, const BusinessFigure& said) {
        figure.value = said.value;
        if (!said.source.empty()) figure.source = said.source;
        else if (figure.source.empty()) reader.fault("source", "required");
    }
    const View& view_;
    const Form& form_;
    PlaceNames places_;
    std::shared_ptr<const Rules> rules_;
    std::map<std::tuple<std::int64_t, std::string, int>, int> lengths_;
};

}  // namespace

void declare_figure_import(App&) {
    auto settle_figure = [](Transaction& t, BusinessFigure& figure) {
        compare(t, figure);
        record_facts(t, figure);
        tell_next_year(t, figure);
    };
    ImportType type;
    type.headings = heading_words(pack::embedded("standard/business_sheet.toml"), "business_figure");
    type.needed = {{"organization"}, {"name"}, {"period"}, {"value"}};
    type.labels = "import.business_figure_field.", type.title = "import.template_business_figures";
    type.check = [](const View& view, const sheet::Source& source, const Form& form) { return FigureSheet{view, form}.read(source).checked; };
    type.plan = [settle_figure](const View& view, const sheet::Source& source, const Form& form) { return plan_of(FigureSheet{view, form}.read(source), settle_figure); };
    type.undo = [settle_figure](Transaction& t, const ImportChange& change) { undo_row<BusinessFigure>(t, change, settle_figure, forget_comparison); };
    declare_import(ImportKind::business_figures, std::move(type));
}

}  // namespace zhibu::business
