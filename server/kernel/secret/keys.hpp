// The keys of an installation and what is done with them. They live in one file outside the database (0600 or we refuse).
#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace zhibu::secret {

using Key = std::array<unsigned char, 32>;

// Random bytes as lower-case hexadecimal, 2 characters a byte.
std::string random_hex(std::size_t bytes);
std::string random_bytes(std::size_t bytes);
// BLAKE2b-256 of a token that is random by itself: what is stored in place of it.
std::string fingerprint(std::string_view token);
bool equal_in_constant_time(std::string_view a, std::string_view b);
std::string base64(std::string_view bytes);
std::string from_base64(std::string_view text);  // "" where it is none
std::string hex(std::string_view bytes);

class Keys {
public:
    // Reads the master key; makes it (32 random bytes, 0600, synced) where the file is missing and `create` says so.
    // Throws std::runtime_error in words where it is missing, short, or readable by others.
    static Keys load(const std::filesystem::path& file, bool create);
    static Keys of_test();  // fixed; for tests only

    // XChaCha20-Poly1305 with a random nonce; `place` (table, row, column) is authenticated with it, so that a value
    // moved to another row does not open.
    std::string seal(std::string_view clear, std::string_view place) const;
    std::optional<std::string> open(std::string_view sealed, std::string_view place) const;
    // A keyed fingerprint for equality search, separate for each purpose ("member.id_number"); 32 hexadecimal digits.
    std::string blind(std::string_view normal, std::string_view purpose) const;
    // The keyed chain of the audit log; 32 bytes.
    std::string chain(std::string_view previous, std::string_view content) const;
    std::string identity() const;  // a fingerprint of the master key that may be shown: says which key a backup needs

private:
    explicit Keys(const Key& master);
    Key master_, fields_, blind_, audit_;
};

// Argon2id. hash() is slow on purpose (about 50 ms, 46 MiB): never call it on the writer's thread.
std::string hash_password(std::string_view password);
bool verify_password(std::string_view hash, std::string_view password);
// Takes as long as a real verification: for an unknown account.
void pretend_to_verify(std::string_view password);

// RFC 6238, SHA-1, 6 digits, 30 s. Returns the step that matched (within one step of `now`) so that each code works once.
std::optional<std::int64_t> totp_step(std::string_view base32_secret, std::string_view code, std::int64_t unix_seconds);
std::string base32(std::string_view bytes);

}  // namespace zhibu::secret
