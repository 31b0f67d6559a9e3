// Who sees which problems, and who may raise them; the steps themselves are the procedure's.
#pragma once
#include "supervision/problem.hpp"
#include "supervision/supervision.hpp"

namespace zhibu::supervision {

struct ProblemPolicy {
    // A unit sees a problem from the moment it is fed back to it: before, it is the inspectors' note.
    static Where visible_to(const View& view) {
        return view.within(committee_side) || (view.within(unit_side) && where("state NOT IN ('raised', 'withdrawn')"));
    }
    static Where matching(const View&, const std::string& words) {
        auto pattern = "%" + words + "%";
        return where("(description LIKE ? OR measures LIKE ? OR clause LIKE ?)", pattern, pattern, pattern);
    }
    static Verdict may_raise(const View& view) { return allowed_if(view.actor.system || view.actor.is_any(inspectors), "raises_no_problems"); }
    // As long as it is not fed back, by whoever raised it or by the clerk.
    static Verdict may_change(const View& view, const LedgerProblem& problem) {
        if (problem.state != "raised") return denied("already_fed_back");
        bool own = problem.raised_by == view.actor.account && view.covers(inspectors, problem.organization_id);
        return allowed_if(own || view.covers(planners, problem.organization_id), "not_your_problem");
    }
    static Verdict may_remind(const View& view, const LedgerProblem& problem) {
        return allowed_if(view.covers(inspectors, problem.organization_id), "not_your_step");
    }
};

// Conditions over the table of problems.
Where is_open(const View& view);
Where is_overdue(const View& view);
Where has_reached(const std::string& stage);    // found, fed_back, received, measures, reported, closed, reopened, unfixable; 422 for others
Where waits_for(const View& view);              // whose turn it is: the actor's
Where escalated_to(const View& view);           // late, and far enough up the chain to be the actor's concern

procedure::Case case_of(const LedgerProblem& problem);
// Raises the problem: first state, fact, audit.
void raise(Transaction& t, LedgerProblem& problem, const std::vector<std::string>& photos);
// Takes one step of the procedure with its facts and audit; writes the record.
void take_step(Transaction& t, LedgerProblem& problem, const std::string& verb, const StepInput& input);

// Photos that the actor uploaded become part of a record; 422 at "#/photos/i" for others'.
void attach_photos(Transaction& t, const std::vector<std::string>& keys, std::string_view subject_kind, std::int64_t subject, std::string_view purpose,
                   const std::string& pointer = "#/photos");
struct Photo {
    std::int64_t file{};
    std::string purpose;
    Instant at{};
};
std::vector<Photo> photos_of(const View& view, std::string_view subject_kind, std::int64_t subject);
void write_photos(std::string& out, const std::vector<Photo>& photos);

}  // namespace zhibu::supervision
