// Whether an installation is whole: its database, its files, its audit chain, and that roll-ups equal facts.
#pragma once
#include <string>
#include <vector>

namespace zhibu {

class App;

// Every finding in words; empty where all is sound. Reads everything.
std::vector<std::string> faults_of(App& app);

}  // namespace zhibu
