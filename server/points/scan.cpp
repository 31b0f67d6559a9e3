// Everybody's points from nothing but facts: the table is cut into stretches of sources, each read by whichever session is free, and added
// up in one dense array of person and rule. What was taken back counts as less, so that no fact has to find its counter-fact.
#include <atomic>
#include <chrono>
#include <future>

#include "kernel/app.hpp"
#include "points/reckoning.hpp"

namespace zhibu::points {
namespace {

using Steady = std::chrono::steady_clock;

class Scanner {
public:
    explicit Scanner(std::vector<Slot>& slots) : slots_{slots} {}

    void read(db::Session& session, TenantId tenant, std::int64_t from, std::int64_t to) {
        auto rows = session.query("SELECT kind, organization_id, happened_on, sign, amount, late, member_id FROM fact WHERE tenant_id = ? AND source_id >= ? AND source_id < ?", tenant, from, to);
        while (rows.next()) {
            ++facts;
            auto kind = rows.integer(0);
            auto day = std::int32_t(rows.integer(2));
            if (kind != kind_) find_kind(kind);
            if (!counts_) continue;
            WorkFact fact;
            fact.kind = kind, fact.organization = rows.integer(1), fact.day = day, fact.amount = rows.integer(4), fact.late = rows.integer(5) != 0, fact.member = rows.integer(6);
            auto sign = std::int32_t(rows.integer(3));
            for (auto& slot : slots_)
                if (slot.days.holds(day)) add(slot, fact, sign);
        }
    }
    std::int64_t facts{};

private:
    // Facts of one meeting stand one behind another: the kind is mostly that of the fact before.
    void find_kind(std::int64_t kind) {
        kind_ = kind, counts_ = false;
        for (auto& slot : slots_) counts_ |= !slot.terms->rules_for(kind).empty();
    }
    static void add(Slot& slot, const WorkFact& fact, std::int32_t sign) {
        auto width = slot.terms->width();
        slot.terms->credit(*slot.people, fact, [&](std::int32_t row, std::size_t rule, std::int64_t worth) {
            // One array for all sessions: a member's facts lie in many stretches.
            std::atomic_ref<std::int32_t>{slot.reckoned.sums[std::size_t(row) * width + rule]}.fetch_add(sign * std::int32_t(worth), std::memory_order_relaxed);
        });
    }
    std::vector<Slot>& slots_;
    std::int64_t kind_{-1};
    bool counts_{false};
};

void add_up(Slot& slot) {
    auto width = slot.terms->width();
    slot.reckoned.totals.resize(slot.people->rows.size());
    for (std::size_t i = 0; i < slot.reckoned.totals.size(); ++i) slot.reckoned.totals[i] = std::int32_t(slot.terms->total({slot.reckoned.sums.data() + i * width, width}));
}

}  // namespace

Scanned scan(const View& view, std::vector<Slot>& slots, int readers) {
    auto begun = Steady::now();
    for (auto& slot : slots) slot.reckoned.sums.assign(slot.people->rows.size() * slot.terms->width(), 0);
    auto first = view.session.integer("SELECT MIN(source_id) FROM fact WHERE tenant_id = ?", view.tenant()).value_or(0), last = view.session.integer("SELECT MAX(source_id) FROM fact WHERE tenant_id = ?", view.tenant()).value_or(0);
    constexpr std::int64_t stretches = 64;
    auto width = (last - first) / stretches + 1;
    std::atomic<std::int64_t> next{0};
    auto tenant = view.tenant();
    auto read_with = [&](auto each_session) {
        Scanner scanner{slots};
        for (std::int64_t i; (i = next++) < stretches;) each_session([&](db::Session& session) { scanner.read(session, tenant, first + i * width, std::min(first + (i + 1) * width, last + 1)); });
        return scanner.facts;
    };
    std::int64_t facts = 0;
    if (!readers) facts = read_with([&](auto read) { read(view.session); });
    else {
        auto own = [&] { return read_with([&](auto read) { view.app.database->read(read); }); };
        std::vector<std::future<std::int64_t>> others;
        for (int i = 1; i < readers; ++i) others.push_back(std::async(std::launch::async, own));
        facts = own();
        for (auto& other : others) facts += other.get();
    }
    for (auto& slot : slots) add_up(slot);
    return {facts, std::chrono::duration<double>(Steady::now() - begun).count()};
}

}  // namespace zhibu::points
