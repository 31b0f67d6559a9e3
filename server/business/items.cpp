// The routes of items: the list, a new one, the branch that drives it, the meetings that discussed it, into the bin.
#include <fmt/format.h>

#include "business/business.hpp"
#include "business/item.hpp"
#include "kernel/record/recycle_bin.hpp"
#include "kernel/record/resource.hpp"

namespace zhibu::business {
namespace {

constexpr std::string_view subject = "business_item";

bool is_branch(const View& view, Id<Organization> id) {
    auto* node = view.tree().find(id);
    auto kind = node ? Codec<OrganizationKind>::parse(node->kind) : std::nullopt;
    return kind && organization::is_branch(*kind);
}

void tie(Transaction& t, BusinessItem& item, const Tie& sent) {
    if (sent.branch_id == item.branch_id) throw conflict(item.branch_id ? "business-already-tied" : "business-not-tied");
    // Whoever keeps the owner's business gives it to any branch below it; a secretary takes it for the own branch and gives back what is there.
    bool keeps = bool(ItemPolicy::may_change(t, item));
    auto own = [&](const std::optional<Id<Organization>>& branch) { return !branch || t.covers({Role::branch_secretary}, *branch); };
    if (!keeps && (!own(sent.branch_id) || !own(item.branch_id))) throw forbidden("ties_own_branch_only");
    item.branch_id = sent.branch_id;
    check_item(t, item);
    record_facts(t, item);
}

void discuss(Transaction& t, BusinessItem& item, const Discussion& sent) {
    Faults faults;
    if (!t.app.references.within_reach(t, "meeting", {sent.meeting_id}).contains(sent.meeting_id)) faults.add("#/meeting_id", "unknown_reference");
    if (!sent.discussed_on.whole() || sent.discussed_on > t.today()) faults.add("#/discussed_on", "in_the_future");
    else if (sent.discussed_on < item.starts_on.plus_days(-366)) faults.add("#/discussed_on", "before_start");
    faults.throw_if_any();
    if (t.session.integer("SELECT 1 FROM business_discussion WHERE tenant_id = ? AND item_id = ? AND meeting_id = ?", t.tenant(), item.id, sent.meeting_id)) throw conflict("business-already-discussed");
    t.session.execute("INSERT INTO business_discussion (tenant_id, item_id, meeting_id, discussed_on) VALUES (?,?,?,?)", t.tenant(), item.id, sent.meeting_id, sent.discussed_on);
    ++item.discussions;
    record_facts(t, item);
}

http::Response discussions(http::Call& call) {
    return call.read([&](const View& view) {
        auto item = Store<BusinessItem>{view}.load(call.id<BusinessItem>(), ItemPolicy::visible_to(view));
        auto rows = view.session.query("SELECT meeting_id, discussed_on FROM business_discussion WHERE tenant_id = ? AND item_id = ? ORDER BY discussed_on, meeting_id", view.tenant(), item.id);
        std::vector<std::pair<std::int64_t, Date>> all;
        std::vector<std::int64_t> ids;
        while (rows.next()) all.emplace_back(rows.integer(0), Date::from_number(rows.integer(1))), ids.push_back(rows.integer(0));
        auto names = view.app.references.names(view, "meeting", ids);
        auto reachable = view.app.references.within_reach(view, "meeting", ids);
        json::array items;
        for (auto& [meeting, day] : all)
            items.push_back({{"meeting_id", meeting}, {"title", names[meeting]}, {"discussed_on", day.iso()}, {"page", reachable.contains(meeting) ? json::value(view.app.references.page("meeting", meeting)) : json::value()}});
        return http::ok(json::serialize(json::object{{"items", std::move(items)}}));
    });
}

// Into the recycle bin with its discussions; what it said of itself is taken back, and said again once it is put back.
http::Response remove_item(http::Call& call) {
    return call.write([&](Transaction& t) {
        auto item = Store<BusinessItem>{t}.load(call.id<BusinessItem>(), ItemPolicy::visible_to(t));
        ItemPolicy::may_remove(t, item).or_throw();
        call.must_match(item.version);
        t.facts.take_back({std::string{subject}, item.id.value});
        auto kept = recycle::put(t, {std::string{subject}, item.id.value, item.organization_id, item.name, "business.keep", fmt::format("/business/items?open={}", item.id.value),
                                     {{"business_item", "id"}, {"business_discussion", "item_id"}}});
        t.record({"business_item.removed", subject.data(), item.id.value, item.organization_id});
        return http::ok(json::serialize(json::object{{"recycled", kept}}));
    });
}

}  // namespace

Verdict ItemPolicy::may_tie(const View& view, const BusinessItem& item) {
    if (may_change(view, item) || (item.branch_id && view.covers({Role::branch_secretary}, *item.branch_id))) return allowed();
    // A secretary below the owner may claim what no branch drives yet.
    for (auto scope : view.actor.scopes({Role::branch_secretary}))
        if (!item.branch_id && view.tree().within(scope, item.organization_id)) return allowed();
    return denied("ties_own_branch_only");
}
Verdict ItemPolicy::may_discuss(const View& view, const BusinessItem& item) {
    if (may_change(view, item) || (item.branch_id && view.covers({Role::branch_secretary}, *item.branch_id))) return allowed();
    return denied("keeps_no_business");
}

void settle(BusinessItem& item) { item.state = item.done_on ? ItemState::done : ItemState::under_way; }

void check_item(const View& view, const BusinessItem& item) {
    Faults faults;
    if (!view.tree().find(item.organization_id)) faults.add("#/organization_id", "unknown_reference");
    if (!item.starts_on.whole()) faults.add("#/starts_on", "not_a_date");
    if (!item.due_on.whole()) faults.add("#/due_on", "not_a_date");
    else if (item.due_on < item.starts_on) faults.add("#/due_on", "before_start");
    if (item.done_on) {
        if (!item.done_on->whole() || *item.done_on > view.today()) faults.add("#/done_on", "in_the_future");
        else if (*item.done_on < item.starts_on) faults.add("#/done_on", "before_start");
    }
    if (item.branch_id) {
        if (!is_branch(view, *item.branch_id)) faults.add("#/branch_id", "branch_not_a_branch");
        else if (!view.tree().within(*item.branch_id, item.organization_id)) faults.add("#/branch_id", "branch_elsewhere");
    }
    faults.throw_if_any();
}

// All of one item stand on the day it begins, so that every share of a period is a share of the same items.
void record_facts(Transaction& t, const BusinessItem& item) {
    Source source{std::string{subject}, item.id.value};
    t.facts.take_back(source);
    auto add = [&](std::string_view kind, Id<Organization> organization, Date on) { t.facts.add({kind, organization, {}, on}, source); };
    add("business.item.registered", item.organization_id, item.starts_on);
    if (item.branch_id) add("business.item.tied", item.organization_id, item.starts_on), add("business.item.driven", *item.branch_id, item.starts_on);
    if (item.team != Team::none) add("business.item.team", item.organization_id, item.starts_on);
    if (item.discussions) add("business.item.discussed", item.organization_id, item.starts_on);
    if (item.done_on && *item.done_on <= item.due_on) add("business.item.done", item.organization_id, item.starts_on);
}

void install_items(App& app) {
    auto items = std::make_shared<Resource<BusinessItem, ItemPolicy>>(app, "/api/v1/business-items");
    items->list()
        .show()
        .describe()
        .create([](Transaction& t, BusinessItem& item) {
            check_item(t, item);
            settle(item);
            item.id = {t.session.next_id()};
            record_facts(t, item);
        })
        .change([](Transaction& t, const BusinessItem&, BusinessItem& item) {
            check_item(t, item);
            settle(item);
            record_facts(t, item);
        })
        .verb<Tie>("tie", "tied", ItemPolicy::may_tie, tie)
        .verb<Discussion>("discussion", "discussed", ItemPolicy::may_discuss, discuss);
    app.router.get("/api/v1/business-items/{id}/discussions", {.operation = "business_item.discussions", .response = {{{"type", "object"}}, {}}}, [items](http::Call& call) { return discussions(call); });
    items->offers("removal", ItemPolicy::may_remove);
    app.router.remove("/api/v1/business-items/{id}", {.operation = "business_item.remove", .response = {{{"type", "object"}}, {}}}, remove_item);
    app.on("business_item.restored", [](Transaction& t, const Event& event) { record_facts(t, Store<BusinessItem>{t}.load({event.subject}, everything())); });
    app.references.declare("business_item", [](const View& view, const std::vector<std::int64_t>& ids) {
        std::map<std::int64_t, std::string> names;
        for (auto& each : Store<BusinessItem>{view}.select(any_of("id", ids))) names[each.id.value] = each.name;
        return names;
    }, [](const View& view, const std::vector<std::int64_t>& ids) {
        std::map<std::int64_t, std::string> names;
        for (auto& each : Store<BusinessItem>{view}.select(ItemPolicy::visible_to(view) && any_of("id", ids))) names[each.id.value] = each.name;
        return names;
    });
    app.references.show_at("business_item", "/business/items?open={id}");
    app.search.declare({.name = "business_item", .table = "business_item", .visible = ItemPolicy::visible_to,
                        .entries = "SELECT id, organization_id, name, number, starts_on FROM business_item WHERE tenant_id = ?", .link = "/business/items?open={id}"});
}

}  // namespace zhibu::business
