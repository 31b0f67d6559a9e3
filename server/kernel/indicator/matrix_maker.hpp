// How columns are made of roll-up figures, members and measures; the same whether the figures were read or recomputed.
#pragma once
#include <functional>

#include "kernel/app.hpp"

namespace zhibu {

// Indicators with all that they are made of, those first that others need.
std::vector<const Indicator*> with_parts(const Indicators& all, const std::set<std::string>& names);
// The fact kinds of an indicator by number, among those ever used.
std::vector<std::int64_t> numbers_of(const Indicator& indicator, const std::map<std::string, std::int64_t>& used);
std::map<std::string, std::int64_t> used_kinds(const View& view);

// What a matrix of these indicators rests on, for its period and, where something is compared with it, for the year before.
struct Needs {
    std::vector<const Indicator*> indicators;
    std::map<std::int32_t, std::set<std::int64_t>> kinds;                    // period → numbers
    std::map<std::pair<std::string, std::int32_t>, std::vector<std::int64_t>> distinct;  // indicator and period → numbers
    bool measured{false};
};
Needs needs_of(const View& view, Period period, const std::set<std::string>& names);

struct Material {
    std::shared_ptr<const Axis> axis;
    KindFigures figures;
    std::map<std::pair<std::string, std::int32_t>, Doers> doers;  // by indicator and period
    // Columns that no fact changes, kept from one making to the next.
    struct Kept {
        std::shared_ptr<const Column> column;
        db::TableSet tables{};  // it was read from, so often written when it was
        std::uint64_t mark{};
    };
    std::map<std::pair<std::string, std::int32_t>, Kept> measured;
};

class MatrixMaker {
public:
    MatrixMaker(const View& view, Period period, const Needs& needs, Material& material) : view_{view}, period_{period}, needs_{needs}, material_{material}, used_{used_kinds(view)} {}
    std::shared_ptr<const Matrix> make();
    // Of given values: for the tests that a pack brings along.
    static std::shared_ptr<const Matrix> made_of(Period period, std::shared_ptr<const Axis> axis, const std::map<std::string, Column>& columns);

private:
    std::shared_ptr<const Column> column(const Indicator& indicator, Period period);
    Column of_facts(const Indicator& indicator, Period period);
    Column reports(const Indicator& indicator, Period period) const;
    Column units(const std::vector<std::int64_t>& kinds, Period period) const;
    Column distinct(const Indicator& indicator, Period period) const;
    std::shared_ptr<const Column> measured(const Indicator& indicator, Period period);
    const View& view_;
    Period period_;
    const Needs& needs_;
    Material& material_;
    std::map<std::string, std::int64_t> used_;
    std::map<std::pair<std::string, std::int32_t>, std::shared_ptr<const Column>> made_;
};

}  // namespace zhibu
