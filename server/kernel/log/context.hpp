// What the present thread works for: a request with its route, or a job. Log lines and slow statements name it.
#pragma once
#include <string_view>

namespace zhibu::log {

struct Context {
    std::string_view request;  // the request's id; empty outside of requests
    std::string_view origin;   // the route's template ("/api/v1/members/{id}") or "job NAME": never what somebody typed
};

Context& context();

// Holds for as long as it lives; what it names must live as long.
class Working {
public:
    explicit Working(Context now) : before_{context()} { context() = now; }
    Working(const Working&) = delete;
    ~Working() { context() = before_; }

private:
    Context before_;
};

}  // namespace zhibu::log
