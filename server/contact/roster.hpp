// Assigning, handing over and ending contact points; one leader at a time for each organisation.
#pragma once
#include "contact/contact_policy.hpp"

namespace zhibu::contact {

struct Step {
    Id<Organization> organization{};
    Outcome outcome{Outcome::assigned};
    std::vector<ContactPoint> former{};  // what another leader holds within the time asked for
    Id<ContactPoint> made{};
};

// Looks at each organisation and says what would become of it; changes nothing.
std::vector<Step> plan(const View& view, const Assignment& wanted, Id<ContactLeader> leader);
// The leader that is named in the assignment: registered, or to be registered (id 0). 422 where it is nobody who may be one.
ContactLeader leader_named(const View& view, const Assignment& wanted);
// Carries a plan out, or throws 409 with each refusal at its pointer.
void carry_out(Transaction& t, const Assignment& wanted, ContactLeader& leader, std::vector<Step>& steps);
// The last day of a contact point is told, with the reason.
void end(Transaction& t, ContactPoint& point, const Ending& ending);

// Routes
http::Response assign(http::Call& call);
http::Response leader_choices(http::Call& call);
http::Response list_points(http::Call& call);
http::Response list_leaders(http::Call& call);
http::Response leader_of_organization(http::Call& call);
std::vector<http::QueryParameter> point_parameters();
std::vector<http::QueryParameter> leader_parameters();

}  // namespace zhibu::contact
