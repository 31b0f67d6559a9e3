// For tests: a branch that votes, each member with an account, a secretary who keeps the ballot, two tellers and a scrutineer.
#pragma once
#include <fmt/format.h>

#include "testkit/test_app.hpp"

namespace zhibu::testkit {

struct Hall {
    explicit Hall(TestApp& test_app) : app{test_app}, cast{test_app} {
        for (std::size_t i = 0; i < cast.members.size(); ++i)
            people.push_back(i == 0 ? cast.secretary : i == 1 ? cast.member : app.person("党员" + std::to_string(i + 1), {{Role::member, cast.branch}}, cast.members[i]));
    }
    TestApp& app;
    Cast cast;
    std::vector<Person> people;  // of cast.members: nine formal, then two probationary

    json::object plan(const char* kind, json::object more = {}) const {
        json::object all{{"organization_id", cast.branch.value}, {"kind", kind}, {"title", "表决一项"}, {"scrutineer_id", cast.members[8].value}, {"teller_id", cast.members[6].value},
                         {"second_teller_id", cast.members[7].value}};
        for (auto& [key, value] : more) all[key] = value;
        return all;
    }
    json::array candidates(std::size_t count) const {
        json::array all;
        for (std::size_t i = 0; i < count; ++i) all.push_back({{"member_id", cast.members[i].value}});
        return all;
    }
    Answer prepare(const json::object& plan) { return app.post(cast.secretary, "/api/v1/ballots", plan); }
    Answer verb(std::int64_t id, const std::string& word, const json::value& body = json::object{}) { return verb(cast.secretary, id, word, body); }
    Answer verb(const Person& who, std::int64_t id, const std::string& word, const json::value& body = json::object{}) {
        auto version = app.get(cast.clerk, fmt::format("/api/v1/ballots/{}", id)).version();
        return app.post(who, fmt::format("/api/v1/ballots/{}/{}", id, word), body, {version});
    }
    Answer show(std::int64_t id) { return app.get(cast.secretary, fmt::format("/api/v1/ballots/{}", id)); }
    std::int64_t opened(const json::object& plan) {
        auto made = prepare(plan);
        if (made.status != 201) throw std::runtime_error{made.text};
        auto open = verb(made.id(), "opening");
        if (open.status != 200) throw std::runtime_error{open.text};
        return made.id();
    }
    Answer vote(std::size_t voter, std::int64_t id, json::array choices, std::string secret = "") {
        if (secret.empty()) secret = fmt::format("secret of device {:02}", voter);
        return app.post(people.at(voter), fmt::format("/api/v1/ballots/{}/paper", id), {{"secret", secret}, {"choices", std::move(choices)}});
    }
    // The first `yes` vote for, the next against, the rest abstain.
    void vote_all(std::int64_t id, int yes, int no, int abstained) {
        std::size_t voter = 0;
        for (auto [count, choice] : {std::pair{yes, "yes"}, {no, "no"}, {abstained, "abstained"}})
            for (int i = 0; i < count; ++i) vote(voter++, id, {choice});
    }
    Answer counted(std::int64_t id) {
        auto ended = verb(id, "ending");
        if (ended.status != 200) return ended;
        return verb(id, "closing");
    }
};
inline std::string outcome(const Answer& answer) { return answer.status >= 300 ? answer.problem() : std::string{answer["outcome"].as_string()}; }

}  // namespace zhibu::testkit
