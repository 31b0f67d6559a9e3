// Draws that anybody can compute again: the population is frozen and the seed made by the server in one step, and both are published
// before the draw is made.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace zhibu::draw {

// Sorted by BLAKE2b-256(seed ":" id), hexadecimal, ascending; whoever takes the first few has the same few.
std::vector<std::int64_t> order(std::string_view seed, std::vector<std::int64_t> population);
// BLAKE2b-256 of the ids in the given order, each followed by a line feed.
std::string hash(const std::vector<std::int64_t>& population);
// The rule in words and as a program, as a proof carries them.
extern const std::string_view algorithm, python;

}  // namespace zhibu::draw
