// What-if: a changed definition computed for all organisations beside the one that holds. Nothing is stored.
#include <fmt/format.h>

#include "evaluation/evaluation.hpp"
#include "kernel/record/list_query.hpp"

namespace zhibu::evaluation {

struct Trial {
    Period period{};
    IndexDefinition definition{};
    std::optional<Id<Organization>> organization_within{};
    std::string moved{};  // "": all; up, down, class: those whose points rise, fall, or whose class changes
    std::int64_t page{1}, size{50};
};

}  // namespace zhibu::evaluation

namespace zhibu {
template <>
struct Schema<evaluation::Trial> {
    using T = evaluation::Trial;
    static constexpr std::string_view name = "index_trial";
    static constexpr auto fields = std::tuple{field<&T::period>({.required = true}), field<&T::definition>({.required = true}), field<&T::organization_within>({.reference = "organization"}), field<&T::moved>({.max = 10}),
                                              field<&T::page>({.min = 1}), field<&T::size>({.min = 1, .max = largest_page})};
};
}  // namespace zhibu

namespace zhibu::evaluation {
namespace {

struct Move {
    std::size_t before{}, after{};  // rows
};

// Of organisations that both apply to.
std::vector<Move> moves_of(const Composite& before, const Composite& after, const std::vector<std::size_t>& rows) {
    std::vector<Move> all;
    for (auto row : rows)
        if (auto other = after.rows[std::size_t(before.places[row])]; other >= 0) all.push_back({row, std::size_t(other)});
    return all;
}

std::string class_json(const Composite& composite, std::size_t row) {
    auto found = composite.class_of(row);
    return found ? "\"" + std::string{Codec<Class>::name(*found)} + "\"" : "null";
}

// Twenty bands of five points, before and after.
std::string bands(const Composite& composite, const std::vector<std::size_t>& rows) {
    std::array<std::int64_t, 20> counts{};
    for (auto row : rows)
        if (composite.total[row] != no_points) ++counts[std::size_t(std::clamp(composite.total[row] / 500, 0, 19))];
    return fmt::format("[{}]", fmt::join(counts, ","));
}

http::Response tried(http::Call& call, const Shared& shelf) {
    auto sent = call.body_as<Trial>();
    Faults faults;
    if (sent.definition.name != call.part(0)) faults.add("#/definition/name", "fixed");
    if (!sent.moved.empty() && sent.moved != "up" && sent.moved != "down" && sent.moved != "class") faults.add("#/moved", "not_one_of");
    check(sent.definition, call.app.indicators, faults, "#/definition");
    faults.throw_if_any();
    auto changed = std::make_shared<const IndexDefinition>(sent.definition);
    return call.read([&](const View& view) {
        allowed_if(view.actor.is_any({Role::administrator, Role::committee_clerk, Role::organ_clerk}), "tries_no_indexes").or_throw();
        auto current = load_index(view, call.part(0), ruling_day(view, sent.period)).definition;
        auto names = changed->indicators();
        names.merge(current->indicators());
        auto matrix = view.app.matrices.of(view, sent.period, names);
        auto before = shelf->composites.of(view, current, sent.period);
        auto after = compute(changed, matrix, view.app.indicators, view.today());
        if (before->matrix->axis != after->matrix->axis) before = compute(current, matrix, view.app.indicators, view.today());
        auto rows = readable_rows(view, *before, sent.organization_within.value_or(Id<Organization>{}));
        auto moves = moves_of(*before, *after, rows);
        std::array<std::array<std::int64_t, 3>, 3> classes{};
        std::int64_t up = 0, down = 0, same = 0;
        std::vector<std::size_t> old_rows, new_rows;
        for (auto& move : moves) {
            auto change = after->total[move.after] - before->total[move.before];
            ++(change > 0 ? up : change < 0 ? down : same);
            auto was = before->class_of(move.before), is = after->class_of(move.after);
            if (was && is) ++classes[std::size_t(*was)][std::size_t(*is)];
            old_rows.push_back(move.before), new_rows.push_back(move.after);
        }
        std::erase_if(moves, [&](auto& move) {
            auto change = after->total[move.after] - before->total[move.before];
            if (sent.moved == "up") return change <= 0;
            if (sent.moved == "down") return change >= 0;
            return sent.moved == "class" && before->class_of(move.before) == after->class_of(move.after);
        });
        std::string out = fmt::format("{{\"organizations\":{},\"up\":{},\"down\":{},\"same\":{},\"classes\":[[{}],[{}],[{}]],\"bands_before\":{},\"bands_after\":{},\"manual_share\":{:.1f},\"items\":[", old_rows.size(), up, down, same,
                                      fmt::join(classes[0], ","), fmt::join(classes[1], ","), fmt::join(classes[2], ","), bands(*before, old_rows), bands(*after, new_rows),
                                      double(manual_share(*changed, view.app.indicators)) / 10);
        for (auto at = std::size_t((sent.page - 1) * sent.size); at < std::min(moves.size(), std::size_t(sent.page * sent.size)); ++at) {
            auto& move = moves[at];
            if (out.back() != '[') out += ',';
            out += fmt::format("{{\"organization_id\":{},\"organization_name\":{},\"before\":{},\"after\":{},\"class_before\":{},\"class_after\":{}}}", before->place(move.before).id.value,
                               to_json(before->place(move.before).name), points_json(before->total[move.before]), points_json(after->total[move.after]), class_json(*before, move.before), class_json(*after, move.after));
        }
        return http::ok(out + fmt::format("],\"total\":{},\"page\":{},\"size\":{}}}", moves.size(), sent.page, sent.size));
    });
}

}  // namespace

void install_trials(App& app, const Shared& shelf) {
    app.router.post("/api/v1/indexes/{name}/trial", {.operation = "index.try", .request = http::shape<Trial>(), .response = {{{"type", "object"}}, {}}}, [shelf](http::Call& call) { return tried(call, shelf); });
}

}  // namespace zhibu::evaluation
