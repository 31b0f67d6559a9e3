// Sealing with a key of one's own, beside the keys of the installation: for what must become unreadable when its key is destroyed.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/secret/keys.hpp"

namespace zhibu::secret {

// XChaCha20-Poly1305 with a random nonce; `place` is authenticated with it.
std::string seal(const Key& key, std::string_view clear, std::string_view place);
std::optional<std::string> open(const Key& key, std::string_view sealed, std::string_view place);
// BLAKE2b under the key, each part behind its length; `length` bytes, 16…64.
std::string keyed_hash(const Key& key, std::initializer_list<std::string_view> parts, std::size_t length);
// Evenly from 0 to bound - 1, from the system's generator.
std::uint32_t random_below(std::uint32_t bound);

}  // namespace zhibu::secret
