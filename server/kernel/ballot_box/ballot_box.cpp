#include "kernel/ballot_box/ballot_box.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kernel/ballot_box/box_key.hpp"
#include "kernel/ballot_box/tray.hpp"
#include "kernel/record/store.hpp"

namespace zhibu::ballot_box {
namespace {

constexpr std::int64_t voters_in_a_tray = 32;  // few enough to be sealed anew with each paper, enough to be lost among

struct Row {
    std::string key_name, state;
    std::int64_t paper_size{}, trays{};
};
Row load(const View& view, Id<Box> box) {
    auto rows = view.session.query("SELECT key_name, state, paper_size, trays FROM ballot_box WHERE tenant_id = ? AND id = ?", view.tenant(), box);
    if (!rows.next()) throw not_found();
    return {std::string{rows.text(0)}, std::string{rows.text(1)}, rows.integer(2), rows.integer(3)};
}
void must_be(const Row& row, std::string_view state) {
    if (row.state != state) throw conflict(state == "open" ? "ballot-box-closed" : "ballot-box-not-closed");
}
secret::SealingKey key_of(const View& view, const Row& row) {
    if (auto key = read_key(view.app, row.key_name)) return *key;
    throw conflict("ballot-key-lost");
}
std::string place_of(Id<Box> box, std::int64_t tray) { return fmt::format("ballot_tray.{}.{}", box.value, tray); }

std::vector<Paper> tray(const View& view, Id<Box> box, const Row& row, const secret::SealingKey& key, std::int64_t number) {
    auto rows = view.session.query("SELECT sealed FROM ballot_tray WHERE tenant_id = ? AND box_id = ? AND number = ?", view.tenant(), box, number);
    if (!rows.next()) throw Problem{500, "ballot-box-damaged"};
    return papers_in(key, rows.bytes(0), std::size_t(row.paper_size), place_of(box, number));
}
void set_state(Transaction& t, Id<Box> box, std::string_view state) {
    t.session.execute("UPDATE ballot_box SET state = ? WHERE tenant_id = ? AND id = ?", state, t.tenant(), box);
}
// Only where the database says that nobody needs the key any more: a key destroyed too early would be papers lost.
bool destroy_if_done(App& app, const std::string& name) {
    auto state = app.database->read_value([&](db::Session& s) { return s.text("SELECT state FROM ballot_box WHERE key_name = ?", name); });
    if (state != "counted" && state != "burnt") return false;
    destroy_key(app, name);
    return true;
}
void forget_papers(Transaction& t, Id<Box> box, const Row& row, std::string_view state) {
    t.session.execute("DELETE FROM ballot_tray WHERE tenant_id = ? AND box_id = ?", t.tenant(), box);
    set_state(t, box, state);
    t.after_commit([&app = t.app, name = row.key_name] { destroy_if_done(app, name); });
}

Standing fetch(db::Rows& rows) {
    return {{rows.integer(0), std::string{rows.text(1)}, std::string{rows.text(2)}}, Codec<Way>::fetch(rows, 3), rows.integer(4) != 0};
}
constexpr const char* standing_columns = "SELECT voter_id, name, circle, way, returned FROM ballot_voter WHERE tenant_id = ? AND box_id = ?";

}  // namespace

std::string prepare_key(const App& app) { return make_key(app); }

Id<Box> open(Transaction& t, const std::string& key_name, std::int64_t paper_size, const std::vector<Voter>& voters) {
    auto key = read_key(t.app, key_name);
    if (!key) throw Problem{503, "storage-failing"};
    Id<Box> box{t.session.next_id()};
    auto trays = std::int64_t(voters.size()) / voters_in_a_tray + 1;
    t.session.execute("INSERT INTO ballot_box (tenant_id, id, key_name, paper_size, trays, state) VALUES (?,?,?,?,?,'open')", t.tenant(), box, key_name, paper_size, trays);
    for (auto& each : voters)
        t.session.execute("INSERT INTO ballot_voter (tenant_id, box_id, voter_id, name, circle, way, returned) VALUES (?,?,?,?,?,'none',0)", t.tenant(), box, each.id, each.name,
                          each.circle.substr(0, circle_size));
    for (std::int64_t number = 0; number < trays; ++number)
        t.session.execute("INSERT INTO ballot_tray (tenant_id, box_id, number, sealed) VALUES (?,?,?,?)", t.tenant(), box, number,
                          db::Bytes{sealed_tray(*key, {}, std::size_t(paper_size), place_of(box, number))});
    return box;
}

void issue(Transaction& t, Id<Box> box, std::int64_t voter, Way way) {
    must_be(load(t, box), "open");
    auto now = standing(t, box, voter);
    if (!now) throw not_found();
    if (now->returned) throw conflict("ballot-returned");
    if (now->way == way) return;
    t.session.execute("UPDATE ballot_voter SET way = ? WHERE tenant_id = ? AND box_id = ? AND voter_id = ?", Codec<Way>::name(way), t.tenant(), box, voter);
}

Receipt put_in(Transaction& t, Id<Box> box, std::int64_t voter, std::string_view secret, std::string_view content) {
    auto row = load(t, box);
    auto now = standing(t, box, voter);
    if (!now) throw forbidden("not_entitled_to_vote");
    if (row.state != "open" && (!now->returned || row.state != "closed")) throw conflict("ballot-box-closed");
    if (now->way == Way::paper || now->way == Way::written) throw conflict("ballot-on-paper");
    if (content.empty() || std::int64_t(content.size()) > row.paper_size) throw std::logic_error{"a paper of another size than its box"};
    auto key = key_of(t, row);
    Receipt receipt{receipt_of(key, secret)};
    // By the receipt, not by chance: so that a retry looks into one tray. Receipts are as good as chance.
    auto hash = secret::keyed_hash(key, {"tray", secret}, 16);
    auto number = (static_cast<unsigned char>(hash[0]) << 8 | static_cast<unsigned char>(hash[1])) % row.trays;
    auto papers = tray(t, box, row, key, number);
    receipt.again = std::any_of(papers.begin(), papers.end(), [&](auto& each) { return each.receipt == receipt.text; });
    if (now->returned && receipt.again) return receipt;
    if (now->returned || receipt.again) throw conflict("already-voted");
    papers.push_back({receipt.text, now->voter.circle, std::string{content}});
    t.session.execute("UPDATE ballot_tray SET sealed = ? WHERE tenant_id = ? AND box_id = ? AND number = ?",
                      db::Bytes{sealed_tray(key, std::move(papers), std::size_t(row.paper_size), place_of(box, number))}, t.tenant(), box, number);
    t.session.execute("UPDATE ballot_voter SET way = 'phone', returned = 1 WHERE tenant_id = ? AND box_id = ? AND voter_id = ?", t.tenant(), box, voter);
    return receipt;
}

void close(Transaction& t, Id<Box> box) {
    must_be(load(t, box), "open");
    set_state(t, box, "closed");
}

std::vector<Paper> count(Transaction& t, Id<Box> box) {
    auto row = load(t, box);
    must_be(row, "closed");
    auto key = key_of(t, row);
    std::vector<Paper> all;
    for (std::int64_t number = 0; number < row.trays; ++number)
        for (auto& each : tray(t, box, row, key, number)) all.push_back(std::move(each));
    if (std::int64_t(all.size()) != counts(t, box).returned) throw Problem{500, "ballot-box-damaged"};
    std::sort(all.begin(), all.end(), [](auto& a, auto& b) { return a.receipt < b.receipt; });
    for (auto& each : all)
        t.session.execute("INSERT INTO ballot_paper (tenant_id, box_id, receipt, circle, content) VALUES (?,?,?,?,?)", t.tenant(), box, each.receipt, each.circle, each.content);
    forget_papers(t, box, row, "counted");
    return all;
}

void burn(Transaction& t, Id<Box> box) {
    auto row = load(t, box);
    if (row.state == "counted" || row.state == "burnt") throw conflict("ballot-box-closed");
    forget_papers(t, box, row, "burnt");
}

std::string seal(const View& view, Id<Box> box, std::string_view clear) { return secret::seal(key_of(view, load(view, box)), clear, fmt::format("ballot_box.{}.note", box.value)); }
std::string unseal(const View& view, Id<Box> box, std::string_view sealed) {
    auto clear = secret::open(key_of(view, load(view, box)), sealed, fmt::format("ballot_box.{}.note", box.value));
    if (!clear) throw Problem{500, "ballot-box-damaged"};
    return *clear;
}

std::vector<Standing> standings(const View& view, Id<Box> box) {
    std::vector<Standing> all;
    auto rows = view.session.query(std::string{standing_columns} + " ORDER BY voter_id", view.tenant(), box);
    while (rows.next()) all.push_back(fetch(rows));
    return all;
}
std::optional<Standing> standing(const View& view, Id<Box> box, std::int64_t voter) {
    auto rows = view.session.query(std::string{standing_columns} + " AND voter_id = ?", view.tenant(), box, voter);
    if (!rows.next()) return {};
    return fetch(rows);
}
Counts counts(const View& view, Id<Box> box) {
    Counts sum;
    auto rows = view.session.query("SELECT way, returned, COUNT(*) FROM ballot_voter WHERE tenant_id = ? AND box_id = ? GROUP BY way, returned", view.tenant(), box);
    while (rows.next()) {
        auto way = Codec<Way>::fetch(rows, 0);
        auto number = rows.integer(2);
        sum.entitled += number, sum.returned += rows.integer(1) ? number : 0;
        if (way != Way::none) (way == Way::phone ? sum.phone : way == Way::paper ? sum.paper : sum.written) += number;
    }
    return sum;
}
std::vector<Paper> papers(const View& view, Id<Box> box) {
    std::vector<Paper> all;
    auto rows = view.session.query("SELECT receipt, circle, content FROM ballot_paper WHERE tenant_id = ? AND box_id = ? ORDER BY receipt", view.tenant(), box);
    while (rows.next()) all.push_back({std::string{rows.text(0)}, std::string{rows.text(1)}, std::string{rows.text(2)}});
    return all;
}

int sweep_keys(App& app) {
    int count = 0;
    std::error_code error;
    for (auto& file : std::filesystem::directory_iterator{folder_of_keys(app), error}) {
        auto name = file.path().filename().string();
        auto state = app.database->read_value([&](db::Session& s) { return s.text("SELECT state FROM ballot_box WHERE key_name = ?", name); });
        auto touched = std::filesystem::last_write_time(file.path(), error);
        bool forgotten = !state && !error && std::filesystem::file_time_type::clock::now() - touched >= std::chrono::hours{24};
        if (forgotten) destroy_key(app, name);
        count += forgotten || destroy_if_done(app, name);
    }
    return count;
}

void install(App& app) { app.jobs.every("sweep.ballot_keys", std::chrono::hours{1}, [](App& program) { sweep_keys(program); }); }

}  // namespace zhibu::ballot_box
