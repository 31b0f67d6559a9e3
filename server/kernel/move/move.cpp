#include "kernel/move/move.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <functional>

#include "kernel/db/filler.hpp"
#include "kernel/secret/keys.hpp"

namespace zhibu::move {
namespace {

using db::GateState;
using std::string;

constexpr std::size_t rows_at_once = 20'000;
constexpr std::size_t differences_kept = 100;
constexpr std::int64_t usual_rows_a_second = 15'000;  // brought over and compared; only for the first guess of how long it takes

class Hash {
public:
    Hash() { crypto_generichash_init(&state_, nullptr, 0, 32); }
    void add(std::string_view bytes) { crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()); }
    string hex() {
        string out(32, '\0');
        crypto_generichash_final(&state_, reinterpret_cast<unsigned char*>(out.data()), out.size());
        return secret::hex(out);
    }

private:
    crypto_generichash_state state_;
};

// One side of a table, row by row.
class Walk {
public:
    Walk(db::Session& session, const db::Table& table) : reader_{session, table} { advance(); }
    bool ended() const { return ended_; }
    std::string_view row() const { return (*rows_)[at_]; }
    void next() {
        hash_.add(row()), ++count_;
        if (++at_ == rows_->size()) advance();
    }
    std::int64_t count() const { return count_; }
    string hash() { return hash_.hex(); }

private:
    void advance() { rows_ = &reader_.next(), at_ = 0, ended_ = rows_->empty(); }
    db::RowReader reader_;
    const std::vector<std::string_view>* rows_ = nullptr;
    std::size_t at_ = 0;
    bool ended_ = false;
    Hash hash_;
    std::int64_t count_ = 0;
};

TableProof compare_table(db::Session& here, db::Session& there, const db::Table& table, std::vector<Difference>& differences) {
    Walk a{here, table}, b{there, table};
    auto note = [&](std::string_view row, const string& what) {
        if (differences.size() < differences_kept) differences.push_back({table.name, db::shown_key(table, db::key_of(table, row)), what});
    };
    while (!a.ended() || !b.ended()) {
        int order = a.ended() ? 1 : b.ended() ? -1 : db::compare_keys(table, a.row(), b.row());
        if (order < 0) note(a.row(), "missing at the target"), a.next();
        else if (order > 0) note(b.row(), "only at the target"), b.next();
        else {
            if (a.row() != b.row()) note(a.row(), "differs in " + db::differing_columns(table, a.row(), b.row()));
            a.next(), b.next();
        }
    }
    return {table.name, a.count(), b.count(), a.hash(), b.hash()};
}

string all_hashes(const std::vector<TableProof>& tables, string TableProof::*side) {
    Hash hash;
    for (auto& each : tables) hash.add(each.table + "\n"), hash.add(each.*side + "\n");
    return hash.hex();
}

bool is_empty(db::Session& session) {
    auto tables = db::tables_of(session);
    return std::all_of(tables.begin(), tables.end(), [&](auto& table) { return table.name == "schema_version" || !session.integer("SELECT 1 FROM " + table.name + " LIMIT 1"); });
}

std::int64_t rows_of(db::Session& session, const std::vector<db::Table>& tables) {
    std::int64_t rows = 0;
    for (auto& table : tables) rows += session.integer("SELECT count(*) FROM " + table.name).value_or(0);
    return rows;
}

}  // namespace

bool Proof::equal() const {
    return differences.empty() && std::all_of(tables.begin(), tables.end(), [](auto& each) { return each.equal(); });
}
string Proof::hash_here() const { return all_hashes(tables, &TableProof::hash_here); }
string Proof::hash_there() const { return all_hashes(tables, &TableProof::hash_there); }

Proof compare(db::Database& here, db::Database& there, const Report& report) {
    Proof proof;
    here.read([&](db::Session& one) {
        there.read([&](db::Session& other) {
            auto tables = db::common_tables(one, other);
            std::int64_t done = 0;
            for (auto& table : tables) {
                if (report) report(table.name, done++, std::int64_t(tables.size()));
                proof.tables.push_back(compare_table(one, other, table, proof.differences));
                proof.rows += proof.tables.back().rows_here;
            }
        });
    });
    return proof;
}

