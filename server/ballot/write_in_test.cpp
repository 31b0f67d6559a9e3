// 另选他人: names beside the candidates on phones and on paper, one line for each person, and never a way back to the voter.
#include <gtest/gtest.h>

#include "testkit/hall.hpp"

namespace zhibu::ballot {
namespace {

class WriteIns : public testkit::OnBothEngines {
protected:
    testkit::Hall hall{app};
    // Candidates are the first so many of the branch; nine formal members vote, 7 and 8 count.
    std::int64_t election(std::size_t candidates, int seats) { return hall.opened(hall.plan("election", {{"items", hall.candidates(candidates)}, {"seats", seats}})); }
    testkit::Answer vote(std::size_t voter, std::int64_t id, json::array choices, std::vector<std::size_t> written) {
        json::array names;
        for (auto each : written) names.push_back(hall.cast.members[each].value);
        return app.post(hall.people.at(voter), fmt::format("/api/v1/ballots/{}/paper", id), {{"secret", fmt::format("secret of device {:02}", voter)}, {"choices", std::move(choices)}, {"written", std::move(names)}});
    }
    testkit::Answer count(std::size_t teller, std::int64_t id, int returned, json::array first, json::array second, json::array written) {
        json::array tallies{{{"position", 1}, {"tally", std::move(first)}}, {{"position", 2}, {"tally", std::move(second)}}};
        return hall.verb(hall.people[teller], id, "paper-count", json::object{{"returned", returned}, {"invalid", 0}, {"tallies", std::move(tallies)}, {"written", std::move(written)}});
    }
    json::object of(std::size_t member, int votes) const { return {{"member_id", hall.cast.members[member].value}, {"votes", votes}}; }
    static std::string lines(const testkit::Answer& closed) {
        std::string all;
        for (auto& each : closed["items"].as_array())
            all += (all.empty() ? "" : "; ") + std::string{each.at("written_in").as_bool() ? "+" : ""} + std::string{each.at("words").as_string()} + " " + std::to_string(each.at("tally").at(0).as_int64()) + " " + std::string{each.at("outcome").as_string()};
        return all;
    }
    std::string name(std::size_t member) {
        return app.read([&](const View& view) { return view.app.references.names(view, "member", {hall.cast.members[member].value}).begin()->second; });
    }
};
ZHIBU_ON_BOTH_ENGINES(WriteIns);

// two candidates, one seat | what a paper says | how it is taken
TEST_P(WriteIns, are_taken_by_the_rule) {
    struct Row {
        const char* why;
        json::array choices;
        std::vector<std::size_t> written;
        int status;
        const char* faults;
    } rows[] = {
        {"for a candidate, nobody else", {"yes", "no"}, {}, 200, ""},
        {"against one, another instead", {"no", "abstained"}, {5}, 200, ""},
        {"a candidate written in", {"no", "no"}, {0}, 422, "#/written/0 not_electable"},
        {"a probationary member", {"no", "no"}, {9}, 422, "#/written/0 not_electable"},
        {"more names than seats have no room", {"no", "no"}, {4, 5}, 422, "#/choices no_such_paper"},
        {"one who counts may be elected", {"no", "no"}, {6}, 200, ""},
    };
    for (auto& row : rows) {
        auto id = election(2, 1);
        auto answer = vote(1, id, row.choices, row.written);
        EXPECT_EQ(answer.status, row.status) << row.why << answer.text;
        if (row.status == 422) EXPECT_EQ(answer.faults(), row.faults) << row.why;
    }
    auto plain = hall.opened(hall.plan("secret_resolution"));
    EXPECT_EQ(vote(1, plain, {"no"}, {5}).faults(), "#/choices no_such_paper") << "a resolution knows no names";
    EXPECT_EQ(hall.show(plain)["write_ins"].as_int64(), 0);
}

// Void is what has more marks than seats, or more names than candidates voted against.
TEST_P(WriteIns, void_a_paper_that_says_too_much) {
    auto id = election(3, 2);
    vote(0, id, {"yes", "yes", "no"}, {5});        // three marks for two seats
    vote(1, id, {"yes", "abstained", "abstained"}, {5});  // nobody voted against
    vote(2, id, {"no", "no", "yes"}, {5});
    for (std::size_t i = 3; i < 9; ++i) vote(i, id, {"yes", "yes", "no"}, {});
    auto closed = hall.counted(id);
    EXPECT_EQ(closed["valid"].as_int64(), 7);
    EXPECT_EQ(closed["invalid"].as_int64(), 2);
    EXPECT_EQ(lines(closed), fmt::format("{} 6 elected; {} 6 elected; {} 1 not_elected; +{} 1 not_elected", name(0), name(1), name(2), name(5)));
}

TEST_P(WriteIns, elect_whoever_has_the_majority_candidate_or_not) {
    auto id = election(2, 1);
    for (std::size_t i = 0; i < 9; ++i) vote(i, id, i < 3 ? json::array{"yes", "no"} : json::array{"no", "no"}, i < 3 ? std::vector<std::size_t>{} : i < 8 ? std::vector<std::size_t>{5} : std::vector<std::size_t>{4});
    auto closed = hall.counted(id);
    EXPECT_EQ(testkit::outcome(closed), "elected") << closed.text;
    EXPECT_EQ(lines(closed), fmt::format("{} 3 not_elected; {} 0 not_elected; +{} 5 elected; +{} 1 not_elected", name(0), name(1), name(5), name(4)));
    EXPECT_NE(std::string{closed["sentence"].as_string()}.find("当选：" + name(5) + "（5票）"), std::string::npos) << closed["sentence"].as_string();
    // Everybody counts again from what is published: names too.
    auto papers = app.get(hall.cast.member, fmt::format("/api/v1/ballots/{}/papers", id))["items"].as_array();
    std::map<std::int64_t, int> again;
    for (auto& paper : papers)
        for (auto& member : paper.at("written").as_array()) ++again[member.as_int64()];
    EXPECT_EQ(again, (std::map<std::int64_t, int>{{hall.cast.members[4].value, 1}, {hall.cast.members[5].value, 5}}));
    auto csv = app.get(hall.cast.member, fmt::format("/api/v1/ballots/{}/papers?format=csv", id)).text;
    EXPECT_NE(csv.find("另选他人"), std::string::npos);
    EXPECT_NE(csv.find(name(5)), std::string::npos);
}

TEST_P(WriteIns, of_phones_and_papers_come_to_one_line_by_both_tellers_word) {
    auto id = election(2, 1);
    json::array on_paper;
    for (auto member : {2, 3, 4}) on_paper.push_back(hall.cast.members[std::size_t(member)].value);
    hall.verb(id, "handing-out", {{"members", std::move(on_paper)}, {"way", "paper"}});
    for (std::size_t voter : {0, 1, 5, 6, 7, 8}) vote(voter, id, {"no", "no"}, voter < 6 ? std::vector<std::size_t>{8} : std::vector<std::size_t>{});
    hall.verb(id, "ending");
    struct Row {
        const char* why;
        json::array first, second, written;
        const char* faults;
    } rows[] = {{"more names than votes against", {2, 1, 0}, {0, 0, 3}, json::array{of(8, 2)}, "#/written more_names_than_room"},
                {"more marks than papers have seats for", {2, 1, 0}, {0, 3, 0}, json::array{of(8, 2)}, "#/written more_names_than_room"},
                {"one person in two lines", {0, 3, 0}, {0, 3, 0}, json::array{of(8, 1), of(8, 1)}, "#/written/1/member_id taken"},
                {"a candidate", {0, 3, 0}, {0, 3, 0}, json::array{of(1, 1)}, "#/written/0/member_id not_electable"}};
    for (auto& row : rows) EXPECT_EQ(count(6, id, 3, row.first, row.second, row.written).faults(), row.faults) << row.why;
    EXPECT_EQ(count(6, id, 3, {1, 2, 0}, {0, 3, 0}, json::array{of(8, 2)}).status, 200);
    EXPECT_EQ(count(7, id, 3, {1, 2, 0}, {0, 3, 0}, json::array{of(8, 1)}).problem(), "counts-differ") << "the other teller reads one name less";
    EXPECT_EQ(count(6, id, 3, {1, 2, 0}, {0, 3, 0}, json::array{of(8, 2)}).status, 200);
    EXPECT_EQ(count(7, id, 3, {1, 2, 0}, {0, 3, 0}, json::array{of(8, 2)}).status, 200);
    auto closed = hall.verb(id, "closing");
    EXPECT_EQ(lines(closed), fmt::format("{} 1 not_elected; {} 0 not_elected; +{} 5 elected", name(0), name(1), name(8)));
}

TEST_P(WriteIns, tell_nobody_but_those_who_vote_or_count_whom_one_may_write_in) {
    auto id = election(2, 1);
    auto path = fmt::format("/api/v1/ballots/{}/electable", id);
    auto list = app.get(hall.people[3], path);
    EXPECT_EQ(list["items"].as_array().size(), 7u) << "nine formal members without the two who stand";
    EXPECT_EQ(app.get(hall.cast.secretary, path).status, 200);
    EXPECT_EQ(app.get(hall.people[9], path).status, 403) << "a probationary member does not vote";
    EXPECT_EQ(app.get(hall.cast.sibling_secretary, path).status, 404);
    // Neither the audit nor the answers kept for a retry know the name.
    vote(3, id, {"no", "no"}, {5});
    auto told = app.read([&](const View& view) {
        return *view.session.integer("SELECT COUNT(*) FROM audit WHERE tenant_id = 1 AND action LIKE 'ballot.%' AND detail LIKE ?", fmt::format("%{}%", hall.cast.members[5].value));
    });
    EXPECT_EQ(told, 0);
    auto kept = app.read([](const View& view) { return *view.session.integer("SELECT COUNT(*) FROM idempotency WHERE tenant_id = 1 AND body LIKE '%receipt%'"); });
    EXPECT_EQ(kept, 0);
}

TEST_P(WriteIns, stand_in_the_next_round_only_where_the_votes_tie) {
    auto id = election(2, 1);
    // Four for the first, five scattered: nobody has the majority of nine.
    for (std::size_t i = 0; i < 9; ++i) vote(i, id, i < 4 ? json::array{"yes", "no"} : json::array{"no", "yes"}, {});
    auto closed = hall.counted(id);
    EXPECT_EQ(testkit::outcome(closed), "elected");
    auto second = election(3, 2);
    for (std::size_t i = 0; i < 9; ++i) vote(i, second, {i < 6 ? "yes" : "no", "no", "no"}, i < 6 ? std::vector<std::size_t>{5} : std::vector<std::size_t>{4});
    auto tied = hall.counted(second);
    EXPECT_EQ(lines(tied), fmt::format("{} 6 elected; {} 0 not_elected; {} 0 not_elected; +{} 6 elected; +{} 3 not_elected", name(0), name(1), name(2), name(5), name(4)));
    auto third = election(3, 2);
    for (std::size_t i = 0; i < 9; ++i) vote(i, third, {i < 5 ? "yes" : "no", "no", "no"}, i < 4 ? std::vector<std::size_t>{5} : std::vector<std::size_t>{4});
    auto unfilled = hall.counted(third);
    EXPECT_EQ(testkit::outcome(unfilled), "elected") << lines(unfilled);  // five for the first, five for the last
    auto fourth = election(3, 2);
    for (std::size_t i = 0; i < 9; ++i) vote(i, fourth, {i < 5 ? "yes" : "no", "no", "no"}, i < 4 ? std::vector<std::size_t>{5} : std::vector<std::size_t>{});
    auto left = hall.counted(fourth);
    ASSERT_EQ(testkit::outcome(left), "unfilled");
    auto next = hall.verb(fourth, "repetition");
    ASSERT_EQ(next.status, 201) << next.text;
    EXPECT_EQ(next["items"].as_array().size(), 2u) << "the candidates left over, without whoever was written in";
    EXPECT_EQ(next["seats"].as_int64(), 1);
}

}  // namespace
}  // namespace zhibu::ballot
