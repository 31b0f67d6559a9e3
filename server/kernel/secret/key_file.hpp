// What stands in the key file: the key, and after a rotation those before it.
//
// 32 bytes, as they are: one key of the standard algorithms. Everything else is text:
//   zhibu-keys 2
//   cryptography gm
//   rotating                         while a rotation is not finished: values of the key before are still opened
//   key <64 hexadecimal digits>      the key in use, then those before it, the newest first
//   until <tenant> <chain> <number>  how far that chain of the audit was written under the key above
#pragma once
#include <cstdint>
#include <map>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/secret/sealing.hpp"

namespace zhibu::secret {

using AuditEnds = std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t>;  // tenant and chain → the last number

struct Generation {
    SealingKey key;
    AuditEnds until{};  // none for the key in use
};
struct Ring {
    Cryptography cryptography{Cryptography::standard};
    std::vector<Generation> generations{};  // the first is in use
    bool rotating{false};
};

class DamagedKeyFile : public std::runtime_error {
public:
    DamagedKeyFile() : std::runtime_error{"the key file is damaged"} {}
};
Ring read_ring(std::string_view content);
std::string content_of(const Ring& ring);
bool is_plain(std::string_view content);  // one key of the standard algorithms
Ring fresh_ring(Cryptography cryptography);
std::string identity_of(const SealingKey& key);  // a fingerprint that may be shown

// As it stood when the key of this identity was in use; std::runtime_error in words where that key is not among them.
std::string key_file_as_of(std::string_view content, std::string_view identity);

// The content of the key file: std::runtime_error in words where it is missing or may be read by others.
std::string read_key_file(const std::filesystem::path& file);
// Whole and synced, or not at all; 0600. Of two that make the first one, one wins.
enum class Existing { kept, replaced };
void make_key_file(const std::filesystem::path& file, Cryptography cryptography);  // nothing where there is one
void write_whole(const std::filesystem::path& file, std::string_view content, Existing existing);

}  // namespace zhibu::secret
