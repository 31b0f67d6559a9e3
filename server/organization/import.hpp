// Batches of an office's own sheets: the record of a batch, what checking a sheet finds, and what a module says of its kind of sheet.
#pragma once
#include <functional>
#include <set>
#include <span>

#include "kernel/pack/pack.hpp"
#include "kernel/sheet/mapping.hpp"
#include "organization/organization.hpp"

namespace zhibu {

enum class ImportKind { organizations, members, business_items, business_figures, posts, honours };
BOOST_DESCRIBE_ENUM(ImportKind, organizations, members, business_items, business_figures, posts, honours)
// checked (nothing written yet) → applied → undone
enum class ImportState { checked, applied, undone };
BOOST_DESCRIBE_ENUM(ImportState, checked, applied, undone)

struct RosterImport {
    Id<RosterImport> id{};
    ImportKind kind{ImportKind::members};
    ImportState state{ImportState::checked};
    std::string file_name{};
    std::int64_t file_id{};                   // the sheet as it came, sealed
    std::optional<std::int64_t> preview_id{}; // what the check found, sealed
    Json form{};                              // where the headings are and which column is which field
    Json counts{};
    Instant created_at{};
    Id<Account> created_by{};
    std::optional<Instant> applied_at{}, undone_at{};
    std::int64_t version{1};
};
template <>
struct Schema<RosterImport> {
    using T = RosterImport;
    static constexpr std::string_view name = "roster_import";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true}), field<&T::kind>({.server_set = true, .sortable = true, .filterable = true}),
        field<&T::state>({.server_set = true, .sortable = true, .filterable = true}), field<&T::file_name>({.server_set = true}), field<&T::file_id>({.server_set = true, .listed = false}),
        field<&T::preview_id>({.server_set = true, .listed = false}), field<&T::form>({.server_set = true, .listed = false}), field<&T::counts>({.server_set = true, .listed = false}),
        field<&T::created_at>({.server_set = true, .sortable = true}), field<&T::created_by>({.server_set = true, .reference = "account"}),
        field<&T::applied_at>({.server_set = true, .sortable = true}), field<&T::undone_at>({.server_set = true}), field<&T::version>({.server_set = true, .listed = false})};
};

