#include "kernel/ballot_box/ballot_box.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <set>
#include <thread>

#include "kernel/ballot_box/box_key.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::ballot_box {
namespace {

class BallotBox : public testkit::OnBothEngines {
protected:
    Id<Box> opened(int voters, const char* circle = "") {
        std::vector<Voter> all;
        for (int i = 1; i <= voters; ++i) all.push_back({i, "voter " + std::to_string(i), circle});
        auto key = prepare_key(*app);
        return app.write([&](Transaction& t) { return open(t, key, 8, all); });
    }
    Receipt put(Id<Box> box, std::int64_t voter, std::string content, std::string secret = "") {
        if (secret.empty()) secret = "device of " + std::to_string(voter);
        return app.write([&](Transaction& t) { return put_in(t, box, voter, secret, content); });
    }
    std::string refusal(std::function<void(Transaction&)> f) {
        try {
            app.write([&](Transaction& t) { f(t); });
            return "";
        } catch (const Problem& problem) {
            auto reason = problem.parameters.find("reason");
            return reason == problem.parameters.end() ? problem.type : reason->second;
        }
    }
    std::vector<Paper> counted(Id<Box> box) {
        app.write([&](Transaction& t) { close(t, box); });
        return app.write([&](Transaction& t) { return count(t, box); });
    }
    std::size_t keys() {
        std::size_t all = 0;
        for (auto& each : std::filesystem::directory_iterator{folder_of_keys(*app)}) all += each.is_regular_file();
        return all;
    }
};

TEST_P(BallotBox, gives_back_every_paper_under_its_receipt) {
    auto box = opened(100, "peers");
    std::map<std::string, std::string> receipts;
    for (int i = 1; i <= 100; ++i) receipts[put(box, i, i % 3 ? "yes" : "no").text] = i % 3 ? "yes" : "no";
    auto papers = counted(box);
    ASSERT_EQ(papers.size(), 100u);
    for (auto& each : papers) {
        EXPECT_EQ(receipts.at(each.receipt), each.content);
        EXPECT_EQ(each.circle, "peers");
    }
    auto published = app.read([&](const View& view) { return ballot_box::papers(view, box); });
    EXPECT_EQ(published.size(), 100u);
}

TEST_P(BallotBox, takes_one_paper_of_each_voter) {
    auto box = opened(3);
    auto first = put(box, 1, "yes");
    EXPECT_FALSE(first.again);
    auto retried = put(box, 1, "no");  // the same device asks again: its first paper counts
    EXPECT_TRUE(retried.again);
    EXPECT_EQ(retried.text, first.text);
    EXPECT_EQ(refusal([&](Transaction& t) { put_in(t, box, 1, "another device of voter 1", "no"); }), "already-voted");
    EXPECT_EQ(refusal([&](Transaction& t) { put_in(t, box, 2, "device of 1", "no"); }), "already-voted");  // nor under another's receipt
    EXPECT_EQ(refusal([&](Transaction& t) { put_in(t, box, 9, "device of voter 9", "no"); }), "not_entitled_to_vote");
    auto papers = counted(box);
    ASSERT_EQ(papers.size(), 1u);
    EXPECT_EQ(papers[0].content, "yes");
}

TEST_P(BallotBox, hands_out_papers_of_both_kinds) {
    auto box = opened(5);
    app.write([&](Transaction& t) {
        issue(t, box, 1, Way::phone), issue(t, box, 2, Way::paper), issue(t, box, 3, Way::written), issue(t, box, 4, Way::phone);
        issue(t, box, 4, Way::paper);
    });
    EXPECT_EQ(refusal([&](Transaction& t) { put_in(t, box, 2, "device of voter 2", "yes"); }), "ballot-on-paper");
    put(box, 1, "yes");
    EXPECT_EQ(refusal([&](Transaction& t) { issue(t, box, 1, Way::paper); }), "ballot-returned");
    EXPECT_EQ(refusal([&](Transaction& t) { issue(t, box, 77, Way::paper); }), "not-found");
    auto sum = app.read([&](const View& view) { return counts(view, box); });
    EXPECT_EQ(sum.entitled, 5);
    EXPECT_EQ(sum.phone, 1);
    EXPECT_EQ(sum.paper, 2);
    EXPECT_EQ(sum.written, 1);
    EXPECT_EQ(sum.returned, 1);
}

TEST_P(BallotBox, is_shut_before_it_is_opened) {
    auto box = opened(2);
    put(box, 1, "yes");
    EXPECT_EQ(refusal([&](Transaction& t) { count(t, box); }), "ballot-box-not-closed");
    app.write([&](Transaction& t) { close(t, box); });
    EXPECT_EQ(refusal([&](Transaction& t) { put_in(t, box, 2, "device of voter 2", "yes"); }), "ballot-box-closed");
    EXPECT_TRUE(put(box, 1, "yes").again);  // whose answer was lost may still ask
    app.write([&](Transaction& t) { count(t, box); });
    EXPECT_EQ(refusal([&](Transaction& t) { count(t, box); }), "ballot-box-not-closed");
}

TEST_P(BallotBox, destroys_its_key_at_the_count) {
    auto box = opened(2), burnt = opened(2);
    put(box, 1, "yes");
    EXPECT_EQ(keys(), 2u);
    counted(box);
    EXPECT_EQ(keys(), 1u);
    app.write([&](Transaction& t) { burn(t, burnt); });
    EXPECT_EQ(keys(), 0u);
    EXPECT_EQ(app.read([&](const View& view) { return view.session.integer("SELECT COUNT(*) FROM ballot_tray"); }), 0);
}

TEST_P(BallotBox, sweeps_a_key_that_was_left_over) {
    auto box = opened(2), running = opened(2);
    counted(box);
    auto left = app.read([&](const View& view) { return *view.session.text("SELECT key_name FROM ballot_box WHERE id = ?", box); });
    auto stray = make_key(*app);
    std::filesystem::rename(folder_of_keys(*app) / stray, folder_of_keys(*app) / left);  // as if the program had ended before destroying it
    auto young = make_key(*app);
    EXPECT_EQ(sweep_keys(*app), 1);
    EXPECT_EQ(keys(), 2u);  // the running box's, and one whose transaction may still come
    std::filesystem::last_write_time(folder_of_keys(*app) / young, std::filesystem::file_time_type::clock::now() - std::chrono::hours{25});
    EXPECT_EQ(sweep_keys(*app), 1);
    put(running, 1, "yes");
    EXPECT_EQ(counted(running).size(), 1u);
}

TEST_P(BallotBox, says_so_where_the_key_is_gone) {
    auto box = opened(2);
    put(box, 1, "yes");
    std::filesystem::remove_all(folder_of_keys(*app));
    EXPECT_EQ(refusal([&](Transaction& t) { put_in(t, box, 2, "device of voter 2", "yes"); }), "ballot-key-lost");
    app.write([&](Transaction& t) { close(t, box); });
    EXPECT_EQ(refusal([&](Transaction& t) { count(t, box); }), "ballot-key-lost");
}

TEST_P(BallotBox, counts_no_tray_that_was_tampered_with) {
    auto box = opened(40);
    for (int i = 1; i <= 40; ++i) put(box, i, "yes");
    // Two trays in each other's place; a paper taken out with its tray.
    app.write([&](Transaction& t) { t.session.execute("UPDATE ballot_tray SET sealed = (SELECT x.sealed FROM ballot_tray x WHERE x.box_id = ? AND x.number = 0) WHERE box_id = ? AND number = 1", box, box); });
    app.write([&](Transaction& t) { close(t, box); });
    EXPECT_EQ(refusal([&](Transaction& t) { count(t, box); }), "ballot-box-damaged");
}

TEST_P(BallotBox, loses_no_paper_of_many_at_once) {
    constexpr int voters = 200, threads = 8;
    auto box = opened(voters);
    std::vector<std::vector<std::string>> receipts(threads);
    std::vector<std::thread> all;
    for (int n = 0; n < threads; ++n)
        all.emplace_back([&, n] {
            for (int i = 1 + n; i <= voters; i += threads) {
                put(box, i, "yes");
                receipts[std::size_t(n)].push_back(put(box, i, "yes").text);  // each asks twice
            }
        });
    for (auto& each : all) each.join();
    std::set<std::string> expected, found;
    for (auto& each : receipts) expected.insert(each.begin(), each.end());
    for (auto& each : counted(box)) found.insert(each.receipt);
    EXPECT_EQ(expected.size(), std::size_t(voters));
    EXPECT_EQ(found, expected);
}

// A whole office votes within a minute, none lost. On SQLite alone: one writer carries it all there.
TEST(BallotOfManyVoters, is_done_within_a_minute) {
    testkit::TestApp app;
    constexpr int count = 5000, threads = 32;
    std::vector<Voter> voters;
    for (int i = 1; i <= count; ++i) voters.push_back({i, "voter", ""});
    auto key = prepare_key(*app);
    auto box = app.write([&](Transaction& t) { return open(t, key, 4, voters); });
    auto began = std::chrono::steady_clock::now();
    std::vector<std::thread> all;
    for (int n = 0; n < threads; ++n)
        all.emplace_back([&, n] {
            for (int i = 1 + n; i <= count; i += threads) app.write([&](Transaction& t) { put_in(t, box, i, "secret of device " + std::to_string(i), "y"); });
        });
    for (auto& each : all) each.join();
    auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
    RecordProperty("milliseconds", std::to_string(took.count()));
    EXPECT_LT(took, std::chrono::seconds{60});
    app.write([&](Transaction& t) { close(t, box); });
    EXPECT_EQ(app.write([&](Transaction& t) { return ballot_box::count(t, box); }).size(), std::size_t(count));
}

ZHIBU_ON_BOTH_ENGINES(BallotBox);

}  // namespace
}  // namespace zhibu::ballot_box
