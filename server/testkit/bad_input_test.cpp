// What is sent wrong, on every route that takes a body: a problem with its place and its code in both languages, and nothing half done.
#include <fmt/format.h>

#include <array>
#include <set>
#include <thread>

#include "testkit/access_calls.hpp"
#include "testkit/undone_writes.hpp"

namespace zhibu::testkit {
namespace {

std::string nested(int levels) { return std::string(std::size_t(levels), '[') + std::string(std::size_t(levels), ']'); }

// "" where the answer is a problem as RFC 9457 wants it, with words; else what it lacks.
std::string lacks(const Answer& answer) {
    bool typed = std::any_of(answer.headers.begin(), answer.headers.end(), [](auto& each) { return each.first == "content-type" && each.second == "application/problem+json"; });
    if (!typed) return "the content type";
    for (auto name : {"type", "title", "detail", "instance"})
        if (answer[name].as_string().empty() || answer[name].as_string().starts_with("problem.")) return name;
    if (answer["status"].as_int64() != answer.status) return "its status";
    if (answer.status == 422 && answer.problem() == "invalid" && answer["errors"].as_array().empty()) return "the places";
    for (auto& fault : answer["errors"].as_array())
        for (auto name : {"pointer", "code", "message"})
            if (fault.at(name).as_string().empty() || fault.at(name).as_string().starts_with("violation.")) return name;
    return "";
}

}  // namespace

// On SQLite alone: what is wrong is found before the database is asked, and thousands of requests take their time.
class BadInput : public testing::TestWithParam<db::Engine> {
protected:
    TestApp app{GetParam()};
    Places places{app};
    Asking asking{app, places};
    UndoneWrites* writes{};
    BadInput() {
        app->router.limits.turn_off();
        auto undone = std::make_unique<UndoneWrites>(std::move(app->database));
        writes = undone.get();
        app->database = std::move(undone);
    }

