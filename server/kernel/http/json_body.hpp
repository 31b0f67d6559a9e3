// The JSON of a request's body, within bounds.
#pragma once
#include <boost/json/value.hpp>

#include <string_view>

namespace zhibu::http {

constexpr std::size_t deepest_json = 64;

// One whole value and nothing behind it but white space; else Problem 400 malformed-json with the position in bytes.
boost::json::value read_json(std::string_view body);

}  // namespace zhibu::http
