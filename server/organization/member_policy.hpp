// Who may do what with a member.
#pragma once
#include "kernel/search/pinyin.hpp"
#include "kernel/values/identity.hpp"
#include "organization/organization.hpp"

namespace zhibu::organization {

struct MemberPolicy {
    static Where visible_to(const View& view) { return members_visible_to(view); }
    // A name, its pinyin or initials; a whole ID number or telephone number through the blind index, never by part.
    static Where matching(const View& view, const std::string& words) {
        if (auto id = read_id_number(words); id.right()) return where("id_number_index = ?", view.app.keys.blind(id.normal, "member.id_number"));
        if (auto phone = read_phone(words)) return where("phone_index = ?", view.app.keys.blind(phone->normal, "member.phone"));
        if (auto letters = search::pinyin_word(words); !letters.empty()) return where("(pinyin LIKE ? OR pinyin LIKE ?)", letters + "%", "% " + letters + "%");
        return where("id IN (SELECT n.id FROM member n WHERE n.tenant_id = ? AND n.name LIKE ?)", view.tenant(), "%" + words + "%");
    }
    static Verdict may_change(const View& view, const Member& record) { return allowed_if(view.covers(keepers, record.organization_id), "keeps_no_members"); }
    static Verdict may_transfer(const View& view, const Member& record) {
        if (record.left_on) return denied("member_has_left");
        return may_change(view, record);
    }
    static Verdict may_readmit(const View& view, const Member& record) {
        if (!record.left_on) return denied("member_has_not_left");
        return may_change(view, record);
    }
    // Protected fields in clear, with a reason: those who work with the people, and one's own.
    static Verdict may_reveal(const View& view, const Member& record) {
        if (view.actor.member && view.actor.member == record.id) return allowed();
        return allowed_if(view.covers({Role::administrator, Role::committee_clerk, Role::organ_clerk, Role::branch_secretary}, record.organization_id), "reveals_nothing");
    }
};

}  // namespace zhibu::organization
