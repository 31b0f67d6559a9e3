// Cuts the modules' chapters into the papers of a binder.
#include "report/binder_papers.hpp"

namespace zhibu::report {
namespace {

// What stands before the first heading of level 1 opens the chapter; each such heading begins a paper.
std::vector<document::Document> cut(std::vector<document::Block> blocks, const std::string& chapter) {
    std::vector<document::Document> papers;
    for (auto& block : blocks) {
        auto* heading = std::get_if<document::Heading>(&block);
        bool begins = heading && heading->level == 1;
        if (begins || papers.empty()) {
            papers.push_back({.title = begins ? heading->text : chapter, .section = chapter});
            if (begins) continue;
        }
        papers.back().body.push_back(std::move(block));
    }
    return papers;
}

}  // namespace

Bound papers(const View& view, Id<Organization> organization, int year, const std::function<void(Progress)>& tell) {
    auto record = organization::load(view, organization);
    Bound bound;
    auto& chapters = view.app.binder.chapters();
    for (std::size_t i = 0; i < chapters.size(); ++i) {
        auto title = std::string{view.app.words.text(Language::chinese, chapters[i].words)};
        tell({std::int64_t(i), std::int64_t(chapters.size()), title});
        for (auto& paper : cut(chapters[i].source(view, organization, year), title)) bound.papers.push_back(std::move(paper));
    }
    tell({std::int64_t(chapters.size()), std::int64_t(chapters.size()), ""});
    bound.options = {.title = "党建工作档案", .subtitles = {record.name, std::to_string(year) + "年"}, .issuer = record.name, .date = view.today(),
                     .watermark = view.actor.name + " " + view.now.iso().substr(0, 10) + " " + view.now.iso().substr(11, 5), .created = view.now};
    bound.name = record.short_name + std::to_string(year) + "年党建工作档案.pdf";
    return bound;
}

}  // namespace zhibu::report
