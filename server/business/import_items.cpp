// Items of business out of an office's own sheet.
#include "business/business.hpp"
#include "business/item.hpp"
#include "organization/import_sheet.hpp"

namespace zhibu::business {

using namespace organization;

namespace {

struct Words {
    std::map<std::string, ItemKind> kinds;
    std::map<std::string, Team> teams;
};

class ItemSheet {
public:
    ItemSheet(const View& view, const Form& form) : view_{view}, form_{form}, places_{view}, words_{words_of<ItemKind>(view, "business_item.kind_is"), words_of<Team>(view, "business_item.team_is")} {}

    SheetOf<BusinessItem> read(const sheet::Source& source) {
        SheetOf<BusinessItem> sheet;
        sheet.checked.preview.show_clear(form_, {"number"});
        sheet.read(source, form_, [&](RowReader& reader, BusinessItem& item) { return take(reader, item); }, [&](const BusinessItem& item) { return find(item); },
                   [&](RowReader& reader, BusinessItem& item, const BusinessItem& said) { overlay(reader, item, said); });
        return sheet;
    }

private:
    std::string take(RowReader& reader, BusinessItem& item) {
        item.name = reader.text("name", 120), item.number = reader.text("number", 40);
        if (item.name.empty()) reader.fault("name", "required");
        if (auto place = places_.find(reader, "organization")) {
            item.organization_id = *place;
            if (!view_.actor.system && !view_.covers(keepers, *place)) reader.fault("organization", "organization_elsewhere");
        } else if (!reader.cell("organization")) reader.fault("organization", "required");
        item.starts_on = whole_day(reader, "starts_on", Needed::yes).value_or(Date{}), item.due_on = whole_day(reader, "due_on", Needed::yes).value_or(Date{});
        return std::to_string(item.organization_id.value) + "|" + (item.number.empty() ? item.name + "|" + std::to_string(item.starts_on.year()) : "#" + item.number);
    }
    std::optional<BusinessItem> find(const BusinessItem& said) const {
        auto same = said.number.empty() ? where("organization_id = ? AND name = ? AND starts_on >= ? AND starts_on <= ?", said.organization_id, said.name, Date::of(said.starts_on.year(), 1, 1), Date::of(said.starts_on.year(), 12, 31))
                                        : where("organization_id = ? AND number = ?", said.organization_id, said.number);
        auto found = Store<BusinessItem>{view_}.select(same, "ORDER BY id", 1);
        if (found.empty()) return {};
        return std::move(found.front());
    }
    // Lays what the row says over the record; a blank cell takes nothing away.
    void overlay(RowReader& reader, BusinessItem& item, const BusinessItem& said) {
        item.name = said.name, item.starts_on = said.starts_on, item.due_on = said.due_on;
        if (!said.number.empty()) item.number = said.number;
        if (auto kind = reader.word("kind", words_.kinds, "business_kind_unknown")) item.kind = *kind;
        if (auto team = reader.word("team", words_.teams, "team_unknown")) item.team = *team;
        if (auto outcome = reader.text("outcome", 2000); !outcome.empty()) item.outcome = outcome;
        if (auto branch = places_.find(reader, "branch")) item.branch_id = *branch;
        if (auto done = whole_day(reader, "done_on")) item.done_on = *done;
        if (!reader.sound()) return;
        settle(item);
        try {
            check_item(view_, item);
        } catch (const Problem& problem) {
            tell_faults(reader, problem.violations, {{"starts_on", "starts_on"}, {"branch_id", "branch"}, {"due_on", "due_on"}, {"done_on", "done_on"}});
        }
    }
    const View& view_;
    const Form& form_;
    PlaceNames places_;
    Words words_;
};

}  // namespace

void declare_item_import(App& app) {
    auto settle_item = [](Transaction& t, const BusinessItem& item) { record_facts(t, item); };
    ImportType type;
    type.headings = heading_words(pack::embedded("standard/business_sheet.toml"), "business_item");
    type.needed = {{"name"}, {"organization"}, {"starts_on"}, {"due_on"}};
    type.labels = "import.business_item_field.", type.title = "import.template_business_items";
    for (auto& name : Codec<ItemKind>::names()) type.choices["kind"].emplace_back(app.words.text(Language::chinese, "business_item.kind_is." + name));
    for (auto& name : Codec<Team>::names()) type.choices["team"].emplace_back(app.words.text(Language::chinese, "business_item.team_is." + name));
    type.check = [](const View& view, const sheet::Source& source, const Form& form) { return ItemSheet{view, form}.read(source).checked; };
    type.plan = [settle_item](const View& view, const sheet::Source& source, const Form& form) { return plan_of(ItemSheet{view, form}.read(source), settle_item); };
    type.undo = [settle_item](Transaction& t, const ImportChange& change) {
        undo_row<BusinessItem>(t, change, settle_item, [](Transaction& t2, const BusinessItem& item) {
            t2.session.execute("DELETE FROM business_discussion WHERE tenant_id = ? AND item_id = ?", t2.tenant(), item.id);
        });
    };
    declare_import(ImportKind::business_items, std::move(type));
}

}  // namespace zhibu::business
