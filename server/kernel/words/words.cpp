#include "kernel/words/words.hpp"

#include <boost/json.hpp>
#include <map>
#include <string>

#include "kernel/file/embedded.hpp"

namespace zhibu {
namespace {

void flatten(const boost::json::object& from, const std::string& prefix, std::map<std::string, std::string, std::less<>>& into) {
    for (auto& [key, value] : from) {
        auto name = prefix.empty() ? std::string{key} : prefix + "." + std::string{key};
        if (auto* inner = value.if_object()) flatten(*inner, name, into);
        else if (auto* text = value.if_string()) into[name] = std::string{*text};
    }
}

}  // namespace

Words::Words() {
    for (auto& file : file::embedded_words()) {
        auto language = file.path.starts_with("zh-CN/") ? Language::chinese : Language::english;
        flatten(boost::json::parse(file.content).as_object(), "", texts_[int(language)]);
    }
}

bool Words::has(Language language, std::string_view key) const { return texts_[int(language)].contains(key); }

std::string_view Words::text(Language language, std::string_view key) const {
    auto& texts = texts_[int(language)];
    auto found = texts.find(key);
    return found == texts.end() ? key : std::string_view{found->second};
}

std::string Words::sentence(Language language, std::string_view key, const Parameters& parameters) const {
    return fill(text(language, key), parameters);
}

std::string fill(std::string_view sentence, const Parameters& parameters) {
    std::string out;
    for (std::size_t at = 0; at < sentence.size();) {
        auto open = sentence.find('{', at);
        auto close = open == std::string_view::npos ? open : sentence.find('}', open);
        if (close == std::string_view::npos) return out += sentence.substr(at);
        out += sentence.substr(at, open - at);
        auto found = parameters.find(sentence.substr(open + 1, close - open - 1));
        out += found == parameters.end() ? sentence.substr(open, close - open + 1) : std::string_view{found->second};
        at = close + 1;
    }
    return out;
}

}  // namespace zhibu
