#include "kernel/secret/sealing.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstring>

#include "kernel/secret/gm.hpp"

namespace zhibu::secret {
namespace {

const unsigned char* raw(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }
unsigned char* raw(std::string& s) { return reinterpret_cast<unsigned char*>(s.data()); }
std::string_view text(const SealingKey& key) { return {reinterpret_cast<const char*>(key.data()), key.size()}; }
bool is_gm(const SealingKey& key) { return key.cryptography == Cryptography::gm; }

}  // namespace

std::string keyed_hash(const SealingKey& key, std::initializer_list<std::string_view> parts, std::size_t length) {
    if (is_gm(key)) return gm::hmac(text(key), parts).substr(0, length);
    crypto_generichash_state state;
    crypto_generichash_init(&state, key.data(), key.size(), length);
    for (auto part : parts) {
        // Each part goes in behind its length, so that no two lists of parts give the same bytes.
        std::uint64_t size = part.size();
        crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(&size), sizeof size);
        crypto_generichash_update(&state, raw(part), part.size());
    }
    std::string out(length, '\0');
    crypto_generichash_final(&state, raw(out), length);
    return out;
}

SealingKey derived(const SealingKey& from, std::uint64_t number, const char* context) {
    SealingKey key;
    key.cryptography = from.cryptography;
    if (is_gm(from)) {
        auto bytes = gm::expand(text(from), std::string{context} + " " + std::to_string(number), key.size());
        std::copy(bytes.begin(), bytes.end(), key.begin());
    } else crypto_kdf_derive_from_key(key.data(), key.size(), number, context, from.data());
    return key;
}

std::string seal(const SealingKey& key, std::string_view clear, std::string_view place) {
    if (is_gm(key)) return gm::seal(gm::split(text(key)), clear, place);
    std::string out = random_bytes(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
    auto nonce = out;
    out.resize(nonce.size() + clear.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES);
    unsigned long long written = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(raw(out) + nonce.size(), &written, raw(clear), clear.size(), raw(place), place.size(), nullptr,
                                               raw(nonce), key.data());
    return out;
}
std::optional<std::string> open(const SealingKey& key, std::string_view sealed, std::string_view place) {
    if (is_gm(key)) return gm::open(gm::split(text(key)), sealed, place);
    constexpr std::size_t head = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, tail = crypto_aead_xchacha20poly1305_ietf_ABYTES;
    if (sealed.size() < head + tail) return {};
    std::string clear(sealed.size() - head - tail, '\0');
    unsigned long long written = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(raw(clear), &written, nullptr, raw(sealed) + head, sealed.size() - head, raw(place), place.size(),
                                                   raw(sealed), key.data()) != 0)
        return {};
    return clear;
}

}  // namespace zhibu::secret
