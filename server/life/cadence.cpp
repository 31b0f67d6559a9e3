#include "life/cadence.hpp"

#include <algorithm>

#include "kernel/app.hpp"
#include "kernel/access/session.hpp"
#include "life/keeping.hpp"

namespace zhibu::life {
namespace {

constexpr std::size_t slots = 17;  // 12 months, 4 quarters, the year
std::size_t slot_of(Period period) {
    auto part = std::size_t(period.number() % 100);
    return period.is_year() ? 16 : period.is_quarter() ? 12 + part - 21 : part - 1;
}

// In the order of their slots.
std::vector<Period> all_periods(int year) {
    std::vector<Period> all;
    for (int i = 1; i <= 12; ++i) all.push_back(Period::month(year, i));
    for (int i = 1; i <= 4; ++i) all.push_back(Period::quarter(year, i));
    all.push_back(Period::whole_year(year));
    return all;
}

bool owed_by_kind(const CadenceRule& rule, OrganizationKind kind) {
    if (std::find(rule.except.begin(), rule.except.end(), kind) != rule.except.end()) return false;
    switch (rule.who) {
        case Who::branch:
        case Who::branch_with_committee: return organization::is_branch(kind);
        case Who::group: return kind == OrganizationKind::group;
        case Who::leading_group: return kind == OrganizationKind::leading_group;
    }
    return false;
}

// A new organisation owes from the period in which it is old enough at the end; one that ends within a period owes it no more.
bool owed_in(const YearRule& rule, const Holder& holder, Period period) {
    auto last = period.last_day();
    if (!rule.holds_on(last) || !owed_by_kind(rule, holder.kind)) return false;
    if (rule.who == Who::branch_with_committee && !holder.committee[std::size_t(last.month() - 1)]) return false;
    return rule.valid_from <= last && holder.from.plus_days(int(rule.grace_days)) <= last && last <= holder.until;
}

// The rules of a year: what one version says as the one before it stays one rule.
std::vector<YearRule> rules_of(const View& view, int year) {
    std::vector<YearRule> all;
    for (auto& held : view.app.packs.through<Cadence>(view, cadence_file, Date::of(year, 1, 1), Date::of(year, 12, 31)))
        for (auto& rule : held.content->rules) {
            auto same = std::find_if(all.begin(), all.end(), [&](auto& each) {
                return each.holds_until.plus_days(1) == held.from && to_json(static_cast<const CadenceRule&>(each)) == to_json(rule);
            });
            if (same != all.end()) same->holds_until = held.until;
            else if (all.size() < most_year_rules) all.push_back({rule, held.from, held.until});
        }
    return all;
}
std::string versions_of(const View& view, int year) {
    std::string all;
    for (auto& each : view.app.packs.changes(view, cadence_file, Date::of(year, 1, 1), Date::of(year, 12, 31))) all += each.from.iso() + "=" + std::to_string(each.number) + " ";
    return all;
}

constexpr std::string_view roster_setting = "cadence.roster";

}  // namespace

std::vector<Period> periods_of(const CadenceRule& rule, int year) {
    std::vector<Period> all;
    if (rule.every == Every::month)
        for (int i = 1; i <= 12; ++i) all.push_back(Period::month(year, i));
    else if (rule.every == Every::quarter)
        for (int i = 1; i <= 4; ++i) all.push_back(Period::quarter(year, i));
    else all.push_back(Period::whole_year(year));
    return all;
}

Duties Duties::of(const View& view, int year) {
    Duties duties;
    duties.year_ = year;
    duties.cadence_ = rules_of(view, year);
    auto& all = duties.cadence_;
    for (auto period : all_periods(year)) duties.due_on_.push_back(view.app.working_days.next_working_day_on_or_after(period.last_day()));
    auto committees = organization::committees_in(view, year);
    auto rows = view.session.query("SELECT id, kind, founded_on, ended_on FROM organization WHERE tenant_id = ?", view.tenant());
    while (rows.next()) {
        Holder holder{{rows.integer(0)}, Codec<OrganizationKind>::fetch(rows, 1), Date::of(1900, 1, 1), never_ends, {}};
        if (!rows.is_null(2)) holder.from = Date::from_number(rows.integer(2)).first_day();
        if (!rows.is_null(3)) holder.until = Date::from_number(rows.integer(3)).plus_days(-1);
        if (auto found = committees.find(holder.id); found != committees.end()) holder.committee = found->second;
        duties.holders_.emplace(holder.id, holder);
        for (std::size_t i = 0; i < all.size(); ++i)
            if (owed_by_kind(all[i], holder.kind)) duties.may_owe_[holder.id.value].set(i);
    }
    auto scopes = view.session.query("SELECT ancestor_id, descendant_id, valid_from, valid_to FROM scope WHERE tenant_id = ? AND valid_from <= ? AND valid_to >= ?", view.tenant(),
                                     Period::whole_year(year).last_day(), Period::whole_year(year).first_day());
    while (scopes.next()) {
        auto found = duties.holders_.find({scopes.integer(1)});
        if (found == duties.holders_.end()) continue;
        auto& holder = found->second;
        auto from = Date::from_number(scopes.integer(2)), until = Date::from_number(scopes.integer(3));
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (!owed_by_kind(all[i], holder.kind)) {
                if (holds(rules().kind(all[i].kind), holder.kind)) duties.strangers_[scopes.integer(0)].emplace_back(i, holder.id);
                continue;
            }
            for (auto period : periods_of(all[i], year)) {
                if (!owed_in(all[i], holder, period) || period.last_day() < from || until < period.last_day()) continue;
                auto& counts = duties.owing_[scopes.integer(0)];
                if (counts.empty()) counts.resize(all.size() * slots);
                ++counts[i * slots + slot_of(period)];
            }
        }
    }
    return duties;
}

