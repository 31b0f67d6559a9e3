// Laws of the arithmetic over random histories: points equal their explanation, a scan equals reading one by one, and what is kept in memory
// through writes equals what is read from nothing. And the simulator, which rests on the same.
#include <fmt/format.h>

#include <random>

#include "points/statement.hpp"
#include "points/trial.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::testkit {

class ReckoningTest : public OnBothEngines {
protected:
    Cast cast{app};
    points::Seams seams;
    std::mt19937 random{20221128};
    std::int64_t source{9000};
    std::vector<Id<Member>> everybody;
    ReckoningTest() {
        app.at("2022-12-30T09:00:00+08:00");
        for (auto& member : cast.members) everybody.push_back(member);
        for (auto& member : cast.other_members) everybody.push_back(member);
        for (int i = 0; i < 6; ++i) everybody.push_back(app.member("二支部" + std::to_string(i), cast.sibling_branch));
        seams.posts = {{"secretary", "书记", "Secretary"}, {"deputy_branch_secretary", "副书记", "Deputy"}, {"organization_member", "组织委员", "Organiser"}, {"publicity_member", "宣传委员", "Publicity"},
                       {"discipline_member", "纪检委员", "Discipline"}, {"committee_member", "委员", "Member"}};
        seams.posts_held = [this](const View&, Date from, Date to, const std::vector<std::int64_t>& members) {
            std::vector<points::HeldPost> all;
            for (auto& each : posts)
                if (each.from <= to && each.to >= from && (members.empty() || std::find(members.begin(), members.end(), each.member.value) != members.end())) all.push_back(each);
            return all;
        };
        seams.leaves = [this](const View&, Date from, Date to, const std::vector<std::int64_t>& members) {
            std::vector<points::Away> all;
            for (auto& each : leaves)
                if (each.from <= to && each.to >= from && (members.empty() || std::find(members.begin(), members.end(), each.member.value) != members.end())) all.push_back(each);
            return all;
        };
        posts = {{cast.members[0], cast.branch, "secretary", Date::of(2022, 2, 10), Date::of(2022, 8, 1)}, {cast.members[0], cast.branch, "deputy_branch_secretary", Date::of(2022, 1, 1), Date::of(2022, 12, 31)},
                 {cast.members[3], cast.branch, "publicity_member", Date::of(2021, 1, 1), Date::of(9999, 12, 31)}, {everybody.back(), cast.sibling_branch, "secretary", Date::of(2021, 1, 1), Date::of(9999, 12, 31)}};
        leaves = {{cast.members[4], Date::of(2022, 3, 1), Date::of(2022, 3, 20)}, {cast.members[5], Date::of(2022, 4, 1), Date::of(2022, 6, 20)}};
    }
    std::vector<points::HeldPost> posts;
    std::vector<points::Away> leaves;

    std::size_t below(std::size_t n) { return random() % std::uint32_t(n); }
    Date some_day() { return Date::of(2022, 1, 1).plus_days(int(below(364))); }
    // One thing that happens: work of somebody, of a branch, a correction, something taken back, an exemption.
    void happen() {
        static const char* own[] = {"life.attended.theme_day", "life.attended.general_meeting", "life.attended.party_lecture", "life.attended.volunteer", "life.attended.committee_meeting", "life.absent.theme_day", "life.absent.general_meeting",
                                    "life.taught.party_lecture", "post.stood_in", "duty.reported", "life.attended.other", "life.review.excellent"};
        app.write([&](Transaction& t) {
            auto branch = below(2) ? cast.branch : cast.sibling_branch;
            switch (below(8)) {
                case 0: t.facts.take_back({"test", std::int64_t(9001 + below(std::size_t(source - 9000) + 1))}); break;
                case 1: t.facts.add({.kind = "supervision.problem_closed", .organization = branch, .on = some_day(), .late = below(2) == 0}, {"test", ++source}); break;
                case 2: t.facts.add({.kind = "points.adjusted", .organization = branch, .member = everybody[below(everybody.size())], .on = some_day(), .amount = std::int64_t(below(9)) - 4}, {"test", ++source}); break;
                case 3:
                    if (below(6) == 0) t.session.execute("UPDATE member SET exempt_reason = '年老', exempt_from = ? WHERE tenant_id = 1 AND id = ?", some_day(), everybody[below(everybody.size())]);
                    break;
                default: {
                    auto on = some_day();
                    ++source;
                    for (std::size_t i = 0; i < 1 + below(4); ++i)
                        t.facts.add({.kind = own[below(std::size(own))], .organization = branch, .member = everybody[below(everybody.size())], .on = on, .amount = std::int64_t(below(200)), .late = below(4) == 0}, {"test", source});
                }
            }
        });
    }
    std::map<std::int64_t, std::int32_t> scanned(const View& view, Period period, int readers = 0) {
        auto rules = points::rules_of(view, period);
        points::Terms terms{rules, seams, points::numbers_of_kinds(view)};
        auto people = points::people_of(view, seams, *rules, period);
        std::vector<points::Slot> slots{{&terms, &people, {period.first_day().number(), period.last_day().number()}, {}}};
        points::scan(view, slots, readers);
        std::map<std::int64_t, std::int32_t> all;
        for (std::size_t i = 0; i < people.rows.size(); ++i) all[people.rows[i].member] = slots.front().reckoned.totals[i];
        return all;
    }
};
ZHIBU_ON_BOTH_ENGINES(ReckoningTest);

