#include <gtest/gtest.h>

#include <random>
#include <set>

#include "testkit/hall.hpp"

namespace zhibu::ballot {
namespace {

class Ballots : public testkit::OnBothEngines {
protected:
    testkit::Hall hall{app};
    std::string item_outcomes(const testkit::Answer& answer) {
        std::string all;
        for (auto& each : answer["items"].as_array()) all += (all.empty() ? "" : " ") + std::string{each.at("outcome").as_string()};
        return all;
    }
};

// Nine formal members are entitled; the two probationary ones are not. 支部条例: more than half of all entitled attend, and more than half of
// all entitled agree, whoever stayed away.
TEST_P(Ballots, decide_by_all_who_are_entitled) {
    struct Row {
        int yes, no, abstained;
        const char* outcome;
    } rows[] = {
        {9, 0, 0, "passed"},    {5, 4, 0, "passed"},    {5, 0, 0, "passed"},  // five of nine are more than half
        {4, 5, 0, "failed"},    {4, 0, 5, "failed"},    {4, 1, 0, "failed"},  // four of five present are not
        {4, 0, 0, "no_quorum"}, {0, 0, 0, "no_quorum"},                       // four of nine are too few to decide anything
    };
    for (auto& row : rows) {
        auto id = hall.opened(hall.plan("secret_resolution"));
        hall.vote_all(id, row.yes, row.no, row.abstained);
        auto closed = hall.counted(id);
        EXPECT_EQ(testkit::outcome(closed), row.outcome) << row.yes << " " << row.no << " " << row.abstained;
    }
}

TEST_P(Ballots, by_hands_obey_the_same_shares) {
    struct Row {
        int attending, yes, no, abstained;
        const char* outcome;
    } rows[] = {{9, 5, 4, 0, "passed"}, {9, 4, 3, 2, "failed"}, {5, 5, 0, 0, "passed"}, {5, 4, 1, 0, "failed"}, {4, 4, 0, 0, "no_quorum"}};
    for (auto& row : rows) {
        auto id = hall.opened(hall.plan("resolution"));
        auto told = hall.verb(id, "show-of-hands", {{"attending", row.attending}, {"yes", row.yes}, {"no", row.no}, {"abstained", row.abstained}});
        EXPECT_EQ(testkit::outcome(told), row.outcome) << row.attending << " " << row.yes;
    }
    auto id = hall.opened(hall.plan("resolution"));
    EXPECT_EQ(hall.verb(id, "show-of-hands", {{"attending", 10}, {"yes", 5}}).faults(), "#/attending more_than_entitled");
    EXPECT_EQ(hall.verb(id, "show-of-hands", {{"attending", 6}, {"yes", 5}, {"no", 2}}).faults(), "#/yes more_votes_than_voters");
    EXPECT_EQ(hall.verb(id, "ending").status, 403);
}

TEST_P(Ballots, say_the_formula_with_its_numbers) {
    auto id = hall.opened(hall.plan("secret_resolution", {{"left_out", json::array{{{"member_id", hall.cast.members[5].value}, {"reason", "长期患病"}}}}}));
    hall.vote_all(id, 5, 0, 0);
    auto closed = hall.counted(id);
    EXPECT_EQ(std::string{closed["sentence"].as_string()},
              "应到会有表决权8名（另有1名因故未计入，见名单），实到会5名；到会须超过应到会有表决权人数的半数（8×1/2=4，至少5），符合规定。发出选票5张（手机5张、纸质0张），收回5张，不多于发出票数，"
              "本轮投票有效。收回的选票中，有效票5张、无效票0张。通过须得赞成票超过应到会有表决权人数的半数（8×1/2=4，至少5）票。赞成5票、反对0票、弃权0票，表决通过。");
    EXPECT_EQ(closed["people"].as_array().size(), 9u);
}

// Who may prepare, open, hand out, end, close: the secretary of the branch and the clerks above it, nobody else.
TEST_P(Ballots, are_kept_by_those_who_may) {
    struct Row {
        const char* who;
        testkit::Person person;
        int prepare, open;
    } rows[] = {{"secretary", hall.cast.secretary, 201, 200},        {"clerk of the organ", hall.cast.organ_clerk, 201, 200}, {"clerk of the committee", hall.cast.clerk, 201, 200},
                {"member", hall.cast.member, 403, 403},              {"leader", hall.cast.leader, 403, 403},                  {"auditor", hall.cast.auditor, 403, 403},
                {"administrator", hall.cast.administrator, 403, 403}, {"secretary of another branch", hall.cast.sibling_secretary, 403, 404}};
    for (auto& row : rows) {
        EXPECT_EQ(app.post(row.person, "/api/v1/ballots", hall.plan("secret_resolution")).status, row.prepare) << row.who;
        auto id = hall.prepare(hall.plan("secret_resolution")).id();
        EXPECT_EQ(hall.verb(row.person, id, "opening").status, row.open) << row.who;
    }
}

// Each verb in each state: 200 where it belongs, 409 elsewhere.
TEST_P(Ballots, go_one_way) {
    auto in_state = [&](const std::string& state) {
        auto id = hall.prepare(hall.plan("secret_resolution")).id();
        if (state == "prepared") return id;
        hall.verb(id, "opening");
        if (state == "open") return id;
        hall.vote_all(id, 5, 0, 0);
        if (state == "voided") return hall.verb(id, "voiding", {{"reason", "名单有误"}}), id;
        hall.verb(id, "ending");
        if (state == "closed") hall.verb(id, "closing");
        return id;
    };
    struct Row {
        const char* verb;
        std::set<std::string> states;
        json::value body;
    } rows[] = {{"opening", {"prepared"}, {}}, {"ending", {"open"}, {}}, {"closing", {"counting"}, {}}, {"voiding", {"prepared", "open", "counting"}, {{"reason", "名单有误"}}},
                {"handing-out", {"open"}, {{"members", json::array{hall.cast.members[8].value}}, {"way", "paper"}}}};
    for (auto& row : rows)
        for (std::string state : {"prepared", "open", "counting", "closed", "voided"}) {
            auto answer = hall.verb(in_state(state), row.verb, row.body.is_null() ? json::object{} : row.body);
            EXPECT_EQ(answer.status, row.states.contains(state) ? 200 : 409) << row.verb << " in " << state << ": " << answer.text;
        }
}

TEST_P(Ballots, freeze_who_is_entitled_when_they_are_opened) {
    auto id = hall.opened(hall.plan("secret_resolution"));
    auto late = app.member("郑新", hall.cast.branch);
    auto person = app.person("新来的", {{Role::member, hall.cast.branch}}, late);
    EXPECT_EQ(app.post(person, fmt::format("/api/v1/ballots/{}/paper", id), {{"secret", "secret of somebody"}, {"choices", json::array{"yes"}}}).status, 403);
    EXPECT_EQ(hall.vote(9, id, {"yes"}).status, 403);  // probationary: speaks and does not vote
    EXPECT_EQ(hall.show(id)["entitled"].as_int64(), 9);
    app.write([&](Transaction& t) {
        auto member = Store<Member>{t}.load(hall.cast.members[3], everything());
        organization::leave(t, member, Date::of(2021, 12, 28), "调出");
    });
    EXPECT_EQ(hall.vote(3, id, {"yes"}).status, 200);  // was entitled when it was opened
}

TEST_P(Ballots, take_one_vote_of_each_and_give_a_receipt) {
    auto id = hall.opened(hall.plan("secret_resolution"));
    auto first = hall.vote(1, id, {"yes"});
    ASSERT_EQ(first.status, 200) << first.text;
    EXPECT_EQ(first["receipt"].as_string().size(), 19u);
    auto again = hall.vote(1, id, {"no"});
    EXPECT_TRUE(again["again"].as_bool());
    EXPECT_EQ(again["receipt"], first["receipt"]);
    EXPECT_EQ(hall.vote(1, id, {"no"}, "quite another device").problem(), "already-voted");
    EXPECT_EQ(hall.vote(2, id, {"perhaps"}).faults(), "#/choices no_such_paper");
    EXPECT_EQ(hall.vote(2, id, {"yes", "yes"}).faults(), "#/choices no_such_paper");
    EXPECT_EQ(hall.show(id)["counts"].at("returned").as_int64(), 1);
}

TEST_P(Ballots, show_no_result_before_the_count) {
    auto id = hall.opened(hall.plan("secret_resolution"));
    hall.vote_all(id, 6, 2, 0);
    for (auto& who : {hall.cast.secretary, hall.cast.clerk, hall.cast.administrator, hall.cast.member}) {
        auto seen = app.get(who, fmt::format("/api/v1/ballots/{}", id));
        if (seen.status != 200) continue;
        EXPECT_EQ(seen["items"].at(0).at("tally").as_array().size(), 0u);
        EXPECT_EQ(seen["sentence"].as_string(), "");
        EXPECT_NE(app.get(who, fmt::format("/api/v1/ballots/{}/papers", id)).status, 200);
    }
    hall.verb(id, "ending");
    EXPECT_EQ(hall.vote(8, id, {"yes"}).problem(), "ballot-box-closed");
    hall.verb(id, "closing");
    auto papers = app.get(hall.cast.member, fmt::format("/api/v1/ballots/{}/papers", id));
    ASSERT_EQ(papers.status, 200) << papers.text;
    EXPECT_EQ(papers["items"].as_array().size(), 8u);
    EXPECT_EQ(app.get(hall.cast.sibling_secretary, fmt::format("/api/v1/ballots/{}/papers", id)).status, 404);
}

// Admission: one by one, and written opinions of absent members count as votes, not as attendance.
TEST_P(Ballots, count_written_opinions_as_votes_and_not_as_attendance) {
    EXPECT_EQ(hall.prepare(hall.plan("admission", {{"items", json::array{{{"member_id", hall.cast.members[9].value}}, {{"member_id", hall.cast.members[10].value}}}}})).faults(), "#/items one_by_one");
    struct Row {
        int voted, written_yes;
        const char* outcome;
    } rows[] = {{5, 4, "passed"}, {4, 5, "no_quorum"}, {5, 0, "failed"}};
    for (auto& row : rows) {
        auto id = hall.opened(hall.plan("admission", {{"items", json::array{{{"member_id", hall.cast.members[9].value}}}}}));
        // Of those who came one agrees; the others are against.
        for (int i = 0; i < row.voted; ++i) hall.vote(std::size_t(i), id, {i ? "no" : "yes"});
        json::array absent;
        for (int i = 0; i < row.written_yes; ++i) absent.push_back(hall.cast.members[std::size_t(8 - i)].value);
        if (row.written_yes) {
            auto handed = hall.verb(id, "handing-out", {{"members", absent}, {"way", "written"}});
            ASSERT_EQ(handed.status, 200) << handed.text;
        }
        hall.verb(id, "ending");
        json::object count{{"returned", row.written_yes}, {"invalid", 0}, {"tallies", json::array{{{"position", 1}, {"tally", json::array{row.written_yes, 0, 0}}}}}};
        if (row.written_yes)
            for (auto teller : {6, 7}) EXPECT_EQ(hall.verb(hall.people[std::size_t(teller)], id, "paper-count", count).status, 200);
        EXPECT_EQ(testkit::outcome(hall.verb(id, "closing")), row.outcome) << row.voted << " " << row.written_yes;
    }
    auto id = hall.opened(hall.plan("secret_resolution"));
    EXPECT_EQ(hall.verb(id, "handing-out", {{"members", json::array{hall.cast.members[8].value}}, {"way", "written"}}).faults(), "#/way no_written_opinions");
}

TEST_P(Ballots, count_real_papers_by_two_who_agree) {
    auto id = hall.opened(hall.plan("secret_resolution"));
    for (std::size_t i = 0; i < 4; ++i) hall.vote(i, id, {"yes"});
    hall.verb(id, "handing-out", {{"members", json::array{hall.cast.members[4].value, hall.cast.members[5].value, hall.cast.members[8].value}}, {"way", "paper"}});
    EXPECT_EQ(hall.vote(4, id, {"yes"}).problem(), "ballot-on-paper");
    hall.verb(id, "ending");
    auto count = [](int returned, int invalid, int yes, int no) {
        return json::object{{"returned", returned}, {"invalid", invalid}, {"tallies", json::array{{{"position", 1}, {"tally", json::array{yes, no, 0}}}}}};
    };
    auto first = hall.people[6], second = hall.people[7];
    EXPECT_EQ(hall.verb(id, "closing").problem(), "papers-not-counted");
    EXPECT_EQ(hall.verb(hall.cast.secretary, id, "paper-count", count(3, 1, 1, 1)).status, 403);  // nobody in their place
    EXPECT_EQ(hall.verb(first, id, "paper-count", count(3, 1, 2, 1)).faults(), "#/tallies/0 does_not_add_up");
    EXPECT_EQ(hall.verb(first, id, "paper-count", count(3, 1, 1, 1)).status, 200);
    EXPECT_EQ(hall.verb(id, "closing").problem(), "papers-not-counted");                          // one is not two
    EXPECT_EQ(hall.verb(second, id, "paper-count", count(3, 0, 2, 1)).problem(), "counts-differ");
    EXPECT_EQ(hall.show(id)["counted_by"].as_array().size(), 0u);                                 // both again
    for (auto& teller : {first, second}) EXPECT_EQ(hall.verb(teller, id, "paper-count", count(3, 1, 1, 1)).status, 200);
    EXPECT_EQ(hall.verb(first, id, "paper-count", count(2, 0, 1, 1)).problem(), "papers-counted");
    auto closed = hall.verb(id, "closing");
    EXPECT_EQ(testkit::outcome(closed), "passed");
    EXPECT_EQ(json::serialize(closed["items"].at(0).at("tally")), "[5,1,0]");
    EXPECT_EQ(closed["issued"].as_int64(), 7);
    EXPECT_EQ(closed["returned"].as_int64(), 7);
    EXPECT_EQ(closed["valid"].as_int64(), 6);
    EXPECT_EQ(closed["invalid"].as_int64(), 1);
}

TEST_P(Ballots, are_void_where_more_papers_come_back_than_went_out) {
    auto id = hall.opened(hall.plan("secret_resolution"));
    for (std::size_t i = 0; i < 6; ++i) hall.vote(i, id, {"yes"});
    hall.verb(id, "handing-out", {{"members", json::array{hall.cast.members[8].value}}, {"way", "paper"}});
    hall.verb(id, "ending");
    json::object two{{"returned", 2}, {"invalid", 0}, {"tallies", json::array{{{"position", 1}, {"tally", json::array{2, 0, 0}}}}}};
    for (auto teller : {6, 7}) hall.verb(hall.people[std::size_t(teller)], id, "paper-count", two);
    auto closed = hall.verb(id, "closing");
    EXPECT_EQ(testkit::outcome(closed), "void_round");
    EXPECT_EQ(closed["state"].as_string(), "voided");
    EXPECT_EQ(closed["items"].at(0).at("tally").as_array().size(), 0u);  // nobody looked
    auto next = hall.verb(id, "repetition");
    EXPECT_EQ(next.status, 201);
    EXPECT_EQ(next["round"].as_int64(), 2);
    EXPECT_EQ(hall.verb(id, "repetition").problem(), "voted-again-already");
}

// Elections: four fifths of nine are eight; a candidate needs more than half of those attending.
TEST_P(Ballots, elect_by_the_rules_of_the_pack) {
    struct Row {
        const char* why;
        int attending;
        std::vector<int> votes;  // for each of four candidates, of three seats
        const char* outcome;
        const char* items;
    } rows[] = {
        {"three with the majority", 9, {8, 7, 6, 3}, "elected", "elected elected elected not_elected"},
        {"four fifths are enough", 8, {8, 7, 6, 3}, "elected", "elected elected elected not_elected"},
        {"seven of nine are not four fifths", 7, {7, 7, 5, 2}, "no_quorum", ""},
        {"half is not more than half", 8, {8, 7, 4, 3}, "unfilled", "elected elected not_elected not_elected"},
        {"a tie for the last seat", 9, {9, 8, 5, 5}, "tied", "elected elected tied tied"},
        {"a majority is missing beyond the seats", 9, {9, 8, 6, 4}, "elected", "elected elected elected not_elected"},
    };
    for (auto& row : rows) {
        auto id = hall.opened(hall.plan("election", {{"items", hall.candidates(4)}, {"seats", 3}}));
        // Candidate n has the votes of the first, or of the last, so that nobody marks more than three.
        for (int voter = 0; voter < row.attending; ++voter) {
            json::array choices;
            for (std::size_t n = 0; n < 4; ++n) choices.push_back((n == 3 ? row.attending - 1 - voter : n == 2 ? voter : n == 1 ? voter : voter) < row.votes[n] ? "yes" : "no");
            if (std::count(choices.begin(), choices.end(), json::value("yes")) > 3) choices[1] = "no", --row.votes[1];
            hall.vote(std::size_t(voter), id, choices);
        }
        auto closed = hall.counted(id);
        EXPECT_EQ(testkit::outcome(closed), row.outcome) << row.why << ": " << closed.text;
        EXPECT_EQ(item_outcomes(closed), row.items) << row.why;
    }
}

TEST_P(Ballots, void_a_paper_with_more_marks_than_seats) {
    auto id = hall.opened(hall.plan("election", {{"items", hall.candidates(3)}, {"seats", 2}}));
    for (std::size_t i = 0; i < 9; ++i) EXPECT_EQ(hall.vote(i, id, i < 2 ? json::array{"yes", "yes", "yes"} : json::array{"yes", "yes", "no"}).status, 200);
    auto closed = hall.counted(id);
    EXPECT_EQ(closed["valid"].as_int64(), 7);
    EXPECT_EQ(closed["invalid"].as_int64(), 2);
    EXPECT_EQ(json::serialize(closed["items"].at(0).at("tally")), "[7,0,0]");
}

TEST_P(Ballots, vote_again_among_the_tied) {
    auto id = hall.opened(hall.plan("election", {{"items", hall.candidates(3)}, {"seats", 2}}));
    // Six each for the second and the third, nine for the first.
    for (std::size_t i = 0; i < 9; ++i) hall.vote(i, id, {i < 3 || i > 5 ? "yes" : "no", i < 6 ? "yes" : "no", i > 2 ? "yes" : "no"});
    auto closed = hall.counted(id);
    ASSERT_EQ(testkit::outcome(closed), "tied") << closed.text;
    auto next = hall.verb(id, "repetition");
    ASSERT_EQ(next.status, 201) << next.text;
    EXPECT_EQ(next["items"].as_array().size(), 3u);
    EXPECT_EQ(next["seats"].as_int64(), 2);
    EXPECT_EQ(next["follows_id"].as_int64(), id);
    hall.verb(next.id(), "opening");
    for (std::size_t i = 0; i < 9; ++i) hall.vote(i, next.id(), {"yes", i < 5 ? "yes" : "no", "no"});
    EXPECT_EQ(testkit::outcome(hall.counted(next.id())), "elected");
}

TEST_P(Ballots, check_an_election_when_it_is_prepared) {
    struct Row {
        const char* kind;
        json::object more;
        const char* faults;
    } rows[] = {
        {"election", {{"items", hall.candidates(4)}, {"seats", 3}}, ""},
        {"election", {{"items", hall.candidates(3)}, {"seats", 3}}, "#/items more_than_seats"},
        {"election", {{"items", hall.candidates(6)}, {"seats", 5}}, ""},
        {"election", {{"items", hall.candidates(6)}, {"seats", 0}}, "#/seats required"},
        {"election_equal", {{"items", hall.candidates(1)}, {"seats", 1}}, ""},
        {"election_equal", {{"items", hall.candidates(2)}, {"seats", 1}}, "#/items as_many_as_seats"},
        {"election", {{"items", hall.candidates(4)}, {"seats", 3}, {"teller_id", hall.cast.members[0].value}}, "#/teller_id teller_stands"},
        {"election", {{"items", hall.candidates(4)}, {"seats", 3}, {"teller_id", hall.cast.members[7].value}}, "#/second_teller_id taken"},
        {"election", {{"items", json::array{{{"member_id", hall.cast.other_members[0].value}}}}, {"seats", 1}}, "#/items/0 unknown_reference, #/items more_than_seats"},
        {"secret_resolution", {{"voters", json::array{hall.cast.members[9].value}}}, "#/voters/0 no_voter"},
        {"secret_resolution", {{"left_out", json::array{{{"member_id", hall.cast.members[9].value}, {"reason", "出国"}}}}}, "#/left_out/0 no_voter"},
        {"secret_resolution", {{"left_out", json::array{{{"member_id", hall.cast.members[8].value}, {"reason", ""}}}}}, "#/left_out/0/reason required"},
        {"lottery", {}, "#/kind not_one_of"},
    };
    for (auto& row : rows) {
        auto made = hall.prepare(hall.plan(row.kind, row.more));
        EXPECT_EQ(made.status == 201 ? "" : made.faults(), row.faults) << row.kind << json::serialize(row.more);
    }
    // Eleven for ten seats are fewer than a fifth more: only with a reason.
    json::array many;
    for (int i = 0; i < 11; ++i) many.push_back({{"member_id", app.member("候选" + std::to_string(i), hall.cast.branch).value}});
    json::object plan = hall.plan("election", {{"items", many}, {"seats", 10}});
    EXPECT_EQ(hall.prepare(plan).faults(), "#/surplus_reason fewer_than_usual");
    plan["surplus_reason"] = "符合条件的人选不足";
    EXPECT_EQ(hall.prepare(plan).status, 201);
}

// 民主评议: everybody takes part, the formal are graded, at most a third excellent, the committee confirms.
TEST_P(Ballots, appraise_members) {
    auto made = hall.prepare(hall.plan("democratic_review"));
    ASSERT_EQ(made.status, 201) << made.text;
    auto id = made.id();
    EXPECT_EQ(made["items"].as_array().size(), 9u);
    EXPECT_EQ(hall.verb(hall.people[2], id, "self-grade", {{"grade", "excellent"}}).status, 200);
    EXPECT_EQ(hall.verb(hall.people[9], id, "self-grade", {{"grade", "excellent"}}).status, 403);  // takes part, is not graded
    auto seen = app.get(hall.people[3], fmt::format("/api/v1/ballots/{}", id));
    EXPECT_EQ(seen.text.find("\"self_grade\":\"excellent\""), std::string::npos);
    hall.verb(id, "discussion", {{"members", json::array{hall.cast.members[2].value}}});
    hall.verb(id, "opening");
    EXPECT_EQ(hall.show(id)["entitled"].as_int64(), 11);
    // Four are held excellent by most; three of nine may be.
    for (std::size_t voter = 0; voter < 11; ++voter) {
        json::array choices;
        for (std::size_t i = 0; i < 9; ++i) choices.push_back(i < 3 ? "excellent" : i == 3 && voter < 7 ? "excellent" : i == 8 ? "unqualified" : "qualified");
        EXPECT_EQ(hall.vote(voter, id, choices).status, 200);
    }
    auto closed = hall.counted(id);
    EXPECT_EQ(testkit::outcome(closed), "graded") << closed.text;
    EXPECT_EQ(item_outcomes(closed), "excellent excellent excellent qualified qualified qualified qualified qualified unqualified");
    auto grades = [&](const char* fourth, const char* last, const char* reason) {
        json::array all;
        for (int i = 1; i <= 9; ++i) all.push_back({{"position", i}, {"grade", i <= 3 ? "excellent" : i == 4 ? fourth : i == 9 ? last : "qualified"}, {"reason", i == 4 || i == 9 ? reason : ""}});
        return json::object{{"grades", all}};
    };
    EXPECT_EQ(hall.verb(id, "confirmation", grades("excellent", "unqualified", "贡献突出")).faults(), "#/grades too_many_excellent");
    EXPECT_EQ(hall.verb(id, "confirmation", grades("qualified", "basically_qualified", "")).faults(), "#/grades/8/reason differs_from_ballot");
    EXPECT_EQ(hall.verb(id, "confirmation", {{"grades", json::array{{{"position", 1}, {"grade", "excellent"}}}}}).faults(), "#/grades all_are_graded");
    EXPECT_EQ(hall.verb(id, "confirmation", grades("qualified", "basically_qualified", "已改正")).status, 200);
    auto facts = [&](const char* kind) { return app.get(hall.cast.clerk, fmt::format("/api/v1/facts?kind=life.review.{}&period=2021&organization_within={}", kind, hall.cast.committee.value))["total"].as_int64(); };
    EXPECT_EQ(facts("excellent"), 3);
    EXPECT_EQ(facts("basically_qualified"), 1);
    // Said again, the new word counts and not both.
    EXPECT_EQ(hall.verb(id, "confirmation", grades("qualified", "unqualified", "")).status, 200);
    EXPECT_EQ(app.read([&](const View& view) { return rollup::of(view, "life.review.*", hall.cast.committee, Period::whole_year(2021)).count; }), 9);
}

TEST_P(Ballots, at_a_meeting_ask_only_who_is_there) {
    auto planned = app.post(hall.cast.secretary, "/api/v1/meetings", {{"organization_id", hall.cast.branch.value}, {"kind", "general_meeting"}, {"title", "支部党员大会"}, {"planned_at", "2021-12-28T08:30"}});
    ASSERT_EQ(planned.status, 201) << planned.text;
    auto meeting = planned.id();
    auto made = hall.prepare(hall.plan("secret_resolution", {{"meeting_id", meeting}}));
    ASSERT_EQ(made.status, 201) << made.text;
    EXPECT_EQ(hall.verb(made.id(), "opening").problem(), "meeting-not-open");
    app.post(hall.cast.secretary, fmt::format("/api/v1/meetings/{}/opening", meeting), json::object{}, {planned.version()});
    EXPECT_EQ(hall.verb(made.id(), "opening").status, 200);
    EXPECT_EQ(hall.vote(1, made.id(), {"yes"}).status, 403);
    json::array marks;
    for (std::size_t i = 0; i < 6; ++i) marks.push_back({{"member_id", hall.cast.members[i].value}, {"state", "present"}});
    auto marked = app.post(hall.cast.secretary, fmt::format("/api/v1/meetings/{}/marks", meeting), {{"marks", marks}});
    ASSERT_EQ(marked.status, 200) << marked.text;
    for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(hall.vote(i, made.id(), {"yes"}).status, 200);
    auto closed = hall.counted(made.id());
    EXPECT_EQ(testkit::outcome(closed), "passed");
    EXPECT_EQ(closed["attending"].as_int64(), 6);  // one is there and took no paper
    auto decisions = app.get(hall.cast.secretary, fmt::format("/api/v1/meetings/{}", meeting))["paper"].at("decisions").as_array();
    ASSERT_EQ(decisions.size(), 1u);
    EXPECT_NE(std::string{decisions[0].at("text").as_string()}.find("表决通过"), std::string::npos);
}

TEST_P(Ballots, hand_out_the_sheet_and_the_papers) {
    auto id = hall.opened(hall.plan("secret_resolution"));
    auto receipt = std::string{hall.vote(1, id, {"yes"})["receipt"].as_string()};
    for (std::size_t i = 2; i < 8; ++i) hall.vote(i, id, {"no"});
    EXPECT_EQ(app.get(hall.cast.secretary, fmt::format("/api/v1/ballots/{}/sheet", id)).problem(), "ballot-state");
    hall.counted(id);
    auto sheet = app.get(hall.cast.secretary, fmt::format("/api/v1/ballots/{}/sheet", id));
    EXPECT_EQ(sheet.text.substr(0, 5), "%PDF-");
    EXPECT_EQ(app.get(hall.cast.secretary, fmt::format("/api/v1/ballots/{}/sheet?format=docx", id)).text.substr(0, 2), "PK");
    auto csv = app.get(hall.cast.member, fmt::format("/api/v1/ballots/{}/papers?format=csv", id));
    EXPECT_NE(csv.text.find(receipt), std::string::npos);
    EXPECT_EQ(std::count(csv.text.begin(), csv.text.end(), '\n'), 8);
}

TEST_P(Ballots, are_found_in_the_inbox_by_those_who_have_to_act) {
    auto id = hall.opened(hall.plan("secret_resolution"));
    auto waits = [&](const testkit::Person& who, const char* kind) { return app.get(who, "/api/v1/inbox").text.find(fmt::format("\"{}\"", kind)) != std::string::npos; };
    EXPECT_TRUE(waits(hall.people[3], "ballot.vote"));
    EXPECT_FALSE(waits(hall.people[9], "ballot.vote"));
    hall.vote(3, id, {"yes"});
    EXPECT_FALSE(waits(hall.people[3], "ballot.vote"));
    EXPECT_TRUE(waits(hall.cast.secretary, "ballot.end"));
    hall.verb(id, "handing-out", {{"members", json::array{hall.cast.members[4].value}}, {"way", "paper"}});
    hall.verb(id, "ending");
    EXPECT_TRUE(waits(hall.people[6], "ballot.count"));
    EXPECT_FALSE(waits(hall.people[5], "ballot.count"));
}

// Whatever is put in: papers equal receipts, every paper counts once, and anybody can count again from what was published.
TEST_P(Ballots, count_what_receipts_say_whatever_is_put_in) {
    std::mt19937 chance{20211228};
    for (int trial = 0; trial < 8; ++trial) {
        auto candidates = 3 + chance() % 4;
        auto seats = 1 + chance() % (candidates - 1);
        auto id = hall.opened(hall.plan("election", {{"items", hall.candidates(candidates)}, {"seats", seats}, {"surplus_reason", "人选不足"}}));
        std::map<std::string, std::string> receipts;
        std::vector<std::int64_t> yes(candidates, 0);
        std::int64_t valid = 0, invalid = 0;
        for (std::size_t voter = 0; voter < 8 + chance() % 2; ++voter) {
            json::array choices;
            for (std::size_t i = 0; i < candidates; ++i) choices.push_back(chance() % 3 == 0 ? "no" : chance() % 2 ? "yes" : "abstained");
            auto marks = std::size_t(std::count(choices.begin(), choices.end(), json::value("yes")));
            ++(marks > seats ? invalid : valid);
            for (std::size_t i = 0; marks <= seats && i < candidates; ++i) yes[i] += choices[i] == "yes";
            for (int again = chance() % 2; again >= 0; --again) receipts[std::string{hall.vote(voter, id, choices)["receipt"].as_string()}] = json::serialize(choices);
        }
        auto closed = hall.counted(id);
        EXPECT_EQ(closed["valid"].as_int64(), valid);
        EXPECT_EQ(closed["invalid"].as_int64(), invalid);
        for (std::size_t i = 0; i < candidates; ++i) EXPECT_EQ(closed["items"].at(i).at("tally").at(0).as_int64(), yes[i]);
        auto papers = app.get(hall.cast.member, fmt::format("/api/v1/ballots/{}/papers", id))["items"].as_array();
        EXPECT_EQ(papers.size(), receipts.size());
        for (auto& each : papers) EXPECT_EQ(receipts.at(std::string{each.at("receipt").as_string()}), json::serialize(each.at("choices")));
    }
}

ZHIBU_ON_BOTH_ENGINES(Ballots);

}  // namespace
}  // namespace zhibu::ballot
