// Who sees letters, and who may write and answer them.
#pragma once
#include "kernel/procedure/procedure.hpp"
#include "supervision/letter.hpp"
#include "supervision/supervision.hpp"

namespace zhibu::supervision {

// Whoever signs for an organisation: the clerk of the committee for it (a working committee, or whatever stands at the top), the organ's clerk or the secretary for the rest.
inline bool acts_for(const View& view, Id<Organization> organization) {
    if (view.actor.system) return true;
    auto* node = view.tree().find(organization);
    if (!node) return false;
    bool working_committee = node->kind == "working_committee";
    return ((working_committee || !node->parent.value) && view.covers(planners, organization)) || (!working_committee && view.covers(unit_side, organization));
}

struct LetterPolicy {
    // A draft is the sender's own; what was issued is the receiver's too.
    static Where visible_to(const View& view) {
        return view.within(committee_side, "issuer_id") || view.within(unit_side, "issuer_id") ||
               ((view.within(committee_side) || view.within(unit_side)) && where("state <> 'draft'"));
    }
    static Where matching(const View&, const std::string& words) {
        auto pattern = "%" + words + "%";
        return where("(title LIKE ? OR number LIKE ?)", pattern, pattern);
    }
    static Verdict may_create(const View& view, const Letter& letter) { return allowed_if(acts_for(view, letter.issuer_id), "does_not_sign"); }
    static Verdict may_change(const View& view, const Letter& letter) {
        if (!acts_for(view, letter.issuer_id)) return denied("does_not_sign");
        return allowed_if(letter.state == "draft", "already_issued");
    }
};

// The course of a letter belongs to the lower of the two: both sides reach it.
inline procedure::Case case_of(const Letter& letter) {
    return {"letter", letter.id.value, letter.kind == LetterKind::pledge ? letter.issuer_id : letter.organization_id, "letter", letter.procedure_version, letter.state};
}

// The letter as an official paper (GB/T 9704); a draft carries no number, and a watermark.
document::Document paper_of(const View& view, const Letter& letter);

}  // namespace zhibu::supervision
