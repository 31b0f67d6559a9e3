// What the key file says beyond the key in use: its algorithms, and the keys before it.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/secret/cryptography.hpp"
#include "kernel/secret/keys.hpp"

namespace zhibu::secret {

Cryptography cryptography_of(const Keys& keys);
// A rotation is under way: open() also opens what the key before has sealed.
bool rotating(const Keys& keys);
std::vector<std::string> identities_before(const Keys& keys);  // the newest first
// Whether the key in use opens it.
bool is_of_key_in_use(const Keys& keys, std::string_view sealed, std::string_view place);

// A row of the audit: by its number it is told which key was in use when it was written.
struct AuditPlace {
    std::int64_t tenant{}, chain{}, sequence{};
};
std::string chain_at(const Keys& keys, const AuditPlace& place, std::string_view previous, std::string_view content);

}  // namespace zhibu::secret
