// A tray of sealed papers: records of one size in an order drawn anew with each change, so that neither length nor place tells of time.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/ballot_box/ballot_box.hpp"
#include "kernel/secret/sealing.hpp"

namespace zhibu::ballot_box {

constexpr std::size_t receipt_size = 19, circle_size = 16;

// Fisher and Yates, with the system's generator.
template <class T>
void shuffle(std::vector<T>& all) {
    for (std::size_t left = all.size(); left > 1; --left) std::swap(all[left - 1], all[secret::random_below(std::uint32_t(left))]);
}

std::string sealed_tray(const secret::SealingKey& key, std::vector<Paper> papers, std::size_t paper_size, const std::string& place);
// Throws Problem 500 where it does not open: the tray or the key was tampered with.
std::vector<Paper> papers_in(const secret::SealingKey& key, std::string_view sealed, std::size_t paper_size, const std::string& place);
std::string receipt_of(const secret::SealingKey& key, std::string_view secret);

}  // namespace zhibu::ballot_box
