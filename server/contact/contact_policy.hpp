// Who sees and does what with contact points: clerks assign within their subtree, leaders log their own, those below see
// who their leader is, members see nothing.
#pragma once
#include "contact/contact_visit.hpp"

namespace zhibu::contact {

// Roles that see the whole matrix of their subtree, and those that see what touches their own organisation.
inline constexpr Roles overseers{Role::administrator, Role::auditor, Role::committee_clerk, Role::leader, Role::inspector};
inline constexpr Roles contacted{Role::organ_clerk, Role::branch_secretary};

// The leaders that the actor is, by account or by person; usually none or one.
std::vector<std::int64_t> own_leaders(const View& view);
// The leader's contact point that holds at an organisation on a day.
std::optional<ContactPoint> point_of(const View& view, Id<ContactLeader> leader, Id<Organization> organization, Date day);

// Rows whose column lies in one of the actor's contact organisations of today or below it: "their" leader, for procedures.
Where led_by_actor(const View& view, const std::string& column);

struct LeaderPolicy {
    static Where visible_to(const View& view);
    static Where matching(const View& view, const std::string& words);
    static Verdict may_change(const View& view, const ContactLeader& leader);
};
struct PointPolicy {
    static Where visible_to(const View& view);
    static Where matching(const View& view, const std::string& words);
    static Verdict may_assign(const View& view, Id<Organization> organization);
    static Verdict may_change(const View& view, const ContactPoint& point);
    static Verdict may_end(const View& view, const ContactPoint& point);
    static Verdict may_see_matrix(const View& view, Id<Organization> organization);
};
struct VisitPolicy {
    static Where visible_to(const View& view);
    static Where matching(const View& view, const std::string& words);
    static Verdict may_create(const View& view, const ContactVisit& visit);
    static Verdict may_change(const View& view, const ContactVisit& visit);
    static Verdict may_withdraw(const View& view, const ContactVisit& visit);
    static Verdict may_answer(const View& view, const ContactVisit& visit);
};

}  // namespace zhibu::contact
