// Rules as an office edits them: who may, drafts and their publication, what the pages show.
#pragma once
#include "kernel/app.hpp"
#include "kernel/pack/book.hpp"
#include "kernel/pack/version.hpp"

namespace zhibu::pack {

// Who edits rules edits them for the whole office: the clerk or administrator of every committee at the top, not of one of two.
inline constexpr Roles editors{Role::administrator, Role::committee_clerk};
inline constexpr Roles readers{Role::administrator, Role::auditor, Role::committee_clerk, Role::leader, Role::inspector, Role::organ_clerk, Role::branch_secretary};
Verdict may_edit(const View& view);
Verdict may_read(const View& view);
// What a reader sees: what is or was published; an editor sees drafts too.
struct PackPolicy {
    static Where visible_to(const View& view);
};

// Where publications of the whole office stand in the audit.
Id<Organization> top_of(const View& view);

struct DraftBegun {
    std::optional<std::int64_t> based_on{};  // the number of the version to write on from; the one in force where it is left out
    std::string text{};                      // of a file that was brought along; else that version's
    std::string note{};
};
struct DraftChange {
    std::string text{}, note{};
};
struct ValueChange {
    std::string pointer{};
    Json value{};
};
struct ValueChanges {
    std::vector<ValueChange> values{};
};
struct PackTrial {
    std::string text{};
    std::optional<Date> effective_from{};
};
struct Publication {
    Date effective_from{};
    std::string note{}, reason{};
    bool replace_waiting{};  // the sender has seen which published versions would never come into force
};
// A row of a table of the form: an empty one at the end, or one like another.
struct RowAdded {
    std::string table{}, like{};
};
struct RowRemoved {
    std::string pointer{};
};
struct Withdrawal {
    std::string reason{};
};

// The file as an editor may change it: 404 where there is none, 403 with the reason for one that is not edited.
FileEntry load_file(const View& view, const std::string& path);
void must_be_edited(const View& view, const FileEntry& entry);
std::string path_of(const http::Call& call);  // of /packs/{pack}/files/{file}
PackVersion load_version(const View& view, Id<PackVersion> id);
std::optional<PackVersion> draft_of(const View& view, const std::string& path);
// Begins a draft; 409 "pack-draft-there" where there is one.
PackVersion begin_draft(Transaction& t, const FileEntry& entry, std::int64_t based_on, const std::string& text, const std::string& note);
// Puts drafts into force from a day on, all at once.
void publish(Transaction& t, std::vector<PackVersion>& drafts, const Publication& sent);
// 422 with every fault by its line, where the drafts cannot be put into force from that day.
void must_be_sound(const View& view, const std::vector<PackVersion>& drafts, Date from);

// Answers.
std::string overview_json(const View& view, Language language);
std::string file_json(const View& view, const FileEntry& entry, Language language);
std::string version_json(const View& view, const PackVersion& version, Language language, const Checked& checked = {});
json::object checked_json(const View& view, const Checked& checked, const std::string& path, Language language);
// The tables of a text with labels and values, for people who do not write TOML.
json::array form_json(const View& view, const FileEntry& entry, const std::string& text, Language language);
// What a row of a described type is called: in its own words, by its year, or by what it is about; "" where nothing tells it from others.
std::string row_label(const View& view, Language language, const std::string& type, const json::object& row);
// The text with some values changed where they stand: comments, order and everything else stay. Throws Problem 422.
std::string with_values(const std::string& text, const std::vector<ValueChange>& changes);
// With a row more or less, its rows within included. `forms` is what PackBook::forms() says of the text. Throw Problem 422.
std::string with_row(const std::string& text, const RowAdded& added, const json::object& forms, Date today);
std::string without_row(const std::string& text, const std::string& pointer);
// {lines:[{is, old, new, text}], changes:[{is, table, row, fields:[{label, old, new}]}]}
json::object difference_json(const View& view, const FileEntry& entry, const std::string& before, const std::string& after, Language language);

void install_versions(App& app);
void install_files(App& app);
void install_archive(App& app);
void install(App& app);

}  // namespace zhibu::pack

namespace zhibu {
template <>
struct Schema<pack::DraftBegun> {
    using T = pack::DraftBegun;
    static constexpr std::string_view name = "pack_draft_begun";
    static constexpr auto fields = std::tuple{field<&T::based_on>(), field<&T::text>({.long_text = true, .max = 262144}), field<&T::note>({.max = 200})};
};
template <>
struct Schema<pack::DraftChange> {
    using T = pack::DraftChange;
    static constexpr std::string_view name = "pack_draft_change";
    static constexpr auto fields = std::tuple{field<&T::text>({.long_text = true, .max = 262144}), field<&T::note>({.max = 200})};
};
template <>
struct Schema<pack::ValueChange> {
    using T = pack::ValueChange;
    static constexpr std::string_view name = "pack_value_change";
    static constexpr auto fields = std::tuple{field<&T::pointer>({.required = true, .max = 400}), field<&T::value>()};
};
template <>
struct Schema<pack::ValueChanges> {
    using T = pack::ValueChanges;
    static constexpr std::string_view name = "pack_value_changes";
    static constexpr auto fields = std::tuple{field<&T::values>({.required = true, .max = 500})};
};
template <>
struct Schema<pack::PackTrial> {
    using T = pack::PackTrial;
    static constexpr std::string_view name = "pack_trial";
    static constexpr auto fields = std::tuple{field<&T::text>({.long_text = true, .max = 262144}), field<&T::effective_from>()};
};
template <>
struct Schema<pack::Publication> {
    using T = pack::Publication;
    static constexpr std::string_view name = "pack_publication";
    static constexpr auto fields = std::tuple{field<&T::effective_from>({.required = true}), field<&T::note>({.required = true, .max = 200}), field<&T::reason>({.max = 200}), field<&T::replace_waiting>()};
};
template <>
struct Schema<pack::RowAdded> {
    using T = pack::RowAdded;
    static constexpr std::string_view name = "pack_row_added";
    static constexpr auto fields = std::tuple{field<&T::table>({.required = true, .max = 400}), field<&T::like>({.max = 400})};
};
template <>
struct Schema<pack::RowRemoved> {
    using T = pack::RowRemoved;
    static constexpr std::string_view name = "pack_row_removed";
    static constexpr auto fields = std::tuple{field<&T::pointer>({.required = true, .max = 400})};
};
template <>
struct Schema<pack::Withdrawal> {
    using T = pack::Withdrawal;
    static constexpr std::string_view name = "pack_withdrawal";
    static constexpr auto fields = std::tuple{field<&T::reason>({.max = 200})};
};
}  // namespace zhibu
