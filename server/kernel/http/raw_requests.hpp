// Requests as a client writes them, and a handler that answers with what it was asked.
#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "kernel/http/raw_client.hpp"

namespace zhibu::http {

using Steady = std::chrono::steady_clock;

inline Response echo(const Request& request) {
    Response response;
    response.set("Content-Type", "text/plain");
    response.body = std::string{name_of(request.method)} + " " + request.path + "?" + request.query + " " + request.body;
    return response;
}

inline std::string get(std::string_view path, std::string_view fields = "") {
    return "GET " + std::string{path} + " HTTP/1.1\r\nHost: x\r\n" + std::string{fields} + "\r\n";
}
inline std::string post(std::string_view path, std::string_view body) {
    return "POST " + std::string{path} + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string{body};
}
inline auto milliseconds_since(Steady::time_point start) { return std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - start).count(); }

}  // namespace zhibu::http
