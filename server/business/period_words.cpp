#include "business/period_words.hpp"

#include <charconv>

#include "kernel/values/text.hpp"

namespace zhibu::business {
namespace {

std::string plain(std::string_view text) {
    auto out = to_half_width(text);
    std::erase_if(out, [](char c) { return c == ' ' || c == '\t'; });
    auto replace = [&](std::string_view from, std::string_view to) {
        for (auto at = out.find(from); at != std::string::npos; at = out.find(from, at + to.size())) out.replace(at, from.size(), to);
    };
    for (auto [from, to] : {std::pair{"年度", "年"}, {"第", ""}, {"一季度", "Q1"}, {"二季度", "Q2"}, {"三季度", "Q3"}, {"四季度", "Q4"}, {"1季度", "Q1"}, {"2季度", "Q2"}, {"3季度", "Q3"}, {"4季度", "Q4"}, {"q", "Q"}, {"月份", "月"}})
        replace(from, to);
    return out;
}

// A number at `at`, which moves behind it.
std::optional<int> number(std::string_view text, std::size_t& at) {
    int value = 0;
    auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), value);
    if (error != std::errc{}) return {};
    at = std::size_t(end - text.data());
    return value;
}

}  // namespace

std::optional<Period> period_of(std::string_view typed) {
    auto text = plain(typed);
    std::size_t at = 0;
    auto year = number(text, at);
    if (!year || *year < 1949 || *year > 2200) return {};
    auto skip = [&](std::string_view what) {
        bool there = std::string_view{text}.substr(at).starts_with(what);
        if (there) at += what.size();
        return there;
    };
    skip("年") || skip("-") || skip(".") || skip("/");
    if (at == text.size()) return Period::whole_year(*year);
    bool quarter = skip("Q");
    auto part = number(text, at);
    if (!part || *part < 1 || *part > (quarter ? 4 : 12)) return {};
    if (!quarter) skip("月");
    if (at != text.size()) return {};
    return quarter ? Period::quarter(*year, *part) : Period::month(*year, *part);
}

}  // namespace zhibu::business
