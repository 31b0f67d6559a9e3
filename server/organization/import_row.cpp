// What members and organisations have in common when a row is read, counted, shown and kept.
#include <algorithm>

#include "kernel/values/identity.hpp"
#include "kernel/values/text.hpp"
#include "organization/import.hpp"

namespace zhibu::organization {
namespace {

constexpr std::size_t first_rows_shown = 50, faulty_rows_shown = 1000, changed_rows_shown = 200;
constexpr std::size_t most_faults_kept = 20000;

// A citizen's number in the wrong column stays as hidden as in its own.
bool names_a_person(std::string_view text) {
    using enum IdNumber::Verdict;
    auto verdict = read_id_number(text).verdict;
    return verdict == right || verdict == wrong_check_digit || verdict == fifteen_digits;
}

}  // namespace

void ImportCounts::count(RowAction action) {
    ++rows;
    if (action == RowAction::faulty) ++faulty;
    else ++acceptable;
    if (action == RowAction::created) ++created;
    if (action == RowAction::updated) ++updated;
    if (action == RowAction::unchanged) ++unchanged;
    if (action == RowAction::ended) ++ended;
}

Json to_counts_json(const ImportCounts& c) {
    return {json::serialize(json::object{{"rows", c.rows}, {"acceptable", c.acceptable}, {"faulty", c.faulty}, {"warnings", c.warnings}, {"created", c.created}, {"updated", c.updated},
                                         {"unchanged", c.unchanged}, {"ended", c.ended}})};
}

void RowPreview::show_clear(const Form& form, std::initializer_list<std::string_view> fields) {
    for (auto field : fields)
        if (auto* mapped = form.mapping.of(field)) clear_.insert(mapped->column);
}

void RowPreview::add(std::uint32_t row, RowAction action, std::span<const sheet::Cell> cells, std::span<const ImportFault> faults, const Json& difference) {
    bool changed = action == RowAction::updated || action == RowAction::ended;
    bool wanted = first_ < first_rows_shown || (!faults.empty() && faulty_ < faulty_rows_shown) || (changed && changed_ < changed_rows_shown);
    if (!wanted) return;
    ++first_, faulty_ += !faults.empty(), changed_ += changed;
    if (!rows_.empty()) rows_ += ',';
    rows_ += "{\"row\":" + std::to_string(row) + ",\"action\":" + to_json(action) + ",\"cells\":[";
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i) rows_ += ',';
        auto text = first_code_points(cells[i].text, 60);
        write_json_text(rows_, clear_.contains(std::uint32_t(i)) && !names_a_person(text) ? std::string{text} : masked_numbers(text));
    }
    rows_ += "],\"faults\":[";
    for (std::size_t i = 0; i < faults.size(); ++i) {
        rows_ += i ? ",{\"field\":" : "{\"field\":";
        write_json_text(rows_, faults[i].field);
        rows_ += ",\"code\":";
        write_json_text(rows_, faults[i].code);
        rows_ += faults[i].warning ? ",\"warning\":true,\"parameters\":{" : ",\"warning\":false,\"parameters\":{";
        for (auto& [name, value] : faults[i].parameters) {
            if (rows_.back() != '{') rows_ += ',';
            write_json_text(rows_, name), rows_ += ':', write_json_text(rows_, value);
        }
        rows_ += "}}";
    }
    rows_ += "],\"difference\":" + difference.text + "}";
}

void keep_row(Checked& checked, std::uint32_t row, RowAction action, std::span<const sheet::Cell> cells, std::vector<ImportFault> faults, const Json& difference) {
    checked.counts.count(action);
    for (auto& fault : faults) checked.counts.warnings += fault.warning;
    checked.preview.add(row, action, cells, faults, difference);
    for (auto& fault : faults)
        if (checked.faults.size() < most_faults_kept) checked.faults.push_back(std::move(fault));
}

const sheet::Cell* RowReader::cell(std::string_view field) const {
    auto column = form_.column_of(field);
    if (column < 0 || static_cast<std::size_t>(column) >= cells_.size()) return nullptr;
    auto& found = cells_[static_cast<std::size_t>(column)];
    return is_blank(std::string_view{found.text}) ? nullptr : &found;
}

std::string RowReader::text(std::string_view field, std::size_t most) {
    auto* found = cell(field);
    if (!found) return {};
    auto text = std::string{trimmed(found->text)};
    if (!is_utf8(text)) text = repaired_utf8(text);
    std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    if (code_point_count(text) > most) fault(field, "too_long", {{"max", std::to_string(most)}});
    return text;
}

std::optional<Date> RowReader::date(std::string_view field) {
    auto* found = cell(field);
    if (!found) return {};
    if (auto date = sheet::date_of(*found)) return date;
    fault(field, "date_unreadable");
    return {};
}

bool RowReader::sound() const {
    return std::none_of(faults_.begin(), faults_.end(), [](auto& fault) { return !fault.warning; });
}

std::string sentence_of(const Words& words, Language language, const ImportFault& fault) {
    return words.sentence(language, "violation." + std::string{fault.code}, fault.parameters);
}
std::string field_label(const Words& words, Language language, ImportKind kind, std::string_view field) {
    return std::string{words.text(language, import_type(kind).labels + std::string{field})};
}

std::string former_place(Id<RosterImport> batch, std::int64_t sheet_row) { return "roster_import_change." + std::to_string(batch.value) + "." + std::to_string(sheet_row) + ".former"; }

void keep_import_change(Transaction& t, Id<RosterImport> batch, std::int64_t sheet_row, std::string_view subject_kind, std::int64_t subject, RowAction action, std::int64_t version_after,
                        const std::string& former) {
    auto sealed = former.empty() ? db::Value{nullptr} : db::Value{db::Bytes{t.app.keys.seal(former, former_place(batch, sheet_row))}};
    t.session.execute(
        "INSERT INTO roster_import_change (tenant_id, import_id, sheet_row, subject_kind, subject_id, action, version_after, former) VALUES (?,?,?,?,?,?,?,?)", t.tenant(), batch,
        sheet_row, subject_kind, subject, Codec<RowAction>::name(action), version_after, sealed);
}

}  // namespace zhibu::organization