bool Duties::owes(const YearRule& rule, Id<Organization> organization, Period period) const {
    auto found = holders_.find(organization);
    return found != holders_.end() && owed_in(rule, found->second, period);
}
bool Duties::may_owe(const YearRule& rule, Id<Organization> organization) const {
    auto found = may_owe_.find(organization.value);
    return found != may_owe_.end() && found->second[std::size_t(&rule - cadence_.data())];
}
Date Duties::due_on(Period period) const { return due_on_[slot_of(period)]; }
std::int64_t Duties::owing(std::size_t rule, Id<Organization> top, Period period) const {
    auto found = owing_.find(top.value);
    return found == owing_.end() ? 0 : found->second[rule * slots + slot_of(period)];
}
bool Duties::owed_below(std::size_t rule, Id<Organization> top) const {
    auto found = owing_.find(top.value);
    if (found == owing_.end()) return false;
    auto first = found->second.begin() + std::ptrdiff_t(rule * slots);
    return std::any_of(first, first + slots, [](auto count) { return count > 0; });
}
std::vector<Id<Organization>> Duties::strangers(std::size_t rule, Id<Organization> top) const {
    std::vector<Id<Organization>> all;
    if (auto found = strangers_.find(top.value); found != strangers_.end())
        for (auto& [which, id] : found->second)
            if (which == rule) all.push_back(id);
    return all;
}

std::shared_ptr<const Duties> DutyBook::of(const View& view, int year) {
    auto roster = access::setting(view.session, view.tenant(), roster_setting).value_or("0");
    Key key{view.tree().version(), std::stoll(roster), view.session.integer("SELECT MAX(id) FROM member WHERE tenant_id = ?", view.tenant()).value_or(0), view.today(), versions_of(view, year)};
    {
        std::lock_guard lock{mutex_};
        if (auto& [seen, kept] = years_[{view.tenant().value, year}]; kept && seen == key) return kept;
    }
    auto fresh = std::make_shared<const Duties>(Duties::of(view, year));
    std::lock_guard lock{mutex_};
    if (years_.size() > 20) years_.clear();
    years_[{view.tenant().value, year}] = {key, fresh};
    return fresh;
}
void DutyBook::turn_page(Transaction& t) { access::set_setting(t.session, t.tenant(), roster_setting, std::to_string(t.session.next_id())); }

namespace {

std::map<MeetingKind, std::int64_t> held_kinds(const View& view, const Duties& duties) {
    std::map<MeetingKind, std::int64_t> all;
    for (auto& rule : duties.cadence())
        for (auto number : view.app.fact_kinds.matching(view.session, view.tenant(), fact_kind("held", rule.kind))) all.emplace(rule.kind, number);
    return all;
}

bool by_kind_and_period(const rollup::OwnFigure& a, const rollup::OwnFigure& b) { return std::tie(a.kind, a.period) < std::tie(b.kind, b.period); }

}  // namespace

HeldBook::HeldBook(const View& view, const Duties& duties, const std::vector<Id<Organization>>& organizations) : kinds_{held_kinds(view, duties)} {
    auto all = read(view, duties, organizations);
    for (std::size_t i = 0; i < all.size(); ++i) figures_[organizations[i].value] = std::make_shared<const Figures>(std::move(all[i]));
}
HeldBook::HeldBook(const View& view, const Duties& duties, std::vector<std::shared_ptr<const Figures>> figures) : kinds_{held_kinds(view, duties)} {
    for (auto& each : figures)
        if (!each->empty()) figures_[each->front().organization.value] = std::move(each);
}

