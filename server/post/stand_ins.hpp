// Who stands in (AB角) for somebody during a leave, post by post, and the roles that go over with it.
#pragma once
#include "post/leave.hpp"

namespace zhibu::post {

// covered: the stand-in has an account and is there. The others warn: nobody is named, the one named has no account, or is away.
enum class Cover { covered, no_stand_in, no_account, away };
BOOST_DESCRIBE_ENUM(Cover, covered, no_stand_in, no_account, away)
struct CoveredPost {
    PostHolding holding{};
    Cover cover{Cover::no_stand_in};
    Id<Account> stand_in{};
};
std::vector<CoveredPost> cover_of(const View& view, const std::optional<Id<Member>>& member, Date from, Date to);

// Gives the stand-ins of an approved leave what they need from today on, and takes back what no longer holds.
void renew(Transaction& t, const Leave& leave);
// After a change of a holding: of its holder's running leave.
void renew_of_holding(Transaction& t, const PostHolding& holding);

}  // namespace zhibu::post
