// Reads organisations out of a sheet: rows may stand in any order, a row's superior may be another row or a known organisation.
#include <algorithm>
#include <charconv>

#include "kernel/record/resource.hpp"
#include "kernel/sheet/reader.hpp"
#include "kernel/values/identity.hpp"
#include "kernel/values/text.hpp"
#include "organization/import.hpp"
#include "organization/roster_words.hpp"

namespace zhibu::organization {
namespace {

constexpr std::size_t nowhere = SIZE_MAX;

struct OrganizationLine {
    std::uint32_t row{};
    std::vector<sheet::Cell> cells{};
    std::vector<ImportFault> faults{};
    Organization said{};                // what the row says; blank where it says nothing
    bool says_committee_kind{}, deleted{};
    std::string parent_code{}, parent_name{};
    std::size_t parent_line = nowhere;  // the superior, if it is a row
    Id<Organization> parent{};          // or a known organisation
    std::optional<Organization> target{};
    RowAction action{RowAction::faulty};
    Json difference{};
    bool sound() const {
        return std::none_of(faults.begin(), faults.end(), [](auto& fault) { return !fault.warning; });
    }
    void fault(std::string_view field, std::string_view code, Parameters parameters = {}) { faults.push_back({row, field, code, false, std::move(parameters)}); }
};

std::string key_of(std::string_view name) { return sheet::heading_key(name); }

// Lays what the row says over the record; a blank cell takes nothing away. Name and place have histories and go their own way.
void overlay(Organization& record, const Organization& said) {
    auto text = [](std::string& into, const std::string& from) {
        if (!from.empty()) into = from;
    };
    if (said.code) record.code = said.code;
    text(record.number, said.number), text(record.unit, said.unit), text(record.region, said.region), text(record.contact_name, said.contact_name);
    text(record.contact_phone.clear, said.contact_phone.clear);
    record.kind = said.kind;
    if (said.founded_on) record.founded_on = said.founded_on;
    if (said.display_order) record.display_order = said.display_order;
}

class OrganizationSheet {
public:
    OrganizationSheet(const View& view, const Form& form) : view_{view}, form_{form}, words_{roster_words()}, sorter_{form.mapping} { checked.preview.show_clear(form, {"code", "parent_code", "number", "region"}); }

    void read(const sheet::Source& source) {
        sheet::ReadOptions options;
        options.sheet = form_.sheet;
        options.limits.rows = 60'000;
        refuse_unreadable(sheet::read_any(source, options, [&](std::uint32_t row, std::span<const sheet::Cell> cells) {
            if (sorter_.kind_of(row, cells) == sheet::RowKind::data) take(row, cells);
            return sheet::Flow::go_on;
        }));
        for (auto& line : lines) find_target(line);
        for (auto& line : lines) find_parent(line);
        find_loops();
        for (auto at : order()) decide(lines[at]);
        for (auto& line : lines) {
            if (!line.sound()) line.action = RowAction::faulty;
            keep_row(checked, line.row, line.action, line.cells, line.faults, line.difference);
        }
    }
    // Superiors before those below them.
    std::vector<std::size_t> order() const {
        std::vector<std::size_t> all;
        std::vector<bool> done(lines.size());
        for (std::size_t i = 0; i < lines.size(); ++i) {
            std::vector<std::size_t> way;
            for (auto at = i; at != nowhere && !done[at] && way.size() <= lines.size(); at = lines[at].parent_line) way.push_back(at);
            for (auto each = way.rbegin(); each != way.rend(); ++each)
                if (!done[*each]) done[*each] = true, all.push_back(*each);
        }
        return all;
    }