std::vector<HeldBook::Figures> HeldBook::read(const View& view, const Duties& duties, const std::vector<Id<Organization>>& organizations) {
    auto year = duties.year();
    std::vector<std::int64_t> numbers;
    auto asked = nothing();  // of each kind the periods of its rule: most of the rest is never looked at
    auto kinds = held_kinds(view, duties);
    for (auto& rule : duties.cadence()) {
        auto kind = kinds.find(rule.kind);
        if (kind == kinds.end()) continue;
        numbers.push_back(kind->second);
        auto periods = periods_of(rule, year);
        asked = asked || where("(kind = ? AND period BETWEEN ? AND ?)", kind->second, periods.front(), periods.back());
    }
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    std::unordered_map<std::int64_t, std::size_t> places;
    for (std::size_t i = 0; i < organizations.size(); ++i) places[organizations[i].value] = i;
    std::vector<Figures> all(organizations.size());
    for (auto& figure : rollup::of_organizations(view, organizations, numbers, year, asked)) all[places[figure.organization.value]].push_back(figure);
    for (auto& figures : all)
        if (!std::is_sorted(figures.begin(), figures.end(), by_kind_and_period)) std::sort(figures.begin(), figures.end(), by_kind_and_period);
    return all;
}

const rollup::OwnFigure* HeldBook::find(Id<Organization> organization, MeetingKind kind, Period period) const {
    auto number = kinds_.find(kind);
    auto figures = figures_.find(organization.value);
    if (number == kinds_.end() || figures == figures_.end()) return nullptr;
    auto wanted = std::tie(number->second, period);
    auto found = std::lower_bound(figures->second->begin(), figures->second->end(), wanted, [](auto& each, auto& key) { return std::tie(each.kind, each.period) < key; });
    return found != figures->second->end() && std::tie(found->kind, found->period) == wanted ? &*found : nullptr;
}

DutyCell cell_of(const View& view, const Duties& duties, const HeldBook& held, std::size_t rule, Id<Organization> organization, Period period) {
    auto& which = duties.cadence()[rule];
    DutyCell cell{period, 0, 0, 0, DutyState::not_required, duties.due_on(period)};
    if (!which.holds_on(period.last_day())) return cell;  // another version's
    auto* figure = held.find(organization, which.kind, period);
    if (duties.may_owe(which, organization)) {
        if (duties.owes(which, organization, period)) cell.required = which.times;
        if (figure) cell.held = figure->own, cell.on_time = figure->own - std::min(figure->own, figure->figure.late);
    } else if (cell.required = duties.owing(rule, organization, period); cell.required) {
        cell.held = figure ? figure->figure.units : 0;
        for (auto stranger : duties.strangers(rule, organization))
            if (auto* own = held.find(stranger, which.kind, period); own && own->own > 0) --cell.held;
        // Whoever lost its duty since (a committee that became too small) may have held it all the same.
        cell.held = std::clamp<std::int64_t>(cell.held, 0, cell.required);
        // Each late record is taken to have been its holder's only one: the colour may say late where a second one was in time.
        cell.on_time = cell.held - std::min(cell.held, figure ? figure->figure.late : 0);
    } else if (figure) cell.held = cell.on_time = figure->own;
    if (!cell.required) return cell;
    if (cell.held >= cell.required) cell.state = cell.on_time >= cell.required ? DutyState::done : DutyState::late;
    else if (cell.due_on < view.today()) cell.state = DutyState::overdue;
    else cell.state = period.first_day() <= view.today() ? DutyState::due : DutyState::not_due;
    return cell;
}

std::vector<Id<Organization>> figures_needed(const Duties& duties, const std::vector<Id<Organization>>& tops) {
    std::vector<Id<Organization>> all = tops;
    for (auto top : tops)
        for (std::size_t rule = 0; rule < duties.cadence().size(); ++rule)
            if (duties.owed_below(rule, top) && !duties.may_owe(duties.cadence()[rule], top))
                for (auto each : duties.strangers(rule, top)) all.push_back(each);
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

std::vector<MissingDuty> missing(const View& view, const Duties& duties, const std::vector<Id<Organization>>& holders, Date until) {
    HeldBook held{view, duties, holders};
    std::vector<MissingDuty> all;
    for (auto holder : holders)
        for (std::size_t i = 0; i < duties.cadence().size(); ++i) {
            auto& rule = duties.cadence()[i];
            if (!duties.may_owe(rule, holder)) continue;
            for (auto period : periods_of(rule, duties.year())) {
                if (until < period.last_day()) continue;
                auto cell = cell_of(view, duties, held, i, holder, period);
                if (cell.state == DutyState::due || cell.state == DutyState::overdue) all.push_back({holder, &rule, cell});
            }
        }
    std::stable_sort(all.begin(), all.end(), [](auto& a, auto& b) { return a.cell.due_on < b.cell.due_on; });
    return all;
}

}  // namespace zhibu::life
