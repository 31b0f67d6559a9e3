// Serves the web pages that travel inside the binary.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>

#include "kernel/file/embedded.hpp"
#include "kernel/http/message.hpp"

namespace zhibu::http {

class Pages {
public:
    // The files' bytes must outlive the Pages. `x.gz` beside `x` is sent instead of it to clients that take gzip.
    explicit Pages(std::span<const file::Embedded> files);

    // Nothing for methods other than GET and HEAD, for /api and below, and for a missing file under /assets/ (a page of an older
    // version asks for it: it must not get HTML instead). Other unknown paths get console.html, under /m/ phone.html,
    // /screen screen.html, /certificate certificate.html.
    std::optional<Response> answer(const Request& request) const;

private:
    struct Variant {
        std::shared_ptr<const std::string_view> content;
        std::string tag;  // strong, of these very bytes, with its quotes
    };
    struct Page {
        Variant plain;
        std::optional<Variant> compressed;
        std::string_view content_type;
        bool immutable{false};
    };
    const Page* find(std::string_view path) const;

    std::unordered_map<std::string_view, Page> pages_;
};

}  // namespace zhibu::http
