// The chapters of the archive binder (一键归档): each module says what of a branch's year belongs into it, in which place.
#pragma once
#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "kernel/access/actor.hpp"
#include "kernel/document/document.hpp"

namespace zhibu {

class View;

class Binder {
public:
    // The blocks of one chapter for an organisation and a year, read as the actor who asked. Empty: the chapter is left out.
    // Each Heading of level 1 begins a new page and an entry of the contents (one meeting, one problem, one letter); what
    // stands before the first one opens the chapter. Protected values are masked; links are paths of the web.
    using Source = std::function<std::vector<document::Block>(const View&, Id<Organization>, int year)>;
    struct Chapter {
        int order;          // 100 organisation, 200 meetings, 300 study hours, 400 contact, 500 problems, 600 letters, 900 facts
        std::string words;  // the key of its title in words/: "binder.meetings"
        Source source;
    };
    void chapter(int order, std::string words, Source source) {
        auto at = std::upper_bound(chapters_.begin(), chapters_.end(), order, [](int value, const Chapter& each) { return value < each.order; });
        chapters_.insert(at, {order, std::move(words), std::move(source)});
    }
    const std::vector<Chapter>& chapters() const { return chapters_; }  // in their order

private:
    std::vector<Chapter> chapters_;
};

}  // namespace zhibu
