// The module's door: the map of temperatures, imbalance, integration, what needs attention, and the screen on the wall.
#pragma once
#include "cockpit/temperature.hpp"
#include "kernel/http/router.hpp"

namespace zhibu::cockpit {

using organization::readers;

// What an index says of all organisations, by place on its axis. Handed over by whoever keeps indexes: neither module knows the other.
struct IndexView {
    static constexpr std::int32_t no_points = -1;
    std::string name{}, title{}, title_english{};
    std::shared_ptr<const Axis> axis{};
    std::vector<std::string> titles{}, titles_english{};  // of dimensions
    std::vector<std::int32_t> points{};                   // hundredths of a point
    std::vector<std::vector<std::int32_t>> dimensions{};  // each by place
    std::vector<std::uint32_t> lame{};                    // by place, a bit for each dimension that lies far behind
    std::map<std::string, std::vector<std::int32_t>> medians{};  // of dimensions, by kind of organisation
    std::map<std::string, std::int32_t> median{};                // of the whole
};
struct IndexSource {
    // Nothing for a name that there is no index of. The same view is the same object until something changes.
    std::function<std::shared_ptr<const IndexView>(const View&, const std::string& name, Period)> read;
};

struct Shelf {
    TemperatureBook temperatures;
    IndexSource indexes;
};
using Shared = std::shared_ptr<Shelf>;

inline const std::string& said(Language language, const std::string& chinese, const std::string& english) { return language == Language::chinese || english.empty() ? chinese : english; }
std::string month_words(Period period, Language language);
json::value degrees_json(std::int64_t tenths);  // 86.3, null
std::string degrees_text(std::int64_t tenths);

// Where a page looks: one organisation with all below it, which the actor reads whole; without one, the top of what is read.
// 404 for what is not visible, 403 for what is not read.
struct Stretch {
    Id<Organization> top{};
    std::size_t place{}, end{};  // on the axis that was given
};
Id<Organization> top_of(const View& view, const http::Call& call);
int year_of(const http::Call& call, Date today);  // ?year=, this year where it is left out; 422 for one that has not begun
// ?period=, the usual one where it is left out; 422 for one that has not begun.
Period period_of(const http::Call& call, Period usual, Date today);
// `hint`: as of Axis::find.
std::optional<Stretch> stretch_of(const Axis& axis, Id<Organization> top, std::size_t hint = 0);

// Whole answers, for pages and for the screen alike.
inline constexpr std::size_t all_rows = std::size_t(-1);
std::string temperature_text(const View& view, const Shared& shelf, Id<Organization> top, int year, Language language, std::size_t most);  // JSON, of `most` rows
json::object imbalance_json(const View& view, const Shared& shelf, Id<Organization> top, const std::string& index, Period period, Language language, std::size_t most);
json::object integration_json(const View& view, const Shared& shelf, Id<Organization> top, Period period, Language language);
// Of each rule the first findings; of one rule, where it is named, those from a number on. 422 for a rule that is none.
struct Findings {
    std::size_t most{};
    std::string rule{};
    std::size_t from{};
};
json::object attention_json(const View& view, const Shared& shelf, Id<Organization> top, Language language, const Findings& wanted);

// What was asked of organisations and what they wrote, as JSON or a sheet.
http::Response burden_page(http::Call& call);

// Reads what the pages of this year stand on, with nobody asking. One thread at a time.
class WarmUp {
public:
    static constexpr std::size_t worth_it = 2000;  // organisations: what a smaller office needs is read while it asks
    explicit WarmUp(Shared shelf) : shelf_{std::move(shelf)} {}
    // One piece of it; says whether there is more, and wakes the runner. Does nothing while what was read can be kept up by what changes.
    bool piece(App& app, std::size_t least = worth_it);

private:
    bool read_on(const View& view);
    Shared shelf_;
    std::size_t next_{};
    Date day_{};  // of the last round; empty: there was none
    std::int64_t tree_{};
    std::uint64_t rollups_{};
};

void install(App& app, IndexSource indexes);
void install_temperature(App& app, const Shared& shelf);
void install_pages(App& app, const Shared& shelf);
void install_screens(App& app, const Shared& shelf);

}  // namespace zhibu::cockpit
