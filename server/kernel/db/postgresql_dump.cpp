#include "kernel/db/postgresql_dump.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <libpq-fe.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <vector>

#include "kernel/db/db.hpp"

namespace zhibu::db {
namespace {

namespace fs = std::filesystem;

// What libpq would read from the environment instead of from the address.
std::vector<std::string> environment_of(const std::string& address) {
    char* fault = nullptr;
    std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options{PQconninfoParse(address.c_str(), &fault), &PQconninfoFree};
    if (!options) {
        std::string words = fault ? fault : "";
        PQfreemem(fault);
        throw Error{Error::Kind::broken, "The address of the database cannot be read: " + words};
    }
    std::vector<std::string> all;
    for (char** each = environ; *each; ++each) all.emplace_back(*each);
    for (auto* each = options.get(); each->keyword; ++each)
        if (each->val && each->envvar) all.push_back(fmt::format("{}={}", each->envvar, each->val));
    return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (auto& each : texts) all.push_back(each.data());
    all.push_back(nullptr);
    return all;
}

// Returns the exit status; what the program complained of goes into `complaints`.
int run(const fs::path& program, std::vector<std::string> words, std::vector<std::string> environment, const fs::path& complaints) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, complaints.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);  // the server blocks the signals that end it; the child must not
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    pid_t child = 0;
    int failure = posix_spawn(&child, program.c_str(), &actions, &attributes, pointers(words).data(), pointers(environment).data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    int status = 0;
    if (failure != 0 || ::waitpid(child, &status, 0) != child) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void sync(const fs::path& path) {
    int handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    bool synced = handle >= 0 && ::fsync(handle) == 0;
    if (handle >= 0) ::close(handle);
    if (!synced) throw Error{Error::Kind::input_output, fmt::format("{} could not be synced to the disk.", path.string())};
}

}  // namespace

fs::path pg_dump_program() {
    fs::path newest;
    int highest = 0;
    std::error_code ignored;
    for (auto& each : fs::directory_iterator{"/usr/lib/postgresql", ignored}) {
        auto program = each.path() / "bin" / "pg_dump";
        int version = std::atoi(each.path().filename().c_str());
        if (version > highest && ::access(program.c_str(), X_OK) == 0) newest = program, highest = version;
    }
    return newest;
}

void dump_postgresql(const std::string& address, const std::string& schema, const fs::path& file, const fs::path& program) {
    if (program.empty() || ::access(program.c_str(), X_OK) != 0)
        throw Error{Error::Kind::broken, "这台机器上没有 pg_dump。请安装 postgresql-client-15(或与服务器同版本的客户端),或自行用 pg_dump 备份。 There is no pg_dump on this machine."};
    auto part = file, complaints = file;
    part += ".part", complaints += ".log";
    struct Clean {
        const fs::path &part, &complaints;
        ~Clean() {
            std::error_code ignored;
            fs::remove(part, ignored), fs::remove(complaints, ignored);
        }
    } clean{part, complaints};
    int status = run(program, {"pg_dump", "--format=custom", "--no-owner", "--schema=" + schema, "--file=" + part.string()}, environment_of(address), complaints);
    if (status != 0) {
        std::ifstream in{complaints};
        throw Error{Error::Kind::broken, fmt::format("pg_dump failed ({}): {}", status, std::string{std::istreambuf_iterator<char>{in}, {}})};
    }
    sync(part);
    fs::rename(part, file);
    sync(file.parent_path());
}

}  // namespace zhibu::db
