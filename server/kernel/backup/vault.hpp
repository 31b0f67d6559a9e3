// A vault: a folder that keeps backups in sealed chunks, each content once, so that an hourly backup of an unchanged office costs next to
// nothing; and moments, each a list of the chunks of which the office consisted then.
//
// zhibu-vault.json      who it belongs to, and its key, locked by the passphrase (Argon2id) together with the master key
// chunks/ab/cdef…       deflated and sealed (XChaCha20-Poly1305, or SM4 with HMAC-SM3 as the master key has it); the name is a keyed hash of the content and is authenticated with it
// moments/<name>        the list of a moment, sealed, its name authenticated with it
//
// The vault's key also lies beside the master key (keys/vault.key, 0600), so that the server can write by itself. It is no way to the
// master key: that is in the vault only behind the passphrase, which nobody keeps but people.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/backup/archive.hpp"
#include "kernel/secret/sealing.hpp"

namespace zhibu::backup {

namespace fs = std::filesystem;

// Somebody else has the turn at the vault: it passes.
class Busy : public Fault {
public:
    using Fault::Fault;
};

// What the passphrase opens.
struct Locked {
    std::string vault_key;   // 32 bytes
    std::string master_key;  // the content of the key file
};

class Vault {
public:
    static bool stands_in(const fs::path& folder);
    // VAULT, or VAULT/moments/NAME: the folder and the moment named ("" for the newest). Nothing where there is no vault.
    static std::optional<std::pair<fs::path, std::string>> named(const fs::path& path);
    // Makes an empty one. Refuses a folder with something in it and a passphrase of fewer than 8 characters. Slow on purpose.
    static void make(const fs::path& folder, const std::string& passphrase, const std::string& master_key, const fs::path& vault_key_file);
    static Locked unlock(const fs::path& folder, const std::string& passphrase);
    // After a rotation of the master key; Fault where the passphrase is wrong.
    static void lock_anew(const fs::path& folder, const std::string& passphrase, const std::string& master_key);
    // As the server opens it; Fault where the key is missing or another's.
    static Vault open(const fs::path& folder, const fs::path& vault_key_file);
    Vault(fs::path folder, std::string_view vault_key);

    // Writes the content where it is not there yet, synced; returns its name (32 bytes).
    std::string put(std::string_view content);
    std::string get(std::string_view name) const;  // Fault where it is missing or not as it was written
    bool has(std::string_view name) const { return fs::exists(path_of(name)); }
    std::uintmax_t written() const { return written_; }  // bytes that put() has added to the disk

    void keep_moment(const std::string& name, const json::object& manifest);
    json::object moment(const std::string& name) const;
    std::vector<std::string> moments() const;  // from the oldest to the newest
    void forget_moment(const std::string& name);
    // Removes chunks that are not among these, and what an interrupted backup left; returns the bytes freed.
    std::uintmax_t sweep(const std::set<std::string>& names);
    std::uintmax_t size() const;

    const fs::path& folder() const { return folder_; }
    const std::string& master_identity() const { return master_identity_; }

    // One writes or sweeps at a time, on all nodes; Busy where another does.
    class Turn {
    public:
        explicit Turn(const Vault& vault);
        ~Turn();
        Turn(const Turn&) = delete;

    private:
        int file_;
    };

private:
    static std::string locked(const std::string& passphrase, const Locked& held);  // what stands in zhibu-vault.json
    fs::path path_of(std::string_view name) const;
    fs::path folder_;
    secret::SealingKey naming_, sealing_;
    std::string master_identity_;
    std::uintmax_t written_ = 0;
};

}  // namespace zhibu::backup
