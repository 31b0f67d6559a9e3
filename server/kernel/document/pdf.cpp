// Papers as PDF: A4 by GB/T 9704-2012, fonts embedded, outline, links, watermark; and many papers bound into one file.
#include "kernel/document/pdf.hpp"

#include <malloc.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "kernel/document/flow.hpp"
#include "kernel/document/text.hpp"

namespace zhibu::document {
namespace {

// Pango's fonts cost some 50 ms to find and are not for two threads at a time: one set, lent out under a lock.
class Workshop {
public:
    template <class Work>
    static std::string with_fonts(Work work) {
        static std::mutex mutex;
        const std::lock_guard guard{mutex};
        static const Typesetter fonts;
        // Subsetting the fonts leaves some 40 MB of free blocks behind, more than the idle server may hold.
        const std::unique_ptr<void, void (*)(void*)> tidy{&mutex, [](void*) { ::malloc_trim(0); }};
        return work(fonts);
    }
};

constexpr int deepest_with_section = 2;  // section, paper; the paper's own headings below

Document looking_like(const BinderOptions& options) {
    return {.title = options.title, .page_numbers = Document::PageNumbers::none, .watermark = options.watermark};
}

Document bound(const Document& paper, const BinderOptions& options) {
    auto copy = paper;
    copy.watermark = options.watermark;
    if (copy.base_address.empty()) copy.base_address = options.base_address;
    return copy;
}

struct Entry {
    std::string title, section, target;
    int page = 0;
    bool opens_section = false;
};

class Binder {
public:
    Binder(const Typesetter& fonts, std::span<const Document> papers, const BinderOptions& options)
        : fonts_{fonts}, papers_{papers}, options_{options}, look_{looking_like(options)} {
        for (std::size_t i = 0; i < papers.size(); ++i) {
            const auto& paper = papers[i];
            const bool opens = !paper.section.empty() && (i == 0 || papers[i - 1].section != paper.section);
            entries_.push_back(
                {paper.title.empty() ? "（无标题）" : paper.title, paper.section, "paper" + std::to_string(i + 1), 0, opens});
            sections_ = sections_ || !paper.section.empty();
        }
    }

    std::string bind() {
        number_pages();
        Canvas canvas{Canvas::Purpose::drawing};
        Flow flow{fonts_, canvas};
        cover(flow, canvas);
        contents(flow, canvas);
        for (std::size_t i = 0; i < papers_.size(); ++i) pour(flow, canvas, i);
        return canvas.finish({options_.title, options_.issuer, options_.created});
    }

private:
    // Contents stand before the papers and name their pages: so the papers are poured once without drawing.
    void number_pages() {
        Canvas canvas{Canvas::Purpose::measuring};
        Flow flow{fonts_, canvas};
        for (std::size_t i = 0; i < papers_.size(); ++i) {
            entries_[i].page = flow.next_number();
            pour(flow, canvas, i);
        }
    }

    void pour(Flow& flow, Canvas& canvas, std::size_t i) const {
        auto paper = bound(papers_[i], options_);
        paper.page_numbers = Document::PageNumbers::shown;
        const auto top = page_shape(paper.orientation).top;
        // The bookmark and the target belong to the page that pour() is about to begin.
        flow.before_first_line([&, top] {
            if (entries_[i].opens_section) canvas.bookmark(entries_[i].section, 1, top);
            canvas.place(entries_[i].target, top);
        });
        flow.outline_below(sections_ ? deepest_with_section - 1 : 0);
        flow.pour(paper);
    }

    void cover(Flow& flow, Canvas& canvas) const {
        flow.begin(look_);
        canvas.bookmark("封面", 1, 0);
        const double width = page_shape(Orientation::portrait).area_width;
        flow.advance(millimetres(48));
        TextStyle style{.face = Face::title, .points = 36, .alignment = Alignment::centre};
        const auto title = printable(options_.title);
        const auto wanted_lines = 1 + std::count(title.begin(), title.end(), '\n');
        while (style.points > 26 && fonts_.set(title, style, width).lines() > wanted_lines)
            style.points -= 2;  // rather smaller than broken
        flow.write_set(fonts_.set_balanced(title, style, width), style.points * 1.5);
        flow.advance(line_pitch);
        for (const auto& line : options_.subtitles)
            flow.write({plain(printable(line))}, {.face = Face::kai, .points = 20, .alignment = Alignment::centre}, 36);
        flow.advance_to_foot(3 * line_pitch);
        if (!options_.issuer.empty()) flow.write({plain(options_.issuer)}, {.points = 18, .alignment = Alignment::centre}, line_pitch);
        if (!options_.date.empty())
            flow.write({plain(options_.date.chinese())}, {.points = 18, .alignment = Alignment::centre}, line_pitch);
        flow.end();
    }

    void contents(Flow& flow, Canvas& canvas) const {
        flow.begin(look_);
        canvas.bookmark("目录", 1, 0);
        flow.write({plain("目　录")}, {.face = Face::title, .points = title_points, .alignment = Alignment::centre}, title_pitch);
        flow.advance(line_pitch / 2);
        for (const auto& entry : entries_) {
            const auto page = std::to_string(entry.page);
            if (entry.opens_section) flow.contents_line(entry.section, page, entry.target, 1);
            flow.contents_line(entry.title, page, entry.target, sections_ ? 2 : 1);
        }
        flow.end();
    }

    const Typesetter& fonts_;
    std::span<const Document> papers_;
    const BinderOptions& options_;
    Document look_;
    std::vector<Entry> entries_;
    bool sections_ = false;
};

}  // namespace

std::string to_pdf(const Document& document) {
    return Workshop::with_fonts([&](const Typesetter& fonts) {
        Canvas canvas{Canvas::Purpose::drawing};
        Flow{fonts, canvas}.pour(document);
        return canvas.finish({document.title, document.author, document.created});
    });
}

std::string to_pdf(std::span<const Document> papers, const BinderOptions& options) {
    return Workshop::with_fonts([&](const Typesetter& fonts) { return Binder{fonts, papers, options}.bind(); });
}

}  // namespace zhibu::document
