// Uploaded and generated files: encrypted at rest, named by number, never inside the web root.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/db/db.hpp"
#include "kernel/secret/keys.hpp"
#include "kernel/values/date.hpp"
#include "kernel/values/id.hpp"

namespace zhibu::file {

struct StoredFile {
    std::int64_t id{};
    std::string name, content_type;
    std::int64_t size{};
    std::string digest;  // BLAKE2b-256 of the content, hexadecimal
};

class Store {
public:
    Store(std::filesystem::path folder, const secret::Keys& keys) : folder_{std::move(folder)}, keys_{keys} {}

    // Writes the bytes (sealed, synced, with their directory) before any row speaks of them; returns their digest, which is
    // also where they lie. A file that no row speaks of is swept by a job after a day.
    std::string put(std::string_view content) const;
    // The bytes, or nothing where the file is missing or was altered.
    std::optional<std::string> get(std::string_view digest) const;
    bool exists(std::string_view digest) const;

    // The row that speaks of a put file, in the caller's transaction.
    std::int64_t keep(db::Session& session, TenantId tenant, std::string_view name, std::string_view content_type, std::int64_t size,
                      std::string_view digest, Instant now) const;
    std::optional<StoredFile> find(db::Session& session, TenantId tenant, std::int64_t id) const;

private:
    std::filesystem::path path_of(std::string_view digest) const;
    std::filesystem::path folder_;
    const secret::Keys& keys_;
};

}  // namespace zhibu::file
