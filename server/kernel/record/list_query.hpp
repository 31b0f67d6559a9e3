// From a URL's query to a ListQuery: filters, sort, page and search text, each checked against the type's own fields.
#pragma once
#include <initializer_list>

#include "kernel/http/router.hpp"
#include "kernel/record/store.hpp"

namespace zhibu {

constexpr std::int64_t largest_page = 200, largest_export = 200000;

ListQuery list_query(std::span<const AnyField> fields, const http::Call& call, const View& view, std::span<const std::string_view> own_parameters);
std::vector<http::QueryParameter> list_parameters(std::span<const AnyField> fields);

// Understands, for every filterable field: name=value (several values with ','), for dates and moments name_from / name_to,
// "none" for empty; organization_within=id for rows with an organization_id; sort=-held_on,name; page, size; count=false.
// Unknown names are 422: a mistyped filter must not silently show everything.
template <class T>
ListQuery list_query(const http::Call& call, const View& view, std::initializer_list<std::string_view> own_parameters = {}) {
    return list_query(any_fields<T>(), call, view, {own_parameters.begin(), own_parameters.end()});
}
// The same names for OpenAPI.
template <class T>
std::vector<http::QueryParameter> list_parameters() {
    return list_parameters(any_fields<T>());
}

}  // namespace zhibu
