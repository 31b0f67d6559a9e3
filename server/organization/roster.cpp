// The writes of the roster: who is admitted, where each member's home is on every day, who left.
#include "kernel/access/granting.hpp"
#include "kernel/search/pinyin.hpp"
#include "organization/organization.hpp"

namespace zhibu::organization {
namespace {

constexpr Date before_everything = Date::of(1900, 1, 1);

Event event(std::string name, const Member& record) { return {std::move(name), "member", record.id.value, record.organization_id}; }

}  // namespace

void derive(const secret::Keys& keys, Member& record) {
    // The whole reading comes first, so that the column sorts; its other words are for the search.
    record.pinyin = search::pinyin_tokens(record.name, search::PinyinKind::person);
    if (record.pinyin.empty()) record.pinyin = record.name;
    record.id_number_index = {record.id_number.empty() ? std::string{} : keys.blind(record.id_number.clear, "member.id_number")};
    record.phone_index = {record.phone.empty() ? std::string{} : keys.blind(record.phone.clear, "member.phone")};
}

static void insert(Transaction& t, Member& record) {
    derive(t.app.keys, record);
    Store<Member>{t}.insert(record);
    auto from = record.joined_on ? record.joined_on->first_day() : before_everything;
    t.session.execute("INSERT INTO membership (tenant_id, member_id, valid_from, valid_to, organization_id, why) VALUES (?,?,?,?,?,'admitted')", t.tenant(), record.id,
                      from, never_ends, record.organization_id);
}

void admit(Transaction& t, Member& record) {
    insert(t, record);
    t.record(event("member.admitted", record), {"{\"name\":" + to_json(record.name) + "}"});
}

void enter(Transaction& t, Member& record) {
    insert(t, record);
    t.tell(event("member.admitted", record));
}

void keep_membership(Transaction& t, Id<Member> member, Id<Organization> branch, Date from, const std::string& why) {
    std::vector<Id<Organization>> former;
    auto homes = t.session.query("SELECT DISTINCT organization_id FROM membership WHERE tenant_id = ? AND member_id = ?", t.tenant(), member);
    while (homes.next()) former.push_back({homes.integer(0)});
    access::follow_home(t, member, former, branch);
    // What would begin on or after the day never came to hold.
    t.session.execute("DELETE FROM membership WHERE tenant_id = ? AND member_id = ? AND valid_from >= ?", t.tenant(), member, from);
    t.session.execute("UPDATE membership SET valid_to = ? WHERE tenant_id = ? AND member_id = ? AND valid_to >= ?", from.plus_days(-1), t.tenant(), member, from);
    if (branch)
        t.session.execute("INSERT INTO membership (tenant_id, member_id, valid_from, valid_to, organization_id, why) VALUES (?,?,?,?,?,?)", t.tenant(), member, from,
                          never_ends, branch, why);
}

void transfer(Transaction& t, Member& record, Id<Organization> branch, Date from, const std::string& why) {
    auto before = record.organization_id;
    record.organization_id = branch;
    Store<Member>{t}.update(record);
    keep_membership(t, record.id, branch, from, why);
    t.record(event("member.transferred", record), {"{\"organization_id\":[" + std::to_string(before.value) + "," + std::to_string(branch.value) + "]}"});
}

void leave(Transaction& t, Member& record, Date from, const std::string& why) {
    record.left_on = from, record.left_why = why;
    Store<Member>{t}.update(record);
    keep_membership(t, record.id, {}, from, why);
    t.record(event("member.left", record), {"{\"left_on\":[null," + to_json(from) + "]}"});
}

void readmit(Transaction& t, Member& record, Id<Organization> branch, Date from, const std::string& why) {
    record.left_on.reset(), record.left_why.clear();
    record.organization_id = branch;
    Store<Member>{t}.update(record);
    keep_membership(t, record.id, branch, from, why);
    t.record(event("member.readmitted", record), {"{\"organization_id\":[null," + std::to_string(branch.value) + "]}"});
}

}  // namespace zhibu::organization
