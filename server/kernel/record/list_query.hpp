// From a URL's query to a ListQuery: filters, sort, page and search text, each checked against the type's own fields.
#pragma once
#include <algorithm>

#include "kernel/http/router.hpp"
#include "kernel/record/store.hpp"

namespace zhibu {

constexpr std::int64_t largest_page = 200, largest_export = 200000;

// Understands, for every filterable field: name=value (several values with ','), for dates and moments name_from / name_to,
// "none" for empty; organization_within=id for rows with an organization_id; sort=-held_on,name; page, size; count=false.
// Unknown names are 422: a mistyped filter must not silently show everything.
template <class T>
ListQuery list_query(const http::Call& call, const View& view, std::initializer_list<std::string_view> own_parameters = {});
// The same names for OpenAPI.
template <class T>
std::vector<http::QueryParameter> list_parameters();

// One filter value as a parameter of the field's type; 422 where it does not fit.
template <class V>
db::Value filter_value(std::string_view name, const std::string& text) {
    if constexpr (requires { typename V::value_type; } && !std::is_same_v<V, std::string>) return filter_value<typename V::value_type>(name, text);
    else {
        json::value in = json::string{text};
        if constexpr (std::is_same_v<V, std::int64_t> || requires(V v) { v.value; } || std::is_same_v<V, Money>) {
            std::int64_t number = 0;
            if (std::from_chars(text.data(), text.data() + text.size(), number).ptr == text.data() + text.size()) in = number;
        } else if constexpr (std::is_same_v<V, bool>) in = text == "true";
        V value{};
        Faults faults;
        if (!Codec<V>::read(in, value, faults, "?" + std::string{name})) faults.throw_if_any();
        return to_parameter(value);
    }
}

template <class T>
ListQuery list_query(const http::Call& call, const View& view, std::initializer_list<std::string_view> own_parameters) {
    ListQuery query;
    std::string order;
    bool last_down = false;
    for (auto& [name, value] : call.parameters()) {
        if (value.empty()) continue;
        if (name == "page") query.page = std::max<std::int64_t>(1, call.integer_parameter(name).value_or(1));
        else if (name == "size") query.size = std::clamp<std::int64_t>(call.integer_parameter(name).value_or(50), 1, largest_page);
        else if (name == "count") query.count = value != "false";
        else if (name == "format" || name == "q" || name == "columns" || name == "reason" || std::find(own_parameters.begin(), own_parameters.end(), name) != own_parameters.end()) continue;
        else if (name == "sort") {
            for (std::size_t at = 0; at <= value.size();) {
                auto end = std::min(value.find(',', at), value.size());
                auto part = std::string_view{value}.substr(at, end - at);
                bool down = part.starts_with('-');
                last_down = down;
                if (down) part.remove_prefix(1);
                std::string_view column;
                for_fields<T>([&](const auto& each) {
                    if (each.rules.sortable && each.name == part) column = each.rules.sort_by.empty() ? each.name : each.rules.sort_by;
                });
                if (column.empty()) throw invalid({{"?sort", "not_sortable"}});
                order += std::string{column} + (down ? " DESC, " : ", ");
                at = end + 1;
            }
        } else {
            bool known = false;
            for_fields<T>([&](const auto& each) {
                using F = std::remove_cvref_t<decltype(each)>;
                using V = typename F::Value;
                if constexpr (!std::is_same_v<V, Protected> && !std::is_same_v<V, BlindIndex> && !std::is_same_v<V, Json> && !schema::Described<V>) {
                    if (!each.rules.filterable) return;
                    auto column = std::string{each.name};
                    if (name == column) {
                        known = true;
                        if (value == "none") return void(query.condition = query.condition && where(column + " IS NULL"));
                        Where any = nothing();
                        for (std::size_t at = 0; at <= value.size();) {
                            auto end = std::min(value.find(',', at), value.size());
                            any = any || Where{column + " = ?", {filter_value<V>(name, value.substr(at, end - at))}};
                            at = end + 1;
                        }
                        query.condition = query.condition && any;
                    } else if (name == column + "_from") known = true, query.condition = query.condition && Where{column + " >= ?", {filter_value<V>(name, value)}};
                    else if (name == column + "_to") known = true, query.condition = query.condition && Where{column + " <= ?", {filter_value<V>(name, value)}};
                    else if (each.rules.reference == "organization" && name == column.substr(0, column.size() - 3) + "_within")
                        known = true, query.condition = query.condition && within(column, view.tenant(), {{*call.integer_parameter(name)}}, view.tree());
                }
            });
            if (!known) throw invalid({{"?" + name, "unknown_parameter"}});
        }
    }
    query.order = order + (last_down ? "id DESC" : "id");  // the same way, so that an index can give the order
    return query;
}

template <class T>
std::vector<http::QueryParameter> list_parameters() {
    json::object integer{{"type", "integer"}};
    std::vector<http::QueryParameter> all{{"q", "words to look for"}, {"sort", "fields, '-' before one turns it round"}, {"page", "from 1", integer},
                                          {"size", "rows a page", integer}, {"format", "json or xlsx"}, {"reason", "why this list is exported; asked where it names people"}, {"count", "false leaves out total"}};
    for_fields<T>([&](const auto& each) {
        if (!each.rules.filterable) return;
        auto name = std::string{each.name};
        all.push_back({name, "filter; several with ','"});
        using V = typename std::remove_cvref_t<decltype(each)>::Value;
        if constexpr (std::is_same_v<V, Date> || std::is_same_v<V, Instant> || std::is_same_v<V, std::optional<Date>> || std::is_same_v<V, std::optional<Instant>>) {
            all.push_back({name + "_from", "filter: not before"});
            all.push_back({name + "_to", "filter: not after"});
        }
        if (each.rules.reference == "organization") all.push_back({name.substr(0, name.size() - 3) + "_within", "filter: an organisation and all below it", integer});
    });
    return all;
}

}  // namespace zhibu