string unfinished_at(const string& to) {
    auto database = db::open(to, {.readers = 1});
    auto [gate, empty] = database->read_value([](db::Session& session) { return std::pair{db::gate_of(session), is_empty(session)}; });
    if (gate.state == GateState::filling) return gate.move;
    if (gate.state == GateState::open && empty) return {};
    if (gate.state == GateState::open) throw Refusal{"目标数据库里已有内容，不会覆盖： " + db::shown_address(to) + "。请给一个空的数据库。 The target is not empty."};
    throw Refusal{"目标数据库已经迁出或正在迁出，请给一个空的数据库： " + db::shown_address(to) + "。 The target was moved away or is being moved."};
}

string close_source(const Sides& sides, const string& unfinished, Instant now, Instant until) {
    auto gate = db::open(sides.from, {.readers = 1})->read_value([](db::Session& session) { return db::gate_of(session); });
    if (gate.state == GateState::moving || (gate.state == GateState::moved && gate.move == unfinished)) return gate.move;
    if (gate.state == GateState::filling) throw Refusal{"来源数据库自己还没有迁完，不能从它迁出。 The source is itself not whole yet."};
    if (gate.state == GateState::moved) throw Refusal{"这个数据库已经迁到 " + gate.other + "，请从那里迁出。 The source was moved already."};
    auto name = secret::random_hex(8);
    db::set_gate(sides.from, {GateState::moving, name, db::shown_address(sides.to), now, until});
    return name;
}

std::int64_t fill(const Sides& sides, const string& name, Instant (*now)(), const Report& report) {
    auto source = db::open(sides.from, {.readers = 1}), target = db::open(sides.to, {.readers = 1});
    std::vector<db::Table> tables;
    std::int64_t total = 0, next_id = 0;
    source->read([&](db::Session& one) {
        target->read([&](db::Session& other) { tables = db::common_tables(one, other); });
        total = rows_of(one, tables), next_id = db::next_free_id(one);
    });
    auto filler = db::open_filler(sides.to);
    auto progress = filler->progress(name);
    if (progress.empty()) filler->clear(tables, name);
    auto begun = now();
    auto told = begun;
    db::expect_gate_until(sides.from, begun.plus_seconds(60 + total / usual_rows_a_second));
    std::int64_t done = 0, brought = 0;
    for (auto& table : tables) {
        auto state = progress[table.name];
        done += state.rows;
        if (state.done) continue;
        source->read([&](db::Session& session) {
            db::RowReader reader{session, table, state.reached};
            while (!state.done) {
                auto& rows = reader.next(rows_at_once);
                state.reached = reader.reached(), state.rows += std::int64_t(rows.size()), state.done = rows.size() < rows_at_once;
                filler->add(table, rows, state);
                done += std::int64_t(rows.size()), brought += std::int64_t(rows.size());
                if (report) report(table.name, done, total);
                // So that whoever is refused a write learns until when: what is left at the speed so far, and as much again for the comparison.
                auto at = now();
                if (auto spent = at.milliseconds() - begun.milliseconds(); at.milliseconds() - told.milliseconds() > 5000 && brought > 0)
                    told = at, db::expect_gate_until(sides.from, at.plus_seconds(30 + 2 * spent / 1000 * (total - done) / brought + spent / 1000));
            }
        });
    }
    filler->finish();
    target->skip_ids(next_id);
    return brought;
}

void hand_over(const Sides& sides, const string& name, Instant now) {
    db::set_gate(sides.from, {GateState::moved, name, db::shown_address(sides.to), now, now});
    db::open_filler(sides.to)->forget();
    db::set_gate(sides.to, {});
}

void cancel(const string& from) {
    auto gate = db::open(from, {.readers = 1})->read_value([](db::Session& session) { return db::gate_of(session); });
    if (gate.state == GateState::moved) throw Refusal{"已经迁到 " + gate.other + "，不能取消；要回来请从那里迁回。 It has been handed over: move back from there."};
    if (gate.state == GateState::filling) throw Refusal{"这个数据库还没有迁完，它不是来源。 This is a target that is not whole."};
    db::set_gate(from, {});
}

}  // namespace zhibu::move
