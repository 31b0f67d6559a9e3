// The strict part of TOML that packs are written in: read within bounds, refused in words with the line.
//
// Tables, arrays of tables, dotted and quoted keys, the four kinds of strings, decimal numbers, true and false, dates, arrays and
// inline tables. Not read: hexadecimal and special numbers, times of day. Packs come from files that people send: a parser that
// ends the program or reads undefined ground on a wrong letter cannot stand here (docs/decisions/007-packs.md).
#pragma once
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include "kernel/http/problem.hpp"
#include "kernel/schema/codec.hpp"

namespace zhibu::pack {

constexpr std::size_t largest_file = 256 << 10;  // bytes
constexpr int deepest_nesting = 12;              // of tables and lists
constexpr std::size_t most_values = 20'000;

struct Toml {
    json::object content;
    std::map<std::string, int> lines;  // "#/rule/3/every" → the line, from 1, on which it stands
    std::map<std::string, std::pair<std::size_t, std::size_t>> places;  // of a value behind "=": its first byte, and the one behind it
};

// What cannot be read: a key of "violation" in words/, with the line.
class Unreadable : public std::runtime_error {
public:
    Unreadable(int at, std::string violation, Parameters words = {}) : std::runtime_error{violation}, line{at}, code{std::move(violation)}, parameters{std::move(words)} {}
    int line;
    std::string code;
    Parameters parameters;
};

Toml read_toml(std::string_view text);  // throws Unreadable
std::string quoted_text(std::string_view text);  // as a text between double quotes

}  // namespace zhibu::pack
