#include "ballot/rules.hpp"

namespace zhibu::ballot {

const Rules& rules() {
    static const Rules all = [] {
        auto file = pack::embedded("standard/ballot.toml");
        Rules read{file.rows<KindRule>("kind"), file.rows<GradeRule>("grade")};
        if (read.kinds.empty() || read.grades.empty()) throw pack::Fault{"packs/standard/ballot.toml: no [[kind]] or no [[grade]]"};
        return read;
    }();
    return all;
}

const KindRule* Rules::kind(std::string_view name, Date day) const {
    const KindRule* found = nullptr;
    for (auto& each : kinds)
        if (each.name == name && (!found || (each.valid_from <= day && found->valid_from <= each.valid_from))) found = &each;
    return found;
}
const GradeRule* Rules::grade(std::string_view name) const {
    for (auto& each : grades)
        if (each.name == name) return &each;
    return nullptr;
}

}  // namespace zhibu::ballot
