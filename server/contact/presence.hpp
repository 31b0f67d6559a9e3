// From a meeting or an inspection that leaders attended to their visits: nobody types it again, and a correction of the source corrects it here.
#pragma once
#include "contact/contact_policy.hpp"

namespace zhibu::contact {

// Who was there, as the event of another module tells it.
struct Presence {
    ContactWay way{ContactWay::attended_meeting};
    Source source;
    Id<Organization> place{};
    Date on{};
    std::string title{};
    bool late{false};
    struct Person {
        Id<Account> account{};
        Id<Member> member{};
    };
    std::vector<Person> people{};
};
// The visits of the source become exactly those that follow from it: new ones are recorded, those that no longer follow are
// taken back with their facts, changed ones are taken back and recorded anew. Twice the same is once.
void follow(Transaction& t, const Presence& presence);
// Takes back what followed from a source, with the reason.
void forget(Transaction& t, const Source& source, const std::string& why);

// The facts of a visit that stands.
void add_facts(Transaction& t, const ContactVisit& visit);

void subscribe(App& app);

}  // namespace zhibu::contact
