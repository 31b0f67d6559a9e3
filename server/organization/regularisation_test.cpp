// Regularisation: the stage follows the day, with fact and audit, once; a change by hand does the same.
#include "organization/regularisation.hpp"

#include "testkit/test_app.hpp"

namespace zhibu::testkit {
namespace {

class Regularisation : public OnBothEngines {
protected:
    Cast cast{app};
    Id<Member> fresh = cast.members[9];  // probationary, joined on 1 March 2021

    void day(std::optional<Date> regular_on) {
        app.write([&](Transaction& t) {
            auto record = Store<Member>{t}.load(fresh, everything());
            record.regular_on = regular_on;
            Store<Member>{t}.update(record);
        });
    }
    std::string stage() {
        return app.read([&](const View& view) { return view.session.text("SELECT stage FROM member WHERE tenant_id = 1 AND id = ?", fresh).value_or(""); });
    }
    std::int64_t facts(Period period) {
        return app.read([&](const View& view) { return rollup::of(view, "organization.regularised", cast.committee, period).count; });
    }
};
ZHIBU_ON_BOTH_ENGINES(Regularisation);

TEST_P(Regularisation, comes_with_its_day_and_once) {
    day(Date::of(2022, 3, 1));
    app.at("2022-02-28T23:00");
    EXPECT_EQ(organization::regularise_due(*app), 0);
    EXPECT_EQ(stage(), "probationary");
    app.audited();
    app.at("2022-03-01T00:30");
    app->jobs.run_due();
    EXPECT_EQ(stage(), "formal");
    EXPECT_NE(app.audited().find("member.regularised " + std::to_string(fresh.value)), std::string::npos);
    EXPECT_EQ(facts(Period::month(2022, 3)), 1);
    EXPECT_EQ(organization::regularise_due(*app), 0);
    EXPECT_EQ(facts(Period::whole_year(2022)), 1);
    EXPECT_TRUE(app.read([](const View& view) { return rollup::verify(view); }).empty());
}

struct Known {
    const char* now;
    Date day;
    bool comes;
};
TEST_P(Regularisation, waits_for_the_end_of_a_date_that_is_known_in_part) {
    for (auto& row : {Known{"2022-03-31T09:00", Date::of(2022, 3, 0), false}, Known{"2022-04-01T09:00", Date::of(2022, 3, 0), true}, Known{"2022-12-31T09:00", Date::of(2022, 0, 0), false},
                      Known{"2023-01-01T09:00", Date::of(2022, 0, 0), true}}) {
        app.write([&](Transaction& t) { t.session.execute("UPDATE member SET stage = 'probationary', regular_on = ? WHERE tenant_id = 1 AND id = ?", row.day, fresh); });
        app.at(row.now);
        EXPECT_EQ(organization::regularise_due(*app), row.comes ? 1 : 0) << row.now << " " << row.day.iso();
    }
}

TEST_P(Regularisation, leaves_those_without_a_day_and_those_who_left) {
    day({});
    app.write([&](Transaction& t) {
        auto gone = Store<Member>{t}.load(cast.members[10], everything());
        gone.regular_on = Date::of(2022, 3, 1);
        Store<Member>{t}.update(gone);
        organization::leave(t, gone, Date::of(2021, 12, 1), "转出");
    });
    app.at("2025-01-01T09:00");
    EXPECT_EQ(organization::regularise_due(*app), 0);
}

TEST_P(Regularisation, by_hand_leaves_the_same_fact_and_takes_it_back) {
    auto path = "/api/v1/members/" + std::to_string(fresh.value);
    auto seen = app.get(cast.clerk, path);
    auto formal = app.patch(cast.clerk, path, {{"stage", "formal"}, {"regular_on", "2021-12-20"}}, seen.version());
    ASSERT_EQ(formal.status, 200) << formal.text;
    EXPECT_EQ(facts(Period::month(2021, 12)), 1);
    ASSERT_EQ(app.patch(cast.clerk, path, {{"stage", "probationary"}, {"regular_on", nullptr}}, formal.version()).status, 200);
    EXPECT_EQ(facts(Period::month(2021, 12)), 0);
}

// Who had a committee is seen with the roster of that time: nine formal members until three of them leave in August.
TEST_P(Regularisation, the_cadence_knows_who_had_a_committee_then) {
    auto owed = [&](const char* month) {
        auto answer = app.get(cast.clerk, "/api/v1/cadence?year=2021&organization_id=" + std::to_string(cast.branch.value));
        for (auto& row : answer["rules"].as_array())
            if (row.at("rule").at("kind").as_string() == "committee_meeting")
                for (auto& cell : row.at("cells").as_array())
                    if (cell.at("period").as_string() == month) return cell.at("required").as_int64();
        return std::int64_t{-1};
    };
    EXPECT_EQ(owed("2021-07"), 1);
    app.write([&](Transaction& t) {
        for (std::size_t i : {6u, 7u, 8u}) {
            auto record = Store<Member>{t}.load(cast.members[i], everything());
            organization::transfer(t, record, cast.other_branch, Date::of(2021, 8, 10), "调动");
        }
    });
    EXPECT_EQ(owed("2021-07"), 1);
    EXPECT_EQ(owed("2021-08"), 0);
    EXPECT_EQ(owed("2021-12"), 0);
    // One who is regularised in October makes it seven again: six who stayed and this one.
    day(Date::of(2021, 10, 8));
    organization::regularise_due(*app);
    EXPECT_EQ(owed("2021-09"), 0);
    EXPECT_EQ(owed("2021-10"), 1);
    // A meeting of the committee is taken for the time when there was one, and refused for the time when there was none.
    auto meeting = [&](const char* day) {
        return app.post(cast.secretary, "/api/v1/meetings/records", {{"organization_id", cast.branch.value}, {"kind", "committee_meeting"}, {"held_at", std::string{day} + "T09:00"}, {"late_reason", "补录"}, {"agenda", json::array{json::object{{"rule", "first_topic"}, {"done", true}}}},
                                                                     {"present", json::array{cast.members[0].value, cast.members[1].value, cast.members[2].value}}});
    };
    EXPECT_EQ(meeting("2021-07-15").status, 201);
    EXPECT_EQ(meeting("2021-09-15").faults(), "#/kind no_committee");
}

}  // namespace
}  // namespace zhibu::testkit
