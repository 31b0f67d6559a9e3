#include "kernel/pack/manifest.hpp"

#include <algorithm>

#include "kernel/pack/toml.hpp"

namespace zhibu {
namespace pack {

// The names at the top of pack.toml.
struct ManifestHead {
    std::string name{}, title{}, english{}, version{}, source{};
    std::vector<std::string> requires_packs{};
};
// What a name of a pack or a file is made of: it stands in addresses and in the names of files of other systems.
std::string_view name_fault(std::string_view name) {
    bool good = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; });
    return good ? "" : "pack_name_letters";
}
std::string_view path_fault(std::string_view path) { return path.ends_with(".toml") && path != "pack.toml" ? name_fault(path.substr(0, path.size() - 5)) : "pack_name_letters"; }

}  // namespace pack

template <>
struct Schema<pack::ManifestHead> {
    using T = pack::ManifestHead;
    static constexpr std::string_view name = "pack_manifest_head";
    static constexpr auto fields = std::tuple{field<&T::name>({.required = true, .max = 40, .check = pack::name_fault}), field<&T::title>({.required = true, .max = 80}), field<&T::english>({.max = 120}),
                                              field<&T::version>({.required = true, .max = 40}), field<&T::source>({.required = true, .max = 400}), field<&T::requires_packs>({.max = 20})};
};
template <>
struct Schema<pack::ManifestFile> {
    using T = pack::ManifestFile;
    static constexpr std::string_view name = "pack_manifest_file";
    static constexpr auto fields = std::tuple{field<&T::path>({.required = true, .max = 80, .check = pack::path_fault}), field<&T::kind>({.required = true, .max = 40}),
                                              field<&T::title>({.required = true, .max = 80}), field<&T::english>({.max = 120})};
};

namespace pack {
Manifest read_manifest(const File& file) {
    auto head = file.head<ManifestHead>();
    auto files = file.rows<ManifestFile>("file");
    Faults faults;
    for (std::size_t i = 0; i < files.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (files[i].path == files[j].path) faults.add("#/file/" + std::to_string(i) + "/path", "pack_twice", {{"name", files[i].path}, {"line", std::to_string(file.line_of("#/file/" + std::to_string(j)))}});
    if (files.empty()) faults.add("#/file", "required");
    file.refuse(faults);
    return {head.name, head.title, head.english, head.version, head.source, head.requires_packs, std::move(files)};
}

std::string write_manifest(const Manifest& m) {
    auto out = "name = " + quoted_text(m.name) + "\ntitle = " + quoted_text(m.title) + "\nenglish = " + quoted_text(m.english) + "\nversion = " + quoted_text(m.version) + "\nsource = " + quoted_text(m.source) + "\n";
    out += "requires_packs = [";
    for (std::size_t i = 0; i < m.requires_packs.size(); ++i) out += (i ? ", " : "") + quoted_text(m.requires_packs[i]);
    out += "]\n";
    for (auto& each : m.files)
        out += "\n[[file]]\npath = " + quoted_text(each.path) + "\nkind = " + quoted_text(each.kind) + "\ntitle = " + quoted_text(each.title) + "\nenglish = " + quoted_text(each.english) + "\n";
    return out;
}

}  // namespace pack
}  // namespace zhibu
