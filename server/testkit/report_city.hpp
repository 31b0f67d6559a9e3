// A small city's year for the tests of figures: meetings, attendance, an inspection with its problems, letters, late entries.
#pragma once
#include "report/report.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::testkit {

// The kinds and measures of modules as the agreed names say; a measure is faked at its seam, with records that can be followed.
inline void declare_all(TestApp& app, const Cast& cast) {
    using Unit = FactKind::Unit;
    for (std::string kind : {"general_meeting", "committee_meeting", "group_meeting", "party_lecture", "theme_day", "organization_life", "democratic_life", "democratic_review", "heart_talk",
                             "centre_study", "training", "volunteer", "other"})
        app->fact_kinds.declare({"life.held." + kind, Unit::times}), app->fact_kinds.declare({"life.attended." + kind, Unit::minutes}), app->fact_kinds.declare({"life.entitled." + kind, Unit::people});
    for (std::string kind : {"supervision.inspected", "supervision.problem_found", "supervision.problem_fed_back", "supervision.problem_closed", "supervision.problem_reopened",
                             "supervision.letter_sent", "contact.visited"})
        app->fact_kinds.declare({kind, Unit::times});
    auto roster = [](const char* of, Id<Organization> id) { return std::string{"/api/v1/rosters?of="} + of + "&organization_id=" + std::to_string(id.value); };
    app->measures.declare("contact.leaders", [=](const View&, Id<Organization> id, Period) -> Measured {
        return id == cast.committee ? Measured{3, roster("members", cast.other_branch)} : Measured{0, roster("members", cast.direct_branch)};
    });
    app->measures.declare("contact.organizations_covered", [=](const View& view, Id<Organization> id, Period) -> Measured {
        auto* node = view.tree().find(id);
        return {id == cast.committee ? std::int64_t(node->children.size()) : 0, roster("directly_below", id == cast.committee ? id : cast.direct_branch)};
    });
    app->measures.declare("supervision.problems_overdue", [](const View& view, Id<Organization> id, Period period) -> Measured {
        return {rollup::of(view, "supervision.problem_reopened", id, period).count,
                "/api/v1/facts?kind=supervision.problem_reopened&organization_within=" + std::to_string(id.value) + "&period=" + period.iso(), "/problems?state=overdue"};
    });
}

struct CityYear {
    TestApp& app;
    const Cast& cast;
    std::int64_t source = 1000;

    void meeting(const std::string& kind, Id<Organization> where, Date on, const std::vector<Id<Member>>& present, std::int64_t entitled, bool late = false) {
        app.write([&](Transaction& t) {
            Source from{"meeting", ++source};
            t.facts.add({.kind = "life.held." + kind, .organization = where, .on = on, .late = late}, from);
            t.facts.add({.kind = "life.entitled." + kind, .organization = where, .on = on, .amount = entitled}, from);
            for (auto member : present) t.facts.add({.kind = "life.attended." + kind, .organization = where, .member = member, .on = on, .amount = 90, .late = late}, from);
        });
    }
    void take_back(std::int64_t meeting) {
        app.write([&](Transaction& t) { t.facts.take_back({"meeting", meeting}); });
    }
    void fact(const std::string& kind, Id<Organization> where, Date on, const std::string& from, std::int64_t number) {
        app.write([&](Transaction& t) { t.facts.add({.kind = kind, .organization = where, .on = on}, {from, number}); });
    }

    void record() {
        std::vector<Id<Member>> eight{cast.members.begin(), cast.members.begin() + 8}, three{cast.other_members};
        for (int month : {2, 3, 5, 6, 8, 9, 10, 11}) meeting("theme_day", cast.branch, Date::of(2021, month, 10), eight, 10, month == 9);
        meeting("theme_day", cast.other_branch, Date::of(2021, 3, 20), three, 3);
        meeting("general_meeting", cast.branch, Date::of(2021, 3, 31), eight, 10);
        meeting("general_meeting", cast.other_branch, Date::of(2021, 12, 1), {three[0], three[1]}, 3);
        meeting("party_lecture", cast.organ, Date::of(2021, 6, 30), eight, 10);
        meeting("volunteer", cast.branch, Date::of(2021, 7, 1), eight, 8);
        meeting("theme_day", cast.branch, Date::of(2021, 12, 10), eight, 10);
        take_back(source);  // entered by mistake
        meeting("theme_day", cast.branch, Date::of(2020, 12, 10), eight, 10);  // another year
        for (auto each : {cast.organ, cast.other_organ, cast.direct_branch}) fact("supervision.inspected", each, Date::of(2021, 4, 8), "inspection", 7);
        fact("supervision.inspected", cast.organ, Date::of(2021, 10, 8), "inspection", 8);
        for (int problem = 1; problem <= 5; ++problem) {
            auto where = problem % 2 ? cast.branch : cast.other_branch;
            fact("supervision.problem_found", where, Date::of(2021, 4, 8), "problem", problem);
            fact("supervision.problem_fed_back", where, Date::of(2021, 4, 9), "problem", problem);
            if (problem <= 3) fact("supervision.problem_closed", where, Date::of(2021, 5, 20), "problem", problem);
        }
        fact("supervision.problem_reopened", cast.branch, Date::of(2021, 9, 1), "problem", 1);
        for (int letter : {1, 2}) fact("supervision.letter_sent", cast.organ, Date::of(2021, 4, 12), "letter", letter);
        fact("contact.visited", cast.organ, Date::of(2021, 6, 30), "meeting", 1012);
    }
};

}  // namespace zhibu::testkit
