// What commands have to do with the key of a data directory.
#pragma once
#include "command/command.hpp"

namespace zhibu::command {

void add_keys(CLI::App& program, int& status);
// --cryptography, for commands that make a place; call it with what was given, before open(). Refuses in words where another was chosen.
void add_cryptography(CLI::App& command, std::string& name);
void choose_cryptography(const Where& where, const std::string& name);
// With a key whose rotation is not finished; the caller holds the data directory alone (kernel/secret/turn.hpp).
std::unique_ptr<App> open_rotating(const Where& where);

}  // namespace zhibu::command