    Checked checked;
    std::vector<OrganizationLine> lines;

private:
    void take(std::uint32_t row, std::span<const sheet::Cell> cells) {
        OrganizationLine line;
        line.row = row, line.cells = {cells.begin(), cells.end()};
        RowReader reader{form_, row, cells, line.faults};
        auto& said = line.said;
        said.name = reader.text("name", 120), said.short_name = reader.text("short_name", 60);
        if (said.name.empty() && said.short_name.empty()) reader.fault(form_.column_of("name") >= 0 ? "name" : "short_name", "required");
        if (said.name.empty()) said.name = said.short_name;
        if (auto code = reader.text("code", 60); !code.empty()) said.code = code;
        said.number = reader.text("number", 40), said.unit = reader.text("unit", 120), said.region = reader.text("region", 12), said.contact_name = reader.text("contact_name", 40);
        if (!reader.cell("kind")) reader.fault("kind", "required");
        else if (auto kind = reader.word("kind", words_.kinds, "kind_unknown")) said.kind = *kind;
        said.founded_on = reader.date("founded_on");
        if (auto* cell = reader.cell("contact_phone")) {
            // An office's telephone may be an inner number: what is none to us is kept as it is written, and told.
            if (auto phone = read_phone(cell->text)) said.contact_phone.clear = phone->normal;
            else said.contact_phone.clear = to_half_width(reader.text("contact_phone", 40)), reader.warn("contact_phone", "phone_unusual");
        }
        if (auto order = reader.text("display_order", 12); !order.empty()) {
            auto half = to_half_width(order);
            if (std::from_chars(half.data(), half.data() + half.size(), said.display_order).ptr != half.data() + half.size() || said.display_order < 0 || said.display_order > 1'000'000)
                reader.fault("display_order", "not_an_integer");
        }
        line.parent_code = reader.text("parent_code", 60), line.parent_name = reader.text("parent_name", 120);
        line.deleted = words_.deleted.contains(key_of(reader.text("deleted", 12)));
        auto at = lines.size();
        if (said.code && !by_code_.emplace(*said.code, at).second) line.fault("code", "duplicate_in_file");
        // An organisation may be named by its full or its short name; the same name twice names nobody.
        for (auto& name : {said.name, said.short_name})
            if (!name.empty())
                if (auto [known, fresh] = by_name_.emplace(key_of(name), at); !fresh && known->second != at) known->second = nowhere;
        lines.push_back(std::move(line));
    }

    std::optional<Organization> known_by(const Where& condition) const {
        auto rows = Store<Organization>{view_}.select(condition, "", 2);
        if (rows.size() != 1) return {};
        return std::move(rows.front());
    }
    std::optional<Organization> known_by_name(const std::string& name) const {
        if (name.empty()) return {};
        return known_by(where("(name = ? OR short_name = ?) AND ended_on IS NULL", name, name));
    }

    void find_target(OrganizationLine& line) {
        if (line.said.code) line.target = known_by(where("code = ?", *line.said.code));
        if (!line.target && !line.said.number.empty()) {
            auto found = known_by(where("number = ? AND ended_on IS NULL", line.said.number));
            if (found && (!found->code || !line.said.code)) line.target = std::move(found);
        }
        if (!line.target) {
            auto found = known_by_name(line.said.name);
            if (!found) found = known_by_name(line.said.short_name);
            if (found && (!found->code || !line.said.code || *found->code == *line.said.code)) {
                line.target = std::move(found);
                line.faults.push_back({line.row, "name", "matched_by_name", true, {}});
            }
        }
        if (!line.target) return;
        if (!view_.covers(keepers, line.target->id)) line.fault("name", "organization_elsewhere");
        else if (line.target->ended_on && !line.deleted) line.fault("name", "organization_ended_before");
        if (!targets_.insert(line.target->id.value).second) line.fault("name", "duplicate_in_file");
    }

