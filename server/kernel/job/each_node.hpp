// Periodic work that every node does for itself: what it keeps in its own memory. The turns of Jobs::every are taken by one node for all.
#pragma once
#include <functional>
#include <string>

namespace zhibu {
class App;
}

namespace zhibu::job {

class Jobs;

// Runs f each time the runner looks for work (every few seconds), on its thread: so f does one piece that takes a second or two at the most,
// lets other work go before, and calls jobs.wake() where there is more.
void on_each_node(Jobs& jobs, std::string name, std::function<void(App&)> f);

}  // namespace zhibu::job
