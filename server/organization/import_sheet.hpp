// What sheets of records have in common (business, posts, honours): rows read in order, organisations and people found by their names,
// records written or left, and taken back.
#pragma once
#include "kernel/record/resource.hpp"
#include "kernel/sheet/reader.hpp"
#include "organization/import.hpp"

namespace zhibu::organization {

// The organisations of today by what sheets call them: short name, full name or code, as headings are compared.
class PlaceNames {
public:
    explicit PlaceNames(const View& view);
    // Faults "organization_unknown", "organization_ambiguous"; none where the cell is blank.
    std::optional<Id<Organization>> find(RowReader& reader, std::string_view field) const;

private:
    std::map<std::string, std::int64_t> ids_;  // 0: several of that name
};

// Members by their names, those who left too; where several have the name, by the citizen's number beside it.
class PersonNames {
public:
    explicit PersonNames(const View& view) : view_{view} {}
    // At home in `place` or below it. Faults "person_unknown", "person_ambiguous"; none where the cell is blank.
    std::optional<Id<Member>> find(RowReader& reader, std::string_view field, std::string_view number_field, Id<Organization> place) const;

private:
    const View& view_;
};

// The words of an enumeration as sheets write them: its labels ("<key>.<name>") and its names.
template <class E>
std::map<std::string, E> words_of(const View& view, const std::string& key) {
    std::map<std::string, E> all;
    for (auto& name : Codec<E>::names()) {
        all.emplace(sheet::heading_key(view.app.words.text(Language::chinese, key + "." + name)), *Codec<E>::parse(name));
        all.emplace(sheet::heading_key(name), *Codec<E>::parse(name));
    }
    return all;
}

// A day that must be whole; "required" where it must be there and is not.
enum class Needed { no, yes };
std::optional<Date> whole_day(RowReader& reader, std::string_view field, Needed needed = Needed::no);

// What a check of the record itself finds, told at the columns of the sheet: `columns` by the record's field; others at the first.
using ColumnNames = std::vector<std::pair<std::string_view, std::string_view>>;
void tell_faults(RowReader& reader, const std::vector<Violation>& violations, const ColumnNames& columns);

template <class T>
struct SheetLine {
    std::uint32_t row{};
    T record{};          // as it will be
    std::optional<T> target{};
    RowAction action{RowAction::faulty};
};

// Reads a sheet into lines by `take(reader, record)`, which fills what the row says of `record`; `find(record)` gives the record it means.
template <class T>
struct SheetOf {
    Checked checked;
    std::vector<SheetLine<T>> lines;

    template <class Take, class Find, class Overlay>
    void read(const sheet::Source& source, const Form& form, Take take, Find find, Overlay overlay) {
        sheet::RowSorter sorter{form.mapping};
        sheet::ReadOptions options;
        options.sheet = form.sheet;
        options.limits.rows = 60'000;
        std::map<std::int64_t, std::uint32_t> targets;
        refuse_unreadable(sheet::read_any(source, options, [&](std::uint32_t row, std::span<const sheet::Cell> cells) {
            if (sorter.kind_of(row, cells) != sheet::RowKind::data) return sheet::Flow::go_on;
            std::vector<ImportFault> faults;
            RowReader reader{form, row, cells, faults};
            SheetLine<T> line{row, {}, {}, RowAction::faulty};
            std::string key = take(reader, line.record);
            Json difference{"{}"};
            if (reader.sound()) {
                if (!seen_.insert(key).second) reader.fault("name", "duplicate_in_file");
                else if ((line.target = find(line.record))) {
                    auto after = *line.target;
                    overlay(reader, after, line.record);
                    line.record = std::move(after);
                    if (reader.sound()) difference = differences(*line.target, line.record);
                    line.action = difference.text == "{}" ? RowAction::unchanged : RowAction::updated;
                } else overlay(reader, line.record, line.record), line.action = RowAction::created;
            }
            if (!reader.sound()) line.action = RowAction::faulty, difference = {"{}"};
            keep_row(checked, row, line.action, cells, std::move(faults), difference);
            lines.push_back(std::move(line));
            return sheet::Flow::go_on;
        }));
    }

private:
    std::set<std::string> seen_;
};

// The write of checked lines; `first(t, batch)` writes what they rest on, `settle(t, record)` computes what the server sets and writes the
// facts, before the row itself. Both may run twice.
template <class T, class Settle>
Plan plan_of(SheetOf<T> sheet, Settle settle, std::function<void(Transaction&, Id<RosterImport>)> first = {}) {
    auto lines = std::make_shared<std::vector<SheetLine<T>>>(std::move(sheet.lines));
    auto counts = sheet.checked.counts;
    return {std::move(sheet.checked), [lines, counts, settle, first](Transaction& t, Id<RosterImport> batch) {
                std::string table{Schema<T>::name};
                if (first) first(t, batch);
                for (auto& line : *lines) {
                    if (line.action != RowAction::created && line.action != RowAction::updated) continue;
                    auto record = line.record;
                    std::string former;
                    if (line.target) {
                        auto before = Store<T>{t}.find(record.id, where("version = ?", line.target->version));
                        if (!before) throw conflict("import-outdated");
                        former = whole_json(*before);
                    } else record.id = {t.session.next_id()};
                    settle(t, record);
                    line.target ? Store<T>{t}.update(record) : Store<T>{t}.insert(record);
                    keep_import_change(t, batch, line.row, table, record.id.value, line.action, record.version, former);
                    t.tell({table + (line.target ? ".changed" : ".created"), table, record.id.value, record.organization_id});
                }
                return counts;
            }};
}

// Takes one written row back to what it was: `settle` again for a former state, `forget` for what goes.
template <class T, class Settle, class Forget>
void undo_row(Transaction& t, const ImportChange& change, Settle settle, Forget forget) {
    std::string table{Schema<T>::name};
    auto now = Store<T>{t}.load({change.subject}, everything());
    if (change.action == RowAction::created) {
        t.facts.take_back({table, change.subject});
        forget(t, now);
        Store<T>{t}.remove(now);
    } else {
        auto former = from_whole_json<T>(change.former);
        former.version = now.version;
        settle(t, former);
        Store<T>{t}.update(former);
    }
    t.tell({table + ".changed", table, change.subject, now.organization_id});
}

}  // namespace zhibu::organization
