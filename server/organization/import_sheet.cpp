// Organisations, people and days as an office writes them in its sheets.
#include "organization/import_sheet.hpp"

#include <algorithm>
#include <mutex>

#include "kernel/values/identity.hpp"

namespace zhibu::organization {
namespace {

// Faults hold views of their codes: each code of the program is kept once.
std::string_view kept(const std::string& code) {
    static std::mutex mutex;
    static std::set<std::string> all;
    std::lock_guard lock{mutex};
    return *all.insert(code).first;
}

}  // namespace

PlaceNames::PlaceNames(const View& view) {
    auto rows = view.session.query("SELECT id, short_name, name, code FROM organization WHERE tenant_id = ? AND ended_on IS NULL", view.tenant());
    auto add = [&](std::string_view name, std::int64_t id) {
        if (name.empty()) return;
        auto [place, fresh] = ids_.emplace(sheet::heading_key(name), id);
        if (!fresh && place->second != id) place->second = 0;
    };
    while (rows.next()) {
        for (int column : {1, 2}) add(rows.text(column), rows.integer(0));
        if (!rows.is_null(3)) add(rows.text(3), rows.integer(0));
    }
}

std::optional<Id<Organization>> PlaceNames::find(RowReader& reader, std::string_view field) const {
    auto name = reader.text(field, 120);
    if (name.empty()) return {};
    auto found = ids_.find(sheet::heading_key(name));
    if (found == ids_.end()) return reader.fault(field, "organization_unknown"), std::nullopt;
    if (!found->second) return reader.fault(field, "organization_ambiguous"), std::nullopt;
    return Id<Organization>{found->second};
}

std::optional<Id<Member>> PersonNames::find(RowReader& reader, std::string_view field, std::string_view number_field, Id<Organization> place) const {
    auto name = reader.text(field, 60);
    if (name.empty()) return {};
    auto same = where("name = ?", name) && zhibu::within("organization_id", view_.tenant(), {place}, view_.tree());
    if (auto* cell = reader.cell(number_field)) {
        auto read = read_id_number(cell->text);
        if (!read.right()) return reader.fault(number_field, "id_character"), std::nullopt;
        same = same && where("id_number_index = ?", view_.app.keys.blind(read.normal, "member.id_number"));
    }
    auto found = Store<Member>{view_}.select(same, "ORDER BY left_on IS NOT NULL, id", 3);
    if (found.empty()) return reader.fault(field, "person_unknown"), std::nullopt;
    // Of two with one name, the one who is still there is meant.
    if (found.size() > 1 && found[0].left_on.has_value() == found[1].left_on.has_value()) return reader.fault(field, "person_ambiguous"), std::nullopt;
    return found.front().id;
}

std::optional<Date> whole_day(RowReader& reader, std::string_view field, Needed needed) {
    if (!reader.cell(field)) {
        if (needed == Needed::yes) reader.fault(field, "required");
        return {};
    }
    auto date = reader.date(field);
    if (date && !date->whole()) return reader.fault(field, "date_unreadable"), std::nullopt;
    return date;
}

void tell_faults(RowReader& reader, const std::vector<Violation>& violations, const ColumnNames& columns) {
    for (auto& each : violations) {
        auto name = std::string_view{each.pointer}.substr(each.pointer.rfind('/') + 1);
        auto found = std::find_if(columns.begin(), columns.end(), [&](auto& column) { return column.first == name; });
        reader.fault(found == columns.end() ? columns.front().second : found->second, kept(each.code), each.parameters);
    }
}

}  // namespace zhibu::organization
