// The module's door: indexes of organisations, their classes, and the lift plans of the weak.
#pragma once
#include "evaluation/composite.hpp"
#include "kernel/record/store.hpp"

namespace zhibu::evaluation {

// Whoever reads figures of an organisation reads its indexes; the committee's clerks try changes, enter what no record can say, and confirm.
inline constexpr Roles clerks{Role::committee_clerk};
inline constexpr Roles lifters{Role::committee_clerk, Role::organ_clerk, Role::branch_secretary};

// What the module keeps while the program runs.
struct Shelf {
    CompositeBook composites;
};
using Shared = std::shared_ptr<Shelf>;

// "86.25", "90"; null and "—" for none.
std::string points_json(std::int64_t hundredths);
std::string points_text(std::int64_t hundredths);
// In the language of the reader.
inline const std::string& said(Language language, const std::string& chinese, const std::string& english) { return language == Language::chinese || english.empty() ? chinese : english; }

// The rows of a composite that the actor may read, optionally within one organisation; by place, thus along the tree.
std::vector<std::size_t> readable_rows(const View& view, const Composite& composite, Id<Organization> within = {});
// 404 where it is not visible or the index does not apply to it, 403 where the actor reads nothing of it.
std::size_t readable_row(const View& view, const Composite& composite, Id<Organization> organization);

json::object explained(const View& view, const Composite& composite, std::size_t row, Language language);

Shared install(App& app);  // what it keeps: for who reads indexes without knowing how they are made
void install_indexes(App& app, const Shared& shelf);
void install_trials(App& app, const Shared& shelf);
void install_taking_over(App& app);
void install_entries(App& app, const Shared& shelf);
void install_classifications(App& app, const Shared& shelf);
void install_lifts(App& app);
void add_inbox(const View& view, std::vector<InboxItem>& items);

}  // namespace zhibu::evaluation
