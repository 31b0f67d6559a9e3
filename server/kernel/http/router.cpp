#include "kernel/http/router.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>

#include "kernel/access/session.hpp"
#include "kernel/app.hpp"
#include "kernel/db/write_gate.hpp"
#include "kernel/http/json_body.hpp"
#include "kernel/log/context.hpp"
#include "kernel/log/log.hpp"
#include "kernel/metric/metric.hpp"

namespace zhibu::http {

// ---- Call -------------------------------------------------------------------------------------------------------------

Language Call::language() const {
    return request.header("accept-language").starts_with("en") ? Language::english : Language::chinese;
}
std::int64_t Call::number(std::size_t n) const {
    std::int64_t value = 0;
    auto& text = parts_.at(n);
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value <= 0) throw not_found();
    return value;
}
std::optional<std::string> Call::parameter(std::string_view name) const {
    for (auto& [key, value] : parameters_)
        if (key == name && !value.empty()) return value;
    return {};
}
std::optional<std::int64_t> Call::integer_parameter(std::string_view name) const {
    auto text = parameter(name);
    if (!text) return {};
    std::int64_t value = 0;
    auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc{} || end != text->data() + text->size()) throw invalid({{"?" + std::string{name}, "not_an_integer"}});
    return value;
}
std::optional<Date> Call::date_parameter(std::string_view name) const {
    auto text = parameter(name);
    if (!text) return {};
    if (auto date = Date::parse(*text); date && date->whole()) return date;
    throw invalid({{"?" + std::string{name}, "not_a_date"}});
}
std::optional<Period> Call::period_parameter(std::string_view name) const {
    auto text = parameter(name);
    if (!text) return {};
    if (auto period = Period::parse(*text)) return period;
    throw invalid({{"?" + std::string{name}, "not_a_period"}});
}
const json::value& Call::body() {
    if (body_) return *body_;
    if (request.body.empty()) return body_.emplace(json::object{});
    return body_.emplace(read_json(request.body));
}
void Call::must_match(std::int64_t version) const {
    auto sent = request.header("if-match");
    if (sent.empty()) throw Problem{428, "version-required"};
    if (sent.size() > 1 && sent.front() == '"') sent = sent.substr(1, sent.size() - 2);
    if (sent != std::to_string(version)) throw Problem{412, "stale"};
}

namespace {

// What a request with a key was answered, so that the same one sent again is answered the same and does nothing twice.
class Remembered {
public:
    Remembered(const Call& call, std::string_view key)
        : call_{call}, key_{key}, print_{secret::fingerprint(call.request.path + "?" + call.request.query + "\n" + call.request.body)} {}

    std::optional<Response> answer(Transaction& t) const {
        // PostgreSQL takes the key before it looks for it: whoever sends the same waits here, and no page of the index has been read in which
        // others put their keys meanwhile (SERIALIZABLE would undo nearly every one of two writes at once).
        if (t.session.engine() == db::Engine::postgresql && t.session.execute(entry + " ON CONFLICT DO NOTHING", t.tenant(), call_.actor.account, key_, print_, 0, "", t.now)) return {};
        auto rows = t.session.query("SELECT fingerprint, status, body FROM idempotency WHERE tenant_id = ? AND account_id = ? AND request_key = ?", t.tenant(), call_.actor.account, key_);
        if (!rows.next()) return {};
        if (rows.text(0) != print_) throw Problem{422, "idempotency-key-reused"};
        auto kept = call_.app.keys.open(secret::from_base64(rows.text(2)), sealed_for());
        if (!kept) throw Problem{500, "unexpected"};
        auto again = ok(std::move(*kept));
        again.status = int(rows.integer(1));
        again.set("idempotent-replayed", "true");
        return again;
    }
    // Sealed: an answer may hold a first password or personal data.
    void keep(Transaction& t, const Response& answer) const {
        t.session.send(entry + " ON CONFLICT (tenant_id, account_id, request_key) DO UPDATE SET status = excluded.status, body = excluded.body", t.tenant(), call_.actor.account, key_,
                       print_, answer.status, secret::base64(call_.app.keys.seal(answer.body, sealed_for())), t.now);
    }

private:
    static inline const std::string entry = "INSERT INTO idempotency (tenant_id, account_id, request_key, fingerprint, status, body, created_at) VALUES (?,?,?,?,?,?,?)";
    std::string sealed_for() const { return "idempotency." + std::string{key_}; }
    const Call& call_;
    std::string_view key_;
    std::string print_;
};

}  // namespace

