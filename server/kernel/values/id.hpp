// A typed record number: an Id<Meeting> cannot be passed where an Id<Member> is wanted.
#pragma once
#include <compare>
#include <cstdint>
#include <functional>

namespace zhibu {

// Positive and below 2^53, so that a browser reads it exactly; 0 means "none yet".
template <class T>
struct Id {
    std::int64_t value{};
    constexpr auto operator<=>(const Id&) const = default;
    constexpr explicit operator bool() const { return value != 0; }
};

struct Tenant;  // one office's installation; first in the key of every table
using TenantId = Id<Tenant>;

}  // namespace zhibu

template <class T>
struct std::hash<zhibu::Id<T>> {
    std::size_t operator()(zhibu::Id<T> id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
