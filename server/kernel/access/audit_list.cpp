// The audit as auditors and administrators read it: newest first, filtered, a look at it leaves a row too.
#include "kernel/access/account.hpp"
#include "kernel/app.hpp"
#include "kernel/record/audit.hpp"
#include "kernel/record/store.hpp"

namespace zhibu::access {
namespace {

constexpr Roles audit_readers{Role::auditor, Role::administrator};

Where audit_condition(const http::Call& call, const View& view) {
    if (!view.actor.is_any(audit_readers)) throw forbidden("reads_no_audit");
    auto condition = view.within(audit_readers);
    if (condition.sql != "1=1") condition = condition && where("organization_id <> 0");
    for (auto name : {"action", "subject_kind", "actor"})
        if (auto value = call.parameter(name)) condition = condition && where(std::string{name} + " = ?", *value);
    if (auto subject = call.integer_parameter("subject_id")) condition = condition && where("subject_id = ?", *subject);
    if (auto account = call.integer_parameter("account_id")) condition = condition && where("account_id = ?", *account);
    if (auto from = call.date_parameter("at_from")) condition = condition && where("at >= ?", Instant::at(*from));
    if (auto to = call.date_parameter("at_to")) condition = condition && where("at < ?", Instant::at(to->plus_days(1)));
    if (auto words = call.parameter("q")) {
        auto pattern = "%" + *words + "%";
        condition = condition && where("(action LIKE ? OR actor LIKE ? OR detail LIKE ?)", pattern, pattern, pattern);
    }
    return condition;
}

http::Response list(http::Call& call) {
    return call.read([&](const View& view) {
        auto condition = audit_condition(call, view);
        auto page = std::max<std::int64_t>(1, call.integer_parameter("page").value_or(1));
        auto size = std::clamp<std::int64_t>(call.integer_parameter("size").value_or(50), 1, 200);
        auto arguments = condition.arguments;
        arguments.insert(arguments.begin(), db::to_value(view.tenant()));
        std::string out = "{\"items\":[";
        ReferenceList names;
        auto rows = view.session.query_with(
            "SELECT chain, sequence, at, account_id, actor, action, subject_kind, subject_id, organization_id, detail, request_id, peer FROM audit WHERE "
            "tenant_id = ? AND " + condition.sql + " ORDER BY at DESC, chain, sequence DESC LIMIT " + std::to_string(size) + " OFFSET " + std::to_string((page - 1) * size),
            arguments);
        for (bool first = true; rows.next(); first = false) {
            if (!first) out += ',';
            json::object row{{"chain", rows.integer(0)}, {"sequence", rows.integer(1)}, {"at", Instant::from_milliseconds(rows.integer(2)).iso()},
                             {"account_id", rows.integer(3)}, {"actor", rows.text(4)}, {"action", rows.text(5)}, {"subject_kind", rows.text(6)},
                             {"subject_id", rows.integer(7)}, {"organization_id", rows.integer(8)}, {"request_id", rows.text(10)}, {"peer", rows.text(11)}};
            auto text = json::serialize(row);
            text.pop_back();
            out += text + ",\"detail\":" + std::string{rows.text(9)} + "}";
            names.add("organization", rows.integer(8));
        }
        auto total = view.session.query_with("SELECT COUNT(*) FROM audit WHERE tenant_id = ? AND " + condition.sql, arguments);
        total.next();
        out += "],\"page\":" + std::to_string(page) + ",\"size\":" + std::to_string(size) + ",\"total\":" + std::to_string(total.integer(0)) + ",\"references\":";
        names.write(out, view);
        return http::ok(out + "}");
    });
}

}  // namespace

void install_audit(App& app) {
    app.permit("audit.read", {Role::auditor, Role::administrator});
    std::vector<http::QueryParameter> parameters;
    for (auto name : {"action", "subject_kind", "subject_id", "actor", "account_id", "at_from", "at_to", "q", "page", "size"}) parameters.push_back({name, "filter"});
    app.router.get("/api/v1/audit", {.operation = "audit.list", .query = parameters}, list);
}

}  // namespace zhibu::access
