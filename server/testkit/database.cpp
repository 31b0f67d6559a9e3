// Makes and removes the databases of tests.
#include "testkit/database.hpp"

#include <libpq-fe.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace zhibu::testkit {
namespace {

const char* cluster() { return std::getenv("ZHIBU_TEST_POSTGRESQL"); }

void run_in_cluster(const std::string& sql) {
    std::unique_ptr<PGconn, decltype(&PQfinish)> connection{PQconnectdb(cluster()), &PQfinish};
    PQsetNoticeProcessor(connection.get(), [](void*, const char*) {}, nullptr);
    std::unique_ptr<PGresult, decltype(&PQclear)> result{PQexec(connection.get(), sql.c_str()), &PQclear};
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK)
        throw std::runtime_error{"The throw-away cluster failed: " + std::string{PQerrorMessage(connection.get())}};
}

// In memory where there is room: a suite makes hundreds of databases, and each syncs its schema.
std::filesystem::path roomy_folder() {
    constexpr std::uintmax_t room = std::uintmax_t{1} << 30;
    std::error_code error;
    auto memory = std::filesystem::space("/dev/shm", error);
    bool own_choice = std::getenv("TMPDIR") != nullptr;
    bool in_memory = !own_choice && !error && memory.available > room && ::access("/dev/shm", W_OK) == 0;
    return in_memory ? "/dev/shm" : std::filesystem::temp_directory_path();
}

}  // namespace

std::vector<db::Engine> engines() {
    if (cluster()) return {db::Engine::sqlite, db::Engine::postgresql};
    static const bool said = [] {
        std::cerr << "ZHIBU_TEST_POSTGRESQL is not set: tests on PostgreSQL are left out (run them under bin/with-postgresql).\n";
        return true;
    }();
    (void)said;
    return {db::Engine::sqlite};
}

std::string name_of(db::Engine engine) { return engine == db::Engine::sqlite ? "sqlite" : "postgresql"; }

TemporaryFolder::TemporaryFolder() {
    auto pattern = (roomy_folder() / "zhibu-test-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error{"A temporary folder could not be made."};
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string DatabasePlace::replica() const {
    const char* standby = std::getenv("ZHIBU_TEST_REPLICA");
    return standby && !schema_.empty() ? std::string{standby} + "?options=-csearch_path%3D" + schema_ : "";
}

DatabasePlace::DatabasePlace(db::Engine engine) {
    if (engine == db::Engine::sqlite) {
        where_ = (folder_.path() / "zhibu.db").string();
        return;
    }
    if (!cluster()) throw std::runtime_error{"ZHIBU_TEST_POSTGRESQL is not set."};
    static std::atomic<int> count{0};
    schema_ = "test_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
    run_in_cluster("CREATE SCHEMA " + schema_);
    where_ = cluster();
    where_ += (where_.find('?') == std::string::npos ? "?" : "&") + std::string{"options=-csearch_path%3D"} + schema_;
}

DatabasePlace::~DatabasePlace() {
    if (schema_.empty()) return;
    try {
        run_in_cluster("DROP SCHEMA " + schema_ + " CASCADE");
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
    }
}

}  // namespace zhibu::testkit
