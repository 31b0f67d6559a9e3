// An organisation's year as papers: the chapters of all modules, cut where each begins a page of its own.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "kernel/document/pdf.hpp"
#include "report/report_policy.hpp"

namespace zhibu::report {

struct Progress {
    std::int64_t done{}, of{};
    std::string chapter{};
};
struct Bound {
    std::vector<document::Document> papers;
    document::BinderOptions options;
    std::string name;  // of the file
};
// Reads all chapters as the actor; `tell` hears of each one begun.
Bound papers(const View& view, Id<Organization> organization, int year, const std::function<void(Progress)>& tell);

// The chapters of this module: the organisation with its roster, hours of study, and all facts of the year.
void install_chapters(App& app);

}  // namespace zhibu::report
