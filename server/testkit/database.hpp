// Fresh, empty databases for tests, on each engine that is at hand.
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "kernel/db/db.hpp"

namespace zhibu::testkit {

// SQLite, and PostgreSQL where ZHIBU_TEST_POSTGRESQL names a throw-away cluster (bin/with-postgresql sets it); where it is
// unset a line on stderr says once that its tests are left out. For INSTANTIATE_TEST_SUITE_P(…, testing::ValuesIn(engines())).
std::vector<db::Engine> engines();
// "sqlite" or "postgresql", as a name for testing::PrintToStringParamName-like functions.
std::string name_of(db::Engine engine);

// A folder of its own (in memory where there is room and TMPDIR does not say otherwise), removed with everything in it at the end.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

// The place of a database without tables: a file in a temporary folder, or a schema of its own in the cluster.
class DatabasePlace {
public:
    explicit DatabasePlace(db::Engine engine);
    ~DatabasePlace();
    DatabasePlace(const DatabasePlace&) = delete;
    const std::string& where() const { return where_; }  // for db::open()
    // The same schema on the standby that ZHIBU_TEST_REPLICA names (bin/with-postgresql --replica); empty where there is none.
    std::string replica() const;
    std::unique_ptr<db::Database> open(const db::Options& options = {}) const { return db::open(where_, options); }

private:
    TemporaryFolder folder_;
    std::string schema_;  // empty on SQLite
    std::string where_;
};

// An open database that takes its place away with it.
class FreshDatabase {
public:
    explicit FreshDatabase(db::Engine engine, const db::Options& options = {})
        : place_{std::make_unique<DatabasePlace>(engine)}, database_{place_->open(options)} {}
    db::Database& operator*() const { return *database_; }
    db::Database* operator->() const { return database_.get(); }
    const std::string& where() const { return place_->where(); }
    // Closes and opens it again, as a restart of the server does.
    void reopen(const db::Options& options = {}) {
        database_.reset();
        database_ = place_->open(options);
    }

private:
    std::unique_ptr<DatabasePlace> place_;
    std::unique_ptr<db::Database> database_;
};

inline FreshDatabase fresh_database(db::Engine engine, const db::Options& options = {}) { return FreshDatabase{engine, options}; }

}  // namespace zhibu::testkit
