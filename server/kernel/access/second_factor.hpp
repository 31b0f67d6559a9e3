// The second factor of an account: setting it up, its codes and the recovery codes that stand in for a lost phone.
#pragma once
#include <string>
#include <vector>

#include "kernel/app.hpp"

namespace zhibu::access {

// A code as it was typed, in its one spelling: without spaces and dashes, in capitals.
std::string normal_code(std::string_view typed);
// New recovery codes "7KQ2-M9XA-4TND"; only their fingerprints are stored (as a JSON list).
std::vector<std::string> new_recovery_codes();
std::string fingerprints_of(const std::vector<std::string>& codes);
// The stored list without this code's fingerprint; nothing where it is not in the list.
std::optional<std::string> without_code(std::string_view stored, std::string_view code);

void install_second_factor(App& app);

}  // namespace zhibu::access
