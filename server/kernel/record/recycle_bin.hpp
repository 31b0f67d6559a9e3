// The recycle bin: what people deleted stays for thirty days, row by row, and can be put back as it was.
#pragma once
#include <string>
#include <vector>

#include "kernel/record/view.hpp"

namespace zhibu::recycle {

constexpr int days_kept = 30;

// A record on its way into the bin.
struct Deleted {
    std::string kind;  // the subject kind of audit and events; its name in words is <kind>._
    std::int64_t record{};
    Id<Organization> organization{};
    std::string title{};
    std::string permission{};  // who holds it over the organisation sees the record in the bin and may put it back
    std::string page{};        // of the console, once it is back
    std::vector<std::pair<std::string, std::string>> tables{};  // each with the column that names the record
};

// Takes the record's rows out of their tables and keeps them; returns the number to put them back by. Whether the actor may
// delete it, and its version, has been checked by the caller, who also says so to the audit.
std::int64_t put(Transaction& transaction, const Deleted& deleted);
// Puts it back, says "<kind>.restored", and returns its page. 404 for what the actor may not see.
std::string restore(Transaction& transaction, std::int64_t id);
// Forgets what has lain for thirty days; returns how many.
int sweep(App& app);

void install(App& app);  // GET /recycle-bin, POST /recycle-bin/{id}/restoration

}  // namespace zhibu::recycle
