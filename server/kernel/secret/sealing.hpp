// Sealing with a key of one's own, beside the keys of the installation: for what must become unreadable when its key is destroyed.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/secret/cryptography.hpp"
#include "kernel/secret/keys.hpp"

namespace zhibu::secret {

// A key that knows what it is used with, so that whoever seals with it need not.
struct SealingKey : Key {
    Cryptography cryptography{Cryptography::standard};
};

// By the algorithms of the key: XChaCha20-Poly1305 or SM4 with HMAC-SM3, each with a random beginning; `place` is authenticated with it.
std::string seal(const SealingKey& key, std::string_view clear, std::string_view place);
std::optional<std::string> open(const SealingKey& key, std::string_view sealed, std::string_view place);
// BLAKE2b or HMAC-SM3 under the key, each part behind its length; `length` bytes, 16…32.
std::string keyed_hash(const SealingKey& key, std::initializer_list<std::string_view> parts, std::size_t length);
// Another key for each number, from which the first cannot be computed; `context` is 8 characters.
SealingKey derived(const SealingKey& from, std::uint64_t number, const char* context);
// Evenly from 0 to bound - 1, from the system's generator.
std::uint32_t random_below(std::uint32_t bound);

}  // namespace zhibu::secret
