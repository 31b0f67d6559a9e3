// Which handler answers which path, what it takes and gives (for OpenAPI), and who may call it at all.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/access/actor.hpp"
#include "kernel/http/message.hpp"
#include "kernel/http/rate_limit.hpp"
#include "kernel/http/shape.hpp"
#include "kernel/schema/record.hpp"
#include "kernel/words/words.hpp"

namespace zhibu {
class App;
class View;
class Transaction;
}  // namespace zhibu

namespace zhibu::http {

// settling: what a caller may do who must first change the password or set up the second factor.
enum class Gate { open, settling, signed_in };

struct QueryParameter {
    std::string name, description;
    json::object schema{{"type", "string"}};
};

struct RouteSpec {
    std::string operation;            // "meeting.close": unique, also the name in the audit of denials
    Shape request{}, response{};
    std::vector<QueryParameter> query{};
    Gate gate{Gate::signed_in};
    bool upload{false};               // multipart, up to the upload limit
    Rate rate{Rate::ordinary};        // open routes and exports (?format=xlsx …) are counted without being told
};

// One request being answered.
class Call {
public:
    Call(App& program, const Request& received) : app{program}, request{received} {}
    App& app;
    const Request& request;
    Actor actor;
    Language language() const;

    // The n-th {…} of the path as a record number; 404 where it is none.
    template <class T = void>
    Id<T> id(std::size_t n = 0) const {
        return {number(n)};
    }
    std::int64_t number(std::size_t n) const;
    const std::string& part(std::size_t n) const { return parts_.at(n); }
    std::optional<std::string> parameter(std::string_view name) const;
    const std::vector<std::pair<std::string, std::string>>& parameters() const { return parameters_; }
    std::optional<std::int64_t> integer_parameter(std::string_view name) const;  // 422 where it is no integer
    std::optional<Date> date_parameter(std::string_view name) const;
    std::optional<Period> period_parameter(std::string_view name) const;

    // The parsed body; 400 where it is no JSON (with the position), {} where there is none.
    const json::value& body();
    template <class T>
    T body_as() {
        return read_body<T>(body());
    }
    // Lost updates: the version that the client saw (If-Match). Absent 428, other than the row's 412.
    void must_match(std::int64_t version) const;

    // Runs f(View&) in a read transaction as the caller.
    template <class F>
    Response read(F f);
    // The same on a standby where there is one (App::read_behind): for what is long and leaves the office.
    template <class F>
    Response read_behind(F f);
    // The same, and kept for this caller until a table is written that f read: for what is asked again and again. f must do
    // nothing but answer (no audit, nothing brought out by reference): it may not be run.
    template <class F>
    Response read_kept(F f);
    // Runs f(Transaction&) in a durable write as the caller, once for each Idempotency-Key: a retry gets the first answer.
    Response write(const std::function<Response(Transaction&)>& f);

private:
    friend class Router;
    std::vector<std::string> parts_;
    std::vector<std::pair<std::string, std::string>> parameters_;
    std::optional<json::value> body_;
};

Response ok(std::string json);
Response created(std::string json);
Response no_content();
// A file for the user to keep; the name may be Chinese.
Response attachment(std::string content, std::string_view content_type, std::string_view file_name);

class Router {
public:
    using Handler = std::function<Response(Call&)>;
    explicit Router(App& program) : app_{program} {}
    void get(std::string path, RouteSpec spec, Handler handler) { add(Method::get, std::move(path), std::move(spec), std::move(handler)); }
    void post(std::string path, RouteSpec spec, Handler handler) { add(Method::post, std::move(path), std::move(spec), std::move(handler)); }
    void put(std::string path, RouteSpec spec, Handler handler) { add(Method::put, std::move(path), std::move(spec), std::move(handler)); }
    void patch(std::string path, RouteSpec spec, Handler handler) { add(Method::patch, std::move(path), std::move(spec), std::move(handler)); }
    void remove(std::string path, RouteSpec spec, Handler handler) { add(Method::remove, std::move(path), std::move(spec), std::move(handler)); }

    // Answers a request whole: route, log-in, cross-site check, handler, problems. Never throws.
    Response answer(const Request& request);
    bool is_upload(const Request& request) const;

    struct Route {
        Method method;
        std::string path;
        RouteSpec spec;
        Handler handler;
    };
    const std::vector<std::unique_ptr<Route>>& routes() const { return routes_; }
    RateLimits limits;  // 429 with Retry-After beyond them
    // The OpenAPI 3.1 description of all routes, pretty-printed and stable.
    std::string openapi() const;

private:
    struct Node {
        std::map<std::string, std::unique_ptr<Node>, std::less<>> literal;
        std::unique_ptr<Node> any;
        std::map<Method, const Route*> routes;
    };
    void add(Method method, std::string path, RouteSpec spec, Handler handler);
    const Node* find(std::string_view path, std::vector<std::string>& parts) const;
    Response run(Call& call, const Route& route);
    void check_rate(const Call& call, const Route& route);
    App& app_;
    Node root_;
    std::vector<std::unique_ptr<Route>> routes_;
};

// The problem as application/problem+json in the caller's language.
Response to_response(const Problem& problem, const Request& request, const Words& words, Language language);

}  // namespace zhibu::http
