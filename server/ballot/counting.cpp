#include "ballot/counting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace zhibu::ballot {
namespace {

constexpr std::size_t number_size = 19;  // of a member, in figures

const char* numeral(std::int64_t n) {
    static constexpr const char* all[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};
    return n >= 0 && n <= 10 ? all[n] : nullptr;
}
std::string fraction(const Share& share) {
    if (share.over == 1 && share.under == 2) return "半数";
    if (numeral(share.over) && numeral(share.under)) return fmt::format("{}分之{}", numeral(share.under), numeral(share.over));
    return fmt::format("{}/{}", share.over, share.under);
}
const char* base_words(ShareOf of) {
    switch (of) {
        case ShareOf::entitled: return "应到会有表决权人数";
        case ShareOf::attending: return "实到会有表决权人数";
        case ShareOf::returned: return "收回选票数";
        default: return "有效票数";
    }
}
std::int64_t base_of(const Share& share, const Ballot& ballot) {
    switch (share.of) {
        case ShareOf::entitled: return ballot.entitled;
        case ShareOf::attending: return ballot.attending;
        case ShareOf::returned: return ballot.returned;
        default: return ballot.valid;
    }
}

std::string attendance_words(const Ruled& rule, const Ballot& ballot) {
    auto text = fmt::format("应到会有表决权{}名", ballot.entitled);
    if (ballot.left_out) text += fmt::format("（另有{}名因故未计入，见名单）", ballot.left_out);
    bool enough = ballot.attending >= rule->quorum.needed(base_of(rule->quorum, ballot));
    return text + fmt::format("，实到会{}名；到会须{}，{}。", ballot.attending, in_words(rule->quorum, base_of(rule->quorum, ballot)), enough ? "符合规定" : "未达到规定，表决无效");
}
std::string papers_words(const Ballot& ballot, const ballot_box::Counts& counts) {
    auto text = fmt::format("发出选票{}张（手机{}张、纸质{}张", ballot.issued, counts.phone, counts.paper);
    if (counts.written) text += fmt::format("、书面意见{}份", counts.written);
    bool sound = ballot.returned <= ballot.issued;
    return text + fmt::format("），收回{}张，{}发出票数，本轮投票{}。", ballot.returned, sound ? "不多于" : "多于", sound ? "有效" : "无效");
}
std::string valid_words(const Ballot& ballot) { return fmt::format("收回的选票中，有效票{}张、无效票{}张。", ballot.valid, ballot.invalid); }

void add(std::vector<std::int64_t>& sum, const std::vector<std::int64_t>& more) {
    for (std::size_t i = 0; i < std::min(sum.size(), more.size()); ++i) sum[i] += more[i];
}

void judge_approvals(const Ruled& rule, Ballot& ballot, std::vector<Item>& items) {
    auto needed = rule->majority.needed(base_of(rule->majority, ballot));
    bool all = true;
    for (auto& each : items) {
        bool passed = each.tally[0] >= needed;
        each.outcome = passed ? "passed" : "failed", all = all && passed;
    }
    ballot.outcome = all ? BallotOutcome::passed : BallotOutcome::failed;
    ballot.sentence += fmt::format("通过须得赞成票{}票。", in_words(rule->majority, base_of(rule->majority, ballot)));
    for (auto& each : items)
        ballot.sentence += fmt::format("{}赞成{}票、反对{}票、弃权{}票，{}。", items.size() > 1 ? each.words + "：" : "", each.tally[0], each.tally[1], each.tally[2],
                                       each.outcome == "passed" ? "表决通过" : "表决未通过");
}

// Elected are, by their votes, as many of those with the majority as there are seats; whoever has as many votes as the last of them while
// not all can be seated is tied.
void judge_election(const Ruled& rule, Ballot& ballot, std::vector<Item>& items) {
    auto needed = rule->majority.needed(base_of(rule->majority, ballot));
    std::vector<Item*> fit;
    for (auto& each : items) {
        each.outcome = "not_elected";
        if (each.tally[0] >= needed) fit.push_back(&each);
    }
    std::stable_sort(fit.begin(), fit.end(), [](auto* a, auto* b) { return a->tally[0] > b->tally[0]; });
    auto seats = std::size_t(ballot.seats);
    for (std::size_t i = 0; i < std::min(seats, fit.size()); ++i) fit[i]->outcome = "elected";
    bool tied = fit.size() > seats && seats > 0 && fit[seats - 1]->tally[0] == fit[seats]->tally[0];
    if (tied)
        for (auto* each : fit)
            if (each->tally[0] == fit[seats]->tally[0]) each->outcome = "tied";
    ballot.outcome = tied ? BallotOutcome::tied : fit.size() < seats ? BallotOutcome::unfilled : BallotOutcome::elected;
    ballot.sentence += fmt::format("应选{}名；赞成票{}多于应选名额的选票无效。当选须得赞成票{}票，得票多的当选。", ballot.seats, ballot.write_ins ? "连同另选他人" : "", in_words(rule->majority, base_of(rule->majority, ballot)));
    std::string names;
    for (auto* each : fit)
        if (each->outcome == "elected") names += fmt::format("{}{}（{}票）", names.empty() ? "" : "、", each->words, each->tally[0]);
    ballot.sentence += names.empty() ? "无人当选。" : "当选：" + names + "。";
    if (tied) ballot.sentence += fmt::format("得{}票的票数相等，不能确定当选人，就票数相等的候选人重新投票。", fit[seats]->tally[0]);
    else if (fit.size() < seats) ballot.sentence += fmt::format("当选人数少于应选名额{}名，不足名额另行选举。", seats - fit.size());
}

// What the papers give: the grade with most votes, the lower one where two have as many. No more excellent ones than the cap: those with most
// votes for it; where the last places are tied, nobody of them.
void judge_grades(const Ruled& rule, Ballot& ballot, std::vector<Item>& items) {
    auto& grades = rule.all->grades;
    for (auto& each : items) {
        std::size_t best = grades.size() - 1;
        for (std::size_t i = grades.size(); i-- > 0;)
            if (each.tally[i] > each.tally[best]) best = i;
        each.outcome = ballot.valid ? grades[best].name : "";
    }
    auto cap = std::size_t(grades[0].most_of(std::int64_t(items.size())));
    std::vector<Item*> top;
    for (auto& each : items)
        if (each.outcome == grades[0].name) top.push_back(&each);
    std::stable_sort(top.begin(), top.end(), [](auto* a, auto* b) { return a->tally[0] > b->tally[0]; });
    auto keep = std::min(cap, top.size());
    while (keep > 0 && keep < top.size() && top[keep - 1]->tally[0] == top[keep]->tally[0]) --keep;
    for (std::size_t i = keep; i < top.size(); ++i) top[i]->outcome = grades[1].name;
    ballot.outcome = BallotOutcome::graded;
    ballot.sentence += fmt::format("参加评定等次的党员{}名，{}等次不超过{}（{}×{}/{}，至多{}名）。", items.size(), grades[0].words, fraction({grades[0].cap_over, grades[0].cap_under, false, {}}), items.size(),
                                   grades[0].cap_over, grades[0].cap_under, cap);
    if (top.size() > keep) ballot.sentence += fmt::format("测评得{}票最多的有{}名，超出名额，按得票多少取{}名，其余列为{}。", grades[0].words, top.size(), keep, grades[1].words);
    ballot.sentence += "测评结果供支部委员会审定等次。";
}

void judge(const Ruled& rule, Ballot& ballot, std::vector<Item>& items) {
    if (rule->method == Method::choose) judge_election(rule, ballot, items);
    else if (rule->method == Method::grade) judge_grades(rule, ballot, items);
    else judge_approvals(rule, ballot, items);
}

}  // namespace

