#include "standard/score.hpp"

#include <algorithm>

namespace zhibu::standard {
namespace {

Given by_word(const Item& item, const Mark& mark, By by) {
    auto most = item.points * 100;
    if (mark.met == Met::part) return {Met::part, std::clamp<std::int64_t>(mark.points, 0, most), most, by, {}};
    return {mark.met, mark.met == Met::yes ? most : 0, most, by, {}};
}

Given by_record(const Item& item, IndicatorKind kind, const Known& known) {
    auto most = item.points * 100;
    auto asked = needed(item, kind, known.months);
    if (!known.value || !asked) {
        if (item.without_data == WithoutData::out) return {Met::out, 0, 0, By::record, asked};
        return {Met::no, 0, most, By::record, asked};
    }
    bool met = item.at_least.empty() ? *known.value <= *asked : *known.value >= *asked;
    if (met) return {Met::yes, most, most, By::record, asked};
    if (item.partial && !item.at_least.empty() && *asked > 0 && *known.value > 0) return {Met::part, most * *known.value / *asked, most, By::record, asked};
    return {Met::no, 0, most, By::record, asked};
}

}  // namespace

std::optional<std::int64_t> needed(const Item& item, IndicatorKind kind, std::int64_t months) {
    if (item.at_least.empty()) return read_value(kind, item.at_most);
    auto asked = read_value(kind, item.at_least);
    if (asked && item.over == Over::year) *asked = *asked * months / 12;
    return asked;
}

Given given(const Item& item, IndicatorKind kind, const Known& known) {
    if (!known.applies) return {Met::out, 0, 0, By::record, {}};
    auto asked = item.proof == Proof::record ? needed(item, kind, known.months) : std::nullopt;
    Given out;
    if (known.on_site) out = by_word(item, *known.on_site, By::on_site);
    else if (item.proof == Proof::on_site) out = known.visited ? Given{Met::open, 0, item.points * 100, By::on_site, {}} : Given{Met::out, 0, 0, By::on_site, {}};
    else if (known.reviewed) out = by_word(item, *known.reviewed, By::review);
    else if (item.proof == Proof::record) return by_record(item, kind, known);
    else if (known.claimed) out = {*known.claimed == Met::yes ? Met::yes : Met::no, *known.claimed == Met::yes ? item.points * 100 : 0, item.points * 100, By::branch, {}};
    else out = {Met::open, 0, item.points * 100, By::branch, {}};
    out.needed = asked;
    return out;
}

bool falls(const Veto& veto, IndicatorKind kind, std::optional<std::int64_t> value) {
    auto asked = read_value(kind, veto.at_least.empty() ? veto.at_most : veto.at_least);
    if (!value || !asked) return false;
    return veto.at_least.empty() ? *value <= *asked : *value >= *asked;
}

void add(Total& total, const Item& item, const Given& each) {
    total.points += each.points, total.most += each.most;
    if (each.met == Met::open) total.complete = false;
    // What is half there is not there, where it must be.
    if (item.must && each.met != Met::yes && each.met != Met::out) total.missing.push_back(item.name);
}
void finish(Total& total) { total.score = total.most ? (total.points * 10000 * 2 + total.most) / (2 * total.most) : 0; }

const Grade& grade_of(const Standard& standard, const Total& total) {
    std::size_t best = 0;
    for (auto& name : total.vetoes)
        if (auto* veto = standard.veto(name)) best = std::max(best, standard.place_of(veto->grade));
    for (auto i = best; i + 1 < standard.grades.size(); ++i) {
        auto& grade = standard.grades[i];
        if (total.score < grade.at_least * 100) continue;
        if (grade.all_musts && !total.missing.empty()) continue;
        if (grade.on_site && !total.visited) continue;
        return grade;
    }
    return standard.grades.back();
}

std::string points_text(std::int64_t hundredths) {
    auto text = std::to_string(hundredths / 100);
    if (auto rest = hundredths % 100) text += '.' + std::string{rest < 10 ? "0" : ""} + std::to_string(rest);
    return text;
}
std::optional<std::int64_t> read_points(std::string_view text) { return read_value(IndicatorKind::ratio, text); }

std::int64_t months_ended(Period period, Date day) {
    std::int64_t months = 0;
    for (auto first = period.first_day(); first <= period.last_day(); first = first.plus_months(1)) months += first.plus_months(1) <= day;
    return months;
}

}  // namespace zhibu::standard
