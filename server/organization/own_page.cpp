// A member's own page: the data kept about oneself in clear, the facts that count, and who looked.
#include <fmt/format.h>

#include "kernel/record/list_query.hpp"
#include "kernel/record/resource.hpp"
#include "organization/member_policy.hpp"
#include "organization/member_record.hpp"
#include "organization/routes.hpp"

namespace zhibu::organization {
namespace {

Member own_record(const View& view) {
    if (!view.actor.member) throw Problem{404, "no-own-record"};
    return Store<Member>{view}.load(view.actor.member, where("id = ?", view.actor.member));
}

// Looks at protected fields, newest first.
std::string looks(const View& view, Id<Member> member) {
    std::string out = "[";
    auto rows = view.session.query(
        "SELECT at, actor, detail FROM audit WHERE tenant_id = ? AND subject_kind = 'member' AND subject_id = ? AND action = 'member.revealed' ORDER BY at DESC LIMIT 100", view.tenant(),
        member);
    while (rows.next()) {
        if (out.size() > 1) out += ',';
        out += "{\"at\":" + to_json(Instant::from_milliseconds(rows.integer(0))) + ",\"actor\":" + to_json(std::string{rows.text(1)}) + ",\"detail\":" + std::string{rows.text(2)} + "}";
    }
    return out + "]";
}

http::Response own(http::Call& call) {
    return call.read([&](const View& view) {
        auto record = own_record(view);
        std::string out = "{";
        write_members(out, record);
        out += ",\"own\":{\"id_number\":" + to_json(record.id_number.clear) + ",\"phone\":" + to_json(record.phone.clear) + "}";
        out += ",\"memberships\":" + memberships(view, record.id) + ",\"year\":" + year_figures(view, record.id, view.today().year()) + ",\"looks\":" + looks(view, record.id);
        out += ",\"references\":";
        ReferenceList names;
        collect_references(record, names);
        names.write(out, view);
        return http::ok(out + "}");
    });
}

// The facts about a member in a year, each with the record it comes from; what was taken back is left out.
http::Response facts(http::Call& call, bool of_oneself) {
    return call.read([&](const View& view) {
        auto member = of_oneself ? own_record(view).id : Store<Member>{view}.load(call.id<Member>(), MemberPolicy::visible_to(view)).id;
        auto year = call.integer_parameter("year").value_or(view.today().year());
        auto page = std::max<std::int64_t>(1, call.integer_parameter("page").value_or(1));
        // Each kind by the name that its module gave it.
        auto label = [&](const std::string& kind) {
            auto key = "fact_kind." + kind;
            return view.app.words.has(call.language(), key) ? std::string{view.app.words.text(call.language(), key)} : kind;
        };
        std::string out = "{\"items\":[";
        ReferenceList names;
        auto rows = view.session.query(
            "SELECT f.id, k.name, f.organization_id, f.happened_on, f.amount, f.late, f.source_kind, f.source_id, f.entered_at FROM fact f JOIN fact_kind k ON k.tenant_id = "
            "f.tenant_id AND k.number = f.kind WHERE f.tenant_id = ? AND f.member_id = ? AND f.member_id <> 0 AND f.happened_on >= ? AND f.happened_on <= ? AND f.sign = 1 AND NOT "
            "EXISTS (SELECT 1 FROM fact v WHERE v.tenant_id = f.tenant_id AND v.source_id = f.source_id AND v.source_kind = f.source_kind AND v.voids = f.id) ORDER BY "
            "f.happened_on DESC, f.id LIMIT 200 OFFSET ?", view.tenant(), member, year * 10000, year * 10000 + 1231, (page - 1) * 200);
        while (rows.next()) {
            if (out.back() != '[') out += ',';
            out += fmt::format("{{\"id\":{},\"kind\":{},\"kind_label\":{},\"organization_id\":{},\"on\":{},\"amount\":{},\"late\":{},\"source_kind\":{},\"source_id\":{},\"entered_at\":{}}}",
                               rows.integer(0), to_json(std::string{rows.text(1)}), to_json(label(std::string{rows.text(1)})), rows.integer(2), to_json(Date::from_number(rows.integer(3))), rows.integer(4), rows.integer(5) != 0,
                               to_json(std::string{rows.text(6)}), rows.integer(7), to_json(Instant::from_milliseconds(rows.integer(8))));
            names.add("organization", rows.integer(2));
        }
        out += fmt::format("],\"page\":{},\"size\":200,\"references\":", page);
        names.write(out, view);
        return http::ok(out + "}");
    });
}

}  // namespace

void install_own_page(App& app) {
    auto& r = app.router;
    install_own_copy(app);
    r.get("/api/v1/members/me", {.operation = "member.own"}, own);
    std::vector<http::QueryParameter> query{{"year", "of the facts; this year where left out", {{"type", "integer"}}}, {"page", "from 1", {{"type", "integer"}}}};
    r.get("/api/v1/members/me/facts", {.operation = "member.own_facts", .query = query}, [](http::Call& call) { return facts(call, true); });
    r.get("/api/v1/members/{id}/facts", {.operation = "member.facts", .query = query}, [](http::Call& call) { return facts(call, false); });
}

}  // namespace zhibu::organization
