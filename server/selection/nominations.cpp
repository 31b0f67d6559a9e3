// Nominating, taking back, and the review: who may be chosen, and what blocks.
#include <fmt/format.h>

#include <algorithm>

#include "kernel/record/resource.hpp"
#include "kernel/values/text.hpp"
#include "selection/record.hpp"

namespace zhibu::selection {
namespace {

void check(const View& view, const Selection& selection, Nomination& record) {
    Faults faults;
    auto honour = rule_of(view, selection);
    if (!view.tree().find(record.organization_id) || !view.tree().within(record.organization_id, selection.organization_id) || !view.covers(nominators, record.organization_id))
        faults.add("#/organization_id", "unknown_reference");
    bool of_member = honour->given_to == GivenTo::member;
    if (of_member && !record.member_id) faults.add("#/member_id", "required");
    if (!of_member && record.member_id) faults.add("#/member_id", "given_to_organizations");
    if (of_member && record.member_id) {
        auto member = Store<Member>{view}.find(*record.member_id, within("organization_id", view.tenant(), {record.organization_id}, view.tree()) && where("left_on IS NULL AND stage = 'formal'"));
        if (!member) faults.add("#/member_id", "unknown_reference");
        else record.organization_id = member->organization_id;
    }
    if (record.ballot_id && !view.app.references.within_reach(view, "ballot", {record.ballot_id->value}).contains(record.ballot_id->value)) faults.add("#/ballot_id", "unknown_reference");
    faults.throw_if_any();
    auto same = record.member_id ? where("member_id = ?", *record.member_id) : where("organization_id = ? AND member_id IS NULL", record.organization_id);
    if (!Store<Nomination>{view}.select(same && where("selection_id = ? AND state <> 'withdrawn'", selection.id), "", 1).empty()) throw conflict("nominated-already");
}

http::Response nominate(http::Call& call) {
    auto sent = call.body_as<Nomination>();
    return call.write([&](Transaction& t) {
        auto selection = load_selection(t, call.id<Selection>());
        SelectionPolicy::may_nominate(t, selection).or_throw();
        auto record = sent;
        check(t, selection, record);
        record.selection_id = selection.id, record.created_by = t.actor.account;
        Store<Nomination>{t}.insert(record);
        t.record({"nomination.made", "selection", selection.id.value, record.organization_id}, differences(Nomination{}, record));
        return http::created(shown(t, selection));
    });
}

Nomination nomination_in(const View& view, const Selection& selection, std::int64_t id) { return Store<Nomination>{view}.load({id}, where("selection_id = ?", selection.id)); }

http::Response take_back(http::Call& call) {
    call.body_as<StepSent>();
    return call.write([&](Transaction& t) {
        auto selection = load_selection(t, call.id<Selection>());
        SelectionPolicy::may_nominate(t, selection).or_throw();
        auto record = nomination_in(t, selection, call.number(1));
        if (!t.covers(nominators, record.organization_id)) throw not_found();
        record.state = NominationState::withdrawn;
        Store<Nomination>{t}.update(record);
        t.record({"nomination.taken_back", "selection", selection.id.value, record.organization_id});
        return http::ok(shown(t, selection));
    });
}

http::Response review(http::Call& call) {
    auto sent = call.body_as<Review>();
    return call.write([&](Transaction& t) {
        auto selection = load_selection(t, call.id<Selection>());
        SelectionPolicy::may_review(t, selection).or_throw();
        auto record = nomination_in(t, selection, call.number(1));
        if (record.state == NominationState::withdrawn) throw not_found();
        if (!sent.chosen && is_blank(sent.note)) throw invalid({{"#/note", "required"}});
        if (sent.chosen) {
            std::string reasons;
            for (auto& block : blocks(t, selection, record)) reasons += (reasons.empty() ? "" : "；") + block.reason;
            if (!reasons.empty()) throw conflict("nomination-blocked", {{"reasons", reasons}});
            auto all = nominations_of(t, selection.id);
            auto chosen = std::count_if(all.begin(), all.end(), [&](auto& each) { return each.state == NominationState::chosen && each.id != record.id; });
            if (chosen >= selection.quota) throw conflict("quota-used-up", {{"quota", std::to_string(selection.quota)}});
        }
        record.state = sent.chosen ? NominationState::chosen : NominationState::refused, record.note = sent.note;
        Store<Nomination>{t}.update(record);
        t.record({"nomination.reviewed", "selection", selection.id.value, record.organization_id}, {fmt::format("{{\"nomination_id\":{},\"chosen\":{}}}", record.id.value, sent.chosen)});
        return http::ok(shown(t, selection));
    });
}

}  // namespace

void install_nominations(App& app) {
    auto& r = app.router;
    r.post("/api/v1/selections/{id}/nominations", {.operation = "nomination.make", .request = http::shape<Nomination>(), .response = http::shape<Selection>()}, nominate);
    r.post("/api/v1/selections/{id}/nominations/{nomination_id}/withdrawal", {.operation = "nomination.take_back", .request = http::shape<StepSent>(), .response = http::shape<Selection>()}, take_back);
    r.post("/api/v1/selections/{id}/nominations/{nomination_id}/review", {.operation = "nomination.review", .request = http::shape<Review>(), .response = http::shape<Selection>()}, review);
}

}  // namespace zhibu::selection
