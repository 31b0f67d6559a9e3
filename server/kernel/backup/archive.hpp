// The file format of a backup: named entries in one encrypted, authenticated stream, closed by a manifest of their hashes.
//
// "ZHIBU BACKUP 1\n" (or "… g\n": 国密), how the key was made ('p' passphrase, 'k' key file), 16 bytes of salt, the stream's header; then
// the pieces of stream.hpp, each behind its length. A changed, missing, moved or added byte does not open.
#pragma once
#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "kernel/schema/codec.hpp"
#include "kernel/secret/cryptography.hpp"

namespace zhibu::backup {

// Why a backup cannot be written or read, in words for the person at the keyboard.
class Fault : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct Secret {
    enum class Kind : char { passphrase = 'p', key_file = 'k' } kind;
    std::string text;  // the passphrase, or the content of the key file (at least 32 bytes)
};

// Writes `file`.part and gives it its name when whole and synced. Never writes over a file.
class Writer {
public:
    Writer(std::filesystem::path file, const Secret& secret, secret::Cryptography cryptography = secret::Cryptography::standard);
    ~Writer();  // removes what was not finished
    Writer(const Writer&) = delete;
    void add(std::string_view name, std::string_view content);
    void add_file(std::string_view name, const std::filesystem::path& source);
    // Closes with the manifest: `about` with the hash and size of every entry.
    void finish(json::object about);

private:
    struct Stream;
    void begin(std::string_view name, std::uint64_t size);
    void put(std::string_view bytes, bool last = false);
    std::filesystem::path file_, part_;
    std::unique_ptr<Stream> stream_;
    json::object entries_;
};

// Reads the whole of a backup and checks it: each entry's bytes go to the sink that `entry` gives for its name (none: only checked).
// Returns the manifest. Throws Fault where anything is not as it was written; then nothing that a sink received may be believed.
using Sink = std::function<void(std::string_view bytes)>;
json::object read(const std::filesystem::path& file, const Secret& secret, const std::function<Sink(const std::string& name, std::uint64_t size)>& entry);
// How the key of this backup was made; Fault where it is no backup.
Secret::Kind kind_of(const std::filesystem::path& file);

}  // namespace zhibu::backup
