// Objections during publicity: sealed when they come in, opened and answered by the named handler, or whoever stands in, alone.
#include <fmt/format.h>

#include "selection/record.hpp"

namespace zhibu::selection {
namespace {

std::string place(std::int64_t id, const char* column) { return fmt::format("objection.{}.{}", id, column); }

http::Response object(http::Call& call) {
    auto sent = call.body_as<ObjectionSent>();
    return call.write([&](Transaction& t) {
        auto selection = load_selection(t, call.id<Selection>());
        SelectionPolicy::may_object(t, selection).or_throw();
        if (sent.nomination_id && !Store<Nomination>{t}.find(*sent.nomination_id, where("selection_id = ? AND state = 'chosen'", selection.id))) throw invalid({{"#/nomination_id", "unknown_reference"}});
        auto id = t.session.next_id();
        t.session.execute("INSERT INTO objection (tenant_id, id, selection_id, account_id, sealed, created_on) VALUES (?,?,?,?,?,?)", t.tenant(), id, selection.id, t.actor.account,
                          db::Bytes{t.app.keys.seal(to_json(sent), place(id, "sealed"))}, t.today());
        t.audit("objection.made", "selection", selection.id.value, selection.organization_id);
        return http::created(fmt::format("{{\"id\":{}}}", id));
    });
}

std::string opened(const View& view, db::Rows& rows, int column, std::int64_t id, const char* name) {
    if (rows.is_null(column)) return "null";
    auto clear = view.app.keys.open(rows.bytes(column), place(id, name));
    if (!clear) throw Problem{500, "unexpected"};
    return *clear;
}
constexpr const char* columns = "SELECT id, sealed, answer, created_on, answered_on, upheld_nomination_id FROM objection WHERE tenant_id = ? AND selection_id = ?";
std::string list_json(const View& view, db::Rows& rows) {
    std::string out = "{\"items\":[";
    while (rows.next()) {
        auto id = rows.integer(0);
        out += fmt::format("{}{{\"id\":{},\"objection\":{},\"answer\":{},\"created_on\":\"{}\",\"answered_on\":{},\"upheld\":{}}}", out.back() == '[' ? "" : ",", id, opened(view, rows, 1, id, "sealed"),
                           opened(view, rows, 2, id, "answer"), Date::from_number(rows.integer(3)).iso(), rows.is_null(4) ? "null" : "\"" + Date::from_number(rows.integer(4)).iso() + "\"", !rows.is_null(5));
    }
    return out + "]}";
}

// The handler's list, each look audited; for others 403.
http::Response all(http::Call& call) {
    return call.app.write(call.actor, [&](Transaction& t) {
        auto selection = load_selection(t, call.id<Selection>());
        SelectionPolicy::may_handle(t, selection).or_throw();
        t.audit("objection.opened", "selection", selection.id.value, selection.organization_id);
        auto rows = t.session.query(std::string{columns} + " ORDER BY id", t.tenant(), selection.id);
        return http::ok(list_json(t, rows));
    });
}
http::Response own(http::Call& call) {
    return call.read([&](const View& view) {
        auto selection = load_selection(view, call.id<Selection>());
        auto rows = view.session.query(std::string{columns} + " AND account_id = ? ORDER BY id", view.tenant(), selection.id, view.actor.account);
        return http::ok(list_json(view, rows));
    });
}

http::Response answer(http::Call& call) {
    auto sent = call.body_as<AnswerSent>();
    return call.write([&](Transaction& t) {
        auto selection = load_selection(t, call.id<Selection>());
        SelectionPolicy::may_handle(t, selection).or_throw();
        auto id = call.number(1);
        auto by = t.session.integer("SELECT account_id FROM objection WHERE tenant_id = ? AND id = ? AND selection_id = ?", t.tenant(), id, selection.id);
        if (!by) throw not_found();
        if (*by == t.actor.account.value && selection.handler_id != t.actor.account) throw forbidden("own_request");  // who stands in leaves the own to the handler
        if (selection.state != "publicised") throw conflict("selection-decided");
        if (sent.upheld_id) {
            auto nomination = Store<Nomination>{t}.find(*sent.upheld_id, where("selection_id = ? AND state = 'chosen'", selection.id));
            if (!nomination) throw invalid({{"#/upheld_id", "unknown_reference"}});
            nomination->state = NominationState::withdrawn;
            Store<Nomination>{t}.update(*nomination);
            t.facts.add({"honour.withdrawn", nomination->organization_id, nomination->member_id.value_or(Id<Member>{}), t.today()}, {"selection", selection.id.value});
        }
        t.session.execute("UPDATE objection SET answer = ?, answered_on = ?, upheld_nomination_id = ? WHERE tenant_id = ? AND id = ?", db::Bytes{t.app.keys.seal(to_json(sent.answer), place(id, "answer"))},
                          t.today(), sent.upheld_id, t.tenant(), id);
        t.audit("objection.answered", "selection", selection.id.value, selection.organization_id);
        return http::ok(shown(t, selection));
    });
}

}  // namespace

void install_objections(App& app) {
    auto& r = app.router;
    r.post("/api/v1/selections/{id}/objections", {.operation = "objection.make", .request = http::shape<ObjectionSent>()}, object);
    r.get("/api/v1/selections/{id}/objections", {.operation = "objection.list"}, all);
    r.get("/api/v1/selections/{id}/my-objections", {.operation = "objection.own"}, own);
    r.post("/api/v1/selections/{id}/objections/{objection_id}/answer", {.operation = "objection.answer", .request = http::shape<AnswerSent>(), .response = http::shape<Selection>()}, answer);
}

}  // namespace zhibu::selection
