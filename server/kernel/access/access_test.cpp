// Log-in, roles and accounts through the routes.
#include "testkit/test_app.hpp"

#include <string>

namespace zhibu::testkit {

class Access : public OnBothEngines {};
ZHIBU_ON_BOTH_ENGINES(Access);

TEST_P(Access, refuses_strangers_and_unknown_paths) {
    EXPECT_EQ(app.get({}, "/api/v1/session").status, 401);
    EXPECT_EQ(app.get({}, "/api/v1/accounts").problem(), "not-signed-in");
    EXPECT_EQ(app.get({}, "/api/v1/nothing").status, 404);
    EXPECT_EQ(app.get({"zhibu=0123"}, "/api/v1/session").status, 401);
}

TEST_P(Access, makes_exactly_one_first_administrator) {
    auto token = access::new_installation_token(*app);
    ASSERT_TRUE(token);
    json::object body{{"token", "wrong"}, {"office_name", "市直机关工委"}, {"username", "admin"}, {"name", "林一"}, {"password", "Zhibu-2021-ok"}};
    EXPECT_EQ(app.post({}, "/api/v1/installation", body).faults(), "#/token wrong_token");
    body["token"] = *token;
    body["password"] = "short";
    EXPECT_EQ(app.post({}, "/api/v1/installation", body).faults(), "#/password password_short_10");
    body["password"] = "Zhibu-2021-ok";
    auto made = app.post({}, "/api/v1/installation", body);
    EXPECT_EQ(made.status, 201) << made.text;
    EXPECT_EQ(made["roles"].at(0).at("role").as_string(), "administrator");
    EXPECT_EQ(app.post({}, "/api/v1/installation", body).problem(), "already-installed");
    EXPECT_FALSE(access::new_installation_token(*app));

    EXPECT_EQ(app.post({}, "/api/v1/session", {{"username", "admin"}, {"password", "wrong"}}).problem(), "log-in-failed");
    EXPECT_EQ(app.post({}, "/api/v1/session", {{"username", "nobody"}, {"password", "wrong"}}).problem(), "log-in-failed");
    EXPECT_EQ(app.post({}, "/api/v1/session", {{"username", "admin"}, {"password", "Zhibu-2021-ok"}}).status, 201);
}

TEST_P(Access, nobody_grants_beyond_their_own_authority) {
    Cast cast{app};
    struct Row {
        const char* who;
        Person person;
        const char* role;
        Id<Organization> where;
        int status;
    } table[] = {
        {"administrator makes an auditor", cast.administrator, "auditor", cast.committee, 201},
        {"clerk makes an organ clerk", cast.clerk, "organ_clerk", cast.organ, 201},
        {"clerk makes no administrator", cast.clerk, "administrator", cast.committee, 422},
        {"organ clerk makes a secretary below", cast.organ_clerk, "branch_secretary", cast.branch, 201},
        {"organ clerk makes no organ clerk", cast.organ_clerk, "organ_clerk", cast.organ, 422},
        {"organ clerk makes no secretary elsewhere", cast.organ_clerk, "branch_secretary", cast.other_branch, 422},
        {"organ clerk makes no secretary above", cast.organ_clerk, "branch_secretary", cast.committee, 422},
        {"secretary makes nobody", cast.secretary, "member", cast.branch, 403},
        {"member makes nobody", cast.member, "member", cast.branch, 403},
        {"auditor makes nobody", cast.auditor, "member", cast.branch, 403}};
    int number = 0;
    for (auto& row : table) {
        SCOPED_TRACE(row.who);
        json::object body{{"username", "new" + std::to_string(++number)}, {"name", "新人"},
                          {"grants", json::array{json::object{{"role", row.role}, {"organization_id", row.where.value}}}}};
        auto answer = app.post(row.person, "/api/v1/accounts", body);
        EXPECT_EQ(answer.status, row.status) << answer.text;
    }
}

TEST_P(Access, a_retried_request_is_carried_out_once) {
    Cast cast{app};
    json::object body{{"username", "once"}, {"name", "一次"}, {"grants", json::array{json::object{{"role", "member"}, {"organization_id", cast.branch.value}}}}};
    auto first = app.post(cast.clerk, "/api/v1/accounts", body, {.idempotency_key = "k1"});
    auto again = app.post(cast.clerk, "/api/v1/accounts", body, {.idempotency_key = "k1"});
    EXPECT_EQ(first.status, 201) << first.text;
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(first.text, again.text);
    body["name"] = "别的";
    EXPECT_EQ(app.post(cast.clerk, "/api/v1/accounts", body, {.idempotency_key = "k1"}).problem(), "idempotency-key-reused");
}

TEST_P(Access, a_forged_request_from_another_site_is_refused) {
    auto admin = app.administrator();
    http::Request request;
    request.method = http::Method::post, request.path = "/api/v1/accounts", request.body = "{}";
    request.headers = {{"cookie", admin.cookie}};
    EXPECT_EQ(app->router.answer(request).status, 403);
    request.headers = {{"cookie", admin.cookie}, {"x-zhibu", "1"}, {"origin", "https://evil.example"}, {"host", "127.0.0.1:8080"}};
    EXPECT_EQ(app->router.answer(request).status, 403);
}

}  // namespace zhibu::testkit
