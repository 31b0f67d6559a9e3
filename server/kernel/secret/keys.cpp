#include "kernel/secret/keys.hpp"

#include <openssl/hmac.h>
#include <sodium.h>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "kernel/secret/gm.hpp"
#include "kernel/secret/key_file.hpp"
#include "kernel/secret/ring.hpp"
#include "kernel/secret/sealing.hpp"

namespace zhibu::secret {
namespace {

void start_sodium() {
    static const int started = sodium_init();
    if (started < 0) throw std::runtime_error{"libsodium did not start"};
}
const unsigned char* raw(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }
unsigned char* raw(std::string& s) { return reinterpret_cast<unsigned char*>(s.data()); }

}  // namespace

std::uint32_t random_below(std::uint32_t bound) {
    start_sodium();
    return randombytes_uniform(bound);
}

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

namespace {

constexpr const char* context = "zhibu-01";

SealingKey standard(const Key& key) { return {key, Cryptography::standard}; }

// What is made of one key of a ring.
struct Derived {
    SealingKey fields, blind, audit;
    gm::KeyPair pair{};  // of `fields`, split once
    explicit Derived(const SealingKey& key) : fields{derived(key, 1, context)}, blind{derived(key, 2, context)}, audit{derived(key, 3, context)} {
        if (is_gm()) pair = gm::split({reinterpret_cast<const char*>(fields.data()), fields.size()});
    }
    bool is_gm() const { return fields.cryptography == Cryptography::gm; }
    std::string seal(std::string_view clear, std::string_view place) const { return is_gm() ? gm::seal(pair, clear, place) : secret::seal(fields, clear, place); }
    std::optional<std::string> open(std::string_view sealed, std::string_view place) const {
        return is_gm() ? gm::open(pair, sealed, place) : secret::open(fields, sealed, place);
    }
};

struct Held {
    Ring ring;
    std::string identity;
    std::vector<Derived> all;
    explicit Held(Ring of) : ring{std::move(of)}, identity{identity_of(ring.generations.front().key)} {
        for (auto& each : ring.generations) all.emplace_back(each.key);
    }
    const Derived& in_use() const { return all.front(); }
    std::string chain_at(const AuditPlace& place, std::string_view previous, std::string_view content) const {
        auto& generations = ring.generations;
        auto wrote = generations.size() - 1;
        for (; wrote > 0; --wrote)
            if (auto end = generations[wrote].until.find({place.tenant, place.chain}); end != generations[wrote].until.end() && place.sequence <= end->second) break;
        return keyed_hash(all[wrote].audit, {previous, content}, 32);
    }
};

// What key files of more than one plain key said, found again by the key in use: Keys is part of everything that is compiled and stays
// four keys; an installation of one plain key never looks here.
class Rings {
public:
    void keep(std::shared_ptr<const Held> held) {
        std::unique_lock lock{mutex_};
        Key key = held->ring.generations.front().key;
        all_[key] = std::move(held);
        any_ = true;
    }
    std::shared_ptr<const Held> find(const Key& key) const {
        if (!any_) return {};
        std::shared_lock lock{mutex_};
        auto found = all_.find(key);
        return found == all_.end() ? nullptr : found->second;
    }
    std::shared_ptr<const Held> find(const std::string& identity) const {
        if (!any_) return {};
        std::shared_lock lock{mutex_};
        for (auto& [key, held] : all_)
            if (held->identity == identity) return held;
        return {};
    }

private:
    mutable std::shared_mutex mutex_;
    std::map<Key, std::shared_ptr<const Held>> all_;
    std::atomic<bool> any_{false};
};
Rings& rings() {
    static Rings all;
    return all;
}
std::shared_ptr<const Held> held_of(const Keys& keys) { return rings().find(keys.identity()); }

}  // namespace

Keys::Keys(const Key& master)
    : master_{master}, fields_{derived(standard(master), 1, context)}, blind_{derived(standard(master), 2, context)}, audit_{derived(standard(master), 3, context)} {}

Keys Keys::load(const std::filesystem::path& file, bool create) {
    start_sodium();
    if (create) make_key_file(file, Cryptography::standard);
    auto content = read_key_file(file);
    try {
        auto ring = read_ring(content);
        Key key = ring.generations.front().key;
        if (!is_plain(content)) rings().keep(std::make_shared<const Held>(std::move(ring)));
        return Keys{key};
    } catch (const DamagedKeyFile&) {
        throw std::runtime_error{"the key file is damaged: " + file.string()};
    }
}
Keys Keys::of_test() {
    start_sodium();
    Key key;
    key.fill(7);
    return Keys{key};
}

std::string Keys::seal(std::string_view clear, std::string_view place) const {
    if (auto held = rings().find(master_)) return held->in_use().seal(clear, place);
    return secret::seal(standard(fields_), clear, place);
}
std::optional<std::string> Keys::open(std::string_view sealed, std::string_view place) const {
    auto held = rings().find(master_);
    if (!held) return secret::open(standard(fields_), sealed, place);
    auto opened = held->in_use().open(sealed, place);
    // Once a rotation is done the keys before open nothing here: whoever has found one can forge nothing with it.
    if (!opened && held->ring.rotating) opened = held->all[1].open(sealed, place);
    return opened;
}
std::string Keys::blind(std::string_view normal, std::string_view purpose) const {
    auto held = rings().find(master_);
    return hex(keyed_hash(held ? held->in_use().blind : standard(blind_), {purpose, normal}, 16));
}
std::string Keys::chain(std::string_view previous, std::string_view content) const {
    auto held = rings().find(master_);
    return keyed_hash(held ? held->in_use().audit : standard(audit_), {previous, content}, 32);
}
std::string Keys::identity() const {
    auto held = rings().find(master_);
    return held ? held->identity : identity_of(standard(master_));
}

Cryptography cryptography_of(const Keys& keys) {
    auto held = held_of(keys);
    return held ? held->ring.cryptography : Cryptography::standard;
}
bool rotating(const Keys& keys) {
    auto held = held_of(keys);
    return held && held->ring.rotating;
}
std::vector<std::string> identities_before(const Keys& keys) {
    std::vector<std::string> all;
    if (auto held = held_of(keys))
        for (std::size_t i = 1; i < held->ring.generations.size(); ++i) all.push_back(identity_of(held->ring.generations[i].key));
    return all;
}
bool is_of_key_in_use(const Keys& keys, std::string_view sealed, std::string_view place) {
    auto held = held_of(keys);
    return (held ? held->in_use().open(sealed, place) : keys.open(sealed, place)).has_value();
}
std::string chain_at(const Keys& keys, const AuditPlace& place, std::string_view previous, std::string_view content) {
    auto held = held_of(keys);
    return held ? held->chain_at(place, previous, content) : keys.chain(previous, content);
}

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
