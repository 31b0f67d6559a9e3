#include "points/trial.hpp"

#include <algorithm>
#include <deque>

#include "kernel/app.hpp"

namespace zhibu::points {
namespace {

// One set of rules over the periods of the year: what a scan points to stays where it is.
struct Run {
    std::deque<Terms> terms;
    std::deque<People> people;
    std::vector<std::size_t> slots;  // places in the scan
};

using Chosen = std::function<Rules(Period)>;

void prepare(const View& view, const Seams& seams, const std::vector<Period>& periods, const Chosen& rules, const Axis& axis, const std::map<std::string, std::int64_t>& numbers, Run& run, std::vector<Slot>& slots) {
    for (auto period : periods) {
        if (period.first_day() > view.today()) continue;
        auto book = rules(period);
        run.terms.emplace_back(book, seams, numbers);
        run.people.push_back(people_of(view, seams, *book, period, {.axis = &axis}));
        run.slots.push_back(slots.size());
        slots.push_back({&run.terms.back(), &run.people.back(), {period.first_day().number(), period.last_day().number()}, {}});
    }
}

std::vector<Period> periods_by(Cycle cycle, int year) {
    if (cycle == Cycle::year) return {Period::whole_year(year)};
    return {Period::quarter(year, 1), Period::quarter(year, 2), Period::quarter(year, 3), Period::quarter(year, 4)};
}

std::int32_t total_of(const Run& run, const std::vector<Slot>& slots, std::int64_t member) {
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < run.slots.size(); ++i)
        if (auto found = run.people[i].by_member.find(member); found != run.people[i].by_member.end()) sum += slots[run.slots[i]].reckoned.totals[std::size_t(found->second)];
    return sum;
}
bool earned(const Run& run, const std::vector<Slot>& slots, std::int64_t member, std::size_t rule) {
    for (std::size_t i = 0; i < run.slots.size(); ++i)
        if (auto found = run.people[i].by_member.find(member); found != run.people[i].by_member.end())
            if (slots[run.slots[i]].reckoned.sums[std::size_t(found->second) * run.terms[i].width() + rule] > 0) return true;
    return false;
}

bool stood_through(const Run& run, std::int64_t member) {
    return std::all_of(run.people.begin(), run.people.end(), [&](auto& people) { return people.by_member.contains(member); });
}

std::string word(const View& view, const std::string& key) { return std::string{view.app.words.text(view.actor.language, key)}; }

std::string age_band(const Person& person, Date day) {
    if (!person.born) return "unknown";
    auto age = Date::from_number(person.born).first_day().age_at(day);
    return age < 35 ? "under_35" : age < 45 ? "from_35" : age < 55 ? "from_45" : age < 60 ? "from_55" : "from_60";
}
std::string size_band(std::size_t people) { return people < 10 ? "under_10" : people < 20 ? "from_10" : people < 50 ? "from_20" : "from_50"; }

// The groups that one person belongs to: dimension, key, label.
class Groups {
public:
    Groups(const View& view, const Seams& seams, const People& people) : view_{view}, seams_{seams}, people_{people} {
        for (auto& each : people.rows) ++sizes_[each.organization];
    }
    template <class F>
    void of(const Person& person, F f) {
        auto posts = people_.posts_of(person);
        for (std::size_t p = 0; p < seams_.posts.size(); ++p)
            if (posts >> p & 1) f(at("post", seams_.posts[p].key, [&] { return view_.actor.language == Language::chinese ? seams_.posts[p].label : seams_.posts[p].english; }));
        if (!posts) f(at("post", "none", [&] { return word(view_, "points.group.no_post"); }));
        auto& work = people_.works[std::size_t(person.work)];
        if (!work.empty()) f(at("work", work, [&] { return work; }));
        named(f, "stage", std::string{Codec<MemberStage>::name(person.stage)}, "member.stage_is.");
        named(f, "age", age_band(person, people_.day), "points.group.age.");
        named(f, "gender", std::string{Codec<Gender>::name(person.gender)}, "member.gender_is.");
        named(f, "branch", std::string{Codec<OrganizationKind>::name(person.branch)}, "organization.kind_is.");
        named(f, "size", size_band(sizes_[person.organization]), "points.group.size.");
    }
    std::vector<Group> take() {
        std::vector<Group> all;
        for (auto& [key, group] : groups_)
            if (group.moved.people >= fewest) all.push_back(std::move(group));
        return all;
    }

private:
    template <class F>
    void named(F f, const char* dimension, const std::string& key, const std::string& words) {
        f(at(dimension, key, [&] { return word(view_, words + key); }));
    }
    template <class L>
    Group& at(const std::string& dimension, const std::string& key, L label) {
        auto [place, fresh] = groups_.try_emplace({dimension, key});
        if (fresh) place->second.dimension = dimension, place->second.key = key, place->second.label = label();
        return place->second;
    }
    const View& view_;
    const Seams& seams_;
    const People& people_;
    std::unordered_map<std::int64_t, std::size_t> sizes_;
    std::map<std::pair<std::string, std::string>, Group> groups_;
};

std::int64_t tenths(std::int64_t part, std::int64_t whole) { return whole ? part * 1000 / whole : 0; }

// A group's share of earners against everybody else's; only where both are large enough to say so.
void remark_on(Tried& tried, Group& group) {
    auto others = tried.all.people - group.moved.people;
    if (others < fewest) return;
    for (std::size_t r = 0; r < tried.candidate->rules.size(); ++r) {
        auto& rule = tried.candidate->rules[r];
        // What is meant for some posts or stages only is no surprise for the others of that kind.
        if (rule.effect == Effect::deduct || (group.dimension == "post" && !rule.posts.empty()) || (group.dimension == "stage" && !rule.stages.empty()) || (group.dimension == "branch" && !rule.branches.empty())) continue;
        auto share = tenths(group.earners[r], group.moved.people), rest = tenths(tried.earners[r] - group.earners[r], others);
        if (!group.earners[r] && rest >= 100) tried.remarks.push_back({Remark::Kind::never, group.dimension, group.label, rule.name, group.moved.people, 0, rest});
        else if (rest >= 200 && share * 4 < rest) tried.remarks.push_back({Remark::Kind::hardly, group.dimension, group.label, rule.name, group.moved.people, share, rest});
    }
}

// Three quarters of the group lie below the middle of all, and its middle below the lower quarter of all.
void remark_behind(Tried& tried, Group& group) {
    if (tried.all.people - group.moved.people < fewest) return;
    auto middle = tried.all.after.quartile(2), lower = tried.all.after.quartile(1);
    if (group.moved.after.quartile(3) < middle && group.moved.after.quartile(2) < lower)
        tried.remarks.push_back({Remark::Kind::behind, group.dimension, group.label, "", group.moved.people, group.moved.after.quartile(2) * 10, middle * 10});
}

}  // namespace

