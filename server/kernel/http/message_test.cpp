// Look-ups, URL codes and multipart bodies, as tables.
#include "kernel/http/message.hpp"

#include <gtest/gtest.h>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernel/http/compress.hpp"

namespace zhibu::http {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

TEST(message, names_its_methods) {
    EXPECT_EQ(name_of(Method::get), "GET");
    EXPECT_EQ(name_of(Method::remove), "DELETE");
}

TEST(message, finds_headers_and_cookies) {
    Request request;
    request.headers = {{"cookie", "a=1; session=abc=="}, {"x", "first"}, {"x", "second"}, {"cookie", "late=\"q\"; session=other"}};
    EXPECT_EQ(request.header("x"), "first");
    EXPECT_EQ(request.header("absent"), "");
    EXPECT_EQ(request.cookie("session"), "abc==");
    EXPECT_EQ(request.cookie("late"), "q");
    EXPECT_EQ(request.cookie("sess"), "");
    EXPECT_EQ(request.cookie("ession"), "");
}

TEST(message, reads_query_strings) {
    EXPECT_EQ(parse_query("a=1&b=%E5%85%9A+%E5%BB%BA&&c&a=2"), (Pairs{{"a", "1"}, {"b", "党 建"}, {"c", ""}, {"a", "2"}}));
    EXPECT_EQ(parse_query("share=100%&x=%4"), (Pairs{{"share", "100%"}, {"x", "%4"}}));
    EXPECT_EQ(parse_query(""), Pairs{});
    EXPECT_EQ(parse_query("a=b=c"), (Pairs{{"a", "b=c"}}));
}

TEST(message, encodes_and_decodes_percent) {
    EXPECT_EQ(percent_encode("党 a~/"), "%E5%85%9A%20a~%2F");
    EXPECT_EQ(percent_decode("%E5%85%9A+a"), "党+a");
    for (auto bad : {"%", "%1", "%zz", "abc%E"}) EXPECT_EQ(percent_decode(bad), std::nullopt) << bad;
}

TEST(message, knows_utf8) {
    for (auto good : {"", "a", "党", "é", "😀"}) EXPECT_TRUE(is_utf8(good)) << good;
    for (auto bad : {"\xFF", "\xC0\x80", "\xE5\x85", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE0\x80\x80", "a\x80"}) EXPECT_FALSE(is_utf8(bad));
}

Request multipart(std::string body, std::string type = "multipart/form-data; boundary=b") {
    Request request;
    request.headers = {{"content-type", std::move(type)}};
    request.body = std::move(body);
    return request;
}

std::string part(std::string disposition, std::string content) {
    return "--b\r\nContent-Disposition: form-data; " + disposition + "\r\nContent-Type: text/csv\r\n\r\n" + content + "\r\n";
}

TEST(multipart, reads_fields_and_files) {
    auto parts = parse_multipart(multipart(part("name=\"note\"", "") + part("name=file; filename=\"a.csv\"", "x\r\n-b\r\ny") + "--b--\r\n"));
    ASSERT_EQ(parts.size(), 2u);
    EXPECT_EQ(parts[0].field, "note");
    EXPECT_EQ(parts[0].name, "");
    EXPECT_EQ(parts[0].content, "");
    EXPECT_EQ(parts[1].field, "file");
    EXPECT_EQ(parts[1].name, "a.csv");
    EXPECT_EQ(parts[1].content_type, "text/csv");
}

TEST(multipart, keeps_content_to_the_byte) {
    std::string content{"\0\r\n--\r\n-b\r\n\xFF--b", 15};
    auto parts = parse_multipart(multipart("preamble\r\n" + part("name=f", content) + "--b--"));
    ASSERT_EQ(parts.size(), 1u);
    EXPECT_EQ(parts[0].content, content);
}

TEST(multipart, reads_names_as_browsers_write_them) {
    struct Row {
        std::string disposition, name;
    };
    for (auto& row : std::vector<Row>{
             {"name=f; filename=\"党员名单.xlsx\"", "党员名单.xlsx"},
             {"name=f; filename=\"x\"; filename*=UTF-8''%E5%85%9A%E5%91%98.xlsx", "党员.xlsx"},
             {"name=f; filename*=utf-8'zh'%E5%85%9A; filename=\"x\"", "党"},
             {"name=f; filename=\"a%22b.txt\"", "a\"b.txt"},
             {"name=f; filename=\"a\\\"b.txt\"", "a\"b.txt"},
             {"name=f; filename=\"C:\\表\\名单.xlsx\"", "名单.xlsx"},
             {"name=f; filename=\"../../etc/passwd\"", "passwd"},
             {"name=f; filename*=UTF-8''..%2F..%2Fpasswd", "passwd"},
             {"name=f; filename=\"a;b.txt\"", "a;b.txt"},
             {"name=f; filename=plain.txt", "plain.txt"},
             {"name=f; filename=\"\"", ""},
             {"NAME=f; FileName=\"x.txt\"", "x.txt"}}) {
        auto parts = parse_multipart(multipart(part(row.disposition, "c") + "--b--\r\n"));
        ASSERT_EQ(parts.size(), 1u) << row.disposition;
        EXPECT_EQ(parts[0].name, row.name) << row.disposition;
        EXPECT_EQ(parts[0].content, "c");
    }
}

TEST(multipart, accepts_a_quoted_boundary) {
    auto parts = parse_multipart(multipart("--a b;c\r\nContent-Disposition: form-data; name=f\r\n\r\n1\r\n--a b;c--", "Multipart/Form-Data; charset=utf-8; boundary=\"a b;c\""));
    ASSERT_EQ(parts.size(), 1u);
    EXPECT_EQ(parts[0].content, "1");
}

TEST(multipart, refuses_what_is_none) {
    std::string many;
    for (int i = 0; i < 201; ++i) many += part("name=f", "");
    std::string long_head(9000, 'x');
    std::vector<Request> refused{
        multipart(part("name=f", "c") + "--b--", "application/json"),
        multipart(part("name=f", "c") + "--b--", "multipart/form-data"),
        multipart(part("name=f", "c") + "--b--", "multipart/form-data; boundary=\"b"),
        multipart(part("name=f", "c") + "--b--", "multipart/form-data; boundary=" + std::string(71, 'b')),
        multipart(""),
        multipart("no boundary"),
        multipart(part("name=f", "never ends")),
        multipart("--b"),
        multipart("--bX\r\n\r\n\r\n--b--"),
        multipart("--b\r\n\r\nc\r\n--b--"),
        multipart(part("filename=x", "no name") + "--b--"),
        multipart(part("name=f; filename*=gbk''%B5%B3", "c") + "--b--"),
        multipart(part("name=f; filename*=UTF-8''%B5%B3", "not utf-8") + "--b--"),
        multipart(part("name=f; filename=\"\xB5\xB3\"", "raw gbk") + "--b--"),
        multipart(part("name=f; filename=\"x", "c") + "--b--"),
        multipart(part("name=f; filename*=x", "c") + "--b--"),
        multipart(part("name=f; filename=" + long_head, "c") + "--b--"),
        multipart(many + "--b--"),
    };
    for (std::size_t i = 0; i < refused.size(); ++i) EXPECT_THROW(parse_multipart(refused[i]), std::invalid_argument) << "row " << i;
    EXPECT_EQ(parse_multipart(multipart(many.substr(part("name=f", "").size()) + "--b--")).size(), 200u);
}

TEST(compress, shortens_long_text_for_those_who_take_it) {
    struct Row {
        const char *accepted, *type;
        std::size_t size;
        bool compressed;
    };
    for (auto& row : std::vector<Row>{{"gzip, deflate, br", "application/json", 5000, true},
                                      {"br;q=1.0, gzip;q=0.5", "application/problem+json; charset=utf-8", 5000, true},
                                      {"GZIP", "text/csv", 5000, true},
                                      {"gzip", "application/json", 1399, false},
                                      {"gzip;q=0, br", "application/json", 5000, false},
                                      {"gzip; q=0.0", "application/json", 5000, false},
                                      {"", "application/json", 5000, false},
                                      {"xgzip", "application/json", 5000, false},
                                      {"gzip", "image/png", 5000, false},
                                      {"gzip", "", 5000, false}}) {
        Request request;
        request.headers = {{"accept-encoding", row.accepted}};
        Response response;
        if (*row.type) response.set("Content-Type", row.type);
        response.body.assign(row.size, 'x');
        compress(request, response);
        EXPECT_EQ(response.body.size() < row.size, row.compressed) << row.accepted << " " << row.type;
        EXPECT_EQ(response.body.starts_with("\x1F\x8B"), row.compressed);
    }
}

TEST(compress, leaves_what_is_compressed_already) {
    Request request;
    request.headers = {{"accept-encoding", "gzip"}};
    Response response;
    response.set("content-type", "text/plain");
    response.set("content-encoding", "gzip");
    response.body.assign(5000, 'x');
    compress(request, response);
    EXPECT_EQ(response.body.size(), 5000u);
}

}  // namespace
}  // namespace zhibu::http
