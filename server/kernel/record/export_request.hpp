// Dual control (双人控制): an export of people above so many rows waits for a second person, and is then made once within a day.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "kernel/app.hpp"
#include "kernel/schema/record.hpp"

namespace zhibu {

enum class ExportRequestState { waiting, consented, refused, taken };
BOOST_DESCRIBE_ENUM(ExportRequestState, waiting, consented, refused, taken)

struct ExportRequest {
    Id<ExportRequest> id{};
    Id<Organization> organization_id{};  // whose people: who consents reads all of it
    Id<Account> account_id{};            // who asks
    std::string noun{};                  // "member"
    std::string list{}, filter{};        // in words
    std::string path{};                  // "/members"
    Json query{};                        // {"organization_within":"5"}, without the reason
    std::int64_t row_count{};
    std::string reason{};
    ExportRequestState state{};
    Instant asked_at{};
    std::optional<Id<Account>> answered_by{};
    std::optional<Instant> answered_at{};
    std::string note{};
    std::optional<Instant> good_until{}, taken_at{};
    std::int64_t version{1};
};
template <>
struct Schema<ExportRequest> {
    using T = ExportRequest;
    static constexpr std::string_view name = "export_request";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}),
        field<&T::account_id>({.server_set = true, .filterable = true, .reference = "account"}), field<&T::noun>({.server_set = true, .listed = false}), field<&T::list>({.server_set = true}),
        field<&T::organization_id>({.server_set = true, .reference = "organization"}),
        field<&T::filter>({.server_set = true, .listed = false}), field<&T::path>({.server_set = true, .listed = false}), field<&T::query>({.server_set = true, .listed = false}),
        field<&T::row_count>({.server_set = true}), field<&T::reason>({.server_set = true}), field<&T::state>({.server_set = true, .filterable = true}),
        field<&T::asked_at>({.server_set = true, .sortable = true}), field<&T::answered_by>({.server_set = true, .reference = "account"}), field<&T::answered_at>({.server_set = true, .listed = false}),
        field<&T::note>({.server_set = true, .listed = false}), field<&T::good_until>({.server_set = true, .listed = false}), field<&T::taken_at>({.server_set = true, .listed = false}),
        field<&T::version>({.server_set = true, .listed = false})};
};

namespace personal {

// From how many rows within the stretch of the alarm a second person is asked; 0 where never.
std::int64_t rows_for_two(const View& view);
void set_rows_for_two(Transaction& t, std::int64_t rows);
inline constexpr std::int64_t least_for_two = 20;  // an export of fewer rows waits for nobody

// An export about to leave.
struct Leaving {
    std::string noun{}, reason{};
    Id<Organization> organization{};
    std::int64_t rows{};
};
// The consent to exactly this export of the actor's, used up by being found; nothing where there is none.
std::optional<ExportRequest> take_consent(Transaction& t, const http::Call& call, const Leaving& leaving);
// Lays the export before a second person, once. 409 where there is nobody who could consent.
void ask_for_consent(Transaction& t, const http::Call& call, const Leaving& leaving);

void install_export_requests(App& app);

}  // namespace personal
}  // namespace zhibu