    void find_parent(OrganizationLine& line) {
        auto at = static_cast<std::size_t>(&line - lines.data());
        auto superior = [&](const std::map<std::string, std::size_t>& among, const std::string& key) { auto found = among.find(key); return found == among.end() ? nowhere : found->second; };
        std::string_view field = line.parent_code.empty() ? "parent_name" : "parent_code";
        if (!line.parent_code.empty()) line.parent_line = superior(by_code_, line.parent_code);
        else if (!line.parent_name.empty()) line.parent_line = superior(by_name_, key_of(line.parent_name));
        if (line.parent_line == at) return line.fault(field, "parent_loop");
        if (line.parent_line != nowhere) return;
        std::optional<Organization> known;
        if (!line.parent_code.empty()) known = known_by(where("code = ?", line.parent_code));
        if (!known) known = known_by_name(line.parent_name);
        if (known && !known->ended_on && view_.covers(keepers, known->id)) return void(line.parent = known->id);
        if (!line.parent_code.empty() || !line.parent_name.empty()) return line.fault(field, "parent_unknown");
        if (line.target) return void(line.parent = line.target->parent_id.value_or(Id<Organization>{}));
        // A new organisation without a superior is the office's top: one, and only for whoever is responsible for the whole.
        bool whole = view_.actor.system || view_.covers({Role::administrator}, whole_office);
        bool top_is_there = !view_.tree().roots().empty() || roots_ > 0;
        if (!whole || top_is_there) return line.fault(form_.column_of("parent_code") >= 0 ? "parent_code" : "parent_name", "required");
        ++roots_;
    }

    void find_loops() {
        for (std::size_t i = 0; i < lines.size(); ++i) {
            std::size_t steps = 0;
            auto at = i;
            while (at != nowhere && steps <= lines.size()) at = lines[at].parent_line, ++steps;
            if (at == nowhere) continue;
            lines[i].fault(lines[i].parent_code.empty() ? "parent_name" : "parent_code", "parent_loop");
        }
        for (auto& line : lines)
            if (std::any_of(line.faults.begin(), line.faults.end(), [](auto& fault) { return fault.code == "parent_loop"; })) line.parent_line = nowhere;
    }

    void decide(OrganizationLine& line) {
        if (!line.sound()) return;
        if (line.parent_line != nowhere) {
            auto& parent = lines[line.parent_line];
            if (parent.target) line.parent = parent.target->id;
            else if (!parent.sound()) return line.fault(line.parent_code.empty() ? "parent_name" : "parent_code", "parent_has_fault", {{"row", std::to_string(parent.row)}});
        }
        if (line.deleted) return decide_end(line);
        line.action = RowAction::created;
        if (!line.target) return;
        auto& before = *line.target;
        if (line.parent && view_.tree().within(line.parent, before.id)) return line.fault(line.parent_code.empty() ? "parent_name" : "parent_code", "parent_loop");
        auto after = before;
        overlay(after, line.said);
        after.name = line.said.name;
        if (!line.said.short_name.empty()) after.short_name = line.said.short_name;
        derive(after);
        if (line.parent) after.parent_id = line.parent;
        bool goes_below_new = line.parent_line != nowhere && !lines[line.parent_line].target;
        line.difference = differences(before, after);
        line.action = line.difference.text == "{}" && !goes_below_new ? RowAction::unchanged : RowAction::updated;
    }
    void decide_end(OrganizationLine& line) {
        line.action = RowAction::unchanged;
        if (!line.target || line.target->ended_on) return;
        auto id = line.target->id;
        if (view_.session.integer("SELECT 1 FROM member WHERE tenant_id = ? AND organization_id = ? AND left_on IS NULL LIMIT 1", view_.tenant(), id))
            return line.fault("deleted", "still_has_members");
        auto children = view_.session.query("SELECT id FROM organization WHERE tenant_id = ? AND parent_id = ? AND ended_on IS NULL", view_.tenant(), id);
        while (children.next()) {
            auto child = std::find_if(lines.begin(), lines.end(), [&](auto& each) { return each.target && each.target->id.value == children.integer(0); });
            if (child == lines.end() || (!child->deleted && child->parent == id)) return line.fault("deleted", "still_has_organizations");
        }
        line.action = RowAction::ended;
    }

