// A box for secret papers (ballots, grades, scores): who was handed a paper and who put one in is known, never who put in which.
//
// A paper is a short text of a fixed size: one sign for each question, a score in figures, whatever the caller makes of it. Papers lie
// sealed under a key of the box's own until the count, which shuffles and publishes them under random receipts and destroys the key:
// docs/decisions/008-secret-ballots.md says against whom that holds. What a caller adds around it must keep to the same rule: no
// idempotency row, no audit detail, no log line and no event may hold a paper or a receipt, so a paper comes in through App::write
// and not through Call::write.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "kernel/app.hpp"

namespace zhibu::ballot_box {

struct Box;  // an Id<Box> stands in the record that the box belongs to

// Somebody who may put in a paper: a member's or an account's number. `circle` is the group that a paper is weighed with (leaders,
// members, peers; at most 16 letters of ASCII) and stands on the paper: of a circle of one or two, papers give their voters away.
struct Voter {
    std::int64_t id{};
    std::string name{}, circle{};
};
// phone: taken on screen. paper: handed out in the hall, goes into a real box. written: the opinion of somebody absent, handed in before.
enum class Way { none, phone, paper, written };
BOOST_DESCRIBE_ENUM(Way, none, phone, paper, written)
struct Standing {
    Voter voter;
    Way way{Way::none};
    bool returned{false};  // of papers on the phone; of real papers only their number is known
};
struct Counts {
    std::int64_t entitled{}, phone{}, paper{}, written{}, returned{};  // handed out by way; returned: of those on phones
};
struct Paper {
    std::string receipt, circle, content;
};

// The key of a new box, on disk and synced: called before the transaction that opens the box, which is given the name.
std::string prepare_key(const App& app);
// `paper_size`: of each paper's content in bytes, 1…2000.
Id<Box> open(Transaction& t, const std::string& key_name, std::int64_t paper_size, const std::vector<Voter>& voters);

// Hands a paper to a voter this way, or takes it back (Way::none). 404 for somebody who is no voter, 409 "ballot-box-closed", and
// "ballot-returned" where the paper has come back already. Whoever has one on the phone may change to paper and back.
void issue(Transaction& t, Id<Box> box, std::int64_t voter, Way way);

// Puts a paper in, once for each voter: 403 "not_entitled_to_vote", 409 "ballot-box-closed", "ballot-on-paper" (one was handed out),
// "already-voted". `secret` is a random text of the voter's device, 16…64 letters: a retry with the same one gets the same receipt again,
// whatever it carries, so that a lost answer is no lost vote. The receipt follows from it by the box's key.
struct Receipt {
    std::string text;  // "7KQ2-M94X-…": 80 random bits in groups of four
    bool again{false};
};
Receipt put_in(Transaction& t, Id<Box> box, std::int64_t voter, std::string_view secret, std::string_view content);

// No more papers from now on.
void close(Transaction& t, Id<Box> box);
// Opens what was closed: the papers, shuffled, now published under their receipts; after the commit nobody can tell more. Throws
// Problem 409 "ballot-key-lost" where the key is gone (a restored backup holds none: the ballot is held again).
std::vector<Paper> count(Transaction& t, Id<Box> box);
// Destroys what lies in it, unread.
void burn(Transaction& t, Id<Box> box);

// Something else of the ballot that nobody may read before the count (what was counted of real papers).
std::string seal(const View& view, Id<Box> box, std::string_view clear);
std::string unseal(const View& view, Id<Box> box, std::string_view sealed);

std::vector<Standing> standings(const View& view, Id<Box> box);  // by their numbers
std::optional<Standing> standing(const View& view, Id<Box> box, std::int64_t voter);
Counts counts(const View& view, Id<Box> box);
std::vector<Paper> papers(const View& view, Id<Box> box);  // published ones, by receipt

// Destroys the keys whose box was counted or burnt, and those older than a day that no box speaks of; returns how many.
int sweep_keys(App& app);
void install(App& app);  // the sweep, each hour

}  // namespace zhibu::ballot_box
