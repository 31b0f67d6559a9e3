#include "kernel/record/audit_seal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "kernel/app.hpp"
#include "kernel/log/log.hpp"

namespace zhibu::audit {
namespace {

// "tenant chain sequence mac" a line, then the seal over the lines.
constexpr std::string_view mark = "zhibu-audit-seal 1\n";

std::string heads_of(db::Session& session) {
    std::string lines{mark};
    auto rows = session.query("SELECT tenant_id, chain, sequence, mac FROM audit_head ORDER BY tenant_id, chain");
    while (rows.next()) lines += fmt::format("{} {} {} {}\n", rows.integer(0), rows.integer(1), rows.integer(2), secret::hex(rows.bytes(3)));
    return lines;
}
std::string read_file(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}
void sync(const std::filesystem::path& path) {
    int handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    bool synced = handle >= 0 && ::fsync(handle) == 0;
    if (handle >= 0) ::close(handle);
    if (!synced) throw std::runtime_error{"cannot sync " + path.string()};
}

// Rows may have been deleted with the seal; that the office was installed still stands.
bool in_use(db::Session& session) {
    return session.integer("SELECT 1 FROM audit LIMIT 1") || session.integer("SELECT 1 FROM audit_head LIMIT 1") || session.integer("SELECT 1 FROM account LIMIT 1");
}

}  // namespace

std::filesystem::path seal_file(const App& app) { return app.place.data / "audit.seal"; }

void write_seal(App& app) {
    auto lines = app.database->read_value([](db::Session& session) { return heads_of(session); });
    auto sealed = lines + secret::hex(app.keys.chain("seal file", lines)) + "\n";
    auto path = seal_file(app);
    if (read_file(path) == sealed) return;
    auto fresh = path;
    fresh += ".new-" + secret::random_hex(4);  // two nodes may write at the same time into a directory that they share
    {
        std::ofstream out{fresh, std::ios::binary | std::ios::trunc};
        out << sealed;
        if (!out.flush()) throw std::runtime_error{"cannot write " + fresh.string()};
    }
    std::filesystem::permissions(fresh, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    sync(fresh);
    std::filesystem::rename(fresh, path);
    sync(app.place.data);
}

void seal_if_new(App& app) {
    if (std::filesystem::exists(seal_file(app))) return;
    if (!app.database->read_value([](db::Session& session) { return in_use(session); })) write_seal(app);
}

void note_faults_of_seal(App& app) {
    auto faults = app.read(Actor::job({1}, "start"), [](const View& view) { return verify_seal(view); });
    if (faults.empty()) return;
    app.write(Actor::job({1}, "start"), [&](Transaction& t) {
        for (auto& fault : faults) t.audit(fault_action, "office", 0, {}, {"{\"fault\":" + to_json(fault) + "}"});
    });
    for (auto& fault : faults) log::error("audit: {}", fault);
    write_seal(app);
}

std::vector<std::string> verify_seal(const View& view) {
    auto text = read_file(seal_file(view.app));
    if (text.empty()) return in_use(view.session) ? std::vector<std::string>{"审计封存文件不见了（audit.seal）"} : std::vector<std::string>{};
    auto end = text.rfind('\n', text.size() - 2);
    if (!text.starts_with(mark) || end == std::string::npos || !text.ends_with('\n')) return {"审计封存文件残缺（audit.seal）"};
    auto lines = text.substr(0, end + 1), seal = text.substr(end + 1, text.size() - end - 2);
    if (!secret::equal_in_constant_time(seal, secret::hex(view.app.keys.chain("seal file", lines)))) return {"审计封存文件被改动（audit.seal）"};
    std::vector<std::string> findings;
    std::istringstream in{lines.substr(mark.size())};
    std::int64_t tenant = 0, chain = 0, sequence = 0;
    std::string mac;
    while (in >> tenant >> chain >> sequence >> mac) {
        if (tenant != view.tenant().value) continue;
        auto rows = view.session.query("SELECT mac FROM audit WHERE tenant_id = ? AND chain = ? AND sequence = ?", tenant, chain, sequence);
        if (!rows.next()) findings.push_back(fmt::format("审计链 {}：封存时已有 {} 条，现在到不了这一条，结尾被截断", chain, sequence));
        else if (secret::hex(rows.bytes(0)) != mac) findings.push_back(fmt::format("审计链 {}：第 {} 条与封存时不同", chain, sequence));
    }
    return findings;
}

}  // namespace zhibu::audit