    const View& view_;
    const Form& form_;
    const RosterWords& words_;
    sheet::RowSorter sorter_;
    std::map<std::string, std::size_t> by_code_, by_name_;
    std::set<std::int64_t> targets_;
    int roots_ = 0;
};

struct OrganizationPlan {
    std::vector<OrganizationLine> lines;
    std::vector<std::size_t> order;
};

Id<Organization> write_new(Transaction& t, const OrganizationLine& line, Id<Organization> parent) {
    auto record = line.said;
    if (record.short_name.empty()) record.short_name = record.name;
    if (parent) record.parent_id = parent;
    found(t, record);
    return record.id;
}

// What changed beside name and place is written first, then each with its history.
std::int64_t write_change(Transaction& t, const OrganizationLine& line, Id<Organization> parent, const Organization& before, bool& moved) {
    auto record = before;
    auto today = t.today();
    overlay(record, line.said);
    if (differences(before, record).text != "{}") {
        auto plain = differences(before, record);
        Store<Organization>{t}.update(record);
        scope::touch(t.session, t.tenant());
        t.record({"organization.changed", "organization", record.id.value, record.id}, plain);
    }
    auto short_name = line.said.short_name.empty() ? record.short_name : line.said.short_name;
    if (line.said.name != record.name || short_name != record.short_name) rename(t, record, line.said.name, short_name, today, "导入");
    if (parent && parent != record.parent_id.value_or(Id<Organization>{})) move(t, record, parent, today, "导入", Figures::leave), moved = true;
    return record.version;
}

ImportCounts write(Transaction& t, Id<RosterImport> batch, const OrganizationPlan& plan, ImportCounts counts) {
    std::vector<Id<Organization>> ids(plan.lines.size());
    std::vector<std::size_t> ending;
    bool moved = false;
    for (auto at : plan.order) {
        auto& line = plan.lines[at];
        if (line.target) ids[at] = line.target->id;
        auto parent = line.parent_line == nowhere ? line.parent : ids[line.parent_line];
        if (line.action == RowAction::created) {
            ids[at] = write_new(t, line, parent);
            keep_import_change(t, batch, line.row, "organization", ids[at].value, line.action, 1, "");
        } else if (line.action == RowAction::updated) {
            auto before = Store<Organization>{t}.find(line.target->id, where("version = ?", line.target->version));
            if (!before) throw conflict("import-outdated");
            auto former = whole_json(*before);
            auto version = write_change(t, line, parent, *before, moved);
            keep_import_change(t, batch, line.row, "organization", before->id.value, line.action, version, former);
        } else if (line.action == RowAction::ended) ending.push_back(at);
    }
    // Those below end before those above.
    for (auto at = ending.rbegin(); at != ending.rend(); ++at) {
        auto& line = plan.lines[*at];
        auto record = Store<Organization>{t}.find(line.target->id, where("version = ?", line.target->version));
        if (!record) throw conflict("import-outdated");
        auto former = whole_json(*record);
        end(t, *record, t.today(), "导入:删除标识");
        keep_import_change(t, batch, line.row, "organization", record->id.value, line.action, record->version, former);
    }
    if (moved) rollup::rebuild(t);
    return counts;
}

}  // namespace

Checked check_organizations(const View& view, const sheet::Source& source, const Form& form) {
    OrganizationSheet sheet{view, form};
    sheet.read(source);
    return std::move(sheet.checked);
}

Plan plan_organizations(const View& view, const sheet::Source& source, const Form& form) {
    OrganizationSheet sheet{view, form};
    sheet.read(source);
    auto plan = std::make_shared<OrganizationPlan>();
    plan->order = sheet.order();
    plan->lines = std::move(sheet.lines);
    auto counts = sheet.checked.counts;
    return {std::move(sheet.checked), [plan, counts, tree = view.tree().version()](Transaction& t, Id<RosterImport> batch) {
                if (t.tree().version() != tree) throw conflict("import-outdated");
                return write(t, batch, *plan, counts);
            }};
}

}  // namespace zhibu::organization
