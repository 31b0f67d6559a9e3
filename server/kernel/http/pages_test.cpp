// The embedded pages: which file, which fields, which copy.
#include "kernel/http/pages.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "kernel/http/raw_client.hpp"

namespace zhibu::http {
namespace {

const file::Embedded files[] = {
    {"assets/app-B1sT4k3f.js", "console.log('plain')"},
    {"assets/app-B1sT4k3f.js.gz", "\x1F\x8Bzipped"},
    {"assets/logo.svg", "<svg/>"},
    {"certificate.html", "<p>certificate"},
    {"console.html", "<p>console"},
    {"favicon.ico", "icon"},
    {"login.html", "<p>login"},
    {"phone.html", "<p>phone"},
    {"screen.html", "<p>screen"},
};

Request asking(std::string path, Headers headers = {}) {
    Request request;
    request.path = std::move(path);
    request.headers = std::move(headers);
    return request;
}
std::string field(const Response& response, std::string_view name) {
    for (auto& [key, value] : response.headers)
        if (key == name) return value;
    return {};
}

TEST(pages, finds_the_page_of_each_path) {
    Pages pages{files};
    struct Row {
        const char *path, *content;  // no content: not a page
    };
    for (auto& row : std::vector<Row>{{"/", "<p>console"},
                                      {"/console.html", "<p>console"},
                                      {"/meetings/12", "<p>console"},
                                      {"/monitor", "<p>console"},
                                      {"/login", "<p>login"},
                                      {"/setup", "<p>login"},
                                      {"/password", "<p>login"},
                                      {"/second-factor", "<p>login"},
                                      {"/screen", "<p>screen"},
                                      {"/certificate", "<p>certificate"},
                                      {"/certificates", "<p>console"},
                                      {"/passwords", "<p>console"},
                                      {"/m", "<p>phone"},
                                      {"/m/", "<p>phone"},
                                      {"/m/todo", "<p>phone"},
                                      {"/favicon.ico", "icon"},
                                      {"/assets/app-B1sT4k3f.js", "console.log('plain')"},
                                      {"/assets/app-B1sT4k3f.js.gz", nullptr},
                                      {"/assets/gone-00000000.js", nullptr},
                                      {"/../console.html", "<p>console"},
                                      {"/api", nullptr},
                                      {"/api/meetings", nullptr},
                                      {"/apiary", "<p>console"}}) {
        auto answer = pages.answer(asking(row.path));
        ASSERT_EQ(answer.has_value(), row.content != nullptr) << row.path;
        if (answer) {
            EXPECT_EQ(*answer->shared_body, row.content) << row.path;
        }
    }
    auto post = asking("/");
    post.method = Method::post;
    EXPECT_FALSE(pages.answer(post));
    EXPECT_FALSE(Pages{{}}.answer(asking("/")));
}

TEST(pages, guards_its_html) {
    Pages pages{files};
    auto page = *pages.answer(asking("/"));
    EXPECT_EQ(field(page, "Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(field(page, "Cache-Control"), "no-cache");
    EXPECT_EQ(field(page, "X-Frame-Options"), "DENY");
    EXPECT_EQ(field(page, "Content-Security-Policy"),
              "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'");
    EXPECT_EQ(field(page, "Strict-Transport-Security"), "");
    auto encrypted = asking("/");
    encrypted.encrypted = true;
    EXPECT_EQ(field(*pages.answer(encrypted), "Strict-Transport-Security"), "max-age=31536000");
}

TEST(pages, lets_only_hashed_names_be_kept) {
    Pages pages{files};
    auto hashed = *pages.answer(asking("/assets/app-B1sT4k3f.js"));
    EXPECT_EQ(field(hashed, "Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(field(hashed, "Content-Type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(field(*pages.answer(asking("/assets/logo.svg")), "Cache-Control"), "no-cache");
    EXPECT_EQ(field(*pages.answer(asking("/assets/logo.svg")), "Content-Type"), "image/svg+xml");
}

TEST(pages, sends_the_compressed_copy_to_those_who_take_it) {
    Pages pages{files};
    auto plain = *pages.answer(asking("/assets/app-B1sT4k3f.js"));
    auto zipped = *pages.answer(asking("/assets/app-B1sT4k3f.js", {{"accept-encoding", "gzip, br"}}));
    EXPECT_EQ(*zipped.shared_body, "\x1F\x8Bzipped");
    EXPECT_EQ(field(zipped, "Content-Encoding"), "gzip");
    EXPECT_EQ(field(zipped, "Content-Type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(field(zipped, "Vary"), "Accept-Encoding");
    EXPECT_EQ(field(plain, "Vary"), "Accept-Encoding");
    EXPECT_NE(field(zipped, "ETag"), field(plain, "ETag"));
    EXPECT_EQ(field(*pages.answer(asking("/", {{"accept-encoding", "gzip"}})), "Content-Encoding"), "");
}

TEST(pages, answers_304_to_a_copy_that_is_still_right) {
    Pages pages{files};
    auto tag = field(*pages.answer(asking("/")), "ETag");
    EXPECT_EQ(tag, field(*Pages{files}.answer(asking("/")), "ETag")) << "the same after a restart";
    for (auto& list : {tag, "W/" + tag, "\"other\", " + tag, std::string{"*"}})
        EXPECT_EQ(pages.answer(asking("/", {{"if-none-match", list}}))->status, 304) << list;
    for (auto& list : {std::string{"\"other\""}, tag.substr(0, 5), std::string{}})
        EXPECT_EQ(pages.answer(asking("/", {{"if-none-match", list}}))->status, 200) << list;
    auto phone = field(*pages.answer(asking("/m")), "ETag");
    EXPECT_NE(phone, tag);
}

TEST(pages, go_through_the_server_uncopied) {
    Pages pages{files};
    RunningServer server{[&](const Request& request) { return pages.answer(request).value_or(Response{404}); }};
    RawClient client{server.port()};
    auto page = client.ask("GET /m/todo HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(page.body, "<p>phone");
    auto again = client.ask("GET /m/todo HTTP/1.1\r\nHost: x\r\nIf-None-Match: " + page.field("ETag") + "\r\n\r\n");
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(again.field("ETag"), page.field("ETag"));
    EXPECT_EQ(client.ask("GET /assets/gone-00000000.js HTTP/1.1\r\nHost: x\r\n\r\n").status, 404);
}

}  // namespace
}  // namespace zhibu::http
