// The matrix says of every organisation what the gauge says of one; kept and refreshed it equals what the facts give anew.
#include <random>

#include "testkit/test_app.hpp"

namespace zhibu::testkit {

class Matrices : public OnBothEngines {
protected:
    Cast cast{app};
    std::int64_t source{5000};
    Matrices() { app.at("2022-07-01T09:00:00+08:00"); }

    void attended(const std::string& kind, Id<Organization> where, Date on, const std::vector<Id<Member>>& present, bool late = false) {
        app.write([&](Transaction& t) {
            Source from{"meeting", ++source};
            t.facts.add({.kind = "life.held." + kind, .organization = where, .on = on, .late = late}, from);
            for (auto member : present) t.facts.add({.kind = "life.attended." + kind, .organization = where, .member = member, .on = on, .amount = 90, .late = late}, from);
        });
    }
    std::set<std::string> all() {
        std::set<std::string> names;
        for (auto& each : app->indicators.all()) names.insert(each.name);
        return names;
    }
    std::shared_ptr<const Matrix> matrix(Period period) {
        return app.read([&](const View& view) { return app->matrices.of(view, period, all()); });
    }
    std::string text(const Matrix& in, const char* indicator, Id<Organization> where) {
        auto value = in.at(indicator, *in.axis->find(where));
        return value == no_value ? "-" : value_text(app->indicators.find(indicator)->kind, value);
    }
    void expect_as_gauges(Period period) {
        auto kept = matrix(period);
        app.read([&](const View& view) {
            for (auto& place : kept->axis->places) {
                Gauge gauge{view, app->indicators, place.id, period.year()};
                for (auto& indicator : app->indicators.all()) {
                    auto one = gauge.read(indicator, period).value.value_or(no_value);
                    EXPECT_EQ(kept->at(indicator.name, *kept->axis->find(place.id)), one) << indicator.name << " of " << place.name << " in " << period.iso();
                }
            }
            return true;
        });
    }
};
ZHIBU_ON_BOTH_ENGINES(Matrices);

// branch: 11 members (9 formal, 2 probationary), sibling_branch and other_branch below the same committee.
TEST_P(Matrices, read_distinct_members_ratios_and_changes_on_the_year) {
    std::vector<Id<Member>> three{cast.members.begin(), cast.members.begin() + 3}, two{cast.members.begin() + 2, cast.members.begin() + 4};
    attended("party_lecture", cast.branch, Date::of(2022, 3, 1), three);
    attended("party_lecture", cast.branch, Date::of(2022, 4, 1), two);           // one of the three again
    attended("party_lecture", cast.sibling_branch, Date::of(2022, 5, 1), three); // as guests elsewhere: once above
    for (int i = 0; i < 3; ++i) attended("volunteer", cast.branch, Date::of(2022, 2, 1 + i), three);
    for (int i = 0; i < 4; ++i) attended("volunteer", cast.branch, Date::of(2021, 2, 1 + i), three);
    auto in = matrix(Period::whole_year(2022));
    struct Row {
        const char* indicator;
        Id<Organization> where;
        const char* value;
    };
    for (auto& row : std::initializer_list<Row>{
             {"lecture_members", cast.branch, "4"}, {"lecture_members", cast.sibling_branch, "3"}, {"lecture_members", cast.organ, "4"}, {"lecture_members", cast.other_branch, "0"},
             {"counted_members", cast.branch, "11"}, {"lecture_coverage", cast.branch, "36.4%"}, {"study_minutes", cast.branch, "1260"}, {"study_minutes_per_member", cast.branch, "114.55"},
             {"volunteer_attendances", cast.branch, "9"}, {"volunteer_change", cast.branch, "-25%"}, {"volunteer_change", cast.other_branch, "-"}})
        EXPECT_EQ(text(*in, row.indicator, row.where), row.value) << row.indicator;
    expect_as_gauges(Period::whole_year(2022));
    expect_as_gauges(Period::month(2022, 3));
}

TEST_P(Matrices, leave_the_exempt_out_for_as_long_as_they_are) {
    attended("party_lecture", cast.branch, Date::of(2022, 3, 1), {cast.members[0], cast.members[1]});
    auto exempt = [&](std::size_t who, const json::object& body) {
        auto version = app.get(cast.clerk, "/api/v1/members/" + std::to_string(cast.members[who].value)).version();
        return app.post(cast.clerk, "/api/v1/members/" + std::to_string(cast.members[who].value) + "/exemption", body, {version});
    };
    EXPECT_EQ(exempt(1, {{"reason", "长期患病"}, {"exempt_from", "2022-01-01"}}).status, 200);
    EXPECT_EQ(exempt(2, {{"reason", "住院"}, {"exempt_from", "2022-02-01"}, {"exempt_until", "2022-05-31"}}).status, 200);
    EXPECT_EQ(exempt(3, {{"exempt_from", "2022-02-01"}}).faults(), "#/reason required");
    EXPECT_EQ(exempt(3, {{"reason", "年老"}, {"exempt_from", "2022-02-01"}, {"exempt_until", "2022-01-01"}}).faults(), "#/exempt_until ends_before_it_begins");
    auto march = matrix(Period::month(2022, 3)), year = matrix(Period::whole_year(2022));
    EXPECT_EQ(text(*march, "counted_members", cast.branch), "9") << "both are exempt on 31 March";
    EXPECT_EQ(text(*march, "exempt_members", cast.branch), "2");
    EXPECT_EQ(text(*march, "lecture_members", cast.branch), "1") << "who is exempt is in neither part";
    auto figure = app.get(cast.clerk, fmt::format("/api/v1/figures?organization_id={}&period=2022-03&names=lecture_members", cast.branch.value))["figures"].at("lecture_members");
    EXPECT_EQ(app.get(cast.clerk, std::string{figure.at("records").as_string()})["total"].as_int64(), 1) << "the figure opens to as many";
    EXPECT_EQ(text(*year, "counted_members", cast.branch), "10") << "today, 1 July, one is exempt";
    expect_as_gauges(Period::month(2022, 3));
}

// Whatever is written, taken back or moved: read at once, kept and refreshed equals a scan of the facts, to the last digit.
TEST_P(Matrices, equal_what_the_facts_give_after_any_history) {
    std::mt19937 random{20260101};
    auto any = [&](std::size_t below) { return std::size_t(random() % below); };
    const Id<Organization> places[] = {cast.branch, cast.sibling_branch, cast.other_branch, cast.direct_branch, cast.organ, cast.committee};
    const char* kinds[] = {"theme_day", "party_lecture", "volunteer", "heart_talk"};
    std::vector<std::int64_t> sources;
    for (int round = 0; round < 12; ++round) {
        for (int i = 0; i < 5; ++i) {
            std::vector<Id<Member>> present;
            for (auto member : cast.members)
                if (any(3) == 0) present.push_back(member);
            attended(kinds[any(4)], places[any(6)], Date::of(2021 + int(any(2)), 1 + int(any(6)), 1 + int(any(28))), present, any(4) == 0);
            sources.push_back(source);
        }
        if (any(2) == 0) {
            auto which = any(sources.size());
            app.write([&](Transaction& t) { t.facts.take_back({"meeting", sources[which]}); });
            sources.erase(sources.begin() + std::ptrdiff_t(which));
        }
        if (round == 5)
            app.write([&](Transaction& t) {
                auto branch = Store<Organization>{t}.load(cast.sibling_branch, everything());
                organization::move(t, branch, cast.other_organ, Date::of(2022, 3, 15), "调整隶属");
            });
        for (auto period : {Period::whole_year(2022), Period::month(2022, 3), Period::quarter(2021, 1)}) {
            auto kept = matrix(period);
            for (int readers : {1, 3}) {
                auto anew = recompute(*app, {1}, period, all(), readers);
                EXPECT_TRUE(kept->differences(*anew.matrix).empty()) << kept->differences(*anew.matrix).begin()->first << " in " << period.iso() << ", round " << round << ", " << readers << " readers";
                EXPECT_GT(anew.facts, 0);
            }
        }
    }
    EXPECT_EQ(app.read([&](const View& view) { return rollup::verify(view); }).size(), 0u);
}

TEST_P(Matrices, show_a_write_as_soon_as_it_is_answered) {
    auto theme_days = [&] { return text(*matrix(Period::whole_year(2022)), "theme_days", cast.committee); };
    EXPECT_EQ(theme_days(), "0");
    for (int i = 1; i <= 5; ++i) {
        attended("theme_day", cast.branch, Date::of(2022, 1, i), {});
        EXPECT_EQ(theme_days(), std::to_string(i));
    }
    auto once = matrix(Period::whole_year(2022));
    EXPECT_EQ(matrix(Period::whole_year(2022)).get(), once.get()) << "nothing was written: the same snapshot";
}

// One pass brings all months of a year; what is written, founded, moved or renamed before they are asked for is not missed.
TEST_P(Matrices, read_together_are_each_as_if_read_alone) {
    auto expect_as_facts_say = [&](Period period) {
        auto kept = matrix(period);
        auto anew = recompute(*app, {1}, period, all(), 1);
        EXPECT_TRUE(kept->differences(*anew.matrix).empty()) << kept->differences(*anew.matrix).begin()->first << " in " << period.iso();
        EXPECT_EQ(kept->axis->size(), anew.matrix->axis->size());
    };
    for (int month = 1; month <= 6; ++month) attended("theme_day", cast.branch, Date::of(2022, month, 5), {cast.members[0], cast.members[1]});
    expect_as_facts_say(Period::month(2022, 1));
    attended("theme_day", cast.sibling_branch, Date::of(2022, 2, 7), {cast.members[2]}), attended("party_lecture", cast.branch, Date::of(2022, 3, 7), {cast.members[3]});
    expect_as_facts_say(Period::month(2022, 2));
    auto founded = app.organization("新支部", OrganizationKind::branch, cast.organ, Date::of(2022, 3, 1));
    attended("theme_day", founded, Date::of(2022, 4, 7), {cast.members[4]});
    for (int month = 1; month <= 6; ++month) expect_as_facts_say(Period::month(2022, month));
    EXPECT_FALSE(matrix(Period::month(2022, 2))->axis->find(founded)) << "it was not there yet";
    EXPECT_TRUE(matrix(Period::month(2022, 3))->axis->find(founded));
    EXPECT_EQ(matrix(Period::month(2022, 1))->axis, matrix(Period::month(2022, 2))->axis) << "the same tree";
    for (int quarter = 1; quarter <= 3; ++quarter) expect_as_facts_say(Period::quarter(2022, quarter));
    app.write([&](Transaction& t) {
        auto branch = Store<Organization>{t}.load(cast.other_branch, everything());
        organization::move(t, branch, cast.organ, Date::of(2022, 2, 10), "调整隶属");
    });
    app.at("2022-08-01T09:00:00+08:00");
    for (auto period : {Period::month(2022, 1), Period::month(2022, 2), Period::month(2022, 7), Period::month(2022, 8), Period::quarter(2022, 1), Period::whole_year(2022), Period::whole_year(2021)}) expect_as_facts_say(period);
    expect_as_gauges(Period::month(2022, 4));
}

TEST_P(Matrices, that_a_write_does_not_touch_stay_the_same_snapshot) {
    auto some = [&](int month) {
        return app.read([&](const View& view) { return app->matrices.of(view, Period::month(2022, month), {"meetings", "theme_days", "attendance_rate"}); });
    };
    attended("theme_day", cast.branch, Date::of(2022, 3, 5), {cast.members[0]});
    auto march = some(3), april = some(4);
    attended("theme_day", cast.branch, Date::of(2022, 4, 5), {cast.members[0]});
    EXPECT_EQ(some(3), march) << "what stands on it need not be computed anew";
    EXPECT_NE(some(4), april);
    EXPECT_EQ(text(*some(4), "theme_days", cast.committee), "1");
    // Asked for in part first: the rest is read when it is wanted, as it is then.
    app.read([&](const View& view) { return app->matrices.of(view, Period::month(2022, 5), {"theme_days"}); });
    attended("theme_day", cast.branch, Date::of(2022, 5, 5), {cast.members[0], cast.members[1]});
    expect_as_gauges(Period::month(2022, 5));
}

TEST(IndicatorValues, are_read_as_a_clerk_writes_them) {
    using K = IndicatorKind;
    struct Row {
        K kind;
        const char* text;
        std::optional<std::int64_t> value;
    };
    for (auto& row : std::initializer_list<Row>{{K::count, "12", 12}, {K::count, "0", 0}, {K::share, "90%", 900}, {K::share, "92.5%", 925}, {K::year_on_year, "-24.7%", -247}, {K::ratio, "3.25", 325}, {K::ratio, "3", 300},
                                                {K::count, "90%", {}}, {K::share, "90", {}}, {K::count, "1.5", {}}, {K::share, "1.55%", {}}, {K::count, "", {}}, {K::count, "-", {}}, {K::share, "%", {}}, {K::count, "一", {}}}) {
        EXPECT_EQ(read_value(row.kind, row.text), row.value) << row.text;
        if (row.value) EXPECT_EQ(value_text(row.kind, *row.value), row.text);
    }
}

}  // namespace zhibu::testkit
