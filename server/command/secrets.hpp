// What opens a backup, from the command line; and the words about one.
#pragma once
#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "kernel/backup/backup.hpp"

namespace zhibu::command {

struct Secrets {
    std::string passphrase_file, key_file;
    backup::Secret read() const {
        auto content = [](const std::string& path) {
            std::ifstream in{path, std::ios::binary};
            if (!in) throw std::runtime_error{"cannot read " + path};
            return std::string{std::istreambuf_iterator<char>{in}, {}};
        };
        if (!key_file.empty()) return {backup::Secret::Kind::key_file, content(key_file)};
        std::string passphrase;
        if (!passphrase_file.empty()) passphrase = content(passphrase_file);
        else if (auto* given = std::getenv("ZHIBU_BACKUP_PASSPHRASE")) passphrase = given;
        else throw std::runtime_error{"请给出口令: --passphrase-file FILE,或环境变量 ZHIBU_BACKUP_PASSPHRASE;或 --key-file FILE。 Give a passphrase or a key file."};
        while (passphrase.ends_with('\n') || passphrase.ends_with('\r')) passphrase.pop_back();
        return {backup::Secret::Kind::passphrase, passphrase};
    }
};
inline void add_secrets(CLI::App& command, Secrets& secrets) {
    auto* passphrase = command.add_option("--passphrase-file", secrets.passphrase_file, "a file whose content is the passphrase (else $ZHIBU_BACKUP_PASSPHRASE)");
    command.add_option("--key-file", secrets.key_file, "a file of at least 32 random bytes instead; the master key is then left out")->excludes(passphrase);
}

inline void say(const backup::Summary& summary, bool as_json) {
    if (as_json)
        std::printf("%s\n", json::serialize(json::object{{"taken_at", summary.taken_at}, {"files", summary.files}, {"size", summary.size}, {"has_master_key", summary.has_master_key}}).c_str());
    else
        std::printf("%s 的备份:数据库和 %lld 个文件,%.1f MB,%s主密钥。完好。\n", summary.taken_at.c_str(), static_cast<long long>(summary.files), double(summary.size) / 1e6,
                    summary.has_master_key ? "含" : "不含");
}

}  // namespace zhibu::command
