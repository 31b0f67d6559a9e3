// Draws that anybody can compute again: the population is frozen and the seed made by the server in one step, and both are published
// before the draw is made.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace zhibu::draw {

// Where a draw's seed comes from: chance. A sample city's come from its name, so that the same city is made each time.
class Seeds {
public:
    std::string next();
    void follow(std::string name) { name_ = std::move(name); }

private:
    std::string name_;
    std::uint64_t given_ = 0;
};

// Sorted by BLAKE2b-256(seed ":" id), hexadecimal, ascending; whoever takes the first few has the same few.
std::vector<std::int64_t> order(std::string_view seed, std::vector<std::int64_t> population);
// BLAKE2b-256 of the ids in the given order, each followed by a line feed.
std::string hash(const std::vector<std::int64_t>& population);
// The rule in words and as a program, as a proof carries them.
extern const std::string_view algorithm, python;

}  // namespace zhibu::draw
