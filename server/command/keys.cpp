// `zhibu keys`: which key an installation works with, and a new one in its place.
#include <CLI/CLI.hpp>

#include <cstdio>

#include "command/keys.hpp"
#include "command/secrets.hpp"
#include "kernel/backup/vault.hpp"
#include "kernel/record/audit_seal.hpp"
#include "kernel/secret/key_file.hpp"
#include "kernel/secret/recognition.hpp"
#include "kernel/secret/ring.hpp"
#include "kernel/secret/rotation.hpp"
#include "kernel/secret/turn.hpp"
#include "sealed_columns.hpp"

namespace zhibu::command {
namespace {

struct Wanted {
    Where where;
    Secrets secrets;
    bool as_json{false};
};

json::object shown(const secret::Keys& keys) {
    json::array before;
    for (auto& each : secret::identities_before(keys)) before.emplace_back(each);
    return {{"cryptography", secret::name_of(secret::cryptography_of(keys))}, {"key", keys.identity()}, {"before", before}, {"rotating", secret::rotating(keys)}};
}

void show(const Wanted& wanted) {
    auto keys = secret::Keys::load(wanted.where.place().key_file(), false);
    if (wanted.as_json) return std::printf("%s\n", json::serialize(shown(keys)).c_str()), void();
    std::printf("密码算法 %s,主密钥标记 %s%s\n", std::string{secret::name_of(secret::cryptography_of(keys))}.c_str(), keys.identity().c_str(), secret::rotating(keys) ? ",轮换还没有完成" : "");
    for (auto& each : secret::identities_before(keys)) std::printf("以前的密钥 %s(只用于核对它当年写下的审计)\n", each.c_str());
}

// The vault keeps the master key behind the passphrase: it must hold the new one before anything is sealed by it.
void lock_vault_anew(const Wanted& wanted, const std::string& key_file) {
    auto folder = backup::vault_folder(wanted.where.place());
    if (backup::Vault::stands_in(folder)) backup::Vault::lock_anew(folder, wanted.secrets.read().text, key_file);
}
void try_passphrase(const Wanted& wanted) {
    auto folder = backup::vault_folder(wanted.where.place());
    if (backup::Vault::stands_in(folder)) (void)backup::Vault::unlock(folder, wanted.secrets.read().text);
}

// The new key durable in the key file, the old file kept beside it: it alone opens what was backed up under it by --key-file.
void begin(const Wanted& wanted) {
    auto place = wanted.where.place();
    auto content = secret::read_key_file(place.key_file());
    auto ring = secret::read_ring(content);
    if (ring.rotating) return std::fputs("接着上次没有完成的轮换。 Going on with the rotation that was begun.\n", stderr), void();
    auto ends = secret::audit_ends(*open_rotating(wanted.where));
    secret::write_whole(secret::retired_key_file(place, secret::identity_of(ring.generations.front().key)), content, secret::Existing::replaced);
    secret::write_whole(place.key_file(), secret::content_of(secret::begin_rotation(ring, std::move(ends))), secret::Existing::replaced);
}

int rotate(const Wanted& wanted) {
    auto place = wanted.where.place();
    secret::Turn alone{place.key_file().parent_path(), secret::Turn::Kind::alone};
    try_passphrase(wanted);
    begin(wanted);
    auto ring = secret::read_ring(secret::read_key_file(place.key_file()));
    lock_vault_anew(wanted, secret::content_of(ring));
    auto app = open_rotating(wanted.where);
    auto done = secret::seal_anew(*app, sealed_columns(), [&](const std::string& what) {
        if (!wanted.as_json) std::fprintf(stderr, "%s\n", what.c_str());
    });
    app->write(Actor::job({1}, "rotation"), [&](Transaction& t) {
        t.audit("keys.rotated", "office", 0, {}, {json::serialize(json::object{{"from", secret::identities_before(app->keys).front()}, {"to", app->keys.identity()}, {"values", done.values}, {"files", done.files}, {"lost", done.lost.size()}})});
    });
    secret::note_key(*app);
    ring.rotating = false;
    secret::write_whole(place.key_file(), secret::content_of(ring), secret::Existing::replaced);
    lock_vault_anew(wanted, secret::content_of(ring));
    audit::write_seal(*app);
    for (auto& each : done.lost) std::fprintf(stderr, "打不开,新旧密钥都不对: %s\n", each.c_str());
    if (wanted.as_json)
        std::printf("%s\n", json::serialize(json::object{{"from", secret::identities_before(app->keys).front()}, {"to", app->keys.identity()}, {"values", done.values}, {"files", done.files}, {"box_keys", done.box_keys}, {"lost", done.lost.size()}}).c_str());
    else
        std::printf("主密钥已轮换:%lld 个加密字段、%lld 个文件已用新密钥重新加密。新密钥标记 %s。\n旧密钥文件留在 %s,只为打开用它做的备份;另行妥善保存后请从本机删除。\n", static_cast<long long>(done.values),
                    static_cast<long long>(done.files), app->keys.identity().c_str(), secret::retired_key_file(place, secret::identities_before(app->keys).front()).c_str());
    return done.lost.empty() ? 0 : 1;
}

}  // namespace

void add_cryptography(CLI::App& command, std::string& name) {
    command.add_option("--cryptography", name, "standard, or gm for 国密 (SM3, SM4); chosen once, when the key is made")->check(CLI::IsMember({"standard", "gm"}));
}

void choose_cryptography(const Where& where, const std::string& name) {
    auto asked = secret::cryptography_of(std::string_view{name});
    if (!asked) return;
    auto file = where.place().key_file();
    secret::make_key_file(file, *asked);
    auto has = secret::read_ring(secret::read_key_file(file)).cryptography;
    if (has == *asked) return;
    auto there = std::string{secret::name_of(has)};
    throw std::runtime_error{"这个数据目录的密码算法已定为 " + there + ",不能改为 " + name + "。密码算法只在初始化时选定一次。 The algorithms of this data directory are " + there + ", not " + name +
                             "; they are chosen once, at init."};
}

void add_keys(CLI::App& program, int& status) {
    auto wanted = std::make_shared<Wanted>();
    auto* command = program.add_subcommand("keys", "the key of an installation\n"
                                                   "  zhibu keys show --data DIR     its algorithms and fingerprint, never the key\n"
                                                   "  zhibu keys rotate --data DIR   a new key: everything is sealed anew; all servers stopped; may be run again when it was ended");
    command->require_subcommand(1);
    auto sub = [&](const char* name, const char* about) {
        auto* made = command->add_subcommand(name, about);
        add_where(*made, wanted->where);
        made->add_flag("--json", wanted->as_json, "print as JSON");
        return made;
    };
    sub("show", "which key and which algorithms")->callback([wanted] { show(*wanted); });
    auto* turn = sub("rotate", "a new master key; where there is a vault its passphrase is asked for");
    add_secrets(*turn, wanted->secrets);
    turn->callback([wanted, &status] { status = rotate(*wanted); });
}

}  // namespace zhibu::command
