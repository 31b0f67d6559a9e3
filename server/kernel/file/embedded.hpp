// Files that travel inside the binary: migrations, packs, words and the web pages.
#pragma once
#include <span>
#include <string_view>

namespace zhibu::file {

struct Embedded {
    std::string_view path;     // relative to the embedded folder, with '/' between its parts
    std::string_view content;  // the bytes as they were at build time
};

std::span<const Embedded> embedded_migrations();  // server/**/*.sql
std::span<const Embedded> embedded_packs();       // packs/**
std::span<const Embedded> embedded_words();       // words/**.json
std::span<const Embedded> embedded_pages();       // web/dist/**; empty in a build without the web face

}  // namespace zhibu::file