TEST_P(ReckoningTest, a_sum_equals_its_explanation_and_a_scan_equals_reading_one_by_one) {
    for (int i = 0; i < 300; ++i) happen();
    app.read([&](const View& view) {
        for (int quarter = 1; quarter <= 4; ++quarter) {
            auto period = Period::quarter(2022, quarter);
            auto by_scan = scanned(view, period);
            int lines = 0;
            for (auto& statement : points::statements_of(view, seams, period, {})) {
                auto sum = statement.base;
                for (auto& line : statement.lines) {
                    sum += line.counted, ++lines;
                    EXPECT_EQ(line.running, sum);
                    EXPECT_LE(std::abs(line.counted), std::max<std::int64_t>(line.worth, -line.worth));
                }
                EXPECT_EQ(sum + statement.bounded, statement.total);
                EXPECT_EQ(by_scan.at(statement.member_id.value), statement.total) << statement.member_id.value;
            }
            EXPECT_GT(lines, 20) << "the histories are no empty ones";
        }
        return true;
    });
}

TEST_P(ReckoningTest, sessions_side_by_side_come_to_the_same) {
    for (int i = 0; i < 150; ++i) happen();
    app.read([&](const View& view) {
        EXPECT_EQ(scanned(view, Period::quarter(2022, 2), 0), scanned(view, Period::quarter(2022, 2), 3));
        return true;
    });
}

TEST_P(ReckoningTest, kept_through_writes_equals_recomputed) {
    points::Book book{std::make_shared<const points::Seams>(seams)};
    int changed = 0;
    for (int round = 0; round < 60; ++round) {
        for (std::size_t i = 0; i <= below(4); ++i) happen();
        if (round % 15 == 7) posts.push_back({everybody[below(everybody.size())], cast.sibling_branch, "secretary", some_day(), Date::of(2022, 12, 31)}), app.write([&](Transaction& t) { t.session.execute("UPDATE member SET note = '换届' WHERE tenant_id = 1 AND id = ?", everybody[0]); });
        auto period = Period::quarter(2022, 1 + round % 2);
        app.read([&](const View& view) {
            auto kept = book.of(view, period);
            auto fresh = scanned(view, period);
            EXPECT_EQ(kept->people->rows.size(), fresh.size());
            for (std::size_t i = 0; i < kept->people->rows.size(); ++i) {
                EXPECT_EQ(kept->totals[i], fresh.at(kept->people->rows[i].member)) << "round " << round;
                changed += kept->totals[i] != 60;
            }
            return true;
        });
    }
    EXPECT_GT(changed, 100);
}

// ---- The simulator -----------------------------------------------------------------------------------------------------

TEST_P(ReckoningTest, the_rules_that_held_move_nobody_and_store_nothing) {
    for (int i = 0; i < 200; ++i) happen();
    app.audited();
    auto tried = app.post(cast.clerk, "/api/v1/points/trial", {{"year", 2022}, {"number", 0}});
    ASSERT_EQ(tried.status, 200) << tried.text;
    EXPECT_EQ(tried["all"].at("gain").as_int64() + tried["all"].at("lose").as_int64(), 0);
    EXPECT_GT(tried["all"].at("same").as_int64(), 5);
    EXPECT_EQ(app.audited(), "");
    // What it says of before is what the quarters say, added up.
    app.read([&](const View& view) {
        std::map<std::int64_t, std::int64_t> year;
        for (int quarter = 1; quarter <= 4; ++quarter)
            for (auto& [member, total] : scanned(view, Period::quarter(2022, quarter))) year[member] += total;
        auto again = points::run_trial(view, seams, 2022, {}, {});
        std::int64_t sum = 0, people = 0;
        auto now = points::people_of(view, seams, *points::rules_of(view, Period::quarter(2022, 4)), Period::quarter(2022, 4));
        for (auto& person : now.rows)
            if (!person.exempt) sum += year[person.member], ++people;
        EXPECT_EQ(again.all.people, people);
        EXPECT_EQ(again.all.before.hundredths_of_mean(), (sum * 200 / people + 1) / 2);
        return true;
    });
}

