// The key of one box: a file of its own outside of database and backups, sealed by the master key, destroyed at the count.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "kernel/app.hpp"
#include "kernel/secret/sealing.hpp"

namespace zhibu::ballot_box {

std::filesystem::path folder_of_keys(const App& app);
std::string make_key(const App& app);  // its name
std::optional<secret::SealingKey> read_key(const App& app, const std::string& name);
void destroy_key(const App& app, const std::string& name);
// After a change of the master key; the names of those that do not open.
std::vector<std::string> seal_keys_anew(const App& app, std::int64_t& count);

}  // namespace zhibu::ballot_box
