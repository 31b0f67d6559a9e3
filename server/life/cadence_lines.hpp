// The lines of the cadence overview: one organisation with all below it, month by month.
#pragma once
#include "kernel/fact/kept_figures.hpp"
#include "life/cadence.hpp"

namespace zhibu::life {

class CadenceLines {
public:
    // The lines of the organisations given, in that order, as JSON objects joined by commas.
    std::string of(const View& view, const std::shared_ptr<const Duties>& duties, const std::vector<Id<Organization>>& organizations);

private:
    KeptFigures<std::string> lines_;
    KeptFigures<HeldBook::Figures> figures_;  // the line of a whole committee looks at each of its organs
};

}  // namespace zhibu::life
