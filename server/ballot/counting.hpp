// From papers to a result: what a paper says, what it adds up to, and the formula with its numbers in words. No database in here.
#pragma once
#include "ballot/record.hpp"

namespace zhibu::ballot {

// One sign for each item. Nothing where a choice is none of the kind's.
std::optional<std::string> content_of(const Ruled& rule, const std::vector<std::string>& choices, std::size_t items);
std::vector<std::string> choices_in(const Ruled& rule, std::string_view content);
// An election paper with more marks than there are seats is void.
bool is_valid(const Ruled& rule, std::int64_t seats, std::string_view content);

// Where an attendance below the quorum or more papers than were handed out forbid to open the box: the outcome, told in the sentence.
bool may_be_opened(const Ruled& rule, Ballot& ballot, const ballot_box::Counts& counts, const PaperCount& real);
// Sets the counts, the items' tallies and outcomes, the ballot's outcome and its sentence.
void settle(const Ruled& rule, Ballot& ballot, std::vector<Item>& items, const ballot_box::Counts& counts, const std::vector<ballot_box::Paper>& papers, const PaperCount& real);
// By hands: the counts as told.
void settle(const Ruled& rule, Ballot& ballot, std::vector<Item>& items, const Hands& hands);
// The seats that a further round is about, and who stands in it.
struct Again {
    std::int64_t seats{};
    std::vector<Item> items;
};
Again again(const Ruled& rule, const Ballot& ballot, const std::vector<Item>& items);
std::int64_t seats_filled(const std::vector<Item>& items);

// "超过应到会有表决权人数的半数（9×1/2=4.5，至少5）"
std::string in_words(const Share& share, std::int64_t base);

}  // namespace zhibu::ballot
