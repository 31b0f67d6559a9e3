// The audit's seal: how far each chain had come, kept outside the database under the audit's key. Rows cut off at the end are found
// by it even where the head row in the database was set back with them.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace zhibu {
class App;
class View;
}  // namespace zhibu

namespace zhibu::audit {

// Writes the seal of what is durable now (atomically, synced); does nothing where nothing was added since the last.
void write_seal(App& app);
// Where the chains in the database fall short of the seal, or the seal itself is false; empty where all agrees or there is no seal yet.
std::vector<std::string> verify_seal(const View& view);
std::filesystem::path seal_file(const App& app);

}  // namespace zhibu::audit
