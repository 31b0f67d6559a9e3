// `zhibu move`: the records of an installation from SQLite to PostgreSQL, or back, while it is read.
#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdio>

#include "command/command.hpp"
#include "kernel/move/move.hpp"
#include "kernel/record/soundness.hpp"

namespace zhibu::command {
namespace {

struct Wanted {
    std::string data = "data", to, from, to_data;
    bool cancel{false}, compare{false}, as_json{false};
    // The data directory keeps keys and files on both sides; only the database is another.
    Where source() const { return {from.empty() ? data : to_data.empty() ? data : to_data, from}; }
    Where target() const { return {from.empty() ? data : source().data, to}; }
    move::Sides sides() const { return {source().database_address(), target().database_address()}; }
};

Instant now() { return Clock{}.now(); }

// A line every two seconds, for whoever watches.
move::Report telling(const char* doing) {
    return [doing, told = std::chrono::steady_clock::time_point{}](const std::string& table, std::int64_t done, std::int64_t total) mutable {
        auto at = std::chrono::steady_clock::now();
        if (at - told < std::chrono::seconds{2} && done != total) return;
        told = at;
        std::fprintf(stderr, "%s %lld/%lld %s\n", doing, static_cast<long long>(done), static_cast<long long>(total), table.c_str());
    };
}

void print_json(const move::Proof& proof, const std::vector<std::string>& findings, std::int64_t brought, double seconds) {
    json::array tables, differences, found;
    for (auto& each : proof.tables)
        tables.push_back(json::object{{"table", each.table}, {"rows", each.rows_here}, {"rows_there", each.rows_there}, {"hash", each.hash_here}, {"hash_there", each.hash_there}});
    for (auto& each : proof.differences) differences.push_back(json::object{{"table", each.table}, {"key", each.key}, {"what", each.what}});
    for (auto& each : findings) found.emplace_back(each);
    std::printf("%s\n", json::serialize(json::object{{"equal", proof.equal()}, {"sound", findings.empty()}, {"rows", proof.rows}, {"brought", brought}, {"seconds", seconds}, {"hash", proof.hash_here()},
                                                     {"hash_there", proof.hash_there()}, {"tables", tables}, {"differences", differences}, {"findings", found}})
                              .c_str());
}
void print_words(const move::Proof& proof, const std::vector<std::string>& findings) {
    for (auto& each : proof.tables)
        if (!each.equal()) std::printf("%s: %lld / %lld 行,内容不同\n", each.table.c_str(), static_cast<long long>(each.rows_here), static_cast<long long>(each.rows_there));
    for (auto& each : proof.differences) std::printf("  %s (%s): %s\n", each.table.c_str(), each.key.c_str(), each.what.c_str());
    for (auto& each : findings) std::printf("%s\n", each.c_str());
}

move::Proof compare(const Wanted& wanted) {
    auto sides = wanted.sides();
    auto here = db::open(sides.from, {.readers = 1}), there = db::open(sides.to, {.readers = 1});
    return move::compare(*here, *there, telling("核对"));
}

// A file that was left by an earlier move stands aside for the one that comes back.
void set_aside(const Where& target) {
    auto file = target.place().database_file();
    if (!target.database.empty() || !std::filesystem::exists(file)) return;
    auto gate = db::open(file.string(), {.readers = 1})->read_value([](db::Session& session) { return db::gate_of(session); });
    if (gate.state != db::GateState::moved) return;
    for (auto ending : {"", "-wal", "-shm"})
        if (std::filesystem::exists(file.string() + ending)) std::filesystem::rename(file.string() + ending, file.string() + ".moved-" + gate.move + ending);
}

void refuse_wrong_keys(const Wanted& wanted) {
    if (std::filesystem::exists(wanted.source().place().key_file())) return;
    throw move::Refusal{"这个数据目录里没有主密钥： " + wanted.source().data + "。迁回时请给出存放密钥和文件的数据目录。 No master key in this data directory."};
}

int run_move(const Wanted& wanted) {
    refuse_wrong_keys(wanted);
    auto sides = wanted.sides();
    auto begun = std::chrono::steady_clock::now();
    set_aside(wanted.target());
    auto unfinished = move::unfinished_at(sides.to);
    std::string name;
    {
        auto source = open(wanted.source(), false, Unfit::accepted);
        auto gate = source->database->read_value([](db::Session& session) { return db::gate_of(session); });
        // Told by the source itself, so that it stands on both sides; from then on nothing more is written there.
        if (gate.state == db::GateState::open)
            source->write(Actor::job({1}, "move"), [&](Transaction& t) { t.audit("database.move_begun", "office", 0, {}, {"{\"to\":" + to_json(db::shown_address(sides.to)) + "}"}); });
        name = move::close_source(sides, unfinished, now(), now().plus_seconds(600));
    }
    if (name != unfinished) db::set_gate(sides.to, {db::GateState::filling, name, db::shown_address(sides.from), now(), now()});
    else std::fprintf(stderr, "接着上次没有完成的迁移。 Going on with the move that was begun.\n");
    open(wanted.target(), true, Unfit::accepted);  // brings the schema
    auto brought = move::fill(sides, name, now, telling("迁移"));
    auto proof = compare(wanted);
    std::vector<std::string> findings;
    if (proof.equal()) findings = faults_of(*open(wanted.target(), false, Unfit::accepted));
    bool good = proof.equal() && findings.empty();
    if (good) move::hand_over(sides, name, now());
    auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    if (wanted.as_json) print_json(proof, findings, brought, seconds);
    else {
        print_words(proof, findings);
        if (good)
            std::printf("已迁移 %zu 张表 %lld 行,用时 %.1f 秒。两边逐行相同(%s),审计链完好,汇总与事实相符。\n现在请用新的数据库启动服务: zhibu serve --data %s%s%s\n", proof.tables.size(),
                        static_cast<long long>(proof.rows), seconds, proof.hash_here().substr(0, 16).c_str(), wanted.target().data.c_str(), wanted.to.empty() ? "" : " --database ", db::shown_address(wanted.to).c_str());
        else std::printf("没有移交:两边不同或目标不完好。来源仍只供查看;取消迁移: zhibu move --cancel。 Not handed over.\n");
    }
    return good ? 0 : 1;
}

int run_compare(const Wanted& wanted) {
    auto proof = compare(wanted);
    if (wanted.as_json) print_json(proof, {}, 0, 0);
    else {
        print_words(proof, {});
        std::printf(proof.equal() ? "%zu 张表 %lld 行,两边逐行相同(%s)。\n" : "%zu 张表 %lld 行,两边不同。\n", proof.tables.size(), static_cast<long long>(proof.rows), proof.hash_here().c_str());
    }
    return proof.equal() ? 0 : 1;
}

}  // namespace

void add_move(CLI::App& program, int& status) {
    auto wanted = std::make_shared<Wanted>();
    auto* command = program.add_subcommand(
        "move", "moves the records between SQLite and PostgreSQL while people read on; may be ended at any moment and run again\n"
                "  zhibu move --data DIR --to postgresql://…             from the data directory to PostgreSQL\n"
                "  zhibu move --from postgresql://… --to-data DIR        back into the data directory that holds keys and files\n"
                "While it runs nothing can be written. At the end both sides are compared row by row; only then the target serves,\n"
                "and the source never again takes a write. Ends with 0: moved, 1: refused or not equal, 2: wrong use.");
    command->add_option("--data", wanted->data, "the data directory: keys, files, and the database where it is SQLite")->capture_default_str();
    auto* to = command->add_option("--to", wanted->to, "postgresql://… to fill; must be empty");
    auto* from = command->add_option("--from", wanted->from, "postgresql://… to move away from")->excludes(to);
    command->add_option("--to-data", wanted->to_data, "the data directory to move into")->needs(from);
    auto* cancel = command->add_flag("--cancel", wanted->cancel, "the source takes writes again, what was brought over is worth nothing");
    command->add_flag("--compare", wanted->compare, "only compares both sides, row by row")->excludes(cancel);
    command->add_flag("--json", wanted->as_json, "print the result as JSON");
    command->callback([wanted, &status] {
        if (wanted->cancel) {
            move::cancel(wanted->source().database_address());
            std::puts("已取消,来源恢复读写。");
            return;
        }
        if (wanted->to.empty() && wanted->from.empty()) throw CLI::RequiredError{"--to or --from"};
        if (!wanted->to.empty() && !wanted->to.starts_with("postgres")) throw CLI::ValidationError{"--to", "postgresql://…"};
        status = wanted->compare ? run_compare(*wanted) : run_move(*wanted);
    });
}

}  // namespace zhibu::command
