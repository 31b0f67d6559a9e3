// One organisation's committee as a page shows it: who holds which post since when, the term and its end, what falls short of the
// rules, and which account roles could follow a post.
#include <fmt/format.h>

#include <set>

#include "kernel/access/delegation.hpp"
#include "kernel/access/granting.hpp"
#include "post/committee.hpp"
#include "post/described.hpp"
#include "post/post_policy.hpp"

namespace zhibu::post {
namespace {

bool chinese(const View& view) { return view.actor.language == Language::chinese; }
template <class Row>
std::string label(const View& view, const Row& row) {
    return chinese(view) ? row.label : row.english;
}
std::string say(const View& view, std::string_view key, const Parameters& parameters) { return view.app.words.sentence(view.actor.language, "post.reminder." + std::string{key}, parameters); }

json::value verdict_of(const View& view, const Verdict& verdict) {
    std::string out;
    write_verdict(out, view, verdict);
    return json::parse(out);
}

// The account of a holder and whether it has the role that goes with the post: told only to who could give it.
json::value account_of(const View& view, const PostHolding& holding, Role role) {
    if (!access::may_grant(view, role, holding.organization_id)) return nullptr;
    auto rows = view.session.query("SELECT id, name FROM account WHERE tenant_id = ? AND member_id = ? AND state = 'active'", view.tenant(), holding.member_id);
    if (!rows.next()) return json::object{{"id", nullptr}};
    json::object account{{"id", rows.integer(0)}, {"name", rows.text(1)}};
    auto grant = view.session.integer("SELECT id FROM role_grant WHERE tenant_id = ? AND account_id = ? AND role = ? AND organization_id = ?", view.tenant(), rows.integer(0), Codec<Role>::name(role),
                                      holding.organization_id);
    account["grant_id"] = grant ? json::value(*grant) : json::value(nullptr);
    return account;
}

json::object holder_json(const View& view, const PostHolding& holding, const Organization& organization, const ReferenceList& names) {
    std::string out = "{";
    write_named_members(out, holding, names);
    auto all = json::parse(out + "}").as_object();
    auto rules = rules_on(view, std::min(holding.valid_to.value_or(view.today()), view.today()));
    auto* post = rules->post(holding.post);
    all["post_label"] = post ? label(view, *post) : holding.post;
    all["can"] = json::object{{"end", verdict_of(view, HoldingPolicy::may_end(view, holding))}, {"stand-in", verdict_of(view, HoldingPolicy::may_stand_in(view, holding))},
                              {"change", verdict_of(view, HoldingPolicy::may_change(view, holding))}};
    all["other_posts"] = view.session.integer("SELECT COUNT(*) FROM post_holding WHERE tenant_id = ? AND member_id = ? AND id <> ? AND valid_to IS NULL", view.tenant(), holding.member_id, holding.id).value_or(0);
    auto away = view.session.integer("SELECT MAX(to_on) FROM leave WHERE tenant_id = ? AND member_id = ? AND state = 'approved' AND from_on <= ? AND to_on >= ?", view.tenant(), holding.member_id, view.today(),
                                     view.today());
    all["away_until"] = away && *away ? json::value(Date::from_number(*away).iso()) : json::value(nullptr);
    if (auto role = post ? post->role_in(organization.kind) : std::nullopt) {
        all["role"] = Codec<Role>::name(*role);
        all["role_label"] = view.app.words.text(view.actor.language, "role." + std::string{Codec<Role>::name(*role)});
        all["account"] = account_of(view, holding, *role);
    }
    return all;
}

json::object term_json(const View& view, const Term& term, const ReferenceList& names) {
    std::string out = "{";
    write_named_members(out, term, names);
    auto all = json::parse(out + "}").as_object();
    auto rules = rules_on(view, term.began_on);
    auto* kind = rules->term(term.kind);
    all["kind_label"] = kind ? label(view, *kind) : term.kind;
    all["years"] = kind ? kind->years : 0;
    all["source"] = kind ? kind->source : "";
    all["standing"] = Codec<Standing>::name(standing_of(view, term, view.today()));
    all["days_left"] = view.today().days_until(term.due_on);
    all["can"] = json::object{{"change", verdict_of(view, TermPolicy::may_change(view, term))}, {"extension", verdict_of(view, TermPolicy::may_extend(view, term))},
                              {"reminder-letter", verdict_of(view, TermPolicy::may_remind(view, term))}, {"taking-back", verdict_of(view, TermPolicy::may_take_back(view, term))}};
    return all;
}

// Whoever no longer holds a post and still has the role that went with it.
json::array kept_roles(const View& view, const Organization& organization, const std::vector<PostHolding>& now) {
    json::array all;
    std::set<std::int64_t> seen, holders;
    auto rules = rules_today(view);
    for (auto& each : now)
        if (auto* post = rules->post(each.post); post && post->role_in(organization.kind)) holders.insert(each.member_id.value);
    for (auto& each : Store<PostHolding>{view}.select(where("organization_id = ? AND valid_to < ?", organization.id, view.today()), "ORDER BY valid_to DESC", 50)) {
        auto* post = rules->post(each.post);
        auto role = post ? post->role_in(organization.kind) : std::nullopt;
        if (!role || holders.contains(each.member_id.value) || !seen.insert(each.member_id.value).second) continue;
        auto account = account_of(view, each, *role);
        if (!account.is_object() || !account.as_object().contains("grant_id") || account.at("grant_id").is_null()) continue;
        account.as_object()["role_label"] = view.app.words.text(view.actor.language, "role." + std::string{Codec<Role>::name(*role)});
        account.as_object()["ended_on"] = each.valid_to->iso();
        all.push_back(std::move(account));
    }
    return all;
}

std::string committee_json(const View& view, const Organization& organization, Date day) {
    auto found = committee_on(view, organization, day);
    auto past = Store<PostHolding>{view}.select(where("organization_id = ? AND valid_to < ?", organization.id, day), "ORDER BY valid_to DESC, id DESC", 100);
    auto terms = Store<Term>{view}.select(where("organization_id = ? AND began_on <= ?", organization.id, day), "ORDER BY began_on DESC", 20);
    auto extensions = view.covers(organization::readers, organization.id)
                          ? Store<TermExtension>{view}.select(where("organization_id = ?", organization.id), "ORDER BY id DESC", 20)
                          : std::vector<TermExtension>{};
    ReferenceList names;
    for (auto& each : found.holdings) collect_references(each, names);
    for (auto& each : past) collect_references(each, names);
    for (auto& each : terms) collect_references(each, names);
    for (auto& each : extensions) collect_references(each, names);
    names.load(view);
    json::array posts, former, held_terms, asked;
    auto& rules = *found.rules;
    for (auto& post : rules.posts) {
        if (!post.exists_in(organization.kind)) continue;
        json::array holders;
        for (auto& each : found.holdings)
            if (each.post == post.key) holders.push_back(holder_json(view, each, organization, names));
        bool closed = post.body_only && found.body && found.body->by_size && !found.has_committee;
        if (closed && holders.empty()) continue;
        PostHolding fresh;
        fresh.organization_id = organization.id, fresh.post = post.key;
        posts.push_back({{"key", post.key}, {"label", label(view, post)}, {"on_body", post.on_body}, {"elected", post.elected}, {"at_least", post.at_least}, {"at_most", post.at_most},
                         {"may_appoint", verdict_of(view, HoldingPolicy::may_create(view, fresh))}, {"holders", std::move(holders)}});
    }
    for (auto& each : past) former.push_back(holder_json(view, each, organization, names));
    for (auto& each : terms) held_terms.push_back(term_json(view, each, names));
    for (auto& each : extensions) {
        std::string out = "{";
        write_named_members(out, each, names);
        auto row = json::parse(out + "}").as_object();
        row["state_label"] = label(view, view.app.procedures.of(case_of(each)).state(each.state));
        json::object can;
        for (auto& [path, verb] : {std::pair{"approval", "approve"}, std::pair{"refusal", "refuse"}, std::pair{"withdrawal", "withdraw"}}) can[path] = verdict_of(view, procedure::may(view, case_of(each), verb));
        row["can"] = std::move(can);
        asked.push_back(std::move(row));
    }
    json::array reminders;
    for (auto& each : found.reminders) reminders.emplace_back(each);
    json::object body{{"label", found.body ? label(view, *found.body) : ""}, {"source", found.body ? found.body->source : ""}, {"has_committee", found.has_committee}, {"has_term", found.body && !found.body->term.empty()},
                      {"people", found.people}, {"least", found.body ? found.body->least : 0}, {"most", found.body ? found.body->most : 0}};
    json::array kinds;
    for (auto& each : rules.terms) kinds.push_back({{"key", each.key}, {"label", label(view, each)}, {"years", each.years}, {"usual", found.body && found.body->term == each.key}});
    return json::serialize(json::object{{"organization_id", organization.id.value}, {"organization_name", organization.short_name}, {"on", day.iso()}, {"body", std::move(body)}, {"posts", std::move(posts)},
                                        {"terms", std::move(held_terms)}, {"extensions", std::move(asked)}, {"former", std::move(former)}, {"reminders", std::move(reminders)}, {"term_kinds", std::move(kinds)},
                                        {"kept_roles", kept_roles(view, organization, found.holdings)}, {"extension_months", rules.extension.most_months},
                                        {"extension_source", rules.extension.source},
                                        {"can", {{"begin_term", verdict_of(view, TermPolicy::may_begin(view, organization.id))}}}});
}

}  // namespace

Committee committee_on(const View& view, const Organization& organization, Date day) {
    Committee found;
    found.rules = rules_on(view, day);
    found.body = found.rules->body_of(organization.kind);
    found.has_committee = found.body && (!found.body->by_size || organization::had_committee(view, organization, day));
    found.holdings = holdings_on(view, organization.id, day);
    std::set<std::int64_t> people;
    std::map<std::string, std::int64_t> counts;
    for (auto& each : found.holdings) {
        ++counts[each.post];
        if (auto* post = found.rules->post(each.post); post && post->on_body) people.insert(each.member_id.value);
    }
    found.people = std::int64_t(people.size());
    for (auto& post : found.rules->posts)
        if (post.exists_in(organization.kind) && counts[post.key] < post.at_least) found.reminders.push_back(say(view, "post_missing", {{"post", label(view, post)}}));
    if (found.has_committee && found.people && found.body->least && found.people < found.body->least)
        found.reminders.push_back(say(view, "body_too_small", {{"count", std::to_string(found.people)}, {"least", std::to_string(found.body->least)}, {"source", found.body->source}}));
    if (found.has_committee && found.body->most && found.people > found.body->most)
        found.reminders.push_back(say(view, "body_too_large", {{"count", std::to_string(found.people)}, {"most", std::to_string(found.body->most)}, {"source", found.body->source}}));
    if (found.body && !found.body->term.empty() && !found.holdings.empty() && !term_of(view, organization.id, day)) found.reminders.push_back(say(view, "term_missing", {}));
    auto alone = std::count_if(found.holdings.begin(), found.holdings.end(), [](auto& each) { return !each.stand_in_id; });
    if (alone) found.reminders.push_back(say(view, "no_stand_in", {{"count", std::to_string(alone)}}));
    return found;
}

void install_committee(App& app) {
    app.router.get("/api/v1/organizations/{id}/committee", {.operation = "committee.show", .response = {{{"type", "object"}}, {}}, .query = {{"on", "as it stood on a day; today where absent"}}}, [](http::Call& call) {
        auto on = call.date_parameter("on");
        return call.read([&](const View& view) {
            auto organization = Store<Organization>{view}.load(call.id<Organization>(), organization::organizations_visible_to(view));
            return http::ok(committee_json(view, organization, on.value_or(view.today())));
        });
    });
    app.router.get("/api/v1/posts", {.operation = "post.list", .response = {{{"type", "object"}}, {}}}, [](http::Call& call) {
        return call.read_kept([&](const View& view) {
            auto rules = rules_today(view);
            json::array posts, leaves;
            for (auto& each : rules->posts) posts.push_back({{"key", each.key}, {"label", label(view, each)}, {"organizations", json::parse(to_json(each.organizations))}, {"elected", each.elected}});
            for (auto& each : rules->leaves) leaves.push_back({{"key", each.key}, {"label", label(view, each)}});
            return http::ok(json::serialize(json::object{{"posts", std::move(posts)}, {"leaves", std::move(leaves)}, {"stand_in_source", rules->stand_in.source}}));
        });
    });
}

}  // namespace zhibu::post