std::string in_words(const Share& share, std::int64_t base) {
    auto exact = double(base) * double(share.over) / double(share.under);
    auto number = fmt::format("{:.1f}", exact);
    if (number.ends_with(".0")) number.resize(number.size() - 2);
    return fmt::format("{}{}的{}（{}×{}/{}={}，至少{}）", share.strictly ? "超过" : "达到", base_words(share.of), fraction(share), base, share.over, share.under, number, share.needed(base));
}

std::int64_t paper_size(const Ballot& ballot, std::size_t items) { return std::int64_t(items) + ballot.write_ins * std::int64_t(number_size); }

std::optional<std::string> content_of(const Ruled& rule, const Ballot& ballot, const Cast& cast, std::size_t items) {
    if (cast.choices.size() != items || std::int64_t(cast.written.size()) > ballot.write_ins) return {};
    std::string content;
    for (auto& each : cast.choices) {
        if (rule->method == Method::grade) {
            auto* grade = rule.all->grade(each);
            if (!grade && !each.empty() && each != "blank") return {};
            content += grade ? grade->letter : "-";
        } else if (each == "yes" || each == "no") content += each[0];
        else if (each.empty() || each == "abstained") content += 'a';
        else return {};
    }
    for (auto at = cast.written.begin(); at != cast.written.end(); ++at) {
        if (std::find(cast.written.begin(), at, *at) != at) return {};
        content += fmt::format("{:0{}}", at->value, number_size);
    }
    return content;
}

Said said_in(const Ruled& rule, std::string_view content, std::size_t items) {
    Said all;
    for (char c : content.substr(0, items)) {
        if (rule->method != Method::grade) all.choices.emplace_back(c == 'y' ? "yes" : c == 'n' ? "no" : "abstained");
        else {
            auto& grades = rule.all->grades;
            auto found = std::find_if(grades.begin(), grades.end(), [&](auto& each) { return each.letter[0] == c; });
            all.choices.push_back(found == grades.end() ? "blank" : found->name);
        }
    }
    for (auto at = items; at + number_size <= content.size(); at += number_size) {
        std::int64_t number = 0;
        std::from_chars(content.data() + at, content.data() + at + number_size, number);
        all.written.push_back({number});
    }
    return all;
}