Response Call::write(const std::function<Response(Transaction&)>& f) {
    auto key = request.method == Method::post ? request.header("idempotency-key") : std::string_view{};
    if (key.empty()) return app.write(actor, f);
    if (key.size() > 100) throw Problem{400, "idempotency-key-too-long"};
    Remembered remembered{*this, key};
    return app.write(actor, [&](Transaction& t) {
        if (auto again = remembered.answer(t)) return std::move(*again);
        auto answer = f(t);
        remembered.keep(t, answer);
        return answer;
    });
}

// ---- Answers ----------------------------------------------------------------------------------------------------------

Response ok(std::string json_text) {
    Response response;
    response.headers.reserve(4);
    response.set("content-type", "application/json");
    response.body = std::move(json_text);
    return response;
}
Response created(std::string json_text) {
    auto response = ok(std::move(json_text));
    response.status = 201;
    return response;
}
Response no_content() {
    Response response;
    response.status = 204;
    return response;
}
Response attachment(std::string content, std::string_view content_type, std::string_view file_name) {
    Response response;
    response.set("content-type", std::string{content_type});
    response.set("content-disposition", "attachment; filename*=UTF-8''" + percent_encode(file_name));
    response.set("cache-control", "no-store");
    response.body = std::move(content);
    return response;
}

Response to_response(const Problem& problem, const Request& request, const Words& words, Language language) {
    auto key = "problem." + problem.type;
    auto parameters = problem.parameters;
    // A reason is itself a key of the catalogue where it has words, else it already is a sentence.
    if (auto reason = parameters.find("reason"); reason != parameters.end())
        if (words.has(language, "reason." + reason->second)) reason->second = words.text(language, "reason." + reason->second);
    std::string out = "{\"type\":";
    write_json_text(out, "/problems/" + problem.type);
    out += ",\"title\":";
    write_json_text(out, words.sentence(language, key + ".title", parameters));
    out += ",\"status\":" + std::to_string(problem.status) + ",\"detail\":";
    write_json_text(out, words.sentence(language, key + ".detail", parameters));
    out += ",\"instance\":";
    write_json_text(out, request.request_id);
    out += ",\"errors\":[";
    for (std::size_t i = 0; i < problem.violations.size(); ++i) {
        auto& fault = problem.violations[i];
        out += i ? ",{\"pointer\":" : "{\"pointer\":";
        write_json_text(out, fault.pointer);
        out += ",\"code\":";
        write_json_text(out, fault.code);
        out += ",\"message\":";
        write_json_text(out, words.sentence(language, "violation." + fault.code, fault.parameters));
        out += '}';
    }
    out += "]}";
    Response response;
    response.status = problem.status;
    response.set("content-type", "application/problem+json");
    response.set("cache-control", "no-store");
    if (problem.status == 429 || problem.status == 503)
        response.set("retry-after", parameters.contains("seconds") ? parameters["seconds"] : "5");
    response.body = std::move(out);
    return response;
}

// ---- Router -----------------------------------------------------------------------------------------------------------

