// What is computed from an organisation's roll-ups, kept until one of them changes.
#pragma once
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <tuple>
#include <vector>

#include "kernel/app.hpp"

namespace zhibu {

// A value for each organisation and year. A meeting in one branch makes the values of its chain new, not those of a whole province.
template <class V>
class KeptFigures {
public:
    using Values = std::vector<std::shared_ptr<const V>>;

    // The values of the organisations, in their order. `compute` is given those that are not known and returns theirs, in the order
    // given. `under` is whatever else a value rests on (rules, tree, day): another one makes all of them new.
    template <class F>
    Values of(const View& view, int year, const std::shared_ptr<const void>& under, const std::vector<Id<Organization>>& organizations, F compute) {
        auto marks = view.app.figure_marks.of(view.tenant(), organizations);
        auto worth_keeping = settled(view);  // asked after the marks: a mark that moved too late for them has moved the table's before
        auto now = std::chrono::steady_clock::now();
        Values values(organizations.size());
        std::vector<Id<Organization>> unknown;
        std::vector<std::size_t> places;
        {
            std::lock_guard lock{mutex_};
            for (std::size_t i = 0; i < values.size(); ++i) {
                auto found = kept_.find({view.tenant().value, year, organizations[i]});
                bool fresh = found != kept_.end() && found->second.under == under && found->second.mark == marks[i] && now - found->second.taken < patience;
                if (fresh) values[i] = found->second.value;
                else unknown.push_back(organizations[i]), places.push_back(i);
            }
        }
        if (unknown.empty()) return values;
        std::vector<V> computed = compute(unknown);
        for (std::size_t i = 0; i < places.size(); ++i) values[places[i]] = std::make_shared<const V>(std::move(computed[i]));
        if (!worth_keeping) return values;
        std::lock_guard lock{mutex_};
        if (kept_.size() + places.size() > most) kept_.clear();
        for (auto place : places) kept_[{view.tenant().value, year, organizations[place]}] = {under, marks[place], now, values[place]};
        return values;
    }

private:
    static constexpr std::size_t most = 20'000;
    // What another program writes (zhibu import beside a running server on SQLite) is seen after this time at the latest.
    static constexpr std::chrono::seconds patience{60};
    // Whether no roll-up was written since this reading's view of the database began: what is computed from it bears the marks of now.
    static bool settled(const View& view) {
        static const auto rollups = db::tables_written("UPDATE rollup SET");
        return view.session.marks() && view.app.database->changes().sum_of(rollups) == db::TableChanges::sum(*view.session.marks(), rollups);
    }

    struct Kept {
        std::shared_ptr<const void> under;
        std::uint64_t mark{};
        std::chrono::steady_clock::time_point taken;
        std::shared_ptr<const V> value;
    };
    std::mutex mutex_;
    std::map<std::tuple<std::int64_t, int, Id<Organization>>, Kept> kept_;  // tenant, year, organisation
};

}  // namespace zhibu
