// A visit told by the leader, its correction, its withdrawal, and the organisation's answer.
#pragma once
#include "contact/presence.hpp"
#include "contact/rules.hpp"

namespace zhibu::contact {

// Fills in what the server knows of an exchange and checks its day; throws 422.
void begin_exchange(Transaction& t, ContactVisit& visit);
void withdraw(Transaction& t, ContactVisit& visit, const VisitWithdrawal& withdrawal);
void answer(Transaction& t, ContactVisit& visit, const VisitAnswer& answer);

}  // namespace zhibu::contact
