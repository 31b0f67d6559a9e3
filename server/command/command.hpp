// The commands of the program: `zhibu serve`, `zhibu init`, … One file a command.
#pragma once
#include <memory>
#include <string>

#include "kernel/app.hpp"

namespace CLI {
class App;
}

namespace zhibu::command {

// 0 done, 1 something was found or refused (said on stderr), 2 wrong use.
int run(int argc, char** argv);

// What every command that touches data takes.
struct Where {
    std::string data = "data";
    std::string database;  // "" = SQLite in the data directory
    std::string replica;
    int sessions = 20;
    bool upgrade_without_backup = false;
    Place place() const { return {data, database, replica, sessions}; }
    std::string database_address() const { return database.empty() ? place().database_file().string() : database; }  // as db::open() takes it
};
void add_where(CLI::App& command, Where& where);
// The program with all modules on a place; `create` makes the directory, key and database.
enum class Unfit { refused, accepted };  // a database that is being filled, or that was left (kernel/db/write_gate.hpp)
std::unique_ptr<App> open(const Where& where, bool create, Unfit unfit = Unfit::refused);

// Each adds its command; `status` becomes the exit status.
void add_serve(CLI::App& program, int& status);
void add_init(CLI::App& program, int& status);
void add_openapi(CLI::App& program, int& status);
void add_verify(CLI::App& program, int& status);
void add_rebuild(CLI::App& program, int& status);
void add_import(CLI::App& program, int& status);
void add_backup(CLI::App& program, int& status);
void add_restore(CLI::App& program, int& status);
void add_move(CLI::App& program, int& status);
void add_sample(CLI::App& program, int& status);
void add_report(CLI::App& program, int& status);
void add_evaluate(CLI::App& program, int& status);

}  // namespace zhibu::command
