// Links for screens: read-only, over one organisation with all below it, by a secret address that the administrator makes and takes back.
#pragma once
#include "cockpit/cockpit.hpp"
#include "kernel/record/store.hpp"

namespace zhibu::cockpit {

struct ScreenLink {
    Id<ScreenLink> id{};
    std::string name{};                  // where it hangs
    Id<Organization> organization_id{};  // what it shows
    BlindIndex token_fingerprint{};      // never shown
    Instant made_at{};
    Id<Account> made_by{};
    std::optional<Date> read_on{};       // the last day on which it was read
    std::int64_t version{1};
};

struct ScreenPolicy {
    static Where visible_to(const View& view) { return view.within({Role::administrator}); }
    static Where matching(const View&, const std::string& words) { return where("name LIKE ?", "%" + words + "%"); }
    static Verdict may_create(const View& view, const ScreenLink& link) { return allowed_if(view.covers({Role::administrator}, link.organization_id), "makes_no_screens"); }
    static Verdict may_change(const View& view, const ScreenLink& link) { return may_create(view, link); }
};

}  // namespace zhibu::cockpit

namespace zhibu {
template <>
struct Schema<cockpit::ScreenLink> {
    using T = cockpit::ScreenLink;
    static constexpr std::string_view name = "screen_link";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::name>({.required = true, .sortable = true, .filterable = true, .max = 60}),
        field<&T::organization_id>({.required = true, .fixed = true, .filterable = true, .reference = "organization"}), field<&T::token_fingerprint>({.server_set = true, .listed = false}),
        field<&T::made_at>({.server_set = true, .sortable = true}), field<&T::made_by>({.server_set = true, .reference = "account"}), field<&T::read_on>({.server_set = true}),
        field<&T::version>({.server_set = true, .listed = false})};
};
}  // namespace zhibu
