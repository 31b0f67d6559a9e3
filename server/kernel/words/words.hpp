// The catalogues of words/: labels of fields, sentences of problems, in Chinese first and English completely.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "kernel/http/problem.hpp"

namespace zhibu {

enum class Language { chinese, english };

class Words {
public:
    Words();  // from the catalogues inside the binary
    // The text at a dotted key ("member.name", "problem.stale.title"); the key itself where there is none.
    std::string_view text(Language language, std::string_view key) const;
    bool has(Language language, std::string_view key) const;
    // The same with its {names} filled in.
    std::string sentence(Language language, std::string_view key, const Parameters& parameters) const;
    const std::map<std::string, std::string, std::less<>>& all(Language language) const { return texts_[int(language)]; }

private:
    std::map<std::string, std::string, std::less<>> texts_[2];
};

std::string fill(std::string_view sentence, const Parameters& parameters);

}  // namespace zhibu
