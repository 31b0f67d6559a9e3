// Every route there is, tried by somebody who is not logged in and by a page of another site: nothing may open by omission.
#include <set>

#include "testkit/test_app.hpp"

namespace zhibu::testkit {
namespace {

std::string with_numbers(const std::string& path) {
    std::string out;
    for (std::size_t at = 0; at < path.size();) {
        auto open = path.find('{', at);
        out += path.substr(at, open - at);
        if (open == std::string::npos) break;
        out += "1";
        at = path.find('}', open) + 1;
    }
    return out;
}

http::Request request_for(const http::Router::Route& route) {
    http::Request request;
    request.method = route.method;
    request.path = with_numbers(route.path);
    request.request_id = "0123456789abcdef";
    request.peer = "127.0.0.1";
    return request;
}

}  // namespace

TEST(Strangers, get_in_nowhere_but_through_the_open_doors) {
    TestApp app;
    std::set<std::string> open;
    for (auto& route : app->router.routes()) {
        if (route->spec.gate == http::Gate::open) {
            open.insert(std::string{http::name_of(route->method)} + " " + route->path);
            continue;
        }
        auto request = request_for(*route);
        request.headers = {{"x-zhibu", "1"}};
        EXPECT_EQ(app->router.answer(request).status, 401) << http::name_of(route->method) << " " << route->path;
    }
    EXPECT_EQ(open, (std::set<std::string>{"GET /api/v1/installation", "POST /api/v1/installation", "POST /api/v1/session", "GET /api/v1/openapi.json", "GET /api/v1/calendar/feeds/{token}", "GET /api/v1/screens/{token}", "GET /api/v1/standard-certificates/{code}"}));
}

TEST(Strangers, a_page_of_another_site_writes_nothing) {
    TestApp app;
    auto admin = app.administrator();
    for (auto& route : app->router.routes()) {
        if (route->method == http::Method::get) continue;
        auto request = request_for(*route);
        request.headers = {{"cookie", admin.cookie}};
        EXPECT_EQ(app->router.answer(request).status, 403) << http::name_of(route->method) << " " << route->path;
    }
}

}  // namespace zhibu::testkit
