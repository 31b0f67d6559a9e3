#include "kernel/secret/keys.hpp"

#include "kernel/secret/sealing.hpp"

#include <fcntl.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>

namespace zhibu::secret {
namespace {

void start_sodium() {
    static const int started = sodium_init();
    if (started < 0) throw std::runtime_error{"libsodium did not start"};
}
const unsigned char* raw(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }
unsigned char* raw(std::string& s) { return reinterpret_cast<unsigned char*>(s.data()); }

Key derive(const Key& master, std::uint64_t number) {
    Key key;
    crypto_kdf_derive_from_key(key.data(), key.size(), number, "zhibu-01", master.data());
    return key;
}
}  // namespace

std::string keyed_hash(const Key& key, std::initializer_list<std::string_view> parts, std::size_t length) {
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
std::string seal(const Key& key, std::string_view clear, std::string_view place) {
    std::string out = random_bytes(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
    auto nonce = out;
    out.resize(nonce.size() + clear.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES);
    unsigned long long written = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(raw(out) + nonce.size(), &written, raw(clear), clear.size(), raw(place), place.size(), nullptr,
                                               raw(nonce), key.data());
    return out;
}
std::optional<std::string> open(const Key& key, std::string_view sealed, std::string_view place) {
    constexpr std::size_t head = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, tail = crypto_aead_xchacha20poly1305_ietf_ABYTES;
    if (sealed.size() < head + tail) return {};
    std::string clear(sealed.size() - head - tail, '\0');
    unsigned long long written = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(raw(clear), &written, nullptr, raw(sealed) + head, sealed.size() - head, raw(place), place.size(),
                                                   raw(sealed), key.data()) != 0)
        return {};
    return clear;
}
std::uint32_t random_below(std::uint32_t bound) {
    start_sodium();
    return randombytes_uniform(bound);
}

namespace {

void write_new_key(const std::filesystem::path& file, const Key& key) {
    std::filesystem::create_directories(file.parent_path());
    int fd = ::open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (fd < 0 || ::write(fd, key.data(), key.size()) != ssize_t(key.size()) || ::fsync(fd) != 0) {
        if (fd >= 0) ::close(fd);
        throw std::runtime_error{"cannot write the key file " + file.string()};
    }
    ::close(fd);
    if (int folder = ::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); folder >= 0) {
        ::fsync(folder);
        ::close(folder);
    }
}

}  // namespace

std::string hex(std::string_view bytes) {
    static constexpr char digit[] = "0123456789abcdef";
    std::string out;
    for (unsigned char c : bytes) out += digit[c >> 4], out += digit[c & 15];
    return out;
}
std::string random_bytes(std::size_t count) {
    start_sodium();
    std::string out(count, '\0');
    randombytes_buf(out.data(), count);
    return out;
}
std::string random_hex(std::size_t count) { return hex(random_bytes(count)); }
std::string fingerprint(std::string_view token) {
    start_sodium();
    std::string out(32, '\0');
    crypto_generichash(raw(out), 32, raw(token), token.size(), nullptr, 0);
    return hex(out);
}
bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}
std::string base64(std::string_view bytes) {
    std::string out(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(out.data(), out.size(), raw(bytes), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
    out.pop_back();
    return out;
}

std::string from_base64(std::string_view text) {
    std::string out(text.size(), '\0');
    std::size_t length = 0;
    if (sodium_base642bin(raw(out), out.size(), text.data(), text.size(), nullptr, &length, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0) return {};
    out.resize(length);
    return out;
}

Keys::Keys(const Key& master) : master_{master}, fields_{derive(master, 1)}, blind_{derive(master, 2)}, audit_{derive(master, 3)} {}

Keys Keys::load(const std::filesystem::path& file, bool create) {
    start_sodium();
    if (create && !std::filesystem::exists(file)) {
        Key fresh;
        randombytes_buf(fresh.data(), fresh.size());
        write_new_key(file, fresh);
    }
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) throw std::runtime_error{"the key file is missing: " + file.string()};
    if (status.st_mode & 077) throw std::runtime_error{"the key file may be read by others; run: chmod 600 " + file.string()};
    Key key;
    std::ifstream in{file, std::ios::binary};
    if (!in.read(reinterpret_cast<char*>(key.data()), key.size()) || in.peek() != EOF)
        throw std::runtime_error{"the key file is damaged: " + file.string()};
    return Keys{key};
}
Keys Keys::of_test() {
    start_sodium();
    Key key;
    key.fill(7);
    return Keys{key};
}

std::string Keys::seal(std::string_view clear, std::string_view place) const { return secret::seal(fields_, clear, place); }
std::optional<std::string> Keys::open(std::string_view sealed, std::string_view place) const { return secret::open(fields_, sealed, place); }
std::string Keys::blind(std::string_view normal, std::string_view purpose) const { return hex(keyed_hash(blind_, {purpose, normal}, 16)); }
std::string Keys::chain(std::string_view previous, std::string_view content) const { return keyed_hash(audit_, {previous, content}, 32); }
std::string Keys::identity() const { return hex(keyed_hash(master_, {"identity"}, 16)); }

// 46 MiB and one pass: the OWASP figure for Argon2id, 34 ms measured here (docs/security.md).
constexpr std::size_t password_memory = 46u << 20;
constexpr unsigned long long password_passes = 1;

std::string hash_password(std::string_view password) {
    start_sodium();
    std::string out(crypto_pwhash_STRBYTES, '\0');
    if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), password_passes, password_memory, crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw std::runtime_error{"not enough memory to hash a password"};
    out.resize(out.find('\0'));
    return out;
}
bool verify_password(std::string_view hash, std::string_view password) {
    start_sodium();
    return crypto_pwhash_str_verify(std::string{hash}.c_str(), password.data(), password.size()) == 0;
}
void pretend_to_verify(std::string_view password) {
    static const std::string nobody = hash_password("nobody has this password");
    (void)verify_password(nobody, password);
}

std::string base32(std::string_view bytes) {
    static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string out;
    unsigned buffer = 0, bits = 0;
    for (unsigned char c : bytes) {
        buffer = buffer << 8 | c, bits += 8;
        while (bits >= 5) out += alphabet[buffer >> (bits -= 5) & 31];
    }
    if (bits) out += alphabet[buffer << (5 - bits) & 31];
    return out;
}
static std::string from_base32(std::string_view text) {
    std::string out;
    unsigned buffer = 0, bits = 0;
    for (char c : text) {
        unsigned value = c >= 'A' && c <= 'Z' ? unsigned(c - 'A') : c >= '2' && c <= '7' ? unsigned(c - '2' + 26) : 32;
        if (value == 32) continue;
        buffer = buffer << 5 | value, bits += 5;
        if (bits >= 8) out += char(buffer >> (bits -= 8) & 255);
    }
    return out;
}
static std::string totp_code(const std::string& secret, std::int64_t step) {
    unsigned char counter[8], digest[20];
    for (int i = 7; i >= 0; --i, step >>= 8) counter[i] = static_cast<unsigned char>(step & 255);
    unsigned length = sizeof digest;
    HMAC(EVP_sha1(), secret.data(), int(secret.size()), counter, sizeof counter, digest, &length);
    int at = digest[19] & 15;
    auto number = (digest[at] & 127u) << 24 | digest[at + 1] << 16 | digest[at + 2] << 8 | digest[at + 3];
    auto text = std::to_string(number % 1000000);
    return std::string(6 - text.size(), '0') + text;
}
std::optional<std::int64_t> totp_step(std::string_view base32_secret, std::string_view code, std::int64_t unix_seconds) {
    auto secret = from_base32(base32_secret);
    for (std::int64_t step : {unix_seconds / 30, unix_seconds / 30 - 1, unix_seconds / 30 + 1})
        if (equal_in_constant_time(totp_code(secret, step), code)) return step;
    return {};
}

}  // namespace zhibu::secret
