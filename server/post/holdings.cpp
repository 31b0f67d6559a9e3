// Appointing to posts and ending: who may hold what, how many, and what an organisation has on a day.
#include <algorithm>

#include "kernel/record/audited_export.hpp"
#include "post/described.hpp"
#include "post/post_policy.hpp"
#include "post/stand_ins.hpp"

namespace zhibu::post {
namespace {

using Holdings = Resource<PostHolding, HoldingPolicy>;

std::int64_t rank_of(const Rules& rules, std::string_view key) {
    auto& posts = rules.posts;
    return std::find_if(posts.begin(), posts.end(), [&](auto& post) { return post.key == key; }) - posts.begin();
}

void check_days(const View& view, Date from, Faults& faults, const std::string& place) {
    if (!from.whole()) faults.add(place, "not_a_date");
    else if (from > view.today()) faults.add(place, "in_the_future");
}

void prepare(Transaction& t, PostHolding& holding) {
    auto organization = organization::load(t, holding.organization_id);
    Faults faults;
    check_days(t, holding.valid_from, faults, "#/valid_from");
    check_holding(t, holding, organization, faults, "#");
    faults.throw_if_any();
    check_room(t, holding);
    auto rules = rules_on(t, holding.valid_from);
    if (auto* post = rules->post(holding.post); post && post->elected)
        if (auto term = term_of(t, holding.organization_id, holding.valid_from)) holding.term_id = term->id;
    holding.recorded_at = t.now, holding.recorded_by = t.actor.account;
    holding.id = {t.session.next_id()};
    t.facts.add({"post.appointed", holding.organization_id, holding.member_id, holding.valid_from}, {"post_holding", holding.id.value});
}

// Only the paper and the way are corrected; another day or person is another holding.
void correct(Transaction& t, const PostHolding& before, PostHolding& holding) {
    if (holding.valid_from == before.valid_from) return;
    Faults faults;
    check_days(t, holding.valid_from, faults, "#/valid_from");
    if (holding.term_id) faults.add("#/valid_from", "begins_with_its_term");
    faults.throw_if_any();
    t.facts.take_back({"post_holding", holding.id.value});
    t.facts.add({"post.appointed", holding.organization_id, holding.member_id, holding.valid_from}, {"post_holding", holding.id.value});
}

void set_stand_in(Transaction& t, PostHolding& holding, const StandIn& sent) {
    auto rules = rules_today(t);
    Faults faults;
    if (sent.member_id) {
        auto* post = rules->post(holding.post);
        if (*sent.member_id == holding.member_id) faults.add("#/member_id", "stands_in_for_oneself");
        else if (!belongs_to(t, *sent.member_id, holding.organization_id, post ? post->from : HomeIn::itself, t.today())) faults.add("#/member_id", "not_of_this_organization");
    }
    faults.throw_if_any();
    holding.stand_in_id = sent.member_id;
    renew_of_holding(t, holding);
}

std::string label_of(const Rules& rules, std::string_view key, Language language) {
    auto* post = rules.post(key);
    return post ? (language == Language::chinese ? post->label : post->english) : std::string{key};
}

ListQuery asked(const http::Call& call, const View& view) {
    auto query = list_query<PostHolding>(call, view, {"on"});
    if (auto day = call.date_parameter("on")) query.condition = query.condition && where("valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)", *day, *day);
    if (auto words = call.parameter("q")) query.condition = query.condition && HoldingPolicy::matching(view, *words);
    return query;
}

http::Response listed(http::Call& call) {
    if (call.parameter("format") != "xlsx")
        return call.read_kept([&](const View& view) { return http::ok(Holdings::page_json(view, Store<PostHolding>{view}.list(HoldingPolicy::visible_to(view), asked(call, view)))); });
    return audited_export(call, "post_holding", {}, [&](const View& view, std::size_t& rows) {
        auto query = asked(call, view);
        query.page = 1, query.size = largest_export, query.count = false;
        auto page = Store<PostHolding>{view}.list(HoldingPolicy::visible_to(view), query);
        auto rules = rules_today(view);
        for (auto& each : page.items) each.post = label_of(*rules, each.post, call.language());
        rows = page.items.size();
        return table_export<PostHolding>(view, page.items, call);
    });
}

}  // namespace

Id<Organization> home_of_holders(const View& view, Id<Organization> organization, HomeIn from) {
    auto* node = view.tree().find(organization);
    bool above = from == HomeIn::superior || (node && (node->kind == "discipline_committee" || node->kind == "leading_group"));
    return above && node && node->parent ? node->parent : organization;
}
static bool belonged_on(const View& view, Id<Member> member, Id<Organization> organization, HomeIn from, Date day) {
    auto home = view.session.integer(
        "SELECT s.organization_id FROM membership s JOIN member m ON m.tenant_id = s.tenant_id AND m.id = s.member_id WHERE s.tenant_id = ? AND s.member_id = ? AND s.valid_from <= ? AND "
        "s.valid_to >= ? AND m.stage IN ('formal', 'probationary') AND (m.regular_on <= ? OR (m.regular_on IS NULL AND m.stage = 'formal'))", view.tenant(), member, day, day, day);
    if (!home) return false;
    return view.tree().within({*home}, home_of_holders(view, organization, from));
}
bool belongs_to(const View& view, Id<Member> member, Id<Organization> organization, HomeIn from, Date day) {
    return belonged_on(view, member, organization, from, day) || belonged_on(view, member, organization, from, view.today());
}
bool has_committee_by(const View& view, const Organization& organization, Date day) {
    return organization::had_committee(view, organization, day) || organization::has_committee(view, organization);
}

void check_holding(const View& view, const PostHolding& holding, const Organization& organization, Faults& faults, const std::string& place) {
    auto rules = rules_on(view, std::min(holding.valid_from, view.today()));
    auto* post = rules->post(holding.post);
    if (!post || !post->exists_in(organization.kind)) return faults.add(place + "/post", "no_such_post_here");
    auto* body = rules->body_of(organization.kind);
    if (post->body_only && body && body->by_size && !has_committee_by(view, organization, holding.valid_from)) faults.add(place + "/post", "no_committee_here");
    if (!belongs_to(view, holding.member_id, organization.id, post->from, holding.valid_from)) faults.add(place + "/member_id", "not_of_this_organization");
    if (holding.stand_in_id && *holding.stand_in_id == holding.member_id) faults.add(place + "/stand_in_id", "stands_in_for_oneself");
    else if (holding.stand_in_id && !belongs_to(view, *holding.stand_in_id, organization.id, post->from, holding.valid_from)) faults.add(place + "/stand_in_id", "not_of_this_organization");
    if (view.session.integer("SELECT id FROM post_holding WHERE tenant_id = ? AND organization_id = ? AND post = ? AND member_id = ? AND (valid_to IS NULL OR valid_to >= ?)", view.tenant(),
                             organization.id, holding.post, holding.member_id, holding.valid_from))
        faults.add(place + "/member_id", "holds_it_already");
}

void check_room(const View& view, const PostHolding& holding) {
    auto rules = rules_on(view, holding.valid_from);
    auto* post = rules->post(holding.post);
    if (!post || post->at_most == 0) return;
    auto held = view.session.integer("SELECT COUNT(*) FROM post_holding WHERE tenant_id = ? AND organization_id = ? AND post = ? AND (valid_to IS NULL OR valid_to >= ?)", view.tenant(),
                                     holding.organization_id, holding.post, holding.valid_from);
    if (held.value_or(0) >= post->at_most) throw conflict("post-is-full", {{"post", post->label}, {"count", std::to_string(post->at_most)}});
}

void appoint(Transaction& t, PostHolding& holding) {
    holding.recorded_at = t.now, holding.recorded_by = t.actor.account;
    holding.id = {t.session.next_id()};
    Store<PostHolding>{t}.insert(holding);
    t.facts.add({"post.appointed", holding.organization_id, holding.member_id, holding.valid_from}, {"post_holding", holding.id.value});
    t.tell({"post_holding.created", "post_holding", holding.id.value, holding.organization_id});
}

void end_holding(Transaction& t, PostHolding& holding, Date last_day, const std::string& reason) {
    holding.valid_to = last_day, holding.ended_why = reason;
    renew_of_holding(t, holding);
}

std::vector<PostHolding> holdings_on(const View& view, Id<Organization> organization, Date day) {
    auto all = Store<PostHolding>{view}.select(where("organization_id = ? AND valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)", organization, day, day), "ORDER BY valid_from, id");
    auto rules = rules_on(view, day);
    std::stable_sort(all.begin(), all.end(), [&](auto& a, auto& b) { return rank_of(*rules, a.post) < rank_of(*rules, b.post); });
    return all;
}

void install_holdings(App& app) {
    auto holdings = std::make_shared<Holdings>(app, "/api/v1/post-holdings");
    auto parameters = list_parameters<PostHolding>();
    parameters.push_back({"on", "as it stood on a day"});
    app.router.get("/api/v1/post-holdings", {.operation = "post_holding.list", .response = http::page_of<PostHolding>(), .query = parameters}, [holdings](http::Call& call) { return listed(call); });
    holdings->show().create(prepare).change(correct);
    holdings->verb<HoldingEnd>("end", "ended", HoldingPolicy::may_end, [](Transaction& t, PostHolding& holding, const HoldingEnd& sent) {
        Faults faults;
        if (!sent.last_day.whole()) faults.add("#/last_day", "not_a_date");
        else if (sent.last_day < holding.valid_from) faults.add("#/last_day", "before_its_first_day");
        else if (sent.last_day > t.today()) faults.add("#/last_day", "in_the_future");
        faults.throw_if_any();
        end_holding(t, holding, sent.last_day, sent.reason);
    });
    holdings->verb<StandIn>("stand-in", "stand_in_set", HoldingPolicy::may_stand_in, set_stand_in);
    app.router.get("/api/v1/descriptions/post_holding", {.operation = "post_holding.describe"}, [](http::Call& call) {
        return call.read([&](const View& view) { return http::ok(with_choices(description_of<PostHolding>(call.app.words, call.language()), {{"post", choices_of(rules_today(view)->posts, call.language())}})); });
    });
}

}  // namespace zhibu::post
