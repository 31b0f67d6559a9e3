// The routes of the cadence: one organisation's matrix, the overview of those below, the list of what is missing.
#include <fmt/format.h>

#include "life/cadence_lines.hpp"
#include "life/inbox.hpp"
#include "life/meeting_shown.hpp"

namespace zhibu::life {
namespace {

using Book = std::shared_ptr<DutyBook>;

int year_asked(const http::Call& call, const View& view) {
    auto year = call.integer_parameter("year").value_or(view.today().year());
    if (year < 1950 || year > view.today().year() + 1) throw invalid({{"?year", "not_a_period"}});
    return int(year);
}

// The organisation asked for: seen (else 404) and within what the actor reads (else 403). Without one: the actor's own.
Id<Organization> organization_asked(const http::Call& call, const View& view, std::string_view parameter) {
    Id<Organization> id{call.integer_parameter(parameter).value_or(0)};
    if (!id)
        for (auto& grant : view.actor.grants)
            if (grant.organization && !id) id = grant.organization;
    if (!id && !view.tree().roots().empty()) id = view.tree().roots().front();
    if (!id) throw not_found();
    organization::load(view, id);
    bool reads = view.covers(organization::readers, id) || view.covers({Role::member}, id);
    allowed_if(reads, "reads_no_cadence").or_throw();
    return id;
}

// The list of meetings that a cell counts.
std::string records_link(Id<Organization> organization, bool below, MeetingKind kind, Period period) {
    return fmt::format("/api/v1/meetings?organization_{}={}&kind={}&day_from={}&day_to={}&state=closed", below ? "within" : "id", organization.value,
                       Codec<MeetingKind>::name(kind), period.first_day().iso(), period.last_day().iso());
}

void write_cell(std::string& out, const DutyCell& cell, const std::string& records) {
    out += fmt::format("{{\"period\":\"{}\",\"required\":{},\"held\":{},\"state\":\"{}\",\"due_on\":\"{}\",\"records\":\"{}\"}}", cell.period.iso(), cell.required, cell.held,
                       Codec<DutyState>::name(cell.state), cell.due_on.iso(), records);
}

void write_rule(std::string& out, const CadenceRule& rule) {
    out += "\"rule\":";
    write_json(out, rule);
}

http::Response matrix(http::Call& call, const Book& book) {
    return call.read_kept([&](const View& view) {
        auto id = organization_asked(call, view, "organization_id");
        auto year = year_asked(call, view);
        auto duties = book->of(view, year);
        HeldBook held{view, *duties, figures_needed(*duties, {id})};
        std::string rows;
        for (std::size_t i = 0; i < duties->cadence().size(); ++i) {
            auto& rule = duties->cadence()[i];
            std::string cells;
            bool matters = false;
            for (auto period : periods_of(rule, year)) {
                auto cell = cell_of(view, *duties, held, i, id, period);
                matters |= cell.required || cell.held;
                if (!cells.empty()) cells += ',';
                write_cell(cells, cell, records_link(id, !duties->may_owe(rule, id), rule.kind, period));
            }
            if (!matters) continue;
            rows += rows.empty() ? "{" : ",{";
            write_rule(rows, rule);
            rows += fmt::format(",\"own\":{},\"cells\":[{}]}}", duties->may_owe(rule, id), cells);
        }
        auto caution = view.app.working_days.caution(Date::of(year, 1, 1), Date::of(year, 12, 31));
        auto* node = view.tree().find(id);
        return http::ok(fmt::format("{{\"organization_id\":{},\"name\":{},\"year\":{},\"today\":\"{}\",\"caution\":{},\"rules\":[{}]}}", id.value, to_json(node ? node->name : std::string{}),
                                    year, view.today().iso(), to_json(caution), rows));
    });
}

http::Response overview(http::Call& call, const Book& book, CadenceLines& kept) {
    return call.read_kept([&](const View& view) {
        auto top = organization_asked(call, view, "organization_within");
        auto year = year_asked(call, view);
        auto duties = book->of(view, year);
        auto lines = view.tree().find(top) ? view.tree().find(top)->children : std::vector<Id<Organization>>{};
        lines.insert(lines.begin(), top);  // first the whole
        auto rows = kept.of(view, duties, lines);
        auto* node = view.tree().find(top);
        return http::ok(fmt::format("{{\"organization_id\":{},\"name\":{},\"year\":{},\"today\":\"{}\",\"rows\":[{}]}}", top.value, to_json(node ? node->name : std::string{}), year,
                                    view.today().iso(), rows));
    });
}

http::Response missing_list(http::Call& call, const Book& book) {
    return call.read_kept([&](const View& view) {
        auto top = organization_asked(call, view, "organization_within");
        auto year = year_asked(call, view);
        auto duties = book->of(view, year);
        auto until = call.date_parameter("until").value_or(year == view.today().year() ? Period::month_of(view.today()).last_day() : Date::of(year, 12, 31));
        std::vector<Id<Organization>> holders;
        for (auto id : view.tree().subtree(top))
            if (duties->holders().contains(id)) holders.push_back(id);
        auto all = missing(view, *duties, holders, until);
        if (auto state = call.parameter("state")) std::erase_if(all, [&](auto& each) { return Codec<DutyState>::name(each.cell.state) != *state; });
        if (auto kind = call.parameter("kind")) std::erase_if(all, [&](auto& each) { return Codec<MeetingKind>::name(each.rule->kind) != *kind; });
        auto page = std::max<std::int64_t>(1, call.integer_parameter("page").value_or(1)), size = std::clamp<std::int64_t>(call.integer_parameter("size").value_or(50), 1, 500);
        std::string items;
        for (auto i = std::size_t((page - 1) * size); i < all.size() && i < std::size_t(page * size); ++i) {
            auto& each = all[i];
            items += items.empty() ? "{" : ",{";
            auto* node = view.tree().find(each.organization);
            items += fmt::format("\"organization_id\":{},\"organization_name\":{},", each.organization.value, to_json(node ? node->name : std::string{}));
            write_rule(items, *each.rule);
            items += fmt::format(",\"may_record\":{},\"cell\":", view.covers(meeting_keepers, each.organization));
            write_cell(items, each.cell, records_link(each.organization, false, each.rule->kind, each.cell.period));
            items += '}';
        }
        return http::ok(fmt::format("{{\"items\":[{}],\"total\":{},\"page\":{},\"size\":{}}}", items, all.size(), page, size));
    });
}

}  // namespace

void install_cadence(App& app) {
    auto book = std::make_shared<DutyBook>();
    declare_cadence_measures(app, book);
    auto lines = std::make_shared<CadenceLines>();
    // Whatever changes who is a member, or who counts as one, opens a new page of the book. The tree has a version of its own.
    for (auto event : {"member.admitted", "member.changed", "member.transferred", "member.left", "member.readmitted", "member.exempted", "member.regularised", "member.taken_back", "organization.changed",
                       "organization.taken_back", "roster_import.applied", "roster_import.undone"})
        app.on(event, [](Transaction& t, const Event&) { DutyBook::turn_page(t); });
    http::QueryParameter year{"year", "the year; this year where it is left out", {{"type", "integer"}}};
    http::QueryParameter within_parameter{"organization_within", "an organisation and all below it", {{"type", "integer"}}};
    auto& r = app.router;
    r.get("/api/v1/cadence", {.operation = "cadence.matrix", .query = {{"organization_id", "whose", {{"type", "integer"}}}, year}}, [book](http::Call& call) { return matrix(call, book); });
    r.get("/api/v1/cadence/overview", {.operation = "cadence.overview", .query = {within_parameter, year}}, [book, lines](http::Call& call) { return overview(call, book, *lines); });
    r.get("/api/v1/cadence/missing",
          {.operation = "cadence.missing", .query = {within_parameter, year, {"until", "periods that end by this day"}, {"state", "due or overdue"}, {"kind", "kind of meeting"}, {"page", "from 1"}, {"size", "rows a page"}}},
          [book](http::Call& call) { return missing_list(call, book); });
    app.inbox([book](const View& view, std::vector<InboxItem>& items) { add_missing_duties(view, *book, items); });
}

}  // namespace zhibu::life
