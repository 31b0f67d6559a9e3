// How a moment's manifest leads to its rows and files: shared by taking, checking and bringing back.
#pragma once
#include <sodium.h>

#include <algorithm>
#include <string>

#include "kernel/backup/moment.hpp"
#include "kernel/db/canonical.hpp"

namespace zhibu::backup {

inline constexpr std::size_t name_size = 32;

inline std::string unhex(std::string_view text) {
    std::string out;
    auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) out += char(digit(text[i]) * 16 + digit(text[i + 1]));
    return out;
}

// Every chunk of the lists, in order.
template <class F>
void for_chunks(const Vault& vault, const json::array& lists, F f) {
    for (auto& list : lists) {
        auto names = vault.get(unhex(list.as_string()));
        for (std::size_t at = 0; at + name_size <= names.size(); at += name_size) f(names.substr(at, name_size));
    }
}

class Hash {
public:
    Hash() { crypto_generichash_init(&state_, nullptr, 0, 32); }
    void add(std::string_view bytes) { crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()); }
    std::string hex() {
        std::string out(32, '\0');
        crypto_generichash_final(&state_, reinterpret_cast<unsigned char*>(out.data()), out.size());
        return secret::hex(out);
    }

private:
    crypto_generichash_state state_;
};

inline db::Table table_of(const json::object& from) {
    db::Table table{std::string{from.at("name").as_string()}, std::size_t(from.at("keys").to_number<std::int64_t>()), {}};
    for (auto& each : from.at("columns").as_array()) {
        auto kind = each.at(1).as_string();
        table.columns.push_back({std::string{each.at(0).as_string()}, kind == "i" ? db::Column::Kind::integer : kind == "t" ? db::Column::Kind::text : db::Column::Kind::bytes});
    }
    return table;
}

// A file in the list: its digest, its size, the names of its chunks.
struct KeptFile {
    std::uint64_t size{};
    std::string names;
};
template <class F>
void for_files(const Vault& vault, const json::array& lists, F f) {
    for_chunks(vault, lists, [&](const std::string& name) {
        auto content = vault.get(name);
        for (std::string_view rest = content; !rest.empty();) {
            auto digest = db::take_field(rest), size = db::take_field(rest), names = db::take_field(rest);
            f(std::string{digest.content}, KeptFile{std::uint64_t(size.number), std::string{names.content}});
        }
    });
}

inline fs::path place_in(const fs::path& files, const std::string& digest) {
    bool plain = digest.size() == 64 && std::all_of(digest.begin(), digest.end(), [](char c) { return std::isdigit(static_cast<unsigned char>(c)) || (c >= 'a' && c <= 'f'); });
    if (!plain) throw Fault{"备份里有不认识的文件名： " + digest};
    return files / digest.substr(0, 2) / digest.substr(2);
}

}  // namespace zhibu::backup
