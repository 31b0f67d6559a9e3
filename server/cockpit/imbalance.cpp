// 偏科、跛脚: organisations whose dimensions lie far behind their own others and their like, each with the reason in words.
#include <fmt/format.h>

#include <algorithm>

#include "cockpit/cockpit.hpp"
#include "kernel/indicator/arithmetic.hpp"

namespace zhibu::cockpit {
namespace {

constexpr std::int32_t none = IndexView::no_points;

json::value points_json(std::int64_t hundredths) {
    if (hundredths == none) return nullptr;
    return hundredths % 100 ? json::value(double(hundredths) / 100) : json::value(hundredths / 100);
}
std::string points_text(std::int64_t hundredths) { return fmt::format("{:.1f}", double(hundredths) / 100); }

struct Place {
    const IndexView& index;
    std::size_t at;
    const Axis::Place& here() const { return index.axis->places[at]; }
    std::int64_t own_mean() const {
        std::int64_t sum = 0, count = 0;
        for (auto& each : index.dimensions)
            if (each[at] != none) sum += each[at], ++count;
        return count ? arithmetic::ratio(sum, count, 1) : none;
    }
};

json::object organisation(const View& view, const Place& place, Language language) {
    auto& index = place.index;
    auto& here = place.here();
    auto& medians = index.medians.at(here.kind);
    json::array points, middle, sides;
    std::string words;
    for (std::size_t d = 0; d < index.dimensions.size(); ++d) {
        points.push_back(points_json(index.dimensions[d][place.at])), middle.push_back(points_json(medians[d]));
        if (!(index.lame[place.at] & (1u << d))) continue;
        auto title = said(language, index.titles[d], index.titles_english[d]);
        sides.emplace_back(d);
        words += view.app.words.sentence(language, "cockpit_said.lame", {{"dimension", title}, {"points", points_text(index.dimensions[d][place.at])}, {"mean", points_text(place.own_mean())},
                                                                        {"below_mean", points_text(place.own_mean() - index.dimensions[d][place.at])}, {"median", points_text(medians[d])},
                                                                        {"below_median", points_text(medians[d] - index.dimensions[d][place.at])}});
    }
    return {{"organization_id", here.id.value}, {"name", here.name}, {"kind", here.kind}, {"points", points_json(index.points[place.at])}, {"dimensions", std::move(points)}, {"medians", std::move(middle)},
            {"lame", std::move(sides)}, {"sentence", words}};
}

}  // namespace

json::object imbalance_json(const View& view, const Shared& shelf, Id<Organization> top, const std::string& name, Period period, Language language, std::size_t most) {
    auto index = shelf->indexes.read(view, name, period);
    if (!index) throw not_found();
    json::array titles, items;
    for (std::size_t d = 0; d < index->titles.size(); ++d) titles.emplace_back(said(language, index->titles[d], index->titles_english[d]));
    std::int64_t lame = 0, counted = 0;
    std::map<std::string, std::int64_t> kinds;
    std::vector<std::int64_t> by_dimension(index->titles.size());
    auto stretch = stretch_of(*index->axis, top);
    for (auto at = stretch ? stretch->place : 0; stretch && at < stretch->end; ++at) {
        if (index->points[at] == none) continue;
        ++counted, ++kinds[index->axis->places[at].kind];
        if (!index->lame[at]) continue;
        ++lame;
        for (std::size_t d = 0; d < by_dimension.size(); ++d) by_dimension[d] += (index->lame[at] >> d) & 1u;
        if (items.size() < most) items.push_back(organisation(view, {*index, at}, language));
    }
    json::array sums;
    std::string worst;
    std::int64_t worst_count = 0;
    for (std::size_t d = 0; d < by_dimension.size(); ++d) {
        sums.emplace_back(by_dimension[d]);
        if (by_dimension[d] > worst_count) worst_count = by_dimension[d], worst = said(language, index->titles[d], index->titles_english[d]);
    }
    auto key = lame == 0 ? "cockpit_said.balanced" : "cockpit_said.imbalance";
    auto sentence = view.app.words.sentence(language, key, {{"counted", std::to_string(counted)}, {"lame", std::to_string(lame)}, {"dimension", worst}, {"count", std::to_string(worst_count)}});
    json::value own = nullptr;
    if (stretch && index->points[stretch->place] != none) own = organisation(view, {*index, stretch->place}, language);
    // What those of one kind come to in the middle, the most frequent kind first: what a radar shows where nobody is chosen.
    std::vector<std::pair<std::int64_t, std::string>> by_count;
    for (auto& [kind, count] : kinds) by_count.emplace_back(-count, kind);
    std::sort(by_count.begin(), by_count.end());
    json::array likes;
    for (auto& [count, kind] : by_count) {
        json::array middle;
        for (auto points : index->medians.at(kind)) middle.push_back(points_json(points));
        likes.push_back({{"kind", kind}, {"label", view.app.words.text(language, "organization.kind_is." + kind)}, {"dimensions", std::move(middle)}});
    }
    return {{"likes", std::move(likes)}, {"index", name}, {"title", said(language, index->title, index->title_english)}, {"period", period.iso()}, {"dimensions", std::move(titles)}, {"counted", counted}, {"lame", lame}, {"by_dimension", std::move(sums)},
            {"sentence", sentence}, {"own", std::move(own)}, {"items", std::move(items)}};
}

}  // namespace zhibu::cockpit
