// What other modules may ask of posts and leave, by way of main.
#include <algorithm>

#include "post/leave.hpp"
#include "post/post.hpp"

namespace zhibu::post {
namespace {

// In statements of one text: the last member fills up what is missing; all rows in one where nobody is named.
template <class F>
void of_members(const std::vector<std::int64_t>& members, const std::string& column, F f) {
    if (members.empty()) return f(Where{column + " IS NOT NULL"});
    constexpr std::size_t batch = 64;
    for (std::size_t at = 0; at < members.size(); at += batch) {
        std::vector<std::int64_t> some;
        for (std::size_t i = 0; i < batch; ++i) some.push_back(members[std::min(at + i, members.size() - 1)]);
        f(any_of(column, some));
    }
}

}  // namespace

std::vector<HeldBy> held_between(const View& view, Date from, Date to, const std::vector<std::int64_t>& members) {
    std::vector<HeldBy> all;
    of_members(members, "member_id", [&](const Where& whose) {
        auto which = where("tenant_id = ? AND valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)", view.tenant(), to, from) && whose;
        auto rows = view.session.query_with("SELECT member_id, organization_id, post, valid_from, valid_to FROM post_holding WHERE " + which.sql, which.arguments);
        while (rows.next()) all.push_back({{rows.integer(0)}, {rows.integer(1)}, std::string{rows.text(2)}, Date::from_number(rows.integer(3)), rows.is_null(4) ? never_ends : Date::from_number(rows.integer(4))});
    });
    return all;
}

std::vector<OnLeave> on_leave_between(const View& view, Date from, Date to, const std::vector<std::int64_t>& members) {
    std::vector<OnLeave> all;
    of_members(members, "member_id", [&](const Where& whose) {
        for (auto& leave : Store<Leave>{view}.select(where("state IN ('approved', 'returned') AND from_on <= ? AND to_on >= ?", to, from) && whose))
            if (leave.member_id && leave.from_on <= leave.last_day()) all.push_back({*leave.member_id, leave.from_on, leave.last_day()});
    });
    return all;
}

std::vector<PostLabel> post_labels() {
    std::vector<PostLabel> all;
    // Points know posts by their place in this list, so it is the one that came with the program; an office's own come after its next release.
    for (auto& post : pack::embedded("standard/post.toml").rows<Post>("post")) all.push_back({post.key, post.label, post.english});
    return all;
}

}  // namespace zhibu::post