bool is_valid(const Ruled& rule, std::int64_t seats, const Said& said) {
    if (rule->method != Method::choose) return true;
    auto count = [&](const char* choice) { return std::count(said.choices.begin(), said.choices.end(), choice); };
    auto written = std::int64_t(said.written.size());
    return count("yes") + written <= seats && written <= count("no");
}

std::map<std::int64_t, std::int64_t> written_votes(const Ruled& rule, const Ballot& ballot, std::size_t items, const std::vector<ballot_box::Paper>& papers, const PaperCount& real) {
    std::map<std::int64_t, std::int64_t> votes;
    for (auto& paper : papers)
        if (auto said = said_in(rule, paper.content, items); is_valid(rule, ballot.seats, said))
            for (auto member : said.written) ++votes[member.value];
    for (auto& each : real.written) votes[each.member_id.value] += each.votes;
    return votes;
}

bool may_be_opened(const Ruled& rule, Ballot& ballot, const ballot_box::Counts& counts, const PaperCount& real) {
    ballot.issued = counts.phone + counts.paper + counts.written;
    ballot.returned = counts.returned + real.returned;
    ballot.sentence = attendance_words(rule, ballot) + papers_words(ballot, counts);
    if (ballot.returned > ballot.issued || real.returned > counts.paper + counts.written) {
        ballot.outcome = BallotOutcome::void_round;
        if (ballot.returned <= ballot.issued) ballot.sentence += fmt::format("收回的纸质票{}张，多于发出的{}张，本轮投票无效。", real.returned, counts.paper + counts.written);
        return false;
    }
    if (ballot.attending >= rule->quorum.needed(base_of(rule->quorum, ballot))) return true;
    ballot.outcome = BallotOutcome::no_quorum;
    ballot.sentence += "选票不予开启。";
    return false;
}

void settle(const Ruled& rule, Ballot& ballot, std::vector<Item>& items, const ballot_box::Counts& counts, const std::vector<ballot_box::Paper>& papers, const PaperCount& real) {
    auto choices = choices_of(rule);
    for (auto& each : items) each.tally.assign(choices.size(), 0);
    ballot.valid = real.returned - real.invalid, ballot.invalid = real.invalid;
    auto standing = std::size_t(std::count_if(items.begin(), items.end(), [](auto& each) { return !each.written_in; }));
    for (auto& each : real.tallies) add(items.at(std::size_t(each.position - 1)).tally, each.tally);
    for (auto& paper : papers) {
        auto said = said_in(rule, paper.content, standing);
        bool valid = is_valid(rule, ballot.seats, said);
        ++(valid ? ballot.valid : ballot.invalid);
        for (std::size_t i = 0; valid && i < standing; ++i) ++items[i].tally[std::size_t(std::find(choices.begin(), choices.end(), said.choices.at(i)) - choices.begin())];
    }
    auto votes = written_votes(rule, ballot, standing, papers, real);
    for (auto at = standing; at < items.size(); ++at) items[at].tally[0] = votes[items[at].member_id.value];
    ballot.sentence = attendance_words(rule, ballot) + papers_words(ballot, counts) + valid_words(ballot);
    judge(rule, ballot, items);
}

void settle(const Ruled& rule, Ballot& ballot, std::vector<Item>& items, const Hands& hands) {
    ballot.attending = hands.attending, ballot.returned = ballot.valid = hands.yes + hands.no + hands.abstained;
    ballot.sentence = attendance_words(rule, ballot);
    for (auto& each : items) each.tally = {hands.yes, hands.no, hands.abstained};
    if (ballot.attending < rule->quorum.needed(base_of(rule->quorum, ballot))) ballot.outcome = BallotOutcome::no_quorum;
    else judge(rule, ballot, items);
}

std::int64_t seats_filled(const std::vector<Item>& items) { return std::count_if(items.begin(), items.end(), [](auto& each) { return each.outcome == "elected"; }); }

Again again(const Ruled& rule, const Ballot& ballot, const std::vector<Item>& items) {
    Again next{ballot.seats, {}};
    bool among_some = rule->method == Method::choose && (ballot.outcome == BallotOutcome::tied || ballot.outcome == BallotOutcome::unfilled);
    if (among_some) next.seats -= seats_filled(items);
    for (auto& each : items) {
        if (among_some && each.outcome != (ballot.outcome == BallotOutcome::tied ? "tied" : "not_elected")) continue;
        if (each.written_in && each.outcome != "tied") continue;  // whoever was written in stands only where the votes tie
        Item item;
        item.position = std::int64_t(next.items.size()) + 1, item.member_id = each.member_id, item.words = each.words, item.self_grade = each.self_grade, item.discussed = each.discussed;
        next.items.push_back(std::move(item));
    }
    return next;
}

}  // namespace zhibu::ballot
