// The register of procedures: reading them from packs, refusing what names nothing, finding the version of a day.
#include "kernel/procedure/procedure.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

namespace zhibu::procedure {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view name) { return std::find(list.begin(), list.end(), name) != list.end(); }

}  // namespace

const State* Procedure::find(std::string_view name_) const {
    auto found = std::find_if(states.begin(), states.end(), [&](auto& each) { return each.name == name_; });
    return found == states.end() ? nullptr : &*found;
}
const State& Procedure::state(std::string_view name_) const {
    if (auto* found = find(name_)) return *found;
    throw std::out_of_range{name + " knows no state " + std::string{name_}};
}
bool Procedure::has_verb(std::string_view verb) const {
    return std::any_of(steps.begin(), steps.end(), [&](auto& step) { return step.verb == verb; });
}
int Procedure::level(int working_days_late) const {
    int reached = 0;
    for (auto& link : escalation)
        if (working_days_late > 0 && working_days_late >= link.after) ++reached;
    return reached;
}

Procedures::Procedures() {
    for (auto& role : Codec<Role>::names())
        party(role, [role = *Codec<Role>::parse(role)](const View& view, const std::string& column) { return view.within({role}, column); });
}

void Procedures::load(const pack::File& file, const std::vector<std::string>& known_fields) {
    auto rows = file.rows<Procedure>("procedure");
    Faults faults;
    for (std::size_t p = 0; p < rows.size(); ++p) {
        auto& row = rows[p];
        auto place = "#/procedure/" + std::to_string(p);
        auto check = [&](const std::string& at, const std::string& name, bool known, const char* code) {
            if (!known) faults.add(at, code, {{"name", name}});
        };
        auto check_all = [&](const std::string& at, const std::vector<std::string>& names, auto known, const char* code) {
            for (std::size_t i = 0; i < names.size(); ++i) check(at + "/" + std::to_string(i), names[i], known(names[i]), code);
        };
        auto party_known = [&](const std::string& name) { return knows_party(name); };
        for (std::size_t i = 0; i < row.states.size(); ++i) check_all(place + "/states/" + std::to_string(i) + "/responsible", row.states[i].responsible, party_known, "unknown_party");
        for (std::size_t i = 0; i < row.steps.size(); ++i) {
            auto& step = row.steps[i];
            auto at = place + "/steps/" + std::to_string(i);
            check(at + "/to", step.to, row.find(step.to) != nullptr, "unknown_state");
            check_all(at + "/from", step.from, [&](auto& name) { return row.find(name) != nullptr; }, "unknown_state");
            check_all(at + "/by", step.by, party_known, "unknown_party");
            check_all(at + "/conditions", step.conditions, [&](auto& name) { return conditions_.contains(name); }, "unknown_condition");
            check_all(at + "/required", step.required, [&](auto& name) { return contains(known_fields, name); }, "unknown_field");
            check_all(at + "/other_than", step.other_than, [&](auto& name) { return row.has_verb(name); }, "unknown_verb");
        }
        for (std::size_t i = 0; i < row.escalation.size(); ++i)
            check(place + "/escalation/" + std::to_string(i) + "/to", row.escalation[i].to, knows_party(row.escalation[i].to), "unknown_party");
        auto known = procedures_.find(row.name);
        check(place + "/version", std::to_string(row.version), known == procedures_.end() || !known->second.contains(row.version), "version_twice");
        if (faults.empty()) {
            auto name = row.name;
            auto number = row.version;
            procedures_[name].emplace(number, std::move(row));
        }
    }
    file.refuse(faults);
}

const Procedure& Procedures::on(std::string_view name, Date day) const {
    auto found = procedures_.find(name);
    if (found == procedures_.end()) throw std::out_of_range{"no such procedure: " + std::string{name}};
    auto* holds = &found->second.begin()->second;
    for (auto& [number, each] : found->second)
        if (each.valid_from <= day && each.valid_from >= holds->valid_from) holds = &each;
    return *holds;
}
const Procedure& Procedures::version(std::string_view name, std::int64_t number) const {
    auto found = procedures_.find(name);
    if (found == procedures_.end()) throw std::out_of_range{"no such procedure: " + std::string{name}};
    return found->second.at(number);
}

Where Procedures::where_party(const View& view, std::string_view party, const std::string& column) const {
    auto found = parties_.find(party);
    return found == parties_.end() ? nothing() : found->second(view, column);
}
bool Procedures::is_party(const View& view, std::string_view party, Id<Organization> organization) const {
    auto condition = where_party(view, party, "id");
    if (condition.sql == "1=1" || condition.sql == "1=0") return condition.sql == "1=1";
    condition.arguments.insert(condition.arguments.begin(), {db::to_value(view.tenant()), db::to_value(organization)});
    return view.session.query_with("SELECT 1 FROM organization WHERE tenant_id = ? AND id = ? AND " + condition.sql, condition.arguments).next();
}
Verdict Procedures::holds(const View& view, std::string_view condition, const Case& c) const {
    return conditions_.find(condition)->second(view, c);
}

}  // namespace zhibu::procedure
