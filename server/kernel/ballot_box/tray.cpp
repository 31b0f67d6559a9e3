#include "kernel/ballot_box/tray.hpp"

namespace zhibu::ballot_box {
namespace {

constexpr std::size_t head_size = 4, padded_to = 8;  // papers: the length tells how many lie there only by eights

std::string padded(std::string_view text, std::size_t size) {
    std::string out{text};
    out.resize(size, '\0');
    return out;
}
std::string trimmed(std::string_view text) { return std::string{text.substr(0, text.find('\0'))}; }

}  // namespace

std::string sealed_tray(const secret::SealingKey& key, std::vector<Paper> papers, std::size_t paper_size, const std::string& place) {
    shuffle(papers);
    std::string clear;
    for (std::size_t i = 0; i < head_size; ++i) clear += char(papers.size() >> 8 * i & 255);
    for (auto& each : papers) clear += padded(each.receipt, receipt_size) + padded(each.circle, circle_size) + padded(each.content, paper_size);
    auto room = (papers.size() / padded_to + 1) * padded_to;
    clear.resize(head_size + room * (receipt_size + circle_size + paper_size), '\0');
    return secret::seal(key, clear, place);
}

std::vector<Paper> papers_in(const secret::SealingKey& key, std::string_view sealed, std::size_t paper_size, const std::string& place) {
    auto clear = secret::open(key, sealed, place);
    if (!clear) throw Problem{500, "ballot-box-damaged"};
    std::size_t count = 0, at = head_size;
    for (std::size_t i = 0; i < head_size; ++i) count |= std::size_t(static_cast<unsigned char>((*clear)[i])) << 8 * i;
    auto next = [&](std::size_t size) { return at += size, trimmed(std::string_view{*clear}.substr(at - size, size)); };
    std::vector<Paper> papers(count);
    for (auto& each : papers) each.receipt = next(receipt_size), each.circle = next(circle_size), each.content = next(paper_size);
    return papers;
}

// Without letters that are easily mistaken for one another: people copy receipts by hand.
std::string receipt_of(const secret::SealingKey& key, std::string_view device_secret) {
    static constexpr char letters[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    auto hash = secret::keyed_hash(key, {"receipt", device_secret}, 16);
    std::string out;
    for (int i = 0; i < 16; ++i) out += letters[hash[std::size_t(i)] & 31], out += i % 4 == 3 && i < 15 ? "-" : "";
    return out;
}

}  // namespace zhibu::ballot_box
