// Tags are made once at start from the bytes, so a restart with the same binary keeps every browser's copy valid.
#include "kernel/http/pages.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <openssl/sha.h>
#include <optional>
#include <span>
#include <string>

#include "kernel/http/compress.hpp"

namespace zhibu::http {
namespace {

constexpr std::string_view content_security_policy =
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
constexpr std::string_view html = "text/html; charset=utf-8";

std::string tag_of(std::string_view bytes) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
    SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
    std::string tag = "\"";
    for (int i = 0; i < 12; ++i) tag += {"0123456789abcdef"[digest[i] >> 4], "0123456789abcdef"[digest[i] & 15]};
    return tag + '"';
}

std::string_view content_type_of(std::string_view path) {
    auto dot = path.rfind('.');
    auto extension = dot == path.npos ? std::string_view{} : path.substr(dot + 1);
    constexpr std::pair<std::string_view, std::string_view> types[] = {
        {"html", html},
        {"js", "text/javascript; charset=utf-8"},
        {"mjs", "text/javascript; charset=utf-8"},
        {"css", "text/css; charset=utf-8"},
        {"json", "application/json"},
        {"map", "application/json"},
        {"webmanifest", "application/manifest+json"},
        {"txt", "text/plain; charset=utf-8"},
        {"svg", "image/svg+xml"},
        {"png", "image/png"},
        {"jpg", "image/jpeg"},
        {"webp", "image/webp"},
        {"ico", "image/x-icon"},
        {"woff2", "font/woff2"},
        {"woff", "font/woff"},
        {"wasm", "application/wasm"},
        {"pdf", "application/pdf"},
        {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    };
    for (auto& [known, type] : types)
        if (known == extension) return type;
    return "application/octet-stream";
}

// assets/name-B1sT4k3f.js: the bundler writes a hash of at least 8 characters before the ending.
bool has_hashed_name(std::string_view path) {
    if (!path.starts_with("assets/")) return false;
    auto dot = path.rfind('.');
    if (dot == path.npos || dot < 9) return false;
    auto is_hash_character = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
    };
    auto hash = path.substr(dot - 8, 8);
    return (path[dot - 9] == '-' || path[dot - 9] == '.') && std::all_of(hash.begin(), hash.end(), is_hash_character);
}

// If-None-Match compares weakly (RFC 9110, 13.1.2).
bool matches(std::string_view list, std::string_view tag) {
    while (!list.empty()) {
        auto comma = list.find(',');
        auto item = list.substr(0, comma);
        list = comma == list.npos ? std::string_view{} : list.substr(comma + 1);
        while (item.starts_with(' ')) item.remove_prefix(1);
        while (item.ends_with(' ')) item.remove_suffix(1);
        if (item.starts_with("W/")) item.remove_prefix(2);
        if (item == "*" || item == tag) return true;
    }
    return false;
}

bool is_below(std::string_view path, std::string_view folder) {
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

}  // namespace

Pages::Pages(std::span<const file::Embedded> files) {
    auto variant = [](const file::Embedded& file) { return Variant{std::make_shared<const std::string_view>(file.content), tag_of(file.content)}; };
    for (auto& file : files)
        if (!file.path.ends_with(".gz"))
            pages_[file.path] = Page{variant(file), std::nullopt, content_type_of(file.path), has_hashed_name(file.path)};
    for (auto& file : files)
        if (file.path.ends_with(".gz"))
            if (auto page = pages_.find(file.path.substr(0, file.path.size() - 3)); page != pages_.end()) page->second.compressed = variant(file);
}

const Pages::Page* Pages::find(std::string_view path) const {
    auto named = [&](std::string_view name) {
        auto page = pages_.find(name);
        return page == pages_.end() ? nullptr : &page->second;
    };
    if (is_below(path, "/api")) return nullptr;
    if (path.size() > 1)
        if (auto page = named(path.substr(1))) return page;
    if (is_below(path, "/assets")) return nullptr;
    // The light pages before the console.
    for (auto door : {"/login", "/setup", "/password", "/second-factor"})
        if (path == door) return named("login.html");
    if (path == "/screen") return named("screen.html");
    if (path == "/certificate") return named("certificate.html");
    return named(is_below(path, "/m") ? "phone.html" : "console.html");
}

std::optional<Response> Pages::answer(const Request& request) const {
    if (request.method != Method::get && request.method != Method::head) return std::nullopt;
    auto page = find(request.path);
    if (!page) return std::nullopt;
    bool compressed = page->compressed && takes_gzip(request);
    auto& variant = compressed ? *page->compressed : page->plain;
    Response response;
    response.set("ETag", variant.tag);
    response.set("Cache-Control", page->immutable ? "public, max-age=31536000, immutable" : "no-cache");
    if (page->compressed) response.set("Vary", "Accept-Encoding");
    if (request.encrypted) response.set("Strict-Transport-Security", "max-age=31536000");
    response.set("X-Frame-Options", "DENY");
    if (page->content_type == html) response.set("Content-Security-Policy", std::string{content_security_policy});
    if (matches(request.header("if-none-match"), variant.tag)) {
        response.status = 304;
        return response;
    }
    response.set("Content-Type", std::string{page->content_type});
    if (compressed) response.set("Content-Encoding", "gzip");
    response.shared_body = variant.content;
    return response;
}

}  // namespace zhibu::http
