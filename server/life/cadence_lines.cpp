#include "life/cadence_lines.hpp"

#include <fmt/format.h>

#include <array>

#include "kernel/app.hpp"

namespace zhibu::life {
namespace {

// What one month of an organisation looks like: each duty counts in the month in which it is due, and the kind that stands worst
// gives the month its state.
struct Month {
    std::int64_t required{}, held{}, expected{}, met{};  // expected and met: of what was due by today
    DutyState state{DutyState::not_required};
    const CadenceRule* worst{};
    DutyCell cell{};  // of the worst

    double share() const { return cell.required ? double(std::min(cell.held, cell.required)) / double(cell.required) : 1; }
};

int gravity(DutyState state) {
    switch (state) {
        case DutyState::not_required: return 0;
        case DutyState::not_due: return 1;
        case DutyState::done: return 2;
        case DutyState::late: return 3;
        case DutyState::due: return 4;
        case DutyState::overdue: return 5;
    }
    return 0;
}

void count_in(Month& month, const CadenceRule& rule, const DutyCell& cell, Date today) {
    month.required += cell.required, month.held += std::min(cell.held, cell.required);
    if (cell.due_on < today) month.expected += cell.required, month.met += std::min(cell.held, cell.required);
    auto worse = gravity(cell.state) - gravity(month.state);
    bool lower = worse == 0 && double(std::min(cell.held, cell.required)) / double(cell.required) < month.share();
    if (worse > 0 || lower) month.state = cell.state, month.worst = &rule, month.cell = cell;
}

std::array<Month, 12> months_of(const View& view, const Duties& duties, const HeldBook& held, Id<Organization> organization) {
    std::array<Month, 12> months{};
    for (std::size_t i = 0; i < duties.cadence().size(); ++i)
        for (auto period : periods_of(duties.cadence()[i], duties.year())) {
            auto cell = cell_of(view, duties, held, i, organization, period);
            if (cell.required) count_in(months[std::size_t(period.last_day().month() - 1)], duties.cadence()[i], cell, view.today());
        }
    return months;
}

void write_month(std::string& out, const Month& month) {
    out += fmt::format("{{\"required\":{},\"held\":{},\"state\":\"{}\",\"worst\":", month.required, month.held, Codec<DutyState>::name(month.state));
    if (!month.worst) out += "null}";
    else out += fmt::format("{{\"kind\":\"{}\",\"period\":\"{}\",\"required\":{},\"held\":{}}}}}", Codec<MeetingKind>::name(month.worst->kind), month.cell.period.iso(), month.cell.required, month.cell.held);
}

// One line: its months, and how many of those directly below have lines of their own (groups stand in their branch's matrix).
std::string overview_row(const View& view, const Duties& duties, const HeldBook& held, Id<Organization> id) {
    auto months = months_of(view, duties, held, id);
    std::string cells;
    Month sum;
    for (auto& month : months) {
        if (!cells.empty()) cells += ',';
        write_month(cells, month);
        sum.required += month.required, sum.held += month.held, sum.expected += month.expected, sum.met += month.met;
    }
    auto* node = view.tree().find(id);
    std::int64_t below = 0;
    for (auto child : node ? node->children : std::vector<Id<Organization>>{}) below += view.tree().find(child)->kind != "group";
    return fmt::format("{{\"organization_id\":{},\"name\":{},\"kind\":\"{}\",\"branches\":{},\"below\":{},\"required\":{},\"held\":{},\"expected\":{},\"met\":{},\"months\":[{}]}}", id.value,
                       to_json(node ? node->name : std::string{}), node ? node->kind : "", view.tree().size_of(id), below, sum.required, sum.held, sum.expected, sum.met, cells);
}

}  // namespace

std::string CadenceLines::of(const View& view, const std::shared_ptr<const Duties>& duties, const std::vector<Id<Organization>>& organizations) {
    auto year = duties->year();
    auto figures = [&](const std::vector<Id<Organization>>& wanted) { return HeldBook::read(view, *duties, wanted); };
    auto lines = lines_.of(view, year, duties, organizations, [&](const std::vector<Id<Organization>>& unknown) {
        HeldBook held{view, *duties, figures_.of(view, year, duties, figures_needed(*duties, unknown), figures)};
        std::vector<std::string> all;
        for (auto id : unknown) all.push_back(overview_row(view, *duties, held, id));
        return all;
    });
    std::string joined;
    for (auto& line : lines) joined += (joined.empty() ? "" : ",") + *line;
    return joined;
}

}  // namespace zhibu::life
