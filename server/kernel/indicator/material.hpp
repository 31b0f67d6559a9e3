// How what matrices are made of is read and kept up to date: axes that the periods of a year share, figures that one pass over the
// roll-ups brings for all of its months, and what a write or a new tree changes of them.
#pragma once
#include "kernel/indicator/matrix_maker.hpp"

namespace zhibu::material {

std::uint64_t mark(const View& view, db::TableSet tables);  // of the view's own moment; only where the session knows its marks

// What was read once for several periods of one year. One thread at a time.
class Year {
public:
    explicit Year(int year) : year_{year} {}

    // The axis of a day of the year. Between two changes of the tree it is one and the same.
    std::shared_ptr<const Axis> axis(const View& view, Date day);
    // The figures of a month or quarter with at least these kinds, and the mark of the roll-ups when they were read. Whoever asks for one
    // month asks for the others next (a map, a screen): they are read in the same pass, and wait here for a while.
    struct Read {
        KindFigures figures;
        std::uint64_t mark{};
    };
    Read figures(const View& view, Period period, const std::set<std::int64_t>& kinds);

private:
    struct Waiting {
        std::shared_ptr<const Axis> axis;
        KindFigures figures;
    };
    void read_with_siblings(const View& view, Period period, const std::set<std::int64_t>& kinds);
    bool holds(const View& view, Period period, const std::set<std::int64_t>& kinds);

    int year_;
    std::int64_t tree_{-1};
    std::vector<Date> turns_{};  // days of the year from which on the tree was another one
    std::map<std::ptrdiff_t, std::shared_ptr<const Axis>> axes_{};  // by how many turns lie before
    std::set<std::int64_t> kinds_{};
    std::uint64_t mark_{};
    std::chrono::steady_clock::time_point read_at_{};
    std::map<std::int32_t, Waiting> waiting_{};  // by period
};

// The figures of one period alone, for all places.
void read_columns(const View& view, Period period, const std::set<std::int64_t>& kinds, Material& into);
// Columns of doers that are not there yet, for all places. Says whether there were any.
bool read_missing_doers(const View& view, const Needs& needs, Material& into);
// What the organisations did, once more; says whether anything is another than it was.
bool read_again(const View& view, const Needs& needs, const std::vector<Id<Organization>>& organizations, Material& into);
// Puts everything at its place on another axis; returns who was not on the old one, and so was never read.
std::vector<Id<Organization>> move_to(std::shared_ptr<const Axis> axis, Material& material);

}  // namespace zhibu::material
