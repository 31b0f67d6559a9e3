#include "kernel/record/audit.hpp"

#include <fmt/format.h>
#include <map>

#include "kernel/app.hpp"
#include "kernel/record/audit_seal.hpp"
#include "kernel/secret/ring.hpp"

namespace zhibu::audit {
namespace {

// The bytes that a row's mac covers: every column, each behind its length.
std::string content_of(const Entry& e, std::int64_t chain, std::int64_t sequence) {
    std::string out;
    auto add = [&](std::string_view text) { out += std::to_string(text.size()), out += ':', out += text; };
    for (auto number : {chain, sequence, e.at.milliseconds(), e.account.value, e.subject, e.organization.value}) add(std::to_string(number));
    for (auto* text : {&e.actor, &e.action, &e.subject_kind, &e.detail.text, &e.request_id, &e.peer}) add(*text);
    return out;
}
std::string head_of(std::int64_t chain, std::int64_t sequence) { return fmt::format("head {} {}", chain, sequence); }

}  // namespace

void append(Transaction& t, const Entry& entry) {
    // One chain for each writing connection, so that on PostgreSQL writers do not wait for one another's commit.
    std::int64_t chain = t.session.slot(), sequence = 0;
    std::string previous;
    {
        auto rows = t.session.query("SELECT sequence, mac FROM audit_head WHERE tenant_id = ? AND chain = ?", t.tenant(), chain);
        if (rows.next()) sequence = rows.integer(0), previous = rows.bytes(1);
    }
    ++sequence;
    auto mac = t.app.keys.chain(previous, content_of(entry, chain, sequence));
    t.session.send(
        "INSERT INTO audit (tenant_id, chain, sequence, at, account_id, actor, action, subject_kind, subject_id, organization_id, detail, "
        "request_id, peer, mac) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        t.tenant(), chain, sequence, entry.at, entry.account, entry.actor, entry.action, entry.subject_kind, entry.subject, entry.organization,
        entry.detail.text, entry.request_id, entry.peer, db::Bytes{mac});
    t.session.send(
        "INSERT INTO audit_head (tenant_id, chain, sequence, mac, seal) VALUES (?,?,?,?,?) ON CONFLICT (tenant_id, chain) DO UPDATE SET "
        "sequence = excluded.sequence, mac = excluded.mac, seal = excluded.seal",
        t.tenant(), chain, sequence, db::Bytes{mac}, db::Bytes{t.app.keys.chain(head_of(chain, sequence), mac)});
}

std::vector<std::string> verify(const View& view) {
    std::vector<std::string> findings;
    std::map<std::int64_t, std::pair<std::int64_t, std::string>> reached;  // chain → last sequence and mac
    auto rows = view.session.query(
        "SELECT chain, sequence, at, account_id, actor, action, subject_kind, subject_id, organization_id, detail, request_id, peer, mac FROM audit "
        "WHERE tenant_id = ? ORDER BY chain, sequence", view.tenant());
    while (rows.next()) {
        auto chain = rows.integer(0), sequence = rows.integer(1);
        auto& [last, mac] = reached[chain];
        if (sequence != last + 1) findings.push_back(fmt::format("审计链 {}：第 {} 条之后缺 {} 条", chain, last, sequence - last - 1));
        Entry entry{Instant::from_milliseconds(rows.integer(2)), {rows.integer(3)}, std::string{rows.text(4)}, std::string{rows.text(5)},
                    std::string{rows.text(6)}, rows.integer(7), {rows.integer(8)}, {std::string{rows.text(9)}}, std::string{rows.text(10)},
                    std::string{rows.text(11)}};
        auto stored = std::string{rows.bytes(12)};
        if (stored != secret::chain_at(view.app.keys, {view.tenant().value, chain, sequence}, mac, content_of(entry, chain, sequence)))
            findings.push_back(fmt::format("审计链 {}：第 {} 条被改动，或其前一条不是原来的一条", chain, sequence));
        if (entry.action == fault_action) findings.push_back(fmt::format("审计链 {}：第 {} 条记着启动时发现的不符 {}", chain, sequence, entry.detail.text));
        last = sequence, mac = stored;
    }
    auto heads = view.session.query("SELECT chain, sequence, mac, seal FROM audit_head WHERE tenant_id = ?", view.tenant());
    while (heads.next()) {
        auto chain = heads.integer(0), sequence = heads.integer(1);
        auto mac = std::string{heads.bytes(2)};
        if (heads.bytes(3) != secret::chain_at(view.app.keys, {view.tenant().value, chain, sequence}, head_of(chain, sequence), mac)) findings.push_back(fmt::format("审计链 {}：链头的封印不符", chain));
        auto found = reached.find(chain);
        auto last = found == reached.end() ? 0 : found->second.first;
        if (last != sequence) findings.push_back(fmt::format("审计链 {}：应有 {} 条，只到第 {} 条，结尾被截断", chain, sequence, last));
        else if (found->second.second != mac) findings.push_back(fmt::format("审计链 {}：最后一条与链头不符", chain));
        if (found != reached.end()) reached.erase(found);
    }
    for (auto& [chain, end] : reached) findings.push_back(fmt::format("审计链 {}：有 {} 条记录而没有链头", chain, end.first));
    return findings;
}

}  // namespace zhibu::audit