TEST_P(ReckoningTest, a_changed_rule_shows_who_gains_who_loses_and_what_a_group_cannot_earn) {
    // Day workers go to theme days; of those on shifts nobody can.
    std::vector<Id<Member>> shifts;
    for (int i = 0; i < 6; ++i) shifts.push_back(app.member("倒班" + std::to_string(i), cast.branch));
    app.write([&](Transaction& t) {
        for (auto& each : everybody) t.session.execute("UPDATE member SET post = '机关内勤' WHERE tenant_id = 1 AND id = ?", each);
        for (auto& each : shifts) t.session.execute("UPDATE member SET post = '倒班民警' WHERE tenant_id = 1 AND id = ?", each);
        for (int month = 1; month <= 12; ++month)
            for (auto& each : everybody) t.facts.add({.kind = "life.attended.theme_day", .organization = cast.branch, .member = each, .on = Date::of(2022, month, 10), .amount = 90}, {"meeting", 100 + month});
    });
    auto text = std::string{pack::embedded_text(points::rule_file)};
    auto at = text.find("points = 2\ncap = 6");
    text.replace(at, 18, "points = 1\ncap = 3");
    text = text.substr(0, text.find("# ---- Cases"));
    auto tried = app.post(cast.clerk, "/api/v1/points/trial", {{"year", 2022}, {"text", text}});
    ASSERT_EQ(tried.status, 200) << tried.text;
    auto group = [&](const std::string& dimension, const std::string& key) -> const json::object& {
        for (auto& each : tried["groups"].as_array())
            if (each.at("dimension").as_string() == dimension && each.at("key").as_string() == key) return each.as_object();
        throw std::runtime_error{"no group " + key};
    };
    EXPECT_EQ(group("work", "机关内勤").at("lose").as_int64(), 20);
    EXPECT_EQ(group("work", "机关内勤").at("mean_change").to_number<double>(), -12);
    EXPECT_EQ(group("work", "倒班民警").at("same").as_int64(), 6);
    EXPECT_EQ(group("work", "倒班民警").at("after").at("median").as_int64(), 240);
    EXPECT_EQ(group("work", "机关内勤").at("after").at("median").as_int64(), 252);
    std::string never;
    for (auto& each : tried["remarks"].as_array())
        if (each.at("group").as_string() == "倒班民警" && each.at("kind").as_string() == "never") never += std::string{each.at("sentence").as_string()} + "\n";
    EXPECT_EQ(never, "工作岗位“倒班民警”6 人，全年没有一人得到“参加主题党日”的分；其他党员有 100% 得到。请看这些同志是不是没有机会参加。\n");
    EXPECT_EQ(tried.text.find("王一"), std::string::npos);
    EXPECT_EQ(app.get(cast.member, "/api/v1/points/mine?period=2022-Q4")["total"].as_int64(), 66) << "nothing was adopted";
    EXPECT_EQ(app.post(cast.clerk, "/api/v1/points/trial?format=pdf", {{"year", 2022}, {"text", text}}).text.substr(0, 5), "%PDF-");
    EXPECT_EQ(app.post(cast.clerk, "/api/v1/points/trial?format=xlsx", {{"year", 2022}, {"text", text}}).text.substr(0, 2), "PK");
}

TEST_P(ReckoningTest, is_tried_by_clerks_on_what_can_be_read) {
    auto with = [&](const Person& who, json::object body) { return app.post(who, "/api/v1/points/trial", body); };
    for (auto& [who, status] : std::initializer_list<std::pair<const Person&, int>>{{cast.administrator, 200}, {cast.clerk, 200}, {cast.organ_clerk, 200}, {cast.leader, 403}, {cast.auditor, 403}, {cast.secretary, 403}, {cast.member, 403}})
        EXPECT_EQ(with(who, {{"year", 2022}, {"number", 0}}).status, status);
    EXPECT_EQ(with(cast.organ_clerk, {{"year", 2022}, {"number", 0}, {"organization_within", cast.other_organ.value}}).status, 404);
    EXPECT_EQ(with(cast.organ_clerk, {{"year", 2022}, {"number", 0}})["all"].at("people").as_int64(), 17) << "of the own organ";
    EXPECT_EQ(with(cast.clerk, {{"year", 2022}}).faults(), "#/number no_draft");
    EXPECT_EQ(with(cast.clerk, {{"year", 2022}, {"number", 7}}).faults(), "#/number unknown_reference");
    EXPECT_EQ(with(cast.clerk, {{"year", 2023}, {"number", 0}}).faults(), "#/year not_begun");
    auto likes = with(cast.clerk, {{"year", 2022}, {"text", "title = \"x\"\n[[rule]]\nname = \"likes\"\nfacts = [\"likes\"]\n"}});
    EXPECT_EQ(likes.status, 422);
    EXPECT_NE(likes.faults().find("#/text:4/rule/0/facts/0 no_work"), std::string::npos) << likes.faults();
}

}  // namespace zhibu::testkit