    struct Asker {
        const Somebody* who{};
        const Spot* spot{};
    };
    // Somebody who is let do it, so that a refusal is about what was sent and nothing else.
    Asker allowed(const Line& line) {
        for (auto& who : places.somebodies)
            for (auto& spot : places.spots) {
                if (who.person.account && asking.ask(line, who, spot).status < 300) return {&who, &spot};
                if (!line.asks_each_place()) break;
            }
        return {&places.somebodies.front(), &places.spots.front()};
    }
    // Sends it in both languages: the same problem in other words, and nothing written.
    Answer refused(const std::string& what, const Asker& asker, Asked asked, int status) {
        SCOPED_TRACE(what);
        app->jobs.wait();  // long work that a request before has begun writes of itself
        auto before = writes->done();
        auto chinese = asking.send(*asker.who, asked);
        asked.extra.headers.emplace_back("accept-language", "en");
        auto english = asking.send(*asker.who, asked);
        EXPECT_EQ(chinese.status, status) << chinese.text;
        EXPECT_EQ(english.status, status);
        if (chinese.status < 400 || english.status < 400) return chinese;
        EXPECT_EQ(lacks(chinese), "") << chinese.text;
        EXPECT_EQ(lacks(english), "") << english.text;
        EXPECT_NE(chinese["title"], english["title"]);
        EXPECT_EQ(writes->done(), before) << "something was written";
        return chinese;
    }
    // Each route once, by its first line with a body.
    std::vector<Line> routes_with_bodies() {
        std::vector<Line> all;
        std::set<std::string> seen;
        for (auto& line : lines())
            if (line.sends_json() && seen.insert(line.operation).second) all.push_back(line);
        return all;
    }
};
INSTANTIATE_TEST_SUITE_P(, BadInput, testing::Values(db::Engine::sqlite), engine_name);

class FirstAdministrator : public OnBothEngines {};
ZHIBU_ON_BOTH_ENGINES(FirstAdministrator);

TEST_P(BadInput, is_refused_with_its_place_on_every_route_that_takes_a_body) {
    auto all = routes_with_bodies();
    ASSERT_GT(all.size(), 50u);
    for (auto& line : all) {
        SCOPED_TRACE(line.name);
        auto asker = allowed(line);
        auto good = asking.asked(line, *asker.who, *asker.spot);
        auto with = [&](std::string body) {
            auto bad = good;
            bad.body = std::move(body);
            return bad;
        };
        EXPECT_EQ(refused("cut off", asker, with(good.body.substr(0, good.body.size() - 1)), 400).problem(), "malformed-json");
        EXPECT_EQ(refused("something behind it", asker, with(good.body + "x"), 400).problem(), "malformed-json");
        EXPECT_EQ(refused("not UTF-8", asker, with("{\"a\":\"\xFF\"}"), 400).problem(), "malformed-json");
        EXPECT_EQ(refused("65 levels deep", asker, with("{\"a\":" + nested(64) + "}"), 400).problem(), "malformed-json");
        EXPECT_EQ(refused("a list", asker, with("[]"), 422).faults(), "# not_an_object");
        auto body = json::parse(good.body).as_object();
        auto strange = body;
        strange["colour"] = "red";
        EXPECT_NE((", " + refused("an unknown field", asker, with(json::serialize(strange)), 422).faults()).find(", #/colour unknown_field"), std::string::npos);
        for (auto& [name, value] : body) {
            auto wrong = body;
            wrong[name] = json::object{{"unexpected", json::array{1.5}}};
            auto faults = refused("a wrong type of " + std::string{name}, asker, with(json::serialize(wrong)), 422).faults();
            EXPECT_NE(faults.find("#/" + std::string{name}), std::string::npos) << faults;
        }
    }
}

TEST_P(BadInput, of_a_stale_page_changes_nothing) {
    std::set<std::string> take_none;
    for (auto& line : lines()) {
        auto asker = allowed(line);
        auto good = asking.asked(line, *asker.who, *asker.spot);
        if (!good.extra.version || line.method == "GET" || asking.send(*asker.who, good).status >= 300) continue;
        SCOPED_TRACE(line.name);
        auto stale = good, unsaid = good;
        stale.extra.version += 100, unsaid.extra.version = 0;
        if (asking.send(*asker.who, stale).status < 300) {
            EXPECT_NE(line.method, "PATCH");
            take_none.insert(line.operation);
            continue;
        }
        EXPECT_EQ(refused("stale", asker, stale, 412).problem(), "stale");
        EXPECT_EQ(refused("without a version", asker, unsaid, 428).problem(), "version-required");
    }
    // What says how it is whatever the page showed (somebody is there, the visit was made), adds to a record, only looks, or is
    // decided by the state alone.
    EXPECT_EQ(fmt::format("{}", fmt::join(take_none, " ")),
              "account.disable account.grant account.reset_password account.restore account.withdraw ballot.count_papers ballot.discuss ballot.grade_oneself ballot.hand_out "
              "ballot.put_in ballot.repeat ballot.take correction.reveal draw.announce inspection.add_team inspection.assign inspection.remove_team meeting.add_photo meeting.cancel meeting.close "
              "meeting.invite meeting.mark meeting.open meeting.remove_photo meeting.sign member.reveal nomination.make nomination.review nomination.take_back objection.answer "
              "objection.make organization.reveal problem.remind screen_link.revoke standard_draw.make standard_round.grade standard_sheet.add_evidence standard_sheet.claim standard_sheet.mark "
              "standard_sheet.mark_on_site standard_sheet.object standard_sheet.remove_evidence tour.lay_out_binder visit.report visit.tick visit.visit");
}

TEST_P(BadInput, in_a_path_or_a_question_is_no_server_error) {
    std::set<std::string> lists;
    for (auto& line : lines()) {
        auto asker = allowed(line);
        auto good = asking.asked(line, *asker.who, *asker.spot);
        SCOPED_TRACE(line.name);
        auto question = good.path.find('?');
        // The last number of the path.
        auto path = good.path.substr(0, question);
        auto end = path.find_last_of("0123456789");
        if (line.path.substr(0, line.path.find('?')).find('{') != std::string::npos && end != std::string::npos && end > 7) {
            auto begin = path.find_last_not_of("0123456789", end) + 1;
            for (auto number : {"0", "-1", "1.5", "abc", "99999999999999999999", "%00"}) {
                auto bad = good;
                bad.path.replace(begin, end - begin + 1, number);
                if (bad.path == good.path) continue;  // a secret address may end so by chance
                auto answer = asking.send(*asker.who, bad);
                EXPECT_TRUE(answer.status == 404 || answer.status == 422 || answer.status == 403) << number << " " << answer.status << " " << answer.text;
            }
        }
        if (!line.operation.ends_with(".list") || line.method != "GET" || !lists.insert(line.operation).second) continue;
        auto ask = [&](const std::string& more) {
            auto bad = good;
            bad.path = path + "?" + more;
            return asking.send(*asker.who, bad).status;
        };
        for (auto more : {"page=x", "size=-9999999999999999999", "page=9999999999999999999"}) EXPECT_LT(ask(more), 500) << more;
        auto has_sort = [&] {
            for (auto& route : app->router.routes())
                if (route->spec.operation == line.operation)
                    return std::any_of(route->spec.query.begin(), route->spec.query.end(), [](auto& each) { return each.name == "sort"; });
            return false;
        };
        if (!has_sort()) continue;
        for (auto more : {"colour=red", "sort=colour", "sort=id;DROP", "sort=-", "page=x"}) EXPECT_EQ(ask(more), 422) << more;
    }
}

TEST_P(FirstAdministrator, is_one_of_those_who_race) {
    app->router.limits.turn_off();
    auto token = access::new_installation_token(*app);
    ASSERT_TRUE(token);
    std::array<Answer, 4> answers;
    std::vector<std::thread> racing;
    for (std::size_t i = 0; i < answers.size(); ++i)
        racing.emplace_back([&, i] {
            answers[i] = app.post({}, "/api/v1/installation", {{"token", *token}, {"office_name", "市直机关工委"}, {"username", fmt::format("admin{}", i)}, {"name", "林一"}, {"password", "Zhibu-2021-ok"}});
        });
    for (auto& each : racing) each.join();
    int made = 0;
    for (auto& answer : answers) {
        if (answer.status == 201) ++made;
        else EXPECT_EQ(answer.problem(), "already-installed") << answer.text;
    }
    EXPECT_EQ(made, 1);
    EXPECT_EQ(app.read([](const View& view) { return view.session.integer("SELECT COUNT(*) FROM account"); }), 1);
}

TEST_P(BadInput, that_is_no_sheet_begins_no_import) {
    struct Row {
        const char* what;
        const char* name;
        std::string content;
        const char* problem;
    } table[] = {{"nothing", "a.xlsx", "", "sheet-is-empty"},
                 {"a zip that breaks off", "a.xlsx", "PK\x03\x04 and nothing behind", "sheet-is-damaged"},
                 {"a picture by another name", "a.xlsx", Places::picture(), "sheet-is-none"},
                 {"the Excel of 2003", "a.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(600, '\0'), "sheet-is-xls"}};
    for (auto& row : table) {
        Asked asked{http::Method::post, "/api/v1/imports?kind=members", Places::upload(row.name, row.content), {.headers = {{"content-type", "multipart/form-data; boundary=x"}}}};
        EXPECT_EQ(refused(row.what, {&places.somebodies.front(), &places.spots.front()}, asked, 422).problem(), row.problem) << row.what;
    }
}

}  // namespace zhibu::testkit
