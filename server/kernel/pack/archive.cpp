#include "kernel/pack/archive.hpp"

#include <memory>
#include <zip.h>

#include "kernel/http/message.hpp"
#include "kernel/http/problem.hpp"
#include "kernel/pack/toml.hpp"

namespace zhibu::pack {
namespace {

constexpr zip_int64_t most_files = 60;
constexpr std::size_t largest_pack = 2 << 20;  // unpacked

[[noreturn]] void refuse(const char* code, std::string name = {}) { throw Problem{422, "pack-archive", {}, {{"#/file", code, {{"name", std::move(name)}}}}}; }

// "cadence.toml", or within one folder that bears the pack's name, as most programs zip a folder.
std::string plain_name(std::string_view name) {
    if (auto slash = name.find('/'); slash != std::string_view::npos) name.remove_prefix(slash + 1);
    bool good = !name.empty() && name.size() <= 80 && name.ends_with(".toml");
    for (char c : name) good &= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
    return good && name.find("..") == std::string_view::npos ? std::string{name} : "";
}

}  // namespace

std::map<std::string, std::string> unzipped(std::string_view bytes) {
    zip_error_t error;
    zip_error_init(&error);
    auto* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    std::unique_ptr<zip_t, void (*)(zip_t*)> zip{source ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr, zip_discard};
    if (!zip) {
        if (source) zip_source_free(source);
        zip_error_fini(&error);
        refuse("pack_no_zip");
    }
    zip_error_fini(&error);
    auto count = zip_get_num_entries(zip.get(), 0);
    if (count > most_files) refuse("pack_zip_too_many");
    std::map<std::string, std::string> files;
    std::size_t all = 0;
    for (zip_int64_t i = 0; i < count; ++i) {
        auto* named = zip_get_name(zip.get(), zip_uint64_t(i), ZIP_FL_ENC_GUESS);
        std::string full = named ? named : "";
        if (full.ends_with('/')) continue;
        auto name = plain_name(full);
        if (name.empty() || files.contains(name)) refuse("pack_zip_name", full.substr(0, 80));
        std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file{zip_fopen_index(zip.get(), zip_uint64_t(i), 0), zip_fclose};
        if (!file) refuse("pack_zip_damaged", name);
        std::string text;
        char buffer[16 << 10];
        for (zip_int64_t got; (got = zip_fread(file.get(), buffer, sizeof buffer)) != 0;) {
            if (got < 0) refuse("pack_zip_damaged", name);
            text.append(buffer, std::size_t(got)), all += std::size_t(got);
            if (text.size() > largest_file || all > largest_pack) refuse("pack_zip_too_large", name);
        }
        if (!http::is_utf8(text) || text.find('\0') != std::string::npos) refuse("pack_not_utf8", name);
        files.emplace(std::move(name), std::move(text));
    }
    return files;
}

}  // namespace zhibu::pack