void Moved::add(std::int32_t was, std::int32_t is) {
    ++people, ++(is > was ? gain : is < was ? lose : same), change += is - was;
    before.add(was), after.add(is);
}

Tried run_trial(const View& view, const Seams& seams, int year, const Rules& candidate, Id<Organization> within, int readers) {
    auto day = std::min(Date::of(year, 12, 31), view.today());
    auto axis = Axis::on(view, day);
    auto numbers = numbers_of_kinds(view);
    Tried tried;
    tried.year = year;
    Run before, after;
    std::vector<Slot> slots;
    prepare(view, seams, periods_of(view, year), [&](Period period) { return rules_of(view, period); }, axis, numbers, before, slots);
    if (before.people.empty()) return tried;
    auto chosen = [&](Period period) { return candidate ? candidate : rules_of(view, period); };
    tried.candidate = chosen(before.people.back().period);
    prepare(view, seams, periods_by(tried.candidate->head.cycle, year), chosen, axis, numbers, after, slots);
    tried.facts = scan(view, slots, readers).facts;
    tried.floor = std::int64_t(after.slots.size()) * tried.candidate->head.floor, tried.top = std::int64_t(after.slots.size()) * tried.candidate->head.top;
    tried.earners.resize(tried.candidate->rules.size());

    auto place = within ? axis.find(within) : std::nullopt;
    auto& now = after.people.back();
    auto& was = before.people.back();
    Groups groups{view, seams, now};
    std::vector<bool> got(tried.candidate->rules.size());
    for (auto& person : now.rows) {
        if (place && (person.place < std::int32_t(*place) || person.place >= axis.places[*place].end)) continue;
        auto* old = was.find({person.member});
        tried.exempt_before += old && old->exempt, tried.exempt_after += person.exempt;
        if (person.exempt) continue;
        // Whoever was a member for a part of the year has fewer periods, by whatever rules.
        if (!stood_through(before, person.member) || !stood_through(after, person.member)) {
            ++tried.partial;
            continue;
        }
        auto from = total_of(before, slots, person.member), to = total_of(after, slots, person.member);
        tried.all.add(from, to);
        for (std::size_t r = 0; r < got.size(); ++r) got[r] = earned(after, slots, person.member, r), tried.earners[r] += got[r];
        groups.of(person, [&](Group& group) {
            group.moved.add(from, to);
            group.earners.resize(got.size());
            for (std::size_t r = 0; r < got.size(); ++r) group.earners[r] += got[r];
        });
    }
    tried.groups = groups.take();
    for (auto& group : tried.groups) remark_on(tried, group), remark_behind(tried, group);
    return tried;
}

std::string sentence_of(const View& view, const Tried& tried, const Remark& remark) {
    auto percent = [](std::int64_t tenths_) { return std::to_string(tenths_ / 10) + (tenths_ % 10 ? "." + std::to_string(tenths_ % 10) : "") + "%"; };
    Parameters parameters{{"dimension", word(view, "points.dimension." + remark.dimension)}, {"group", remark.group}, {"people", std::to_string(remark.people)}};
    if (auto* rule = tried.candidate->find(remark.rule)) parameters["rule"] = view.actor.language == Language::chinese ? rule->title : rule->title_english;
    bool points = remark.kind == Remark::Kind::behind;
    parameters["share"] = points ? std::to_string(remark.share / 10) : percent(remark.share), parameters["others"] = points ? std::to_string(remark.others / 10) : percent(remark.others);
    auto key = remark.kind == Remark::Kind::never ? "never" : remark.kind == Remark::Kind::hardly ? "hardly" : "behind";
    return view.app.words.sentence(view.actor.language, std::string{"points.remark."} + key, parameters);
}

}  // namespace zhibu::points
