// The [[test]] tables of an index file: one organisation with given values, and what its index comes to over a whole year.
#include <algorithm>

#include "evaluation/evaluation.hpp"
#include "kernel/indicator/matrix_maker.hpp"

namespace zhibu::evaluation {
namespace {

std::string_view trimmed(std::string_view text) {
    auto begin = text.find_first_not_of(' '), end = text.find_last_not_of(' ');
    return begin == text.npos ? std::string_view{} : text.substr(begin, end - begin + 1);
}

struct Given {
    std::string name;
    std::optional<std::int64_t> value;
    const Indicator* indicator{};
};
// "theme_days = 12"
Given read_given(std::string_view text, const Indicators& indicators) {
    auto equals = text.find('=');
    Given given{std::string{trimmed(text.substr(0, equals))}, {}, nullptr};
    given.indicator = indicators.find(given.name);
    if (given.indicator && equals != text.npos) given.value = read_value(given.indicator->kind, trimmed(text.substr(equals + 1)));
    return given;
}

std::shared_ptr<const Matrix> matrix_of(const IndexTest& test, const IndexDefinition& index, const Indicators& indicators) {
    auto axis = std::make_shared<Axis>();
    axis->places.push_back({{1}, test.title, std::string{Codec<OrganizationKind>::name(test.kind)}, "", -1, 1, 0, {}});
    axis->by_id[1] = 0;
    std::map<std::string, Column> columns;
    for (auto& name : index.indicators()) columns[name] = {no_value};
    columns["branches"] = {test.branches}, columns["members"] = columns["counted_members"] = {test.members};
    for (auto& each : test.given)
        if (auto given = read_given(each, indicators); given.value) columns[given.name] = {*given.value};
    return MatrixMaker::made_of(Period::whole_year(2021), std::move(axis), columns);
}

std::string said_of(const std::string& points, const std::optional<Class>& grade) { return (points.empty() ? "—" : points) + (grade ? " " + std::string{Codec<Class>::name(*grade)} : ""); }

pack::Outcome outcome_of(const IndexTest& test, const IndexFile& content, const Indicators& indicators) {
    pack::Outcome outcome{"", test.title, false, said_of(test.points, test.grade), ""};
    auto index = std::find_if(content.indexes.begin(), content.indexes.end(), [&](auto& each) { return each->name == test.index; });
    if (index == content.indexes.end()) return outcome;
    auto made = compute(*index, matrix_of(test, **index, indicators), indicators, Date::of(2022, 6, 1));
    if (!made->size()) return outcome.found = "不适用", outcome;
    auto points = made->total[0];
    for (std::size_t d = 0; d < made->dimensions.size(); ++d)
        if ((*index)->dimensions[d].name == test.dimension) points = made->dimensions[d].points[0];
    auto grade = test.grade ? made->class_of(0) : std::nullopt;
    outcome.found = said_of(points == no_points ? "" : points_text(points), grade);
    outcome.passed = outcome.found == outcome.expected;
    return outcome;
}

}  // namespace

void check_tests(const IndexFile& content, const Indicators& indicators, Faults& faults) {
    for (std::size_t i = 0; i < content.tests.size(); ++i) {
        auto& test = content.tests[i];
        auto here = "#/test/" + std::to_string(i);
        auto index = std::find_if(content.indexes.begin(), content.indexes.end(), [&](auto& each) { return each->name == test.index; });
        if (index == content.indexes.end()) {
            faults.add(here + "/index", "not_one_of");
            continue;
        }
        auto& dimensions = (*index)->dimensions;
        if (!test.dimension.empty() && std::none_of(dimensions.begin(), dimensions.end(), [&](auto& each) { return each.name == test.dimension; })) faults.add(here + "/dimension", "not_one_of");
        auto weighed = (*index)->indicators();
        for (std::size_t g = 0; g < test.given.size(); ++g) {
            auto given = read_given(test.given[g], indicators);
            auto place = here + "/given/" + std::to_string(g);
            if (!given.indicator || !weighed.contains(given.name)) faults.add(place, "unknown_indicator");
            else if (!given.value) faults.add(place, is_percent(given.indicator->kind) ? "not_a_percentage" : "not_a_value");
        }
    }
}

std::vector<pack::Outcome> run_tests(const IndexFile& content, const Indicators& indicators) {
    std::vector<pack::Outcome> all;
    for (auto& test : content.tests) {
        all.push_back(outcome_of(test, content, indicators));
        all.back().pointer = "#/test/" + std::to_string(all.size() - 1);
    }
    return all;
}

}  // namespace zhibu::evaluation
