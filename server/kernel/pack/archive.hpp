// A whole pack as one zip of TOML files with its manifest: what is brought from elsewhere, within limits.
#pragma once
#include <map>
#include <string>
#include <string_view>

namespace zhibu::pack {

// The text files of a zip, by name. Nothing is trusted that the zip says of itself: number, size and names are bounded.
// Throws Problem 422 "pack-archive" with the reason.
std::map<std::string, std::string> unzipped(std::string_view bytes);

}  // namespace zhibu::pack
