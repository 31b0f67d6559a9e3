// Probationary members whose day of regularisation has come: their stage on the roster follows by itself, as a deed with its fact.
#include "organization/regularisation.hpp"

#include "kernel/record/resource.hpp"

namespace zhibu::organization {
namespace {

constexpr std::size_t at_once = 100;  // in one transaction, so that writers hardly wait

Id<Organization> home_on(const View& view, const Member& member, Date day) {
    auto home = view.session.integer(
        "SELECT organization_id FROM membership WHERE tenant_id = ? AND member_id = ? AND valid_from <= ? AND valid_to >= ?", view.tenant(),
        member.id, day, day);
    return {home.value_or(member.organization_id.value)};
}

// A date known to the month (20210300) or the year (20210000) has come when that is over.
std::vector<Member> waiting(const View& view) {
    auto today = view.today().number();
    return Store<Member>{view}.select(where("stage = 'probationary' AND left_on IS NULL AND regular_on <= ? AND (regular_on % 100 <> 0 OR "
                                            "regular_on < ?) AND (regular_on % 10000 <> 0 OR regular_on < ?)",
                                            today, today / 100 * 100, today / 10000 * 10000),
                                      "ORDER BY id", at_once);
}

}  // namespace

void add_regularised(Transaction& t, const Member& member) {
    auto day = member.regular_on && member.regular_on->whole() ? *member.regular_on : t.today();
    t.facts.add({"organization.regularised", home_on(t, member, day), member.id, day}, {"member", member.id.value});
}

int regularise_due(App& app) {
    auto actor = Actor::job({1}, "organization.regularisation");
    int done = 0;
    for (std::size_t some = at_once; some == at_once;) {
        some = app.write(actor, [&](Transaction& t) {
            auto members = waiting(t);
            for (auto& member : members) {
                auto before = member;
                member.stage = MemberStage::formal;
                Store<Member>{t}.update(member);
                add_regularised(t, member);
                t.record({"member.regularised", "member", member.id.value, member.organization_id}, differences(before, member));
            }
            return members.size();
        });
        done += int(some);
    }
    return done;
}

void install_regularisation(App& app) {
    app.fact_kinds.declare({"organization.regularised", FactKind::Unit::times});
    // An hourly look costs one read of an index; so the stage is right on the morning of the day.
    app.jobs.every("organization.regularisation", std::chrono::hours{1}, [](App& program) { regularise_due(program); });
}

}  // namespace zhibu::organization
