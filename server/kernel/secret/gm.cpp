#include "kernel/secret/gm.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "kernel/secret/keys.hpp"

namespace zhibu::secret::gm {
namespace {

constexpr std::size_t most_at_once = std::size_t{1} << 30;  // OpenSSL counts in int

template <auto release>
struct Release {
    template <class T>
    void operator()(T* held) const {
        release(held);
    }
};
template <class T, auto release>
using Held = std::unique_ptr<T, Release<release>>;

void must(int good, const char* what) {
    if (good != 1) throw std::runtime_error{std::string{"国密算法不可用。 OpenSSL refuses "} + what};
}
template <class T>
T* must(T* made, const char* what) {
    if (!made) throw std::runtime_error{std::string{"国密算法不可用。 OpenSSL has no "} + what};
    return made;
}

// Looked up once: each look-up takes longer than a short computation.
const EVP_MD* sm3_algorithm() {
    static const EVP_MD* found = must(EVP_MD_fetch(nullptr, "SM3", nullptr), "SM3");
    return found;
}
const EVP_CIPHER* sm4_algorithm() {
    static const EVP_CIPHER* found = must(EVP_CIPHER_fetch(nullptr, "SM4-CTR", nullptr), "SM4-CTR");
    return found;
}
EVP_MAC* hmac_algorithm() {
    static EVP_MAC* found = must(EVP_MAC_fetch(nullptr, "HMAC", nullptr), "HMAC");
    return found;
}
EVP_KDF* hkdf_algorithm() {
    static EVP_KDF* found = must(EVP_KDF_fetch(nullptr, "HKDF", nullptr), "HKDF");
    return found;
}

const unsigned char* raw(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }
unsigned char* raw(std::string& s) { return reinterpret_cast<unsigned char*>(s.data()); }
template <std::size_t size>
std::string_view text(const std::array<unsigned char, size>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), size};
}
OSSL_PARAM sm3_named(const char* parameter) { return OSSL_PARAM_construct_utf8_string(parameter, const_cast<char*>("SM3"), 0); }

class Mac {
public:
    explicit Mac(std::string_view key) : context_{must(EVP_MAC_CTX_new(hmac_algorithm()), "HMAC")} {
        OSSL_PARAM parameters[]{sm3_named(OSSL_MAC_PARAM_DIGEST), OSSL_PARAM_construct_end()};
        must(EVP_MAC_init(context_.get(), raw(key), key.size(), parameters), "HMAC-SM3");
    }
    void add(std::string_view bytes) { must(EVP_MAC_update(context_.get(), raw(bytes), bytes.size()), "HMAC-SM3"); }
    std::string finish() {
        std::string out(mac_size, '\0');
        std::size_t length = 0;
        must(EVP_MAC_final(context_.get(), raw(out), &length, out.size()), "HMAC-SM3");
        return out;
    }

private:
    Held<EVP_MAC_CTX, EVP_MAC_CTX_free> context_;
};

}  // namespace

std::string sm3(std::string_view content) {
    std::string out(32, '\0');
    must(EVP_Digest(content.data(), content.size(), raw(out), nullptr, sm3_algorithm(), nullptr), "SM3");
    return out;
}
std::string hmac(std::string_view key, std::string_view content) {
    Mac mac{key};
    mac.add(content);
    return mac.finish();
}
std::string hmac(std::string_view key, std::initializer_list<std::string_view> parts) {
    Mac mac{key};
    for (auto part : parts) {
        std::string length(8, '\0');
        for (int i = 0; i < 8; ++i) length[std::size_t(i)] = char(std::uint64_t(part.size()) >> 8 * i & 255);
        mac.add(length), mac.add(part);
    }
    return mac.finish();
}

std::string expand(std::string_view key, std::string_view purpose, std::size_t length) {
    Held<EVP_KDF_CTX, EVP_KDF_CTX_free> context{must(EVP_KDF_CTX_new(hkdf_algorithm()), "HKDF")};
    int mode = EVP_KDF_HKDF_MODE_EXPAND_ONLY;
    OSSL_PARAM parameters[]{OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode), sm3_named(OSSL_KDF_PARAM_DIGEST),
                            OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, const_cast<char*>(key.data()), key.size()),
                            OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, const_cast<char*>(purpose.data()), purpose.size()), OSSL_PARAM_construct_end()};
    std::string out(length, '\0');
    must(EVP_KDF_derive(context.get(), raw(out), out.size(), parameters), "HKDF with SM3");
    return out;
}
KeyPair split(std::string_view key) {
    auto bytes = expand(key, "zhibu seal", sm4_key_size + 32);
    KeyPair pair;
    std::copy_n(raw(bytes), sm4_key_size, pair.cipher.begin());
    std::copy_n(raw(bytes) + sm4_key_size, pair.mac.size(), pair.mac.begin());
    return pair;
}

std::string sm4_ctr(std::string_view key, std::string_view begin, std::string_view from) {
    if (key.size() != sm4_key_size || begin.size() != begin_size) throw std::logic_error{"SM4 takes 16 bytes of key and 16 of counter"};
    Held<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free> context{must(EVP_CIPHER_CTX_new(), "SM4-CTR")};
    must(EVP_EncryptInit_ex2(context.get(), sm4_algorithm(), raw(key), raw(begin), nullptr), "SM4-CTR");
    std::string out(from.size(), '\0');
    for (std::size_t at = 0; at < from.size();) {
        auto count = std::min(from.size() - at, most_at_once);
        int written = 0;
        must(EVP_EncryptUpdate(context.get(), raw(out) + at, &written, raw(from) + at, int(count)), "SM4-CTR");
        at += count;
    }
    return out;
}

std::string seal(const KeyPair& keys, std::string_view clear, std::string_view place) {
    auto begin = random_bytes(begin_size);
    auto cipher = sm4_ctr(text(keys.cipher), begin, clear);
    auto mac = hmac(text(keys.mac), {place, begin, cipher});
    return begin + cipher + mac;
}
std::optional<std::string> open(const KeyPair& keys, std::string_view sealed, std::string_view place) {
    if (sealed.size() < overhead) return {};
    auto begin = sealed.substr(0, begin_size), cipher = sealed.substr(begin_size, sealed.size() - overhead), mac = sealed.substr(sealed.size() - mac_size);
    if (!equal_in_constant_time(hmac(text(keys.mac), {place, begin, cipher}), mac)) return {};
    return sm4_ctr(text(keys.cipher), begin, cipher);
}

}  // namespace zhibu::secret::gm
