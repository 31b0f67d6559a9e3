// A version of a pack's file, from a day on, and a file that the office added, as records.
#pragma once
#include "kernel/access/account.hpp"
#include "kernel/schema/codec.hpp"

namespace zhibu {

// withdrawn: a draft that was given up, or a version taken back before its day came.
enum class PackState { draft, published, withdrawn };
BOOST_DESCRIBE_ENUM(PackState, draft, published, withdrawn)

struct PackVersion {
    Id<PackVersion> id{};
    std::string file{};
    std::int64_t number{};
    PackState state{PackState::draft};
    std::optional<Date> effective_from{};
    std::string text{};
    std::string note{};
    std::string reason{};  // of a version that reaches back into the past
    std::int64_t based_on{};  // the number of the version it was written from; 0: the one that came with the program
    Id<Account> author_id{};
    Instant created_at{}, changed_at{};
    std::optional<Id<Account>> published_by_id{};
    std::optional<Instant> published_at{};
    std::int64_t version{};
};
template <>
struct Schema<PackVersion> {
    using T = PackVersion;
    static constexpr std::string_view name = "pack_version";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .listed = false}), field<&T::file>({.server_set = true, .filterable = true, .max = 120}), field<&T::number>({.server_set = true, .sortable = true}),
        field<&T::state>({.server_set = true, .filterable = true}), field<&T::effective_from>({.server_set = true, .sortable = true}),
        field<&T::text>({.listed = false, .long_text = true, .max = 262144}), field<&T::note>({.max = 200}), field<&T::reason>({.server_set = true, .listed = false, .max = 200}),
        field<&T::based_on>({.server_set = true, .listed = false}), field<&T::author_id>({.server_set = true, .reference = "account"}), field<&T::created_at>({.server_set = true, .listed = false}),
        field<&T::changed_at>({.server_set = true}), field<&T::published_by_id>({.server_set = true, .reference = "account"}), field<&T::published_at>({.server_set = true}),
        field<&T::version>({.server_set = true, .listed = false})};
};

struct PackFile {
    Id<PackFile> id{};
    std::string path{}, kind{}, title{}, english{};
    Id<Account> created_by_id{};
    Instant created_at{};
    std::int64_t version{};
};
template <>
struct Schema<PackFile> {
    using T = PackFile;
    static constexpr std::string_view name = "pack_file";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .listed = false}), field<&T::path>({.required = true, .fixed = true, .max = 120}), field<&T::kind>({.required = true, .fixed = true, .max = 40}),
        field<&T::title>({.required = true, .max = 80}), field<&T::english>({.max = 120}), field<&T::created_by_id>({.server_set = true, .reference = "account"}),
        field<&T::created_at>({.server_set = true}), field<&T::version>({.server_set = true, .listed = false})};
};

}  // namespace zhibu
