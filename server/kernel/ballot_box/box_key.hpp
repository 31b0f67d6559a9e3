// The key of one box: a file of its own outside of database and backups, sealed by the master key, destroyed at the count.
#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "kernel/app.hpp"
#include "kernel/secret/sealing.hpp"

namespace zhibu::ballot_box {

std::filesystem::path folder_of_keys(const App& app);
std::string make_key(const App& app);  // its name
std::optional<secret::Key> read_key(const App& app, const std::string& name);
void destroy_key(const App& app, const std::string& name);

}  // namespace zhibu::ballot_box
