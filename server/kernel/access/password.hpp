// What a password has to be: two profiles (packs/standard/passwords.toml), of which the office has chosen one, and its own words besides.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "kernel/record/view.hpp"

namespace zhibu {
namespace access {

struct PasswordProfile {
    std::string name{};      // "classified" (等保 2.0) or "asvs"
    std::int64_t length{};   // characters at least
    std::int64_t classes{};  // of capitals, small letters, digits, signs
    std::int64_t history{};  // how many earlier ones may not come again
    std::int64_t days{};     // how long one is good; 0 for ever
    bool blocked{};          // whether it is weighed against words that others use too
    std::string source{};
};
const std::vector<PasswordProfile>& password_profiles();
const PasswordProfile& password_profile(std::string_view name);  // the first where there is none of this name

struct PasswordRules {
    const PasswordProfile* profile;
    std::vector<std::string> words;  // of the office, that no password may rest on
};
PasswordRules password_rules(const View& view);

// What is wrong with a new password (a violation's code); "" where nothing is. `own` are words about its owner.
std::string weakness(const PasswordRules& rules, std::string_view password, const std::vector<std::string>& own);
// Throws the violation at the pointer.
void refuse_weak_password(const View& view, std::string_view password, const std::vector<std::string>& own, const std::string& pointer);
// How much is to be guessed: each word, run and year as one, and every other character.
std::size_t password_weight(std::string_view password, const std::vector<std::string>& words);
// When a password is too old; nothing where none grows old.
std::optional<Instant> password_good_until(const View& view, Instant changed_at);

void install_security_settings(App& app);

}  // namespace access
}  // namespace zhibu
