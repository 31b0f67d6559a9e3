#include "command/sample/client.hpp"

#include "kernel/secret/keys.hpp"

namespace zhibu::command {

std::uint64_t Chance::next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
}

void Client::log_in(const std::string& username, Id<Account> account) {
    auto token = secret::random_hex(32);
    auto never = Instant::at(Date::of(2999, 1, 1));
    app_.database->write([&](db::Session& session) {
        session.execute(
            "INSERT INTO login_session (tenant_id, id, token_fingerprint, account_id, created_at, seen_at, expires_at, peer, device) VALUES (1,?,?,?,?,?,?,'','sample')",
            session.next_id(), secret::fingerprint(token), account, app_.clock.now(), never, never);
    });
    cookies_[username] = "zhibu=" + token;
}
void Client::log_out_all() {
    app_.database->write([](db::Session& session) { session.execute("DELETE FROM login_session WHERE device = 'sample'"); });
    cookies_.clear();
}

json::value Client::send(const std::string& username, http::Method method, const std::string& path, std::string body, const std::string& content_type, std::int64_t version) {
    http::Request request;
    request.method = method;
    auto question = path.find('?');
    request.path = path.substr(0, question);
    if (question != std::string::npos) request.query = path.substr(question + 1);
    request.headers = {{"x-zhibu", "1"}, {"content-type", content_type}};
    if (auto cookie = cookies_.find(username); cookie != cookies_.end()) request.headers.emplace_back("cookie", cookie->second);
    if (version) request.headers.emplace_back("if-match", std::to_string(version));
    request.body = std::move(body);
    request.request_id = "sample";
    request.peer = "127.0.0.1";
    auto response = app_.router.answer(request);
    ++requests_;
    if (response.status >= 400) throw std::runtime_error{username + " " + std::string{http::name_of(method)} + " " + path + ": " + response.body};
    return response.body.empty() ? json::value{} : json::parse(response.body);
}
json::value Client::get(const std::string& username, const std::string& path) { return send(username, http::Method::get, path, "", "", 0); }
json::value Client::post(const std::string& username, const std::string& path, const json::value& body, std::int64_t version) {
    return send(username, http::Method::post, path, json::serialize(body), "application/json", version);
}
json::value Client::put(const std::string& username, const std::string& path, const json::value& body, std::int64_t version) {
    return send(username, http::Method::put, path, json::serialize(body), "application/json", version);
}
json::value Client::patch(const std::string& username, const std::string& path, const json::value& body, std::int64_t version) {
    return send(username, http::Method::patch, path, json::serialize(body), "application/json", version);
}
json::value Client::upload(const std::string& username, const std::string& path, const std::string& file_name, const std::string& content,
                           const std::map<std::string, std::string>& fields) {
    const std::string boundary = "zhibu-sample-" + secret::random_hex(8);
    std::string body;
    for (auto& [name, value] : fields) body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + file_name +
            "\"\r\nContent-Type: application/octet-stream\r\n\r\n" + content + "\r\n--" + boundary + "--\r\n";
    return send(username, http::Method::post, path, std::move(body), "multipart/form-data; boundary=" + boundary, 0);
}

}  // namespace zhibu::command
