// The writes of the tree and the roster.
#include "kernel/search/pinyin.hpp"
#include "kernel/values/identity.hpp"
#include "organization/organization.hpp"

namespace zhibu::organization {
namespace {

std::string sort_key(std::string_view name, search::PinyinKind kind) {
    auto tokens = search::pinyin_tokens(name, kind);
    auto first = tokens.substr(0, tokens.find(' '));
    return first.empty() ? std::string{name} : first;
}

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

constexpr Date before_everything = Date::of(1900, 1, 1);

}  // namespace

void found(Transaction& t, Organization& record) {
    record.pinyin = sort_key(record.short_name, search::PinyinKind::title);
    Store<Organization>{t}.insert(record);
    auto from = record.founded_on ? record.founded_on->first_day() : before_everything;
    scope::found(t.session, t.tenant(), record.id, record.parent_id.value_or(Id<Organization>{}), from);
    keep_name(t, record, from);
    t.record(event("organization.founded", record), {"{\"name\":" + to_json(record.short_name) + "}"});
}

void rename(Transaction& t, Organization& record, const std::string& name, const std::string& short_name, Date from, const std::string& reason) {
    auto before = record.short_name;
    record.name = name, record.short_name = short_name, record.pinyin = sort_key(short_name, search::PinyinKind::title);
    Store<Organization>{t}.update(record);
    keep_name(t, record, from);
    keep_change(t, record, "renamed", from, {}, reason);
    scope::touch(t.session, t.tenant());
    t.record(event("organization.renamed", record), {"{\"name\":[" + to_json(before) + "," + to_json(short_name) + "]}"});
}

void move(Transaction& t, Organization& record, Id<Organization> parent, Date from, const std::string& reason) {
    if (t.tree().within(parent, record.id)) throw conflict("own-descendant");
    auto before = record.parent_id.value_or(Id<Organization>{});
    record.parent_id = parent;
    Store<Organization>{t}.update(record);
    scope::move(t.session, t.tenant(), record.id, parent, from);
    keep_change(t, record, "moved", from, before, reason);
    // Figures of periods that end on or after the day are read with the new tree.
    rollup::rebuild(t);
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

void admit(Transaction& t, Member& record) {
    record.pinyin = sort_key(record.name, search::PinyinKind::person);
    if (!record.id_number.empty()) record.id_number_index = {t.app.keys.blind(record.id_number.clear, "member.id_number")};
    if (!record.phone.empty()) record.phone_index = {t.app.keys.blind(record.phone.clear, "member.phone")};
    Store<Member>{t}.insert(record);
    auto from = record.joined_on ? record.joined_on->first_day() : before_everything;
    t.session.execute("INSERT INTO membership (tenant_id, member_id, valid_from, valid_to, organization_id, why) VALUES (?,?,?,?,?,'admitted')", t.tenant(), record.id,
                      from, never_ends, record.organization_id);
    t.record({"member.admitted", "member", record.id.value, record.organization_id}, {"{\"name\":" + to_json(record.name) + "}"});
}

void transfer(Transaction& t, Member& record, Id<Organization> branch, Date from, const std::string& why) {
    auto before = record.organization_id;
    record.organization_id = branch;
    Store<Member>{t}.update(record);
    // What would begin on or after the day never came to hold.
    t.session.execute("DELETE FROM membership WHERE tenant_id = ? AND member_id = ? AND valid_from >= ?", t.tenant(), record.id, from);
    t.session.execute("UPDATE membership SET valid_to = ? WHERE tenant_id = ? AND member_id = ? AND valid_to >= ?", from.plus_days(-1), t.tenant(), record.id, from);
    t.session.execute("INSERT INTO membership (tenant_id, member_id, valid_from, valid_to, organization_id, why) VALUES (?,?,?,?,?,?)", t.tenant(), record.id, from,
                      never_ends, branch, why);
    t.record({"member.transferred", "member", record.id.value, branch},
             {"{\"organization_id\":[" + std::to_string(before.value) + "," + std::to_string(branch.value) + "]}"});
}

}  // namespace zhibu::organization