namespace {

template <class F>
void for_segments(std::string_view path, F f) {
    for (std::size_t at = 1; at <= path.size();) {
        auto end = std::min(path.find('/', at), path.size());
        f(path.substr(at, end - at));
        at = end + 1;
    }
}

// A browser sends its cookie with a forged request, but neither our own header nor our origin.
void check_same_site(const Request& request) {
    if (request.method == Method::get || request.method == Method::head) return;
    if (request.header("x-zhibu").empty()) throw Problem{403, "cross-site"};
    auto origin = request.header("origin");
    if (origin.empty()) return;
    auto host = request.header("host");
    auto at = origin.find("://");
    if (at == std::string_view::npos || origin.substr(at + 3) != host) throw Problem{403, "cross-site"};
}

// Who was refused what: one row for each "you may not". What somebody must do first (a new password) and a forged page are no
// denials of a right.
void audit_refusal(App& app, const Call& call, const std::string& operation, const std::vector<std::string>& parts, const Problem& problem) {
    if (problem.status != 403 || problem.type != "forbidden" || !call.actor.account) return;
    std::int64_t subject = 0;
    if (!parts.empty()) std::from_chars(parts[0].data(), parts[0].data() + parts[0].size(), subject);
    auto reason = problem.parameters.find("reason");
    json::object detail{{"operation", operation}, {"reason", reason == problem.parameters.end() ? "" : reason->second}};
    auto place = call.actor.grants.empty() ? whole_office : call.actor.grants.front().organization;  // whose person it was
    try {
        app.write(call.actor, [&](Transaction& t) { t.audit("access.refused", operation.substr(0, operation.find('.')), subject, place, {json::serialize(detail)}); });
    } catch (const db::Error& error) {
        // Nothing was done that would have to fail with its audit: the refusal stands.
        log::error("request {}: a refusal could not be audited: {}", call.request.request_id, error.what());
    }
}

// Nothing is wrong: the records are on their way to another database. By the wall clock, not by the office's (a sample's may stand).
Problem closed(const db::WriteGate& gate) {
    if (gate.state == db::GateState::moved) return {503, "database-moved"};
    auto words = [](Instant moment) { return moment.date().chinese() + " " + moment.iso().substr(11, 5); };
    auto left = (gate.until.milliseconds() - Clock{}.now().milliseconds()) / 1000;
    return {503, "database-moving", {{"since", words(gate.since)}, {"until", words(gate.until)}, {"seconds", std::to_string(std::clamp<std::int64_t>(left, 10, 3600))}}};
}

Problem problem_of(const db::Error& error) {
    if (auto gate = db::gate_of(error)) return closed(*gate);
    switch (error.kind) {
        case db::Error::Kind::full: return {507, "storage-full"};
        case db::Error::Kind::input_output: return {503, "storage-failing"};
        case db::Error::Kind::busy:
        case db::Error::Kind::serialization: return {503, "busy"};
        case db::Error::Kind::unique: return {409, "already-there", {{"constraint", error.constraint}}};
        default: return {500, "unexpected"};
    }
}

}  // namespace

void Router::add(Method method, std::string path, RouteSpec spec, Handler handler) {
    auto* node = &root_;
    for_segments(path, [&](std::string_view segment) {
        auto& next = segment.starts_with('{') ? node->any : node->literal[std::string{segment}];
        if (!next) next = std::make_unique<Node>();
        node = next.get();
    });
    if (node->routes.contains(method)) throw std::logic_error{"two routes at " + path};
    routes_.push_back(std::make_unique<Route>(Route{method, std::move(path), std::move(spec), std::move(handler)}));
    node->routes[method] = routes_.back().get();
}

const Router::Node* Router::find(std::string_view path, std::vector<std::string>& parts) const {
    auto* node = &root_;
    for_segments(path, [&](std::string_view segment) {
        if (!node) return;
        if (auto literal = node->literal.find(segment); literal != node->literal.end()) node = literal->second.get();
        else if (node->any && !segment.empty()) parts.emplace_back(segment), node = node->any.get();
        else node = nullptr;
    });
    return node && !node->routes.empty() ? node : nullptr;
}

bool Router::is_upload(const Request& request) const {
    std::vector<std::string> parts;
    auto* node = find(request.path, parts);
    if (!node) return false;
    auto found = node->routes.find(request.method);
    return found != node->routes.end() && found->second->spec.upload;
}

Response Router::answer(const Request& request) {
    auto begun = std::chrono::steady_clock::now();
    log::Working working{{request.request_id, {}}};
    Call call{app_, request};
    auto refuse = [&](const Problem& problem) { return to_response(problem, request, app_.words, call.language()); };
    auto answered = [&]() -> Response {
        try {
            auto* node = find(request.path, call.parts_);
            if (!node) return refuse(Problem{404, "no-such-path"});
            auto method = request.method == Method::head ? Method::get : request.method;
            auto found = node->routes.find(method);
            if (found == node->routes.end()) return refuse(Problem{405, "method-not-allowed"});
            call.parameters_ = parse_query(request.query);
            log::context().origin = found->second->path;
            return run(call, *found->second);
        } catch (const Problem& problem) {
            return refuse(problem);
        } catch (const db::Error& error) {
            auto problem = problem_of(error);
            if (problem.status >= 500 && !db::gate_of(error)) log::error("request {}: database: {}", request.request_id, error.what());
            return refuse(problem);
        } catch (const std::exception& error) {
            log::error("request {}: {}", request.request_id, error.what());
            return refuse(Problem{500, "unexpected"});
        }
    };
    auto response = answered();
    auto took = std::chrono::steady_clock::now() - begun;
    auto route = log::context().origin;
    metric::request(name_of(request.method), route.empty() ? std::string_view{"none"} : route, response.status, took);
    log::request(name_of(request.method), response.status, took, call.actor.account.value);
    return response;
}

