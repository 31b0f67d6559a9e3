#include "kernel/access/actor_of.hpp"

#include "kernel/access/session.hpp"

namespace zhibu::access {

std::optional<Actor> actor_of(db::Session& session, TenantId tenant, Id<Account> account, Date day) {
    auto rows = session.query("SELECT name, member_id FROM account WHERE tenant_id = ? AND id = ? AND state = 'active'", tenant, account);
    if (!rows.next()) return {};
    Actor actor;
    actor.tenant = tenant, actor.account = account, actor.name = rows.text(0), actor.member = {rows.is_null(1) ? 0 : rows.integer(1)};
    actor.grants = grants_of(session, tenant, account, day);
    return actor;
}

}  // namespace zhibu::access
