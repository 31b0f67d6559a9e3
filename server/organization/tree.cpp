// The writes of the tree: what organisations are founded, called, placed, joined, divided and ended.
#include "kernel/search/pinyin.hpp"
#include "organization/organization.hpp"

namespace zhibu::organization {
namespace {

void keep_change(Transaction& t, const Organization& record, std::string_view kind, Date from, Id<Organization> other, const std::string& reason) {
    t.session.execute(
        "INSERT INTO organization_change (tenant_id, id, organization_id, kind, effective_on, other_id, reason, recorded_at, recorded_by) VALUES (?,?,?,?,?,?,?,?,?)",
        t.tenant(), t.session.next_id(), record.id, kind, from, other ? std::optional{other.value} : std::nullopt, reason, t.now, t.actor.account);
}
void keep_name(Transaction& t, const Organization& record, Date from) {
    t.session.execute(
        "INSERT INTO organization_name (tenant_id, organization_id, valid_from, name, short_name) VALUES (?,?,?,?,?) ON CONFLICT (tenant_id, organization_id, "
        "valid_from) DO UPDATE SET name = excluded.name, short_name = excluded.short_name",
        t.tenant(), record.id, from, record.name, record.short_name);
}
Event event(std::string name, const Organization& record) { return {std::move(name), "organization", record.id.value, record.id}; }

std::vector<Member> roster_of(const View& view, Id<Organization> organization) {
    return Store<Member>{view}.select(where("organization_id = ? AND left_on IS NULL", organization), "ORDER BY id");
}
void refuse_for_members(const View& view, Id<Organization> from, const Organization& into) {
    auto held = view.session.integer("SELECT COUNT(*) FROM member WHERE tenant_id = ? AND organization_id = ? AND left_on IS NULL", view.tenant(), from).value_or(0);
    if (held > 0 && !into.is_branch()) throw conflict("not-a-branch", {{"name", into.short_name}});
}

constexpr Date before_everything = Date::of(1900, 1, 1);

}  // namespace

void derive(Organization& record) {
    // The whole reading first, so that it sorts; then the initials.
    auto tokens = search::pinyin_tokens(record.short_name, search::PinyinKind::title);
    auto first = tokens.find(' ');
    auto second = first == std::string::npos ? first : tokens.find(' ', first + 1);
    record.pinyin = tokens.empty() ? record.short_name : tokens.substr(0, second);
}

void check_effective(const View& view, const Organization& record, Date from) {
    if (from > view.today()) throw invalid({{"#/effective_on", "in_the_future"}});
    auto placed = view.session.integer("SELECT MAX(valid_from) FROM scope WHERE tenant_id = ? AND descendant_id = ? AND valid_to = ?", view.tenant(), record.id, never_ends);
    auto named = view.session.integer("SELECT MAX(valid_from) FROM organization_name WHERE tenant_id = ? AND organization_id = ?", view.tenant(), record.id);
    auto last = Date::from_number(std::max(placed.value_or(0), named.value_or(0)));
    if (from < last) throw invalid({{"#/effective_on", "before_last_change", {{"date", last.iso()}}}});
}

void found(Transaction& t, Organization& record) {
    derive(record);
    Store<Organization>{t}.insert(record);
    auto from = record.founded_on ? record.founded_on->first_day() : before_everything;
    scope::found(t.session, t.tenant(), record.id, record.parent_id.value_or(Id<Organization>{}), from);
    keep_name(t, record, from);
    keep_change(t, record, "founded", from, record.parent_id.value_or(Id<Organization>{}), "");
    t.record(event("organization.founded", record), {"{\"name\":" + to_json(record.short_name) + "}"});
}

void rename(Transaction& t, Organization& record, const std::string& name, const std::string& short_name, Date from, const std::string& reason) {
    auto before = record.short_name;
    record.name = name, record.short_name = short_name;
    derive(record);
    Store<Organization>{t}.update(record);
    keep_name(t, record, from);
    keep_change(t, record, "renamed", from, {}, reason);
    scope::touch(t.session, t.tenant());
    t.record(event("organization.renamed", record), {"{\"name\":[" + to_json(before) + "," + to_json(short_name) + "]}"});
}

void move(Transaction& t, Organization& record, Id<Organization> parent, Date from, const std::string& reason, Figures figures) {
    if (t.session.integer("SELECT 1 FROM scope WHERE tenant_id = ? AND ancestor_id = ? AND descendant_id = ? AND valid_to = ?", t.tenant(), record.id, parent, never_ends))
        throw conflict("own-descendant");
    auto before = record.parent_id.value_or(Id<Organization>{});
    record.parent_id = parent;
    Store<Organization>{t}.update(record);
    scope::move(t.session, t.tenant(), record.id, parent, from);
    keep_change(t, record, "moved", from, before, reason);
    // Figures of periods that end on or after the day are read with the new tree.
    if (figures == Figures::rebuild) rollup::rebuild(t);
    t.record(event("organization.moved", record), {"{\"parent_id\":[" + std::to_string(before.value) + "," + std::to_string(parent.value) + "]}"});
}

void end(Transaction& t, Organization& record, Date from, const std::string& reason) {
    if (t.session.integer("SELECT COUNT(*) FROM member WHERE tenant_id = ? AND organization_id = ? AND left_on IS NULL", t.tenant(), record.id).value_or(0) > 0)
        throw conflict("still-has-members");
    if (t.session.integer("SELECT COUNT(*) FROM organization WHERE tenant_id = ? AND parent_id = ? AND ended_on IS NULL", t.tenant(), record.id).value_or(0) > 0)
        throw conflict("still-has-organizations");
    record.ended_on = from, record.ended_why = reason;
    Store<Organization>{t}.update(record);
    scope::end(t.session, t.tenant(), record.id, from);
    keep_change(t, record, "ended", from, {}, reason);
    t.record(event("organization.ended", record), {"{\"reason\":" + to_json(reason) + "}"});
}

void merge(Transaction& t, Organization& record, const Organization& into, Date from, const std::string& reason) {
    if (record.id == into.id) throw conflict("own-descendant");
    refuse_for_members(t, record.id, into);
    for (auto& member : roster_of(t, record.id)) transfer(t, member, into.id, from, reason);
    for (auto& child : Store<Organization>{t}.select(where("parent_id = ? AND ended_on IS NULL", record.id), "ORDER BY display_order, id"))
        move(t, child, into.id, from, reason, Figures::leave);
    keep_change(t, record, "merged_into", from, into.id, reason);
    keep_change(t, into, "took_over", from, record.id, reason);
    end(t, record, from, reason);
    rollup::rebuild(t);
}

void split(Transaction& t, Organization& record, Organization& fresh, const std::vector<Id<Member>>& members, Date from, const std::string& reason) {
    refuse_for_members(t, record.id, fresh);
    Faults faults;
    std::vector<Member> going;
    for (std::size_t i = 0; i < members.size(); ++i) {
        auto member = Store<Member>{t}.find(members[i], where("organization_id = ? AND left_on IS NULL", record.id));
        if (!member) faults.add("#/members/" + std::to_string(i), "member_of_another");
        else going.push_back(std::move(*member));
    }
    faults.throw_if_any();
    fresh.parent_id = record.parent_id, fresh.founded_on = from;
    found(t, fresh);
    keep_change(t, record, "split_off", from, fresh.id, reason);
    for (auto& member : going) transfer(t, member, fresh.id, from, reason);
}

}  // namespace zhibu::organization
