#include "life/rules.hpp"

#include <algorithm>

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

const Rules& rules() {
    static const Rules all = [] {
        auto meetings = pack::embedded("standard/meeting.toml");
        auto cadence = pack::embedded("standard/cadence.toml");
        Rules read{meetings.rows<KindRule>("kind"), meetings.rows<AgendaRule>("agenda"), meetings.rows<VoteRule>("vote"), meetings.rows<RecordRule>("record"),
                   cadence.rows<CadenceRule>("rule")};
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
std::string Rules::heart_talk_sentence() const {
    for (auto& each : cadence)
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
