// The one failure that leaves a handler (RFC 9457), and the one registry of its kinds: words/*/problem.json.
#pragma once
#include <initializer_list>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zhibu {

using Parameters = std::map<std::string, std::string, std::less<>>;  // fill the {names} of a sentence in words/

// One fault at one place of what was sent.
struct Violation {
    std::string pointer;  // "#/title", "#/attendees/3", or a cell "D29"
    std::string code;     // a key of "violation" in words/*/problem.json
    Parameters parameters{};
};

// `type` is a key of "problem" in words/*/problem.json, which says in both languages what happened and what to do next.
class Problem : public std::runtime_error {
public:
    Problem(int http_status, std::string problem_type, Parameters words_parameters = {}, std::vector<Violation> faults = {})
        : std::runtime_error{problem_type}, status{http_status}, type{std::move(problem_type)},
          parameters{std::move(words_parameters)}, violations{std::move(faults)} {}
    int status;
    std::string type;
    Parameters parameters;
    std::vector<Violation> violations;
};

inline Problem not_found() { return {404, "not-found"}; }
inline Problem forbidden(std::string reason) { return {403, "forbidden", {{"reason", std::move(reason)}}}; }
inline Problem conflict(std::string type, Parameters p = {}) { return {409, std::move(type), std::move(p)}; }
inline Problem invalid(std::vector<Violation> faults) { return {422, "invalid", {}, std::move(faults)}; }

}  // namespace zhibu
