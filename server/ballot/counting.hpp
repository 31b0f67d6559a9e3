// From papers to a result: what a paper says, what it adds up to, and the formula with its numbers in words. No database in here.
#pragma once
#include <map>

#include "ballot/record.hpp"

namespace zhibu::ballot {

// One sign for each item, then the numbers of those written in. Nothing where a choice is none of the kind's, or a name has no room.
std::optional<std::string> content_of(const Ruled& rule, const Ballot& ballot, const Cast& cast, std::size_t items);
std::int64_t paper_size(const Ballot& ballot, std::size_t items);  // in bytes, the largest content
struct Said {
    std::vector<std::string> choices;
    std::vector<Id<Member>> written;
};
Said said_in(const Ruled& rule, std::string_view content, std::size_t items);
// An election paper with more marks than there are seats is void; a name written in is a mark, and stands for a candidate voted against.
bool is_valid(const Ruled& rule, std::int64_t seats, const Said& said);
// By their number, how often each was written in on valid papers.
std::map<std::int64_t, std::int64_t> written_votes(const Ruled& rule, const Ballot& ballot, std::size_t items, const std::vector<ballot_box::Paper>& papers, const PaperCount& real);

// Where an attendance below the quorum or more papers than were handed out forbid to open the box: the outcome, told in the sentence.
bool may_be_opened(const Ruled& rule, Ballot& ballot, const ballot_box::Counts& counts, const PaperCount& real);
// `items`: the candidates, then whoever was written in. Sets the counts, the items' tallies and outcomes, the ballot's outcome and its sentence.
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
