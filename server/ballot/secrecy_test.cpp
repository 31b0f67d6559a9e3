// A ballot held through the routes, then everything that was stored or logged searched for a way from a voter to a paper. The same search
// must find each of the ways that are planted.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "testkit/hall.hpp"
#include "kernel/ballot_box/ballot_box.hpp"

namespace zhibu::ballot {
namespace {

struct StoredRow {
    std::string table;
    std::vector<std::string> cells;
};

// All rows of all tables in the order in which the engine keeps them, with the hidden columns that it has.
std::vector<StoredRow> dump(testkit::TestApp& app, db::Engine engine) {
    return app.read([&](const View& view) {
        std::vector<std::string> tables;
        auto named = view.session.query(engine == db::Engine::sqlite ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%' AND sql IS NOT NULL"
                                                                     : "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()");
        while (named.next()) tables.emplace_back(named.text(0));
        std::vector<StoredRow> all;
        for (auto& table : tables) {
            std::vector<std::string> columns;
            auto listed = engine == db::Engine::sqlite ? view.session.query("SELECT name FROM pragma_table_info(?)", table)
                                                       : view.session.query("SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = ?", table);
            while (listed.next()) columns.emplace_back(listed.text(0));
            std::string select = engine == db::Engine::sqlite ? "''" : "'xmin ' || xmin::text";
            for (auto& column : columns) select += engine == db::Engine::sqlite ? ", CAST(" + column + " AS TEXT)" : ", " + column + "::text";
            auto rows = view.session.query("SELECT " + select + " FROM " + table);
            while (rows.next()) {
                StoredRow row{table, {}};
                for (int i = 0; i <= int(columns.size()); ++i) row.cells.emplace_back(rows.is_null(i) ? "" : rows.text(i));
                all.push_back(std::move(row));
            }
        }
        return all;
    });
}

// Everything by which a stored row could speak of a voter: member, account, name.
struct Voter {
    std::set<std::string> words;
    std::string receipt;
};

bool speaks_of(const StoredRow& row, const std::set<std::string>& words) {
    return std::any_of(row.cells.begin(), row.cells.end(), [&](auto& cell) { return words.contains(cell); });
}
bool holds(const StoredRow& row, const std::string& text) {
    return std::any_of(row.cells.begin(), row.cells.end(), [&](auto& cell) { return cell.find(text) != std::string::npos; });
}

// The ways found, in words. (1) a row with voter and receipt; (2) a value that only the rows of one voter and the row of his receipt share;
// (3) rows of receipts kept in the order in which people voted.
std::vector<std::string> ways(const std::vector<StoredRow>& rows, const std::vector<Voter>& voters) {
    std::vector<std::string> found;
    std::map<std::string, std::vector<std::size_t>> receipts_in;  // table → voters in the order of its rows
    for (auto& row : rows)
        for (std::size_t i = 0; i < voters.size(); ++i)
            if (holds(row, voters[i].receipt)) {
                receipts_in[row.table].push_back(i);
                if (speaks_of(row, voters[i].words)) found.push_back(row.table + " has voter and receipt in one row");
            }
    std::map<std::string, std::set<std::size_t>> by_voter, by_receipt;  // value → whose
    for (auto& row : rows)
        for (std::size_t i = 0; i < voters.size(); ++i) {
            bool receipt = holds(row, voters[i].receipt), voter = speaks_of(row, voters[i].words);
            if (receipt)
                for (auto& cell : row.cells) by_receipt[cell].insert(i);
            else if (voter)
                for (auto& cell : row.cells) by_voter[cell].insert(i);
        }
    for (auto& [value, whose] : by_receipt)
        if (auto same = by_voter.find(value); !value.empty() && whose.size() == 1 && same != by_voter.end() && same->second == whose) found.push_back("the value " + value + " leads from a voter to a receipt");
    for (auto& [table, order] : receipts_in)
        if (order.size() > 5 && std::is_sorted(order.begin(), order.end())) found.push_back(table + " keeps receipts in the order of voting");
    return found;
}

std::string bytes_under(const std::filesystem::path& folder) {
    std::string all;
    for (auto& each : std::filesystem::recursive_directory_iterator{folder})
        if (each.is_regular_file()) {
            std::ifstream in{each.path(), std::ios::binary};
            all.append(std::istreambuf_iterator<char>{in}, {});
        }
    return all;
}

class Secrecy : public testkit::OnBothEngines {
protected:
    // Numbers that no sequence or count looks like: else one voter's row would seem to speak of another.
    bool numbers_are_large = (app->database->skip_ids(7'000'000), true);
    testkit::Hall hall{app};
    std::vector<Voter> voters;
    std::string logged;

