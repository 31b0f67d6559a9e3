// The whole program in process on a fresh database: tests speak to it through its routes, as a browser does.
#pragma once
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include "kernel/access/account.hpp"
#include "kernel/access/session.hpp"
#include "kernel/app.hpp"
#include "organization/organization.hpp"
#include "testkit/database.hpp"

namespace zhibu::testkit {

// A logged-in person.
struct Person {
    std::string cookie;
    Id<Account> account{};
};
// An answer as a test reads it.
struct Answer {
    int status{};
    http::Headers headers;
    std::string text;
    json::value body;
    // "#/title required, #/kind not_one_of": the faults of a problem, in order.
    std::string faults() const;
    // The problem's type without "/problems/", or "".
    std::string problem() const;
    const json::value& operator[](std::string_view key) const { return body.as_object().at(key); }
    std::int64_t id() const { return (*this)["id"].as_int64(); }
    std::int64_t version() const { return (*this)["version"].as_int64(); }
};
struct Extra {
    std::int64_t version{};          // If-Match
    std::string idempotency_key{};
    http::Headers headers{};
};

class TestApp {
public:
    explicit TestApp(db::Engine engine = db::Engine::sqlite);
    // A second program over the same database and files, as another node runs it: the same people, log-ins and clock.
    explicit TestApp(const TestApp& beside);
    App& operator*() { return *app_; }
    App* operator->() { return app_.get(); }
    void restart();  // a new program on the same place

    // The clock stands until it is moved.
    void at(std::string_view moment) { app_->clock.stand_at(*Instant::parse(moment)); }

    Id<Organization> organization(std::string name, OrganizationKind kind, Id<Organization> parent = {}, Date from = Date::of(2010, 1, 1));
    Id<Member> member(std::string name, Id<Organization> branch, MemberStage stage = MemberStage::formal, Date joined = Date::of(2010, 7, 1));
    Person person(std::string name, std::vector<Grant> grants, Id<Member> member = {});
    Person administrator() { return person("admin", {{Role::administrator, whole_office}}); }

    Answer send(const Person& who, http::Method method, std::string path, std::string body = "", const Extra& extra = {});
    Answer get(const Person& who, std::string path) { return send(who, http::Method::get, std::move(path)); }
    Answer post(const Person& who, std::string path, const json::value& body = json::object{}, const Extra& extra = {}) {
        return send(who, http::Method::post, std::move(path), json::serialize(body), extra);
    }
    Answer patch(const Person& who, std::string path, const json::value& body, std::int64_t version) {
        return send(who, http::Method::patch, std::move(path), json::serialize(body), {version});
    }
    // What was audited since the last call, "organization.created 12, …"; log-ins of the test kit and refusals are left out.
    std::string audited();
    template <class F>
    auto write(F f) {
        return app_->write(Actor::job({1}, "test"), std::move(f));
    }
    template <class F>
    auto read(F f) {
        return app_->read(Actor::job({1}, "test"), std::move(f));
    }

private:
    void start();
    std::shared_ptr<TemporaryFolder> folder_;
    std::shared_ptr<DatabasePlace> place_;
    std::unique_ptr<App> app_;
    std::map<std::string, Person> people_;
    std::int64_t audited_until_{0};
    int number_{0};
};

// The usual cast: a committee (工委) with two organs (机关党委), two branches under the first and one under the second,
// and a branch directly below the committee; each branch with members. Names are the places of the decision tables.
struct Cast {
    explicit Cast(TestApp& app);
    Id<Organization> committee, organ, branch, sibling_branch, other_organ, other_branch, direct_branch;
    std::vector<Id<Member>> members;         // of `branch`: 9 formal, the last 2 more probationary
    std::vector<Id<Member>> other_members;   // of `other_branch`
    Person administrator, auditor, clerk, leader, inspector, organ_clerk, secretary, member;
    Person sibling_secretary, other_organ_clerk, other_secretary, other_member;
};

// For TEST_P on both engines: class X : public OnBothEngines {}; ZHIBU_ON_BOTH_ENGINES(X);
class OnBothEngines : public testing::TestWithParam<db::Engine> {
protected:
    TestApp app{GetParam()};
};
inline std::string engine_name(const testing::TestParamInfo<db::Engine>& info) { return name_of(info.param); }

}  // namespace zhibu::testkit

#define ZHIBU_ON_BOTH_ENGINES(suite) \
    INSTANTIATE_TEST_SUITE_P(, suite, testing::ValuesIn(::zhibu::testkit::engines()), ::zhibu::testkit::engine_name)