// By account where the caller is known, by address otherwise. Tables as JSON are not counted: only files to keep are exports.
void Router::check_rate(const Call& call, const Route& route) {
    auto rate = route.spec.rate;
    if (rate == Rate::ordinary && route.spec.gate == Gate::open) rate = Rate::open;
    if (rate == Rate::ordinary)
        if (auto format = call.parameter("format"); format && *format != "json") rate = Rate::exporting;
    if (rate == Rate::ordinary) return;
    auto caller = call.actor.account ? std::to_string(call.actor.account.value) : call.request.peer;
    if (auto seconds = limits.take(rate, caller)) throw Problem{429, "too-many-requests", {{"seconds", std::to_string(seconds)}}};
}

Response Router::run(Call& call, const Route& route) {
    check_same_site(call.request);
    call.actor.request_id = call.request.request_id;
    call.actor.peer = call.request.peer;
    call.actor.language = call.language();
    // An open route knows the caller too, where there is one.
    auto caller = access::recognise(app_, call.request, call.actor);
    if (route.spec.gate != Gate::open && !caller.signed_in) throw Problem{401, "not-signed-in"};
    if (route.spec.gate == Gate::signed_in && !caller.must_first.empty()) throw Problem{403, std::string{caller.must_first}};
    check_rate(call, route);
    Response response;
    try {
        response = route.handler(call);
    } catch (const Problem& problem) {
        audit_refusal(app_, call, route.spec.operation, call.parts_, problem);
        throw;
    }
    if (response.status < 400 && route.method == Method::get && std::none_of(response.headers.begin(), response.headers.end(), [](auto& h) { return h.first == "cache-control"; }))
        response.set("cache-control", "no-store");
    return response;
}

std::string Router::openapi() const {
    json::object paths, schemas;
    for (auto& route : routes_) {
        json::object operation{{"operationId", route->spec.operation}};
        json::array parameters;
        for_segments(route->path, [&](std::string_view segment) {
            if (!segment.starts_with('{')) return;
            auto name = segment.substr(1, segment.size() - 2);
            auto type = name.ends_with("id") ? json::object{{"type", "integer"}} : json::object{{"type", "string"}};
            parameters.push_back({{"name", name}, {"in", "path"}, {"required", true}, {"schema", type}});
        });
        for (auto& each : route->spec.query)
            parameters.push_back({{"name", each.name}, {"in", "query"}, {"description", each.description}, {"schema", each.schema}});
        if (!parameters.empty()) operation["parameters"] = std::move(parameters);
        if (!route->spec.request.schema.empty()) {
            auto type = route->spec.upload ? "multipart/form-data" : "application/json";
            operation["requestBody"] = {{"required", true}, {"content", {{type, {{"schema", route->spec.request.schema}}}}}};
        }
        json::object success{{"description", "done"}};
        if (auto* media = route->spec.response.schema.if_contains("contentMediaType")) success["content"] = {{media->as_string(), json::object{}}};
        else if (!route->spec.response.schema.empty()) success["content"] = {{"application/json", {{"schema", route->spec.response.schema}}}};
        operation["responses"] = {{"2XX", success}, {"default", {{"$ref", "#/components/responses/problem"}}}};
        if (route->spec.gate == Gate::open) operation["security"] = json::array{};
        auto method = std::string{name_of(route->method)};
        std::transform(method.begin(), method.end(), method.begin(), [](char c) { return char(std::tolower(c)); });
        auto& path = paths[route->path];
        if (!path.is_object()) path = json::object{};
        path.as_object()[method] = std::move(operation);
        for (auto* shape_of : {&route->spec.request, &route->spec.response})
            for (auto& [name, schema] : shape_of->components) schemas[name] = schema;
    }
    json::object problem{{"description", "RFC 9457"}, {"content", {{"application/problem+json", {{"schema", {{"type", "object"}}}}}}}};
    json::object all{{"openapi", "3.1.0"},
                     {"info", {{"title", "Zhibu"}, {"version", "1"}}},
                     {"security", json::array{json::object{{"session", json::array{}}}}},
                     {"paths", std::move(paths)},
                     {"components",
                      {{"schemas", std::move(schemas)},
                       {"responses", {{"problem", std::move(problem)}}},
                       {"securitySchemes", {{"session", {{"type", "apiKey"}, {"in", "cookie"}, {"name", "zhibu"}}}}}}}};
    return pretty(all);
}

}  // namespace zhibu::http
