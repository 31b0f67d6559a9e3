#include "kernel/record/list_query.hpp"

#include <algorithm>

#include "kernel/app.hpp"

namespace zhibu {
namespace {

// Calls f(part) for each of the parts between commas.
template <class F>
void for_parts(const std::string& text, F f) {
    for (std::size_t at = 0; at <= text.size();) {
        auto end = std::min(text.find(',', at), text.size());
        f(text.substr(at, end - at));
        at = end + 1;
    }
}

bool is_filtered(const AnyField& field) { return field.rules->filterable && field.value->filter; }
std::string within_name(const AnyField& field) { return std::string{reference_stem(field.name)} + "_within"; }

// "name, held_on DESC, " from "name,-held_on", and whether the last goes down.
std::pair<std::string, bool> order_of(std::span<const AnyField> fields, const std::string& sort) {
    std::string order;
    bool down = false;
    for_parts(sort, [&](std::string part) {
        down = part.starts_with('-');
        if (down) part.erase(0, 1);
        auto found = std::find_if(fields.begin(), fields.end(), [&](auto& each) { return each.rules->sortable && each.name == part; });
        if (found == fields.end()) throw invalid({{"?sort", "not_sortable"}});
        order += std::string{found->rules->sort_by.empty() ? found->name : found->rules->sort_by} + (down ? " DESC, " : ", ");
    });
    return {order, down};
}

// The condition of one parameter; nothing where no field knows its name.
std::optional<Where> condition_of(std::span<const AnyField> fields, const std::string& name, const std::string& value, const http::Call& call, const View& view) {
    for (auto& each : fields) {
        if (!is_filtered(each)) continue;
        std::string column{each.name};
        if (name == column) {
            if (value == "none") return where(column + " IS NULL");
            Where any = nothing();
            for_parts(value, [&](const std::string& part) { any = any || Where{column + " = ?", {each.value->filter(name, part)}}; });
            return any;
        }
        if (name == column + "_from") return Where{column + " >= ?", {each.value->filter(name, value)}};
        if (name == column + "_to") return Where{column + " <= ?", {each.value->filter(name, value)}};
        if (each.rules->reference == "organization" && name == within_name(each)) return within(column, view.tenant(), {{*call.integer_parameter(name)}}, view.tree());
    }
    return {};
}

}  // namespace

ListQuery list_query(std::span<const AnyField> fields, const http::Call& call, const View& view, std::span<const std::string_view> own_parameters) {
    ListQuery query;
    std::string order;
    bool last_down = false;
    for (auto& [name, value] : call.parameters()) {
        if (value.empty()) continue;
        if (name == "page") query.page = std::max<std::int64_t>(1, call.integer_parameter(name).value_or(1));
        else if (name == "size") query.size = std::clamp<std::int64_t>(call.integer_parameter(name).value_or(50), 1, largest_page);
        else if (name == "count") query.count = value != "false";
        else if (name == "format" || name == "q" || name == "columns" || name == "reason" || std::find(own_parameters.begin(), own_parameters.end(), name) != own_parameters.end()) continue;
        else if (name == "sort") std::tie(order, last_down) = order_of(fields, value);
        else if (auto condition = condition_of(fields, name, value, call, view)) query.condition = query.condition && *condition;
        else throw invalid({{"?" + name, "unknown_parameter"}});
    }
    query.order = order + (last_down ? "id DESC" : "id");  // the same way, so that an index can give the order
    return query;
}

std::vector<http::QueryParameter> list_parameters(std::span<const AnyField> fields) {
    json::object integer{{"type", "integer"}};
    std::vector<http::QueryParameter> all{{"q", "words to look for"}, {"sort", "fields, '-' before one turns it round"}, {"page", "from 1", integer},
                                          {"size", "rows a page", integer}, {"format", "json or xlsx"}, {"reason", "why this list is exported; asked where it names people"}, {"count", "false leaves out total"}};
    for (auto& each : fields) {
        if (!each.rules->filterable) continue;
        std::string name{each.name};
        all.push_back({name, "filter; several with ','"});
        if (each.value->moment) {
            all.push_back({name + "_from", "filter: not before"});
            all.push_back({name + "_to", "filter: not after"});
        }
        if (each.rules->reference == "organization") all.push_back({within_name(each), "filter: an organisation and all below it", integer});
    }
    return all;
}

}  // namespace zhibu
