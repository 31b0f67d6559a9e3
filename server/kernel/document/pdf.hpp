// Papers as PDF: A4 by GB/T 9704-2012, fonts embedded, outline, links, watermark; and many papers bound into one file.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "kernel/document/document.hpp"

namespace zhibu::document {

// The bytes of one PDF. The same Document gives the same bytes. Safe from any thread; papers are set one at a time.
// Throws std::invalid_argument for a picture that cannot be used (see Image).
std::string to_pdf(const Document& document);

struct BinderOptions {
    std::string title;                     // of the cover; a line feed breaks it
    std::vector<std::string> subtitles{};  // lines below it: the branch, the year
    std::string issuer{};                  // at the cover's foot
    Date date{};
    std::string watermark{};     // on every page, in place of the papers' own
    std::string base_address{};  // for papers that have none of their own
    Instant created{};
};

// Cover, contents with page numbers that can be clicked, then the papers in their order with page numbers running through.
// The outline has one entry a section, one a paper and those of the papers below.
std::string to_pdf(std::span<const Document> papers, const BinderOptions& options);

}  // namespace zhibu::document
