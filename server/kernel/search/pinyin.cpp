// Names and titles found by pinyin and by initials: dyfz and dangyuan both find 党员发展, shan finds 单雄信.
#include "kernel/search/pinyin.hpp"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <vector>

#include "kernel/search/readings.hpp"
#include "kernel/search/stretches.hpp"

namespace zhibu::search {
namespace {

constexpr std::size_t syllables_a_token = 8;
constexpr std::size_t initials_a_token = 16;
constexpr std::size_t most_combinations = 16;
constexpr std::size_t longest_question = 16;  // letters: eight syllables have more, sixteen initials as many

enum class Part { whole, initial };

class Collector {
public:
    // Every combination of the readings from `from` on, the usual readings first.
    void combine(const std::vector<Readings>& characters, std::size_t from, std::size_t count, Part part) {
        std::vector<std::string> combined{{}};
        for (auto at = from; at < std::min(from + count, characters.size()); ++at) append(combined, characters[at], part);
        for (auto& token : combined) keep(std::move(token));
    }
    std::string joined() && { return std::move(joined_); }

private:
    static void append(std::vector<std::string>& combined, const Readings& options, Part part) {
        const auto before = combined.size();
        for (std::size_t option = 1; option < options.size(); ++option) {
            if (part == Part::initial && already(options, option)) continue;
            for (std::size_t i = 0; i < before && combined.size() < most_combinations; ++i)
                combined.push_back(combined[i] + piece(options[option], part));
        }
        for (std::size_t i = 0; i < before; ++i) combined[i] += piece(options[0], part);
    }
    static std::string piece(const std::string& reading, Part part) { return part == Part::whole ? reading : reading.substr(0, 1); }
    static bool already(const Readings& options, std::size_t option) {
        return std::any_of(options.begin(), options.begin() + static_cast<std::ptrdiff_t>(option),
                           [&](const std::string& earlier) { return earlier[0] == options[option][0]; });
    }
    void keep(std::string token) {
        if (token.empty() || !seen_.insert(token).second) return;
        if (!joined_.empty()) joined_ += ' ';
        joined_ += token;
    }

    std::string joined_;
    std::unordered_set<std::string> seen_;
};

void collect(Collector& into, const std::vector<Readings>& characters) {
    for (std::size_t from = 0; from < characters.size(); ++from) {
        into.combine(characters, from, syllables_a_token, Part::whole);
        if (characters.size() == 1 || from + 1 < characters.size()) into.combine(characters, from, initials_a_token, Part::initial);
    }
}

}  // namespace

std::string pinyin_tokens(std::string_view text, PinyinKind kind) {
    Collector tokens;
    bool surname_expected = kind == PinyinKind::person;
    for (const auto& stretch : stretches(text)) {
        if (stretch.kind != Stretch::Kind::chinese) continue;
        std::vector<Readings> characters;
        const auto surname = surname_expected ? double_surname(stretch.letters) : std::vector<std::string_view>{};
        for (std::size_t at = 0; at < stretch.letters.size(); ++at) {
            const auto c = stretch.letters[at];
            auto options = surname_expected && at == 0 ? surname_readings(c) : readings(c);
            if (at < surname.size()) {
                options.erase(std::remove(options.begin(), options.end(), surname[at]), options.end());
                options.emplace(options.begin(), surname[at]);
            }
            if (!options.empty()) characters.push_back(std::move(options));
        }
        surname_expected = false;
        collect(tokens, characters);
    }
    return std::move(tokens).joined();
}

std::string pinyin_word(std::string_view typed) {
    std::string word;
    for (const char c : typed) {
        if (c == ' ' || c == '\'') continue;
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        if (lower < 'a' || lower > 'z') return {};
        if (word.size() < longest_question) word += lower;
    }
    return word;
}

}  // namespace zhibu::search
