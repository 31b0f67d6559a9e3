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
// The first seal of a place where nothing has happened yet: from then on a missing one is a fault.
void seal_if_new(App& app);
// Where the chains in the database fall short of the seal, or the seal itself is false or missing; empty where all agrees.
std::vector<std::string> verify_seal(const View& view);
// At the start, before a new seal hides it: each fault is logged and written into the audit, where `zhibu verify` tells it from then on.
void note_faults_of_seal(App& app);
inline constexpr std::string_view fault_action = "audit.fault_found";
std::filesystem::path seal_file(const App& app);

}  // namespace zhibu::audit
