// The routes of organisations: lists and details, the tree of a day, and what becomes of an organisation.
#include <fmt/format.h>

#include "kernel/record/resource.hpp"
#include "organization/organization_policy.hpp"
#include "organization/routes.hpp"
#include "organization/rules.hpp"
#include "organization/tree_view.hpp"

namespace zhibu {
namespace organization {
namespace {

struct Renaming {
    std::string name{}, short_name{};
    Date effective_on{};
    std::string reason{};
};
struct Move {
    Id<Organization> parent_id{};
    Date effective_on{};
    std::string reason{};
};
struct Merger {
    Id<Organization> into_id{};
    Date effective_on{};
    std::string reason{};
};
struct Split {
    std::string name{}, short_name{};
    OrganizationKind kind{OrganizationKind::branch};
    std::vector<Id<Member>> members{};
    Date effective_on{};
    std::string reason{};
};
struct Ending {
    Date effective_on{};
    std::string reason{};
};
struct Look {
    std::string reason{};
};

}  // namespace
}  // namespace organization

template <>
struct Schema<organization::Renaming> {
    using T = organization::Renaming;
    static constexpr std::string_view name = "organization_renaming";
    static constexpr auto fields = std::tuple{field<&T::name>({.required = true, .max = 120}), field<&T::short_name>({.required = true, .max = 60}),
                                              field<&T::effective_on>({.required = true}), field<&T::reason>({.required = true, .max = 200})};
};
template <>
struct Schema<organization::Move> {
    using T = organization::Move;
    static constexpr std::string_view name = "organization_move";
    static constexpr auto fields = std::tuple{field<&T::parent_id>({.required = true, .reference = "organization"}), field<&T::effective_on>({.required = true}),
                                              field<&T::reason>({.required = true, .max = 200})};
};
template <>
struct Schema<organization::Merger> {
    using T = organization::Merger;
    static constexpr std::string_view name = "organization_merger";
    static constexpr auto fields = std::tuple{field<&T::into_id>({.required = true, .reference = "organization"}), field<&T::effective_on>({.required = true}),
                                              field<&T::reason>({.required = true, .max = 200})};
};
template <>
struct Schema<organization::Split> {
    using T = organization::Split;
    static constexpr std::string_view name = "organization_split";
    static constexpr auto fields = std::tuple{field<&T::name>({.required = true, .max = 120}), field<&T::short_name>({.required = true, .max = 60}), field<&T::kind>(),
                                              field<&T::members>({.max = 1000}), field<&T::effective_on>({.required = true}), field<&T::reason>({.required = true, .max = 200})};
};
template <>
struct Schema<organization::Ending> {
    using T = organization::Ending;
    static constexpr std::string_view name = "organization_ending";
    static constexpr auto fields = std::tuple{field<&T::effective_on>({.required = true}), field<&T::reason>({.required = true, .max = 200})};
};
template <>
struct Schema<organization::Look> {
    static constexpr std::string_view name = "organization_look";
    static constexpr auto fields = std::tuple{field<&organization::Look::reason>({.required = true, .min = 2, .max = 200})};
};

namespace organization {
namespace {

using Organizations = Resource<Organization, OrganizationPolicy>;
constexpr std::string_view base = "/api/v1/organizations";

void add_path(const View& view, const Organization& record, std::string& out) {
    out += ",\"path\":[";
    auto path = view.tree().ancestors(record.id);
    for (std::size_t i = path.size(); i-- > 1;) {
        auto* node = view.tree().find(path[i]);
        if (out.back() != '[') out += ',';
        out += "{\"id\":" + std::to_string(path[i].value) + ",\"name\":" + to_json(node->name) + "}";
    }
    out += ']';
}

// What the regulations say about its size: reminders, never verdicts.
void add_reminders(const Organization& record, std::int64_t formal, std::int64_t members, std::string& out) {
    out += ",\"reminders\":[";
    auto add = [&](bool breach, std::string_view name) {
        if (!breach || record.ended_on) return;
        auto& told = rule(name);
        if (out.back() != '[') out += ',';
        out += "{\"rule\":" + to_json(told.name) + ",\"sentence\":" + to_json(told.sentence) + ",\"source\":" + to_json(told.source) + "}";
    };
    bool lasting = record.is_branch() && record.kind != OrganizationKind::temporary_branch;
    add(lasting && formal < rule("members_to_found_a_branch").value, "members_to_found_a_branch");
    add(lasting && members > rule("largest_branch").value, "largest_branch");
    out += ']';
}

// As the resource shows it, with the way to the top and, for those who read its records, its people.
std::string shown(const Organizations& resource, const View& view, const Organization& record) {
    auto out = resource.shown(view, record);
    out.pop_back();
    add_path(view, record, out);
    if (view.covers(readers, record.id)) {
        auto rows = view.session.query(
            "SELECT COUNT(*), COALESCE(SUM(CASE WHEN stage = 'formal' THEN 1 ELSE 0 END), 0) FROM member WHERE tenant_id = ? AND organization_id = ? AND left_on IS NULL AND stage IN "
            "('formal', 'probationary')", view.tenant(), record.id);
        rows.next();
        auto members = rows.integer(0), formal = rows.integer(1);
        auto below = within("organization_id", view.tenant(), {record.id}, view.tree());
        below.arguments.insert(below.arguments.begin(), db::to_value(view.tenant()));
        auto all = view.session.query_with("SELECT COUNT(*) FROM member WHERE tenant_id = ? AND left_on IS NULL AND stage IN ('formal', 'probationary') AND " + below.sql, below.arguments);
        all.next();
        out += fmt::format(",\"members\":{},\"formal_members\":{},\"members_below\":{},\"has_committee\":{}", members, formal, all.integer(0),
                           record.is_branch() && has_committee(view, record));
        add_reminders(record, formal, members, out);
    }
    return out + "}";
}

Organization loaded(const Transaction& t, const http::Call& call) { return Store<Organization>{t}.load(call.id<Organization>(), OrganizationPolicy::visible_to(t)); }

// Another organisation named in a body: 422 where the actor cannot see it, 403 where his rights end.
Organization other(const View& view, Id<Organization> id, const std::string& pointer) {
    auto found = Store<Organization>{view}.find(id, OrganizationPolicy::visible_to(view));
    if (!found || found->ended_on) throw invalid({{pointer, "unknown_reference"}});
    OrganizationPolicy::may_found_below(view, *found).or_throw();
    return std::move(*found);
}

template <class Body, class F>
void deed(App& app, std::shared_ptr<Organizations> resource, const std::string& path, const std::string& past, F act) {
    resource->offers(path, OrganizationPolicy::may_reshape);
    app.router.post(fmt::format("{}/{{id}}/{}", base, path), {.operation = "organization." + past, .request = http::shape<Body>(), .response = http::shape<Organization>()},
                    [resource, act](http::Call& call) {
                        auto sent = call.body_as<Body>();
                        return call.write([&](Transaction& t) {
                            auto record = loaded(t, call);
                            OrganizationPolicy::may_reshape(t, record).or_throw();
                            call.must_match(record.version);
                            check_effective(t, record, sent.effective_on);
                            act(t, record, sent);
                            return http::ok(shown(*resource, t, record));
                        });
                    });
}

http::Response create(const Organizations& resource, http::Call& call) {
    auto sent = call.body_as<Organization>();
    return call.write([&](Transaction& t) {
        auto record = sent;
        if (record.parent_id) other(t, *record.parent_id, "#/parent_id");
        else if (!t.covers({Role::administrator}, whole_office) && !t.actor.system) throw invalid({{"#/parent_id", "required"}});
        if (!record.founded_on) record.founded_on = t.today();
        if (record.founded_on->first_day() > t.today()) throw invalid({{"#/founded_on", "in_the_future"}});
        if (record.code && record.code->empty()) record.code.reset();
        if (record.code && t.session.integer("SELECT id FROM organization WHERE tenant_id = ? AND code = ?", t.tenant(), *record.code)) throw invalid({{"#/code", "taken"}});
        found(t, record);
        return http::created(shown(resource, t, record));
    });
}

http::Response change(const Organizations& resource, http::Call& call) {
    call.body();
    return call.write([&](Transaction& t) {
        auto record = loaded(t, call);
        auto before = record;
        OrganizationPolicy::may_change(t, record).or_throw();
        call.must_match(record.version);
        Faults faults;
        read_fields(call.body(), record, faults, "#", false);
        // A name has a history: it changes from a day on, with a reason.
        if (record.name != before.name) faults.add("#/name", "changed_by_renaming");
        if (record.short_name != before.short_name) faults.add("#/short_name", "changed_by_renaming");
        if (record.contact_phone.clear.find('*') != std::string::npos) faults.add("#/contact_phone", "is_masked");
        faults.throw_if_any();
        if (record.code && record.code->empty()) record.code.reset();
        Store<Organization>{t}.update(record);
        if (record.kind != before.kind || record.display_order != before.display_order) scope::touch(t.session, t.tenant());
        t.record({"organization.changed", "organization", record.id.value, record.id}, differences(before, record));
        return http::ok(shown(resource, t, record));
    });
}

http::Response tree(http::Call& call) {
    auto on = call.date_parameter("on");
    return call.read([&](const View& view) {
        std::string out = "{\"items\":[";
        for (auto& node : on ? tree_on(view, *on) : tree_today(view)) {
            if (out.back() != '[') out += ',';
            out += "{\"id\":" + std::to_string(node.id.value) + ",\"parent_id\":" + (node.parent ? std::to_string(node.parent.value) : "null") + ",\"name\":" + to_json(node.name) +
                   ",\"kind\":" + to_json(node.kind);
            if (node.members) out += ",\"member_count\":" + std::to_string(*node.members);
            out += '}';
        }
        return http::ok(out + "]}");
    });
}

http::Response history(http::Call& call) {
    return call.read([&](const View& view) {
        auto record = load(view, call.id<Organization>());
        std::string out = "{\"names\":[";
        auto names = view.session.query("SELECT valid_from, name, short_name FROM organization_name WHERE tenant_id = ? AND organization_id = ? ORDER BY valid_from", view.tenant(), record.id);
        while (names.next()) {
            if (out.back() != '[') out += ',';
            out += "{\"from\":" + to_json(Date::from_number(names.integer(0))) + ",\"name\":" + to_json(std::string{names.text(1)}) + ",\"short_name\":" + to_json(std::string{names.text(2)}) + "}";
        }
        out += "],\"items\":[";
        ReferenceList references;
        auto rows = view.session.query(
            "SELECT kind, effective_on, other_id, reason, recorded_at, recorded_by FROM organization_change WHERE tenant_id = ? AND organization_id = ? ORDER BY effective_on, id",
            view.tenant(), record.id);
        while (rows.next()) {
            if (out.back() != '[') out += ',';
            auto other_id = rows.is_null(2) ? 0 : rows.integer(2);
            out += "{\"kind\":" + to_json(std::string{rows.text(0)}) + ",\"effective_on\":" + to_json(Date::from_number(rows.integer(1))) + ",\"other_id\":" +
                   (other_id ? std::to_string(other_id) : "null") + ",\"reason\":" + to_json(std::string{rows.text(3)}) + ",\"recorded_at\":" +
                   to_json(Instant::from_milliseconds(rows.integer(4))) + ",\"recorded_by\":" + std::to_string(rows.integer(5)) + "}";
            references.add("organization", other_id);
            references.add("account", rows.integer(5));
        }
        out += "],\"references\":";
        references.write(out, view);
        return http::ok(out + "}");
    });
}

// In clear, with a reason in the audit. Not through Call::write: what it answers must not be kept for a retry.
http::Response reveal(http::Call& call) {
    auto sent = call.body_as<Look>();
    return call.app.write(call.actor, [&](Transaction& t) {
        auto record = loaded(t, call);
        if (!t.covers(readers, record.id)) throw forbidden("reveals_nothing");
        t.audit("organization.revealed", "organization", record.id.value, record.id, {"{\"field\":\"contact_phone\",\"reason\":" + to_json(sent.reason) + "}"});
        personal::note_reveal(t);
        return http::ok("{\"field\":\"contact_phone\",\"value\":" + to_json(record.contact_phone.clear) + "}");
    });
}

}  // namespace

void install_organizations(App& app) {
    auto resource = std::make_shared<Organizations>(app, std::string{base});
    auto path = std::string{base};
    auto& r = app.router;
    resource->offers("found_below", OrganizationPolicy::may_found_below);
    resource->list().describe();
    r.get(path + "/{id}", {.operation = "organization.show", .response = http::shape<Organization>()}, [resource](http::Call& call) {
        return call.read([&](const View& view) { return http::ok(shown(*resource, view, load(view, call.id<Organization>()))); });
    });
    r.post(path, {.operation = "organization.create", .request = http::shape<Organization>(), .response = http::shape<Organization>()},
           [resource](http::Call& call) { return create(*resource, call); });
    r.patch(path + "/{id}", {.operation = "organization.change", .request = http::shape<Organization>(), .response = http::shape<Organization>()},
            [resource](http::Call& call) { return change(*resource, call); });
    r.get(path + "/tree", {.operation = "organization.tree", .query = {{"on", "the tree as it stood on this day", {{"type", "string"}, {"format", "date"}}}}}, tree);
    r.get(path + "/rules", {.operation = "organization.rules"}, [](http::Call&) { return http::ok("{\"items\":" + to_json(rules()) + "}"); });
    r.get(path + "/{id}/history", {.operation = "organization.history"}, history);
    r.post(path + "/{id}/reveal", {.operation = "organization.reveal", .request = http::shape<Look>()}, reveal);
    deed<Renaming>(app, resource, "renaming", "rename", [](Transaction& t, Organization& record, const Renaming& sent) {
        rename(t, record, sent.name, sent.short_name, sent.effective_on, sent.reason);
    });
    deed<Move>(app, resource, "move", "move", [](Transaction& t, Organization& record, const Move& sent) {
        auto parent = other(t, sent.parent_id, "#/parent_id");
        move(t, record, parent.id, sent.effective_on, sent.reason);
    });
    deed<Merger>(app, resource, "merger", "merge", [](Transaction& t, Organization& record, const Merger& sent) {
        merge(t, record, other(t, sent.into_id, "#/into_id"), sent.effective_on, sent.reason);
    });
    deed<Split>(app, resource, "split", "split", [](Transaction& t, Organization& record, const Split& sent) {
        Organization fresh;
        fresh.name = sent.name, fresh.short_name = sent.short_name, fresh.kind = sent.kind, fresh.unit = record.unit, fresh.region = record.region;
        fresh.display_order = record.display_order;
        split(t, record, fresh, sent.members, sent.effective_on, sent.reason);
    });
    deed<Ending>(app, resource, "ending", "end", [](Transaction& t, Organization& record, const Ending& sent) { end(t, record, sent.effective_on, sent.reason); });
}

}  // namespace organization
}  // namespace zhibu
