// What /metrics reads when it is asked: sizes, sessions, jobs, backups, replication and the process itself.
#pragma once
#include "kernel/app.hpp"
#include "kernel/metric/metric.hpp"

namespace zhibu::operation {

// Never throws: where the database does not answer, zhibu_database_up is 0 and what it would have told is left out.
std::vector<metric::Sample> measures(App& app);

// The answer to GET /metrics; 404 for anything else. For a listener of its own, never for the public one.
http::Response metrics(App& app, const http::Request& request);

}  // namespace zhibu::operation
