#include "kernel/secret/draw.hpp"

#include <algorithm>
#include <utility>

#include "kernel/secret/keys.hpp"

namespace zhibu::draw {

std::string Seeds::next() { return name_.empty() ? secret::random_hex(32) : secret::fingerprint(name_ + " " + std::to_string(++given_)); }

std::vector<std::int64_t> order(std::string_view seed, std::vector<std::int64_t> population) {
    std::vector<std::pair<std::string, std::int64_t>> keyed;
    for (auto id : population) keyed.emplace_back(secret::fingerprint(std::string{seed} + ":" + std::to_string(id)), id);
    std::sort(keyed.begin(), keyed.end());
    for (std::size_t i = 0; i < keyed.size(); ++i) population[i] = keyed[i].second;
    return population;
}
std::string hash(const std::vector<std::int64_t>& population) {
    std::string text;
    for (auto id : population) text += std::to_string(id) + "\n";
    return secret::fingerprint(text);
}

const std::string_view algorithm =
    "order the ids by the hexadecimal BLAKE2b-256 of seed + ':' + id, ascending; take the first `take`; population_hash is the BLAKE2b-256 of the ids in "
    "ascending order, each followed by a line feed";
const std::string_view python =
    "import hashlib, json\nh = lambda text: hashlib.blake2b(text.encode(), digest_size=32).hexdigest()\np = json.load(open('proof.json'))\n"
    "assert h(''.join(f'{i}\\n' for i in p['population'])) == p['population_hash']\n"
    "print(sorted(p['population'], key=lambda i: h(f\"{p['seed']}:{i}\"))[:p['take']] == p['result'])\n";

}  // namespace zhibu::draw
