#include "life/rules.hpp"

#include <algorithm>
#include <set>

#include "kernel/app.hpp"

namespace zhibu::life {
namespace {

// The newest row that holds on the day; before all of them the first.
template <class T>
const T& on(const std::vector<T>& rows, Date day) {
    const T* found = &rows.at(0);
    for (auto& row : rows)
        if (row.valid_from <= day && row.valid_from >= found->valid_from) found = &row;
    return *found;
}

}  // namespace

namespace {

constexpr std::size_t most_rules = 24;

Cadence read_cadence(const pack::File& file) {
    Cadence cadence{file.rows<CadenceRule>("rule")};
    Faults faults;
    std::set<std::string> names;
    for (std::size_t i = 0; i < cadence.rules.size(); ++i)
        if (!names.insert(cadence.rules[i].name).second) faults.add("#/rule/" + std::to_string(i) + "/name", "taken");
    if (cadence.rules.size() > most_rules) faults.add("#/rule/" + std::to_string(most_rules), "too_many", {{"max", std::to_string(most_rules)}});
    file.refuse(faults);
    return cadence;
}

}  // namespace

void declare_rules(App& app) {
    app.packs.declare<Cadence>("cadence", read_cadence);
    app.packs.fix("meeting", "pack_fixed_meeting");
    rules();  // refused when the program starts, not at the first click
}

const Rules& rules() {
    static const Rules all = [] {
        auto meetings = pack::embedded("standard/meeting.toml");
        Rules read{meetings.rows<KindRule>("kind"), meetings.rows<AgendaRule>("agenda"), meetings.rows<VoteRule>("vote"), meetings.rows<RecordRule>("record")};
        for (auto& name : Codec<MeetingKind>::names())
            if (std::none_of(read.kinds.begin(), read.kinds.end(), [&](auto& each) { return Codec<MeetingKind>::name(each.name) == name; }))
                throw pack::Fault{"packs/standard/meeting.toml: no kind " + name};
        if (read.votes.empty() || read.records.empty()) throw pack::Fault{"packs/standard/meeting.toml: no [[vote]] or no [[record]]"};
        return read;
    }();
    return all;
}

const KindRule& Rules::kind(MeetingKind wanted) const {
    const KindRule* found = nullptr;
    for (auto& each : kinds)
        if (each.name == wanted && (!found || found->valid_from <= each.valid_from)) found = &each;
    return *found;  // every kind has one: rules() checked
}
std::string heart_talk_sentence(const View& view, Date day) {
    auto cadence = view.app.packs.at<Cadence>(view, cadence_file, day);
    for (auto& each : cadence->rules)
        if (each.kind == MeetingKind::heart_talk) return each.sentence;
    return "";
}
const VoteRule& Rules::vote(Date day) const { return on(votes, day); }
const RecordRule& Rules::record(Date day) const { return on(records, day); }

std::vector<AgendaItem> Rules::agenda_of(MeetingKind wanted, Date day) const {
    std::vector<AgendaItem> items;
    for (bool mandatory : {true, false})
        for (auto& each : agenda)
            if (each.mandatory == mandatory && each.valid_from <= day && std::find(each.kinds.begin(), each.kinds.end(), wanted) != each.kinds.end())
                items.push_back({each.title, each.name, each.mandatory, each.source, false, ""});
    return items;
}

bool holds(const KindRule& rule, OrganizationKind kind) { return std::find(rule.held_by.begin(), rule.held_by.end(), kind) != rule.held_by.end(); }

}  // namespace zhibu::life
