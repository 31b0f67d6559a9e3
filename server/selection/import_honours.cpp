// Honours of before the program out of an office's own sheet.
#include <fmt/format.h>

#include <charconv>

#include "organization/import_sheet.hpp"
#include "selection/record.hpp"

namespace zhibu::selection {
namespace {

using namespace organization;

constexpr std::int64_t first_year = 1921;

class HonourSheet {
public:
    HonourSheet(const View& view, const Form& form) : view_{view}, form_{form}, places_{view}, people_{view}, rules_{rules_on(view, view.today())} {
        for (auto& each : rules_->honours)
            for (auto& word : {each.words, each.english, each.name}) names_.emplace(sheet::heading_key(word), each.name);
    }
    SheetOf<Honour> read(const sheet::Source& source) {
        SheetOf<Honour> sheet;
        sheet.checked.preview.show_clear(form_, {"paper"});
        sheet.read(source, form_, [&](RowReader& reader, Honour& honour) { return take(reader, honour); }, [&](const Honour& said) { return find(said); },
                   [&](RowReader& reader, Honour& honour, const Honour& said) { overlay(reader, honour, said); });
        return sheet;
    }

private:
    std::string take(RowReader& reader, Honour& honour) {
        if (auto name = reader.word("honour", names_, "honour_unknown")) honour.honour = *name;
        else if (!reader.cell("honour")) reader.fault("honour", "required");
        if (auto place = places_.find(reader, "organization")) {
            honour.organization_id = *place;
            if (!view_.actor.system && !view_.covers(selection_keepers, *place)) reader.fault("organization", "organization_elsewhere");
            if (auto member = people_.find(reader, "name", "id_number", *place)) honour.member_id = *member;
        } else if (!reader.cell("organization")) reader.fault("organization", "required");
        if (auto day = whole_day(reader, "awarded_on", Needed::yes)) honour.awarded_on = *day;
        year(reader, honour);
        return fmt::format("{}|{}|{}|{}", honour.honour, honour.organization_id.value, honour.member_id.value_or(Id<Member>{}).value, honour.year);
    }
    // "2021", "2021年", "2021年度"; the year of the day where the sheet has none.
    static void year(RowReader& reader, Honour& honour) {
        auto text = reader.text("year", 20);
        honour.year = honour.awarded_on.year();
        if (text.empty()) return;
        auto* end = text.data() + text.size();
        auto read = std::from_chars(text.data(), end, honour.year);
        auto rest = std::string_view{read.ptr, std::size_t(end - read.ptr)};
        if (read.ec != std::errc{} || honour.year < first_year || honour.year > 9999 || !(rest.empty() || rest == "年" || rest == "年度")) reader.fault("year", "year_unreadable");
    }
    std::optional<Honour> find(const Honour& said) const {
        auto whose = said.member_id ? where("member_id = ?", *said.member_id) : where("member_id IS NULL");
        auto found = Store<Honour>{view_}.select(where("honour = ? AND organization_id = ? AND year = ?", said.honour, said.organization_id, said.year) && whose, "ORDER BY id", 1);
        if (found.empty()) return {};
        return std::move(found.front());
    }
    // A blank cell takes nothing away. The day and the giver of one on record stand: they are what the honour is.
    void overlay(RowReader& reader, Honour& honour, const Honour& said) {
        if (auto paper = reader.text("paper", 80); !paper.empty()) honour.paper = paper;
        bool fresh = honour.id.value == 0;
        if (!fresh) {
            if (said.awarded_on != honour.awarded_on) reader.fault("awarded_on", "honour_on_another_day", {{"day", honour.awarded_on.chinese()}});
            return;
        }
        if (auto giver = places_.find(reader, "given_by")) honour.given_by_id = *giver;
        else if (!reader.cell("given_by")) reader.fault("given_by", "required");
        if (!reader.sound()) return;
        Faults faults;
        check_honour(view_, honour, faults);
        tell_faults(reader, faults.list(), {{"honour", "honour"}, {"member_id", "name"}, {"awarded_on", "awarded_on"}, {"given_by_id", "given_by"}, {"paper", "paper"}});
    }

    const View& view_;
    const Form& form_;
    PlaceNames places_;
    PersonNames people_;
    KeptRules rules_;
    std::map<std::string, std::string> names_;
};

}  // namespace

void declare_honour_import(App&) {
    ImportType type;
    type.headings = heading_words(pack::embedded("standard/record_sheet.toml"), "honour");
    type.needed = {{"honour"}, {"organization"}, {"awarded_on"}};
    type.labels = "import.honour_field.", type.title = "import.template_honours";
    for (auto& each : pack::embedded(rules_file).rows<HonourRule>("honour")) type.choices["honour"].push_back(each.words);
    type.check = [](const View& view, const sheet::Source& source, const Form& form) { return HonourSheet{view, form}.read(source).checked; };
    type.plan = [](const View& view, const sheet::Source& source, const Form& form) { return plan_of(HonourSheet{view, form}.read(source), note_honour); };
    type.undo = [](Transaction& t, const ImportChange& change) { undo_row<Honour>(t, change, note_honour, [](Transaction&, const Honour&) {}); };
    declare_import(ImportKind::honours, std::move(type));
}

}  // namespace zhibu::selection
