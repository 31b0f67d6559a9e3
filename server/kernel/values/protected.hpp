// Text that is personal: encrypted at rest, masked on every way out, shown in clear only by an audited look.
#pragma once
#include <compare>
#include <string>

namespace zhibu {

struct Protected {
    std::string clear;  // in memory only
    bool operator==(const Protected&) const = default;
    bool empty() const { return clear.empty(); }
    // 370299********4607: the first 6 (or 3 of a shorter text) and the last 4 characters stay; 1–6 characters are hidden whole.
    std::string masked() const;
};

// A keyed fingerprint of a normalised protected value: equality search without storing the value.
struct BlindIndex {
    std::string value;
    bool operator==(const BlindIndex&) const = default;
};

}  // namespace zhibu