namespace organization {

// Where the headings are and which column is which field. `remembered`: as the office corrected it for such headings before.
struct Form {
    sheet::Mapping mapping;
    std::string sheet;
    std::string heading_set;  // a fingerprint of the headings
    bool remembered = false;
    std::vector<std::string> missing;  // fields without which nothing can be checked
    int column_of(std::string_view field) const;  // -1 where the sheet has none
};
Json to_form_json(const Form& form);
Form form_of(const Json& stored);

// Reads the first rows and guesses. Throws Problem 422 where the file cannot be read, in words for its user.
Form read_form(const View& view, const sheet::Source& source, ImportKind kind);
// The columns as somebody chose them. 422 for a field or column that is not there.
struct ChosenColumn {
    std::int64_t column{};
    std::string field{};  // empty: not taken
};
Form chosen_form(const sheet::Source& source, ImportKind kind, std::int64_t header_row, const std::vector<ChosenColumn>& columns);
void remember_form(Transaction& t, ImportKind kind, const Form& form);
void refuse_unreadable(const sheet::ReadOutcome& outcome);  // throws the Problem of an outcome that is not good
// Numbers of seven and more characters within a text, masked as protected fields are.
std::string masked_numbers(std::string_view text);

struct ImportFault {
    std::uint32_t row{};
    std::string_view field, code;  // code: a key of "violation"
    bool warning = false;          // told, and no reason to leave the row out
    Parameters parameters{};
};
enum class RowAction { unread, faulty, created, updated, unchanged, ended };
BOOST_DESCRIBE_ENUM(RowAction, unread, faulty, created, updated, unchanged, ended)

struct ImportCounts {
    std::int64_t rows{}, acceptable{}, faulty{}, warnings{}, created{}, updated{}, unchanged{}, ended{};
    void count(RowAction action);
};
Json to_counts_json(const ImportCounts& counts);

// Rows worth showing, as JSON with masked numbers: the first ones, all with faults, and some that change; bounded.
class RowPreview {
public:
    // Codes of organisations are long numbers too, and nobody's secret.
    void show_clear(const Form& form, std::initializer_list<std::string_view> fields);
    void add(std::uint32_t row, RowAction action, std::span<const sheet::Cell> cells, std::span<const ImportFault> faults, const Json& difference);
    std::string json() const { return "[" + rows_ + "]"; }

private:
    std::string rows_;
    std::set<std::uint32_t> clear_;  // columns
    std::size_t first_ = 0, faulty_ = 0, changed_ = 0;
};

// What a check found. `lines` of the kind stay with the batch's own type.
struct Checked {
    ImportCounts counts;
    std::vector<ImportFault> faults;  // in the order of rows; bounded
    RowPreview preview;
};
// Counts a finished row and keeps its faults and preview.
void keep_row(Checked& checked, std::uint32_t row, RowAction action, std::span<const sheet::Cell> cells, std::vector<ImportFault> faults, const Json& difference);

// One row of a sheet seen through its form.
class RowReader {
public:
    RowReader(const Form& form, std::uint32_t row, std::span<const sheet::Cell> cells, std::vector<ImportFault>& faults) : form_{form}, row_{row}, cells_{cells}, faults_{faults} {}
    const sheet::Cell* cell(std::string_view field) const;  // nullptr where there is none or it is blank
    std::string text(std::string_view field, std::size_t most = 200);  // trimmed; a longer one is a fault
    std::optional<Date> date(std::string_view field);                 // a fault where it cannot be read
    template <class E>
    std::optional<E> word(std::string_view field, const std::map<std::string, E>& words, std::string_view code) {
        auto* found = cell(field);
        if (!found) return {};
        auto known = words.find(sheet::heading_key(found->text));
        if (known != words.end()) return known->second;
        fault(field, code);
        return {};
    }
    void fault(std::string_view field, std::string_view code, Parameters parameters = {}) { faults_.push_back({row_, field, code, false, std::move(parameters)}); }
    void warn(std::string_view field, std::string_view code, Parameters parameters = {}) { faults_.push_back({row_, field, code, true, std::move(parameters)}); }
    bool sound() const;
    std::uint32_t row() const { return row_; }

private:
    const Form& form_;
    std::uint32_t row_;
    std::span<const sheet::Cell> cells_;
    std::vector<ImportFault>& faults_;
};

// One row that a batch wrote, with the record before it: for undo.
void keep_import_change(Transaction& t, Id<RosterImport> batch, std::int64_t sheet_row, std::string_view subject_kind, std::int64_t subject, RowAction action, std::int64_t version_after,
                        const std::string& former);
std::string former_place(Id<RosterImport> batch, std::int64_t sheet_row);

// The batch as a whole: read again from its file, checked against the records of now, and written in one transaction.
Checked check_members(const View& view, const sheet::Source& source, const Form& form);
Checked check_organizations(const View& view, const sheet::Source& source, const Form& form);
// The write of a checked sheet: what it will do is worked out outside the writer, `write` then only writes.
struct Plan {
    Checked checked;
    std::function<ImportCounts(Transaction&, Id<RosterImport>)> write;
};
Plan plan_members(const View& view, const sheet::Source& source, const Form& form);
Plan plan_organizations(const View& view, const sheet::Source& source, const Form& form);
// One row that a batch wrote, as undo finds it.
struct ImportChange {
    std::int64_t row{}, subject{}, version_after{};
    std::string kind{};  // of the subject: its table
    RowAction action{};
    std::string former{};  // whole_json() of the record before; empty for a created one
};
// Takes a batch back, last row first; 409 "import-built-upon" with every obstacle.
void undo_import(Transaction& t, const RosterImport& batch);

// What a kind of sheet is: each module declares its own when it is installed.
struct ImportType {
    sheet::Dictionary headings{};                    // known headings that are read past are fields that begin with '~'
    std::vector<std::vector<std::string>> needed{};  // one column at least of each group
    std::string labels{};                            // words of the fields: "import.member_field."
    std::string title{};                             // words of the template's name
    std::set<std::string> not_in_template{};
    std::map<std::string, std::vector<std::string>> choices{};  // of the template's columns
    std::function<Checked(const View&, const sheet::Source&, const Form&)> check{};
    std::function<Plan(const View&, const sheet::Source&, const Form&)> plan{};
    std::function<void(Transaction&, const ImportChange&)> undo{};  // of one row whose record nobody has changed since
};
void declare_import(ImportKind kind, ImportType type);
const ImportType& import_type(ImportKind kind);
// [[table]] field, headings of a pack's file, with the headings of [ignored] that are read past.
sheet::Dictionary heading_words(const pack::File& file, std::string_view table);

// The whole record as JSON with protected fields in clear (never stored but sealed), and back.
template <class T>
std::string whole_json(const T& record) {
    std::string out = "{";
    for_fields<T>([&](const auto& each) {
        using F = std::remove_cvref_t<decltype(each)>;
        if (out.size() > 1) out += ',';
        out += '"' + std::string{each.name} + "\":";
        if constexpr (std::is_same_v<typename F::Value, Protected>) write_json_text(out, (record.*F::member).clear);
        else Codec<typename F::Value>::write(out, record.*F::member);
    });
    return out + "}";
}
template <class T>
T from_whole_json(const std::string& text) {
    T record{};
    auto object = json::parse(text).as_object();
    Faults faults;
    for_fields<T>([&](const auto& each) {
        using F = std::remove_cvref_t<decltype(each)>;
        auto* value = object.if_contains(F::name);
        if (value && !(value->is_null() && std::is_same_v<typename F::Value, BlindIndex>)) Codec<typename F::Value>::read(*value, record.*F::member, faults, "#");
    });
    faults.throw_if_any();
    return record;
}

// What both the routes and the command line do with a file. The slow part (reading, checking, keeping the sheet sealed) happens
// here, outside the writer; what is left is one transaction, so that a retried request finds either all of it or nothing.
struct PreparedImport {
    Checked checked;
    std::function<RosterImport(Transaction&)> keep;
};
PreparedImport prepare_import(App& app, const Actor& actor, ImportKind kind, const std::string& file_name, const std::string& content, const std::optional<Form>& given = {});
// The sheet checked again as another form reads it, without writing; nothing is found where columns are missing.
Checked check_import(const View& view, const std::string& content, ImportKind kind, const Form& form);
using ApplyImport = std::function<ImportCounts(Transaction&)>;
ApplyImport prepare_application(App& app, const Actor& actor, const RosterImport& batch);
Where imports_visible_to(const View& view);
// Of a batch: its sheet out of the file store. Throws Problem 410 where it is gone.
std::string content_of(const View& view, const RosterImport& batch);
// The names under which the page, the template and the annotated sheet call a field.
std::string field_label(const Words& words, Language language, ImportKind kind, std::string_view field);
std::vector<std::string> import_fields(ImportKind kind);
std::string sentence_of(const Words& words, Language language, const ImportFault& fault);

}  // namespace organization
}  // namespace zhibu
