// 国密: SM3 (GB/T 32905) and SM4 (GB/T 32907) as OpenSSL computes them, put together to what the rest of this folder needs.
//
// A sealed value is 16 random bytes (where the counter begins), the SM4-CTR ciphertext, and 32 bytes of HMAC-SM3 over place, beginning and
// ciphertext, each behind its length: encrypted, then authenticated, under two keys that HKDF makes of one.
#pragma once
#include <array>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace zhibu::secret::gm {

inline constexpr std::size_t sm4_key_size = 16, begin_size = 16, mac_size = 32;
inline constexpr std::size_t overhead = begin_size + mac_size;

// What one key is split into before anything is sealed with it.
struct KeyPair {
    std::array<unsigned char, sm4_key_size> cipher{};
    std::array<unsigned char, 32> mac{};
};
KeyPair split(std::string_view key);
// HKDF-Expand (RFC 5869) with HMAC-SM3.
std::string expand(std::string_view key, std::string_view purpose, std::size_t length);

std::string seal(const KeyPair& keys, std::string_view clear, std::string_view place);
std::optional<std::string> open(const KeyPair& keys, std::string_view sealed, std::string_view place);

std::string sm3(std::string_view content);
// Over the bytes as they are; and over parts, each behind its length.
std::string hmac(std::string_view key, std::string_view content);
std::string hmac(std::string_view key, std::initializer_list<std::string_view> parts);
// The same both ways; the counter is a whole block.
std::string sm4_ctr(std::string_view key, std::string_view begin, std::string_view text);

}  // namespace zhibu::secret::gm
