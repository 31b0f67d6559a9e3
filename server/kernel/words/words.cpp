#include "kernel/words/words.hpp"

#include <atomic>
#include <boost/json.hpp>
#include <map>
#include <string>

#include "kernel/file/embedded.hpp"
#include "kernel/words/hierarchy.hpp"

namespace zhibu {
namespace {

void flatten(const boost::json::object& from, const std::string& prefix, std::map<std::string, std::string, std::less<>>& into) {
    for (auto& [key, value] : from) {
        auto name = prefix.empty() ? std::string{key} : prefix + "." + std::string{key};
        if (auto* inner = value.if_object()) flatten(*inner, name, into);
        else if (auto* text = value.if_string()) into[name] = std::string{*text};
    }
}

using Texts = std::map<std::string, std::string, std::less<>>;

void read_all(Texts (&texts)[2]) {
    for (auto& file : file::embedded_words()) {
        auto language = file.path.starts_with("zh-CN/") ? Language::chinese : Language::english;
        flatten(boost::json::parse(file.content).as_object(), "", texts[int(language)]);
    }
}

// What the names of the hierarchy are under one kind of top, and the texts that say them, written out. Made once and never changed: texts
// are handed out as views.
struct Spoken {
    Parameters names[2];
    Texts texts[2];
};
constexpr std::string_view usual_top = "working_committee";

const std::map<std::string, Spoken, std::less<>>& hierarchies() {
    static const auto made = [] {
        constexpr std::string_view prefix = "hierarchy.";
        Texts texts[2];
        read_all(texts);
        std::map<std::string, Spoken, std::less<>> all;
        for (int language : {0, 1})
            for (auto at = texts[language].lower_bound(prefix); at != texts[language].end() && at->first.starts_with(prefix); ++at) {
                auto dot = at->first.find('.', prefix.size());
                all[at->first.substr(prefix.size(), dot - prefix.size())].names[language][at->first.substr(dot + 1)] = at->second;
            }
        for (auto& [kind, spoken] : all)
            for (int language : {0, 1})
                for (auto& [key, text] : texts[language])
                    for (auto& [name, word] : spoken.names[language])
                        if (text.find("{" + name + "}") != std::string::npos) spoken.texts[language][key] = fill(text, spoken.names[language]);
        return all;
    }();
    return made;
}

std::atomic<const Spoken*>& spoken_now() {
    static std::atomic<const Spoken*> now{&hierarchies().find(usual_top)->second};
    return now;
}

}  // namespace

void hierarchy::speak_of(std::string_view kind_of_top) {
    auto found = hierarchies().find(kind_of_top);
    spoken_now() = &(found == hierarchies().end() ? hierarchies().find(usual_top) : found)->second;
}
std::string hierarchy::in_place(Language language, std::string_view text) { return fill(text, spoken_now().load()->names[int(language)]); }

Words::Words() { read_all(texts_); }

bool Words::has(Language language, std::string_view key) const { return texts_[int(language)].contains(key); }

std::string_view Words::text(Language language, std::string_view key) const {
    auto& spoken = spoken_now().load()->texts[int(language)];
    if (auto said = spoken.find(key); said != spoken.end()) return said->second;
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