    std::string database_file() {
        return app.read([](const View& view) { return view.session.text("SELECT file FROM pragma_database_list WHERE name = 'main'").value_or(""); });
    }
    // In an order that is neither that of members nor of receipts; each vote at its own minute, with an idempotency key as a browser sends it.
    std::int64_t voted() {
        auto id = hall.opened(hall.plan("secret_resolution"));
        testing::internal::CaptureStderr();
        int minute = 0;
        for (std::size_t voter : {4, 0, 7, 2, 8, 1, 6, 3, 5}) {
            app.at(fmt::format("2021-12-28T10:{:02}", ++minute));
            app.post(hall.people[voter], fmt::format("/api/v1/ballots/{}/taking", id), json::object{}, {.idempotency_key = fmt::format("taking {}", voter)});
            auto answer = app.post(hall.people[voter], fmt::format("/api/v1/ballots/{}/paper", id), {{"secret", fmt::format("secret of device {:02}", voter)}, {"choices", json::array{voter % 3 ? "yes" : "no"}}},
                                   {.idempotency_key = fmt::format("paper {}", voter)});
            EXPECT_EQ(answer.status, 200) << answer.text;
            voters.push_back({{std::to_string(hall.cast.members[voter].value), std::to_string(hall.people[voter].account.value)}, std::string{answer["receipt"].as_string()}});
        }
        logged = testing::internal::GetCapturedStderr();
        app.at("2021-12-28T10:30");  // the count has a minute of its own
        return id;
    }
};

TEST_P(Secrecy, stores_no_receipt_and_no_choice_before_the_count) {
    auto id = voted();
    for (auto& row : dump(app, GetParam()))
        for (auto& each : voters) EXPECT_FALSE(holds(row, each.receipt)) << row.table;
    if (GetParam() == db::Engine::sqlite) {
        auto bytes = bytes_under(app->place.data) + bytes_under(std::filesystem::path{database_file()}.parent_path());
        for (auto& each : voters) EXPECT_EQ(bytes.find(each.receipt), std::string::npos);
        EXPECT_NE(bytes.find("secret_resolution"), std::string::npos);  // the search finds what is there
    }
    for (auto& each : voters) EXPECT_EQ(logged.find(each.receipt), std::string::npos);
    hall.counted(id);
}

TEST_P(Secrecy, leaves_no_way_from_a_voter_to_a_paper) {
    auto id = voted();
    ASSERT_EQ(testkit::outcome(hall.counted(id)), "passed");
    auto rows = dump(app, GetParam());
    std::size_t published = 0;
    for (auto& row : rows)
        for (auto& each : voters) published += holds(row, each.receipt);
    EXPECT_EQ(published, voters.size());  // each once, in the published list and nowhere else
    EXPECT_EQ(ways(rows, voters), std::vector<std::string>{});
}

// What must be found: a table that says both, one that keeps the order, one that keeps the moment or the transaction, a kept answer.
TEST_P(Secrecy, would_be_found_wanting_by_the_same_search) {
    auto id = voted();
    hall.counted(id);
    app.write([&](Transaction& t) {
        t.session.execute("CREATE TABLE naive_vote (voter_id TEXT NOT NULL, receipt TEXT NOT NULL)");
        for (auto& each : voters) t.session.execute("INSERT INTO naive_vote (voter_id, receipt) VALUES (?,?)", *each.words.begin(), each.receipt);
    });
    auto found = ways(dump(app, GetParam()), voters);
    EXPECT_TRUE(std::find(found.begin(), found.end(), "naive_vote has voter and receipt in one row") != found.end());
    app.write([&](Transaction& t) { t.session.execute("DROP TABLE naive_vote"); });

    app.write([&](Transaction& t) {
        t.session.execute("CREATE TABLE naive_order (receipt TEXT NOT NULL)");
        for (auto& each : voters) t.session.execute("INSERT INTO naive_order (receipt) VALUES (?)", each.receipt);
    });
    EXPECT_EQ(ways(dump(app, GetParam()), voters), std::vector<std::string>{"naive_order keeps receipts in the order of voting"});
    app.write([&](Transaction& t) { t.session.execute("DROP TABLE naive_order"); });

    // One row a vote in the voter's own transaction: the moment joins it to the audit, on PostgreSQL the transaction as well.
    app.write([&](Transaction& t) { t.session.execute("CREATE TABLE naive_moment (receipt TEXT NOT NULL, at BIGINT NOT NULL)"); });
    int minute = 0;
    for (auto& each : voters) {
        app.at(fmt::format("2021-12-28T10:{:02}", ++minute));
        app.write([&](Transaction& t) {
            t.session.execute("INSERT INTO naive_moment (receipt, at) VALUES (?,?)", each.receipt, t.now);
            t.session.execute("UPDATE ballot_voter SET returned = returned WHERE tenant_id = 1 AND voter_id = ?", std::stoll(*each.words.begin()));
        });
    }
    found = ways(dump(app, GetParam()), voters);
    EXPECT_GE(std::count_if(found.begin(), found.end(), [](auto& each) { return each.find("leads from a voter to a receipt") != std::string::npos; }), std::ptrdiff_t(voters.size()));
    if (GetParam() == db::Engine::postgresql) {
        EXPECT_TRUE(std::any_of(found.begin(), found.end(), [](auto& each) { return each.find("xmin ") != std::string::npos; }));
    }
}

// The table of kept answers holds a hash of the body beside the account: a paper that went through it could be guessed.
TEST_P(Secrecy, keeps_no_answer_of_a_paper) {
    auto id = voted();
    auto kept = [&](const std::string& key) {
        return app.read([&](const View& view) { return view.session.integer("SELECT COUNT(*) FROM idempotency WHERE request_key = ?", key).value_or(0); });
    };
    for (std::size_t voter = 0; voter < 9; ++voter) {
        EXPECT_EQ(kept(fmt::format("taking {}", voter)), 1);  // the positive control: what is kept of other writes
        EXPECT_EQ(kept(fmt::format("paper {}", voter)), 0);
    }
    hall.counted(id);
}

// The audit says who handed a paper in, and nothing of what or which.
TEST_P(Secrecy, audits_the_voter_and_no_paper) {
    auto id = voted();
    auto rows = app.read([&](const View& view) {
        std::vector<std::string> all;
        auto found = view.session.query("SELECT detail FROM audit WHERE action = 'ballot.returned' AND subject_id = ?", id);
        while (found.next()) all.emplace_back(found.text(0));
        return all;
    });
    EXPECT_EQ(rows.size(), 9u);
    EXPECT_EQ(std::set<std::string>(rows.begin(), rows.end()).size(), 1u);  // the same of all
    hall.counted(id);
}

// A copy of the whole data directory from before the count, opened after it: its box does not open any more.
TEST_P(Secrecy, locks_every_earlier_copy_when_it_counts) {
    auto id = voted();
    auto box = hall.show(id)["box_id"].as_int64();
    auto sealed = app.read([&](const View& view) {
        auto rows = view.session.query("SELECT sealed FROM ballot_tray WHERE box_id = ?", box);
        rows.next();
        return std::string{rows.bytes(0)};
    });
    hall.counted(id);
    auto reopened = [&] {
        app.write([&](Transaction& t) {
            t.session.execute("UPDATE ballot_box SET state = 'closed' WHERE id = ?", box);
            t.session.execute("INSERT INTO ballot_tray (tenant_id, box_id, number, sealed) VALUES (1, ?, 0, ?)", box, db::Bytes{sealed});
            ballot_box::count(t, {box});
        });
    };
    try {
        reopened();
        FAIL() << "the copy could still be opened";
    } catch (const Problem& problem) {
        EXPECT_EQ(problem.type, "ballot-key-lost");
    }
}

ZHIBU_ON_BOTH_ENGINES(Secrecy);

}  // namespace
}  // namespace zhibu::ballot
