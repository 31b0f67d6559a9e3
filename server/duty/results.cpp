// How sealed papers become a result: items by their points, each circle's mean without its extremes, circles by their weight.
#include <algorithm>

#include "duty/session.hpp"
#include "kernel/indicator/arithmetic.hpp"

namespace zhibu::duty {
namespace {

// In hundredths; nothing where a sign is none of the choices.
std::optional<std::int64_t> score_of(const Rules& rules, std::string_view content) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < rules.items.size(); ++i) {
        if (i >= content.size() || content[i] < '0' || std::size_t(content[i] - '0') >= rules.choices.size()) return {};
        sum += rules.items[i].points * rules.choices[std::size_t(content[i] - '0')].percent;
    }
    return sum;
}
std::int64_t rounded(std::int64_t sum, std::int64_t count) { return (sum + count / 2) / count; }

CircleResult mean_of(const Rules& rules, const std::string& circle, std::vector<std::int64_t> scores) {
    CircleResult out{circle, std::int64_t(scores.size()), 0, 0};
    auto found = arithmetic::trimmed_mean(std::move(scores), rules.rule.drop_extremes_from);
    if (out.papers) out.mean = found.mean, out.dropped = found.dropped;
    return out;
}

}  // namespace

Result result_of(const Rules& rules, const std::vector<ballot_box::Paper>& papers) {
    Result result;
    std::int64_t weights = 0, sum = 0;
    for (auto& circle : rules.circles) {
        std::vector<std::int64_t> scores;
        for (auto& paper : papers)
            if (paper.circle == circle.key)
                if (auto score = score_of(rules, paper.content)) scores.push_back(*score), ++result.grades[rules.grade_of(*score).key];
        auto mean = mean_of(rules, circle.key, std::move(scores));
        result.papers += mean.papers;
        // A circle that gave no paper weighs nothing: the others share its weight, as the sheet says.
        if (mean.papers) weights += circle.weight, sum += circle.weight * mean.mean;
        result.circles.push_back(mean);
    }
    if (!weights) return result;
    result.score = rounded(sum, weights);
    result.grade = rules.grade_of(result.score).key;
    return result;
}

json::value result_json(const Result& result) {
    json::array circles;
    for (auto& each : result.circles) circles.push_back({{"circle", each.circle}, {"papers", each.papers}, {"dropped", each.dropped}, {"mean", each.mean}});
    json::object grades;
    for (auto& [key, count] : result.grades) grades[key] = count;
    return json::object{{"papers", result.papers}, {"score", result.score}, {"grade", result.grade}, {"circles", std::move(circles)}, {"grades", std::move(grades)}};
}

}  // namespace zhibu::duty
