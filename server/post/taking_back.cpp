// A term that was recorded by mistake is taken back whole, with a reason: who was elected in it, the facts of both, and what it had ended.
#include <fmt/format.h>

#include <algorithm>

#include "post/post_policy.hpp"
#include "post/stand_ins.hpp"

namespace zhibu::post {
namespace {

void take_back(Transaction& t, PostHolding holding) {
    t.facts.take_back({"post_holding", holding.id.value});
    auto gone = holding;
    gone.valid_to = gone.valid_from.plus_days(-1);  // nobody stands in for it any more
    renew_of_holding(t, gone);
    Store<PostHolding>{t}.remove(holding);
    t.tell({"post_holding.taken_back", "post_holding", holding.id.value, holding.organization_id});
}

// What ended because this term began holds again.
void reopen(Transaction& t, const Term& term) {
    auto last_day = term.began_on.plus_days(-1);
    for (auto former : Store<Term>{t}.select(where("organization_id = ? AND ended_on = ?", term.organization_id, last_day), "ORDER BY began_on DESC", 1)) {
        former.ended_on.reset();
        Store<Term>{t}.update(former);
        t.tell({"term.reopened", "term", former.id.value, former.organization_id});
    }
    auto why = std::string{t.app.words.text(Language::chinese, "post.ended_by_change")};
    for (auto holding : Store<PostHolding>{t}.select(where("organization_id = ? AND ended_why = ? AND valid_to >= ?", term.organization_id, why, last_day))) {
        if (*holding.valid_to != std::max(last_day, holding.valid_from)) continue;
        holding.valid_to.reset(), holding.ended_why.clear();
        renew_of_holding(t, holding);
        Store<PostHolding>{t}.update(holding);
    }
}

http::Response taken_back(http::Call& call) {
    auto sent = call.body_as<TermMistake>();
    return call.write([&](Transaction& t) {
        auto term = Store<Term>{t}.load(call.id<Term>(), TermPolicy::visible_to(t));
        TermPolicy::may_take_back(t, term).or_throw();
        call.must_match(term.version);
        auto elected = Store<PostHolding>{t}.select(where("term_id = ?", term.id), "ORDER BY id DESC");
        for (auto& each : elected) take_back(t, each);
        t.session.execute("DELETE FROM term_extension WHERE tenant_id = ? AND term_id = ?", t.tenant(), term.id);  // refused or withdrawn ones
        t.facts.take_back({"term", term.id.value});
        Store<Term>{t}.remove(term);
        reopen(t, term);
        t.record({"term.taken_back", "term", term.id.value, term.organization_id},
                 {fmt::format("{{\"reason\":{},\"number\":{},\"began_on\":\"{}\",\"decided_by\":{},\"holders\":{}}}", to_json(sent.reason), to_json(term.number), term.began_on.iso(), to_json(term.decided_by), elected.size())});
        return http::ok(fmt::format("{{\"holders\":{}}}", elected.size()));
    });
}

}  // namespace

Verdict TermPolicy::may_take_back(const View& view, const Term& term) {
    if (term.ended_on) return denied("term_has_ended");
    if (auto verdict = may_begin(view, term.organization_id); !verdict) return verdict;
    if (term.letter_id) return denied("term_was_reminded");
    return allowed_if(!view.session.integer("SELECT 1 FROM term_extension WHERE tenant_id = ? AND term_id = ? AND state IN ('requested', 'approved') LIMIT 1", view.tenant(), term.id), "term_has_an_extension");
}

void install_taking_back(App& app) {
    app.router.post("/api/v1/terms/{id}/taking-back", {.operation = "term.take_back", .request = http::shape<TermMistake>(), .response = {{{"type", "object"}}, {}}}, taken_back);
}

}  // namespace zhibu::post
