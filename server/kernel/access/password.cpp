#include "kernel/access/password.hpp"

#include <algorithm>
#include <cctype>
#include <limits>
#include <sstream>

#include "kernel/access/session.hpp"
#include "kernel/app.hpp"
#include "kernel/pack/pack.hpp"
#include "kernel/values/text.hpp"

namespace zhibu {
namespace access {

struct BlockedWords {
    std::string about{}, words{};
};
struct Weighing {
    std::int64_t weight{};
};

}  // namespace access

template <>
struct Schema<access::PasswordProfile> {
    using T = access::PasswordProfile;
    static constexpr std::string_view name = "password_profile";
    static constexpr auto fields = std::tuple{field<&T::name>({.required = true}),           field<&T::length>({.required = true, .min = 8, .max = 64}),
                                              field<&T::classes>({.required = true, .min = 1, .max = 4}), field<&T::history>({.required = true, .min = 1, .max = 24}),
                                              field<&T::days>({.required = true, .min = 0, .max = 366}),  field<&T::blocked>({.required = true}),
                                              field<&T::source>({.required = true})};
};
template <>
struct Schema<access::BlockedWords> {
    using T = access::BlockedWords;
    static constexpr std::string_view name = "blocked_words";
    static constexpr auto fields = std::tuple{field<&T::about>({.required = true}), field<&T::words>({.required = true, .max = 4000})};
};

namespace access {
namespace {

constexpr const char* rules_file = "standard/passwords.toml";
constexpr std::int64_t longest = 128;
constexpr std::size_t shortest_word = 3, shortest_run = 3;

struct Shipped {
    std::vector<PasswordProfile> profiles;
    std::vector<std::string> words;
    std::size_t weight;
};
std::vector<std::string> parted(const std::string& text) {
    std::vector<std::string> all;
    std::istringstream in{text};
    for (std::string word; in >> word;) all.push_back(word);
    return all;
}
const Shipped& shipped() {
    static const Shipped read = [] {
        auto file = pack::embedded(rules_file);
        Shipped made{file.rows<PasswordProfile>("profile"), {}, std::size_t(file.content().at("weighing").at("weight").as_int64())};
        for (auto& row : file.rows<BlockedWords>("word"))
            for (auto& word : parted(row.words)) made.words.push_back(word);
        return made;
    }();
    return read;
}

char lower(char c) { return char(std::tolower(static_cast<unsigned char>(c))); }
// What people write for a letter.
char as_letter(char c) {
    switch (c) {
        case '0': return 'o';
        case '1': case '!': return 'i';
        case '3': return 'e';
        case '4': case '@': return 'a';
        case '5': case '$': return 's';
        case '7': return 't';
        default: return c;
    }
}
std::string mapped(std::string_view text, char (*map)(char)) {
    std::string out;
    for (char c : text) out += map(c);
    return out;
}

// The length of the run that begins here: one character again and again, counting up or down, or along a row of keys.
std::size_t run_at(std::string_view text, std::size_t at) {
    static constexpr std::string_view rows[]{"qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "!@#$%^&*()", "1qaz2wsx3edc4rfv5tgb6yhn7ujm"};
    std::size_t best = 0;
    for (int step : {0, 1, -1}) {
        std::size_t length = 1;
        while (at + length < text.size() && std::isalnum(static_cast<unsigned char>(text[at])) && text[at + length] == char(text[at + length - 1] + step)) ++length;
        best = std::max(best, length);
    }
    for (auto row : rows)
        if (auto from = row.find(text[at]); from != row.npos) {
            std::size_t length = 1;
            while (at + length < text.size() && from + length < row.size() && text[at + length] == row[from + length]) ++length;
            best = std::max(best, length);
        }
    return best >= shortest_run ? best : 0;
}
std::size_t year_at(std::string_view text, std::size_t at) {
    auto year = text.substr(at, 4);
    bool digits = year.size() == 4 && std::all_of(year.begin(), year.end(), [](unsigned char c) { return std::isdigit(c); });
    return digits && (year.starts_with("19") || year.starts_with("20")) ? 4 : 0;
}

int classes_of(std::string_view password) {
    bool lower_case = false, upper_case = false, digit = false, other = false;
    for (unsigned char c : password) (std::islower(c) ? lower_case : std::isupper(c) ? upper_case : std::isdigit(c) ? digit : other) = true;
    return lower_case + upper_case + digit + other;
}

}  // namespace

const std::vector<PasswordProfile>& password_profiles() { return shipped().profiles; }
const PasswordProfile& password_profile(std::string_view name) {
    auto& all = password_profiles();
    auto found = std::find_if(all.begin(), all.end(), [&](auto& each) { return each.name == name; });
    return found == all.end() ? all.front() : *found;
}

PasswordRules password_rules(const View& view) {
    auto words = parted(setting(view.session, view.tenant(), "password_words").value_or(""));
    return {&password_profile(setting(view.session, view.tenant(), "password_profile").value_or("")), std::move(words)};
}

std::size_t password_weight(std::string_view password, const std::vector<std::string>& words) {
    auto plain = mapped(password, lower), read = mapped(plain, as_letter);
    std::size_t weight = 0;
    for (std::size_t at = 0; at < plain.size(); ++weight) {
        auto length = std::max(run_at(plain, at), year_at(plain, at));
        auto look = [&](const std::string& word) {
            if (word.size() < shortest_word && word.size() <= length) return;
            auto small = mapped(word, lower);
            if (small.size() >= shortest_word && (plain.compare(at, small.size(), small) == 0 || read.compare(at, small.size(), small) == 0)) length = std::max(length, small.size());
        };
        for (auto& word : shipped().words) look(word);
        for (auto& word : words) look(word);
        at += std::max<std::size_t>(1, length);
        while (at < plain.size() && (static_cast<unsigned char>(plain[at]) & 0xC0) == 0x80) ++at;  // the rest of a character of several bytes
    }
    return weight;
}

std::string weakness(const PasswordRules& rules, std::string_view password, const std::vector<std::string>& own) {
    auto& profile = *rules.profile;
    auto length = std::int64_t(code_points(password));
    if (length > longest) return "password_too_long";
    if (length < profile.length) return "password_short_" + std::to_string(profile.length);
    if (classes_of(password) < profile.classes) return "password_classes";
    for (auto& word : own)
        if (word.size() >= shortest_word && password.find(word) != std::string_view::npos) return "password_has_username";
    auto words = rules.words;
    words.insert(words.end(), own.begin(), own.end());
    if (profile.blocked && password_weight(password, words) < shipped().weight) return "password_common";
    return "";
}

void refuse_weak_password(const View& view, std::string_view password, const std::vector<std::string>& own, const std::string& pointer) {
    if (auto code = weakness(password_rules(view), password, own); !code.empty()) throw invalid({{pointer, code}});
}

std::string weakness_of_first(std::string_view password, std::string_view username) {
    return weakness({&password_profile("classified"), {}}, password, {std::string{username}});
}

std::optional<Instant> password_good_until(const View& view, Instant changed_at) {
    auto days = password_rules(view).profile->days;
    // Sample installations have no such limit.
    if (days == 0 || setting(view.session, view.tenant(), "sample")) return {};
    return Instant::from_milliseconds(changed_at.milliseconds() + days * 86'400'000);
}

bool password_expired(const View& view, Instant changed_at) {
    // Asked with every request: a young password is young by every profile.
    std::int64_t shortest = std::numeric_limits<std::int32_t>::max();
    for (auto& each : password_profiles())
        if (each.days > 0) shortest = std::min(shortest, each.days);
    if (view.now.milliseconds() - changed_at.milliseconds() <= shortest * 86'400'000) return false;
    auto until = password_good_until(view, changed_at);
    return until && *until < view.now;
}

}  // namespace access
}  // namespace zhibu
