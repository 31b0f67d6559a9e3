// Which family of algorithms an installation uses: chosen once, when its key is made, and written in the key file.
#pragma once
#include <optional>
#include <string_view>

namespace zhibu::secret {

enum class Cryptography : unsigned char {
    standard,  // XChaCha20-Poly1305 and BLAKE2b
    gm         // 国密: SM4-CTR with HMAC-SM3 behind it, and HMAC-SM3 (docs/decisions/016-gm-profile.md)
};
constexpr std::string_view name_of(Cryptography cryptography) { return cryptography == Cryptography::gm ? "gm" : "standard"; }
constexpr std::optional<Cryptography> cryptography_of(std::string_view name) {
    if (name == "standard") return Cryptography::standard;
    if (name == "gm") return Cryptography::gm;
    return {};
}

}  // namespace zhibu::secret
