// Who may do what with an organisation.
#pragma once
#include "organization/organization.hpp"

namespace zhibu::organization {

struct OrganizationPolicy {
    static Where visible_to(const View& view) { return organizations_visible_to(view); }
    static Where matching(const View&, const std::string& words) {
        auto pattern = "%" + words + "%";
        return where("(short_name LIKE ? OR name LIKE ? OR number LIKE ? OR pinyin LIKE ? OR pinyin LIKE ?)", pattern, pattern, words + "%", words + "%", "% " + words + "%");
    }
    // Details of an organisation: whoever keeps it.
    static Verdict may_change(const View& view, const Organization& record) {
        if (record.ended_on) return denied("organization_has_ended");
        return allowed_if(view.covers(keepers, record.id), "keeps_no_organization");
    }
    // Its name, place and end: the superior, so never an organ's clerk for the organ itself.
    static Verdict may_reshape(const View& view, const Organization& record) {
        if (record.ended_on) return denied("organization_has_ended");
        if (view.covers(committee, record.id)) return allowed();
        return allowed_if(record.parent_id && view.covers(keepers, *record.parent_id), "reshapes_no_organization");
    }
    // Below this one.
    static Verdict may_found_below(const View& view, const Organization& parent) {
        if (parent.ended_on) return denied("organization_has_ended");
        return allowed_if(view.covers(keepers, parent.id), "founds_no_organization");
    }
};

}  // namespace zhibu::organization
