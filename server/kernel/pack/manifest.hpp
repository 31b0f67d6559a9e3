// What a pack says of itself (pack.toml): its name, release, source, what it needs, and its files with their kinds.
#pragma once
#include "kernel/pack/pack.hpp"

namespace zhibu::pack {

struct ManifestFile {
    std::string path{}, kind{}, title{}, english{};
};
struct Manifest {
    std::string name{}, title{}, english{}, version{}, source{};
    std::vector<std::string> requires_packs{};  // names of packs that must be there
    std::vector<ManifestFile> files{};
};
Manifest read_manifest(const File& file);  // throws Fault
std::string write_manifest(const Manifest& manifest);

}  // namespace zhibu::pack
