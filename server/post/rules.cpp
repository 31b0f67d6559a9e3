#include "post/rules.hpp"

#include <algorithm>
#include <set>

#include "kernel/access/separation.hpp"

namespace zhibu::post {
namespace {

constexpr const char* post_file = "standard/post.toml";

bool has(const std::vector<OrganizationKind>& kinds, OrganizationKind kind) { return std::find(kinds.begin(), kinds.end(), kind) != kinds.end(); }

template <class T>
T only(const pack::File& file, std::string_view table) {
    auto rows = file.rows<T>(table);
    Faults faults;
    if (rows.empty()) faults.add("#/" + std::string{table}, "required");
    file.refuse(faults);
    return rows.empty() ? T{} : rows.back();
}
template <class T>
const T* by_key(const std::vector<T>& rows, std::string_view key) {
    auto found = std::find_if(rows.begin(), rows.end(), [&](auto& row) { return row.key == key; });
    return found == rows.end() ? nullptr : &*found;
}

// What one row cannot say of itself.
void check(const pack::File& file, const Rules& all) {
    Faults faults;
    std::set<std::string> keys;
    for (std::size_t i = 0; i < all.posts.size(); ++i) {
        auto& post = all.posts[i];
        auto place = "#/post/" + std::to_string(i);
        if (!keys.insert(post.key).second) faults.add(place + "/key", "taken");
        if (!post.role.empty() && !Codec<Role>::parse(post.role)) faults.add(place + "/role", "not_one_of");
    }
    for (std::size_t i = 0; i < all.bodies.size(); ++i)
        if (!all.bodies[i].term.empty() && !all.term(all.bodies[i].term)) faults.add("#/body/" + std::to_string(i) + "/term", "not_one_of");
    for (std::size_t i = 0; i < all.stand_in.roles.size(); ++i) {
        auto role = Codec<Role>::parse(all.stand_in.roles[i]);
        // Who answers for accounts or for the audit is never stood in for: that would be a grant by the back door.
        if (!role || std::find(access::three.begin(), access::three.end(), *role) != access::three.end()) faults.add("#/stand_in/0/roles/" + std::to_string(i), "not_one_of");
    }
    // The courses of extensions and leave are the program's: a running case keeps its to the end.
    static const auto course = json::object{pack::embedded(post_file).content()}["procedure"];
    file.known("procedure");
    auto* procedure = file.content().if_contains("procedure");
    if (!procedure || *procedure != course) faults.add("#/procedure", "pack_fixed_part");
    if (all.reminder.months.empty()) faults.add("#/reminder/0/months", "required");
    file.refuse(faults);
}

Rules read_rules(const pack::File& file) {
    Rules all{file.rows<Body>("body"), file.rows<Post>("post"), file.rows<TermKind>("term"), only<ReminderRule>(file, "reminder"), only<ExtensionRule>(file, "extension"),
              only<StandInRule>(file, "stand_in"), file.rows<LeaveKind>("leave")};
    check(file, all);
    return all;
}

}  // namespace

bool Post::exists_in(OrganizationKind kind) const { return has(organizations, kind); }
std::optional<Role> Post::role_in(OrganizationKind kind) const {
    if (role.empty() || !has(role_for, kind)) return {};
    return Codec<Role>::parse(role);
}
const Body* Rules::body_of(OrganizationKind kind) const {
    auto found = std::find_if(bodies.begin(), bodies.end(), [&](auto& body) { return has(body.organizations, kind); });
    return found == bodies.end() ? nullptr : &*found;
}
const Post* Rules::post(std::string_view key) const { return by_key(posts, key); }
const TermKind* Rules::term(std::string_view key) const { return by_key(terms, key); }

KeptRules rules_on(const View& view, Date day) { return view.app.packs.at<Rules>(view, post_file, day); }
KeptRules rules_today(const View& view) { return rules_on(view, view.today()); }
void declare_rules(App& app) { app.packs.declare<Rules>("post", read_rules); }

}  // namespace zhibu::post
