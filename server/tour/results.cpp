// What scores come to: each circle's mean without its extremes, circles by their weight; the sheet as a paper, the board on the big screen.
#include <fmt/format.h>

#include <algorithm>

#include "kernel/document/pdf.hpp"
#include "kernel/indicator/arithmetic.hpp"
#include "tour/record.hpp"

namespace zhibu::tour {

std::vector<Score> scores_of(const View& view, Id<Station> station) {
    std::vector<Score> all;
    auto rows = view.session.query("SELECT circle, total FROM tour_score WHERE tenant_id = ? AND station_id = ? ORDER BY circle, total", view.tenant(), station);
    while (rows.next()) all.push_back({std::string{rows.text(0)}, rows.integer(1)});
    return all;
}

Result result_of(const Sheet& sheet, const std::vector<Score>& scores) {
    Result result;
    std::int64_t weights = 0, sum = 0;
    for (auto& circle : sheet.circles) {
        std::vector<std::int64_t> totals;
        for (auto& score : scores)
            if (score.circle == circle.key) totals.push_back(score.total * 100);
        CircleResult out{circle.key, std::int64_t(totals.size()), 0, 0};
        if (out.scores >= std::max<std::int64_t>(1, sheet.least_scores)) {
            auto mean = arithmetic::trimmed_mean(std::move(totals), sheet.trim_from);
            out.mean = mean.mean, out.dropped = mean.dropped;
            // A circle that gives no mean weighs nothing: the others share its weight, as the sheet says.
            weights += circle.weight, sum += circle.weight * out.mean;
        }
        result.circles.push_back(out);
    }
    if (weights) result.score = arithmetic::ratio(sum, weights, 1);
    return result;
}
json::object result_json(const Result& result) {
    json::array circles;
    for (auto& each : result.circles) circles.push_back({{"circle", each.circle}, {"scores", each.scores}, {"dropped", each.dropped}, {"mean", each.mean}});
    return {{"score", result.score ? json::value(*result.score) : json::value(nullptr)}, {"circles", std::move(circles)}};
}

std::vector<std::size_t> excellent_of(const Sheet& sheet, const std::vector<Station>& stations) {
    std::vector<std::size_t> best;
    for (std::size_t i = 0; i < stations.size(); ++i)
        if (stations[i].score.value_or(-1) >= sheet.excellent_at_least * 100) best.push_back(i);
    std::stable_sort(best.begin(), best.end(), [&](auto a, auto b) { return *stations[a].score > *stations[b].score; });
    auto most = std::size_t(std::int64_t(stations.size()) * sheet.excellent_share / 100);
    auto keep = std::min(most, best.size());
    while (keep > 0 && keep < best.size() && stations[best[keep - 1]].score == stations[best[keep]].score) --keep;
    best.resize(keep);
    return best;
}

std::string formula(const Sheet& sheet) {
    std::string circles;
    for (auto& each : sheet.circles) circles += fmt::format("{}{} {}%", circles.empty() ? "" : "、", each.label, each.weight);
    auto text = fmt::format("每名评委按评分表打分（满分 100 分），各组取平均，按权重（{}）合成；没有打分的组不计入，其权重由其他组按比例分担。", circles);
    if (sheet.trim_from) text += fmt::format("一组满 {} 份评分的，去掉一个最高分和一个最低分再取平均。", std::max<std::int64_t>(3, sheet.trim_from));
    if (sheet.least_scores > 1) text += fmt::format("一组不足 {} 份评分的，不计该组。", sheet.least_scores);
    if (sheet.excellent_share) text += fmt::format("得分 {} 分及以上、名次在全部点位前 {}% 以内的为优秀点位；末位得分相同的都不计入。", sheet.excellent_at_least, sheet.excellent_share);
    return text + "评委不给本单位打分。";
}

namespace {

std::string points(std::int64_t hundredths) { return fmt::format("{}.{:02}", hundredths / 100, hundredths % 100); }
std::string name_of(const View& view, Id<Organization> id) {
    auto* node = view.tree().find(id);
    return node ? node->name : "";
}

document::Document paper_of(const View& view, const Tour& tour) {
    auto sheet = sheet_of(view, tour);
    auto stations = stations_of(view, tour.id);
    std::stable_sort(stations.begin(), stations.end(), [](auto& a, auto& b) { return a.score.value_or(-1) > b.score.value_or(-1); });
    document::Document paper;
    paper.title = tour.title + "\n评分结果";
    document::Table table{"", {{"点位", 4}}, {}, 10.5};
    for (auto& circle : sheet->circles) table.columns.push_back({fmt::format("{}（{}%）", circle.label, circle.weight), 2.2, document::Alignment::right});
    table.columns.push_back({"得分", 1.6, document::Alignment::right});
    table.columns.push_back({"评定", 1.6});
    for (auto& station : stations) {
        std::vector<document::Cell> row{document::cell(name_of(view, station.organization_id))};
        auto result = json::parse(station.result.text);
        auto* circles = result.is_object() ? result.as_object().if_contains("circles") : nullptr;
        for (std::size_t c = 0; c < sheet->circles.size(); ++c) {
            auto* each = circles && c < circles->as_array().size() ? &circles->as_array()[c].as_object() : nullptr;
            row.push_back(document::cell(each && each->at("scores").as_int64() ? fmt::format("{}（{}份）", points(each->at("mean").as_int64()), each->at("scores").as_int64()) : "—"));
        }
        row.push_back(document::cell(station.score ? points(*station.score) : "—"));
        row.push_back(document::cell(station.excellent ? "优秀点位" : ""));
        table.rows.push_back(std::move(row));
    }
    paper.body.push_back(document::paragraph(fmt::format("{}，共 {} 个点位。", tour.held_on.chinese(), stations.size())));
    paper.body.push_back(std::move(table));
    paper.body.push_back(document::paragraph("计分办法：" + formula(*sheet.sheet)));
    paper.body.push_back(document::paragraph("依据：" + sheet->source));
    paper.signature = document::Signature{name_of(view, tour.organization_id), tour.closed_at ? tour.closed_at->date() : view.today()};
    paper.created = tour.closed_at.value_or(view.now);
    return paper;
}

http::Response result_sheet(http::Call& call) {
    Tour tour;
    auto paper = call.app.read(call.actor, [&](const View& view) {
        tour = load_tour(view, call);
        TourPolicy::may_take_sheet(view, tour).or_throw();
        return paper_of(view, tour);
    });
    auto bytes = document::to_pdf(paper);
    call.app.write(call.actor, [&](Transaction& t) { t.audit("tour.sheet_taken", "tour", tour.id.value, tour.organization_id); });
    return http::attachment(std::move(bytes), "application/pdf", tour.title + " 评分结果.pdf");
}

// Stations and means, once the board is open; before that how far the visit is. Never who scored, nor how many points anybody gave.
http::Response board(http::Call& call) {
    return call.read_kept([&](const View& view) {
        auto tour = load_tour(view, call);
        auto sheet = sheet_of(view, tour);
        auto people = people_of(view, tour.id);
        auto judges = std::count_if(people.begin(), people.end(), [](auto& each) { return !each.circle.empty(); });
        json::array rows;
        auto stations = stations_of(view, tour.id);
        for (auto& station : stations) {
            auto scores = scores_of(view, station.id);
            json::object row{{"position", station.position}, {"name", name_of(view, station.organization_id)}, {"theme", station.theme}, {"arrives_at", station.arrives_at.iso()}, {"scores", scores.size()}};
            if (tour.board_open) {
                auto result = tour.state == TourState::closed ? std::optional<std::int64_t>{station.score} : result_of(*sheet.sheet, scores).score;
                row["score"] = result ? json::value(*result) : json::value(nullptr);
                row["excellent"] = station.excellent;
            }
            rows.push_back(std::move(row));
        }
        auto* holder = view.tree().find(tour.organization_id);
        return http::ok(json::serialize(json::object{{"title", tour.title}, {"organization_name", holder ? holder->name : ""}, {"held_on", tour.held_on.iso()}, {"state", Codec<TourState>::name(tour.state)},
                                                     {"open", tour.board_open}, {"judges", judges}, {"formula", formula(*sheet.sheet)}, {"stations", std::move(rows)}}));
    });
}

}  // namespace

void install_results(App& app) {
    app.router.get("/api/v1/tours/{id}/board", {.operation = "tour.board", .response = {{{"type", "object"}}, {}}}, board);
    app.router.get("/api/v1/tours/{id}/sheet", {.operation = "tour.sheet", .response = http::file_shape("application/pdf")}, result_sheet);
}

}  // namespace zhibu::tour
