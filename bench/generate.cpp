// Makes what the benchmark measures with: rosters of any size (invented people, an unassigned region), and the bare SQLite
// ceiling of recording meetings: the same rows in the same grouped commits, without any of our code.
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "kernel/secret/keys.hpp"
#include "kernel/sheet/writer.hpp"

namespace {

using zhibu::sheet::Value;

std::uint64_t mix(std::uint64_t z) {
    z += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
}

// GB 11643: the check digit of 17 digits.
std::string with_check_digit(std::string digits) {
    static constexpr int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 17; ++i) sum += (digits[std::size_t(i)] - '0') * weights[i];
    return digits + "10X98765432"[sum % 11];
}

// Numbers of a day and of an order repeat after some 36,000 × 999 people: distinct for every n.
std::string id_number(int n) {
    int birth_year = 1950 + n % 50, month = 1 + n / 50 % 12, day = 1 + n / 600 % 28, order = n / 16800 % 1000;
    return with_check_digit(fmt::format("370299{:04}{:02}{:02}{:03}", birth_year, month, day, order));
}

std::string name_of(int n) {
    static const std::vector<std::string> surnames{"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "高", "罗"};
    static const std::vector<std::string> given{"伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "秀", "霞", "平",
                                                "刚", "桂", "英", "华", "玉", "兰", "鑫", "波", "宁", "泽", "琪", "凯", "源", "嘉", "诚", "浩", "楠", "宇", "晨", "雪"};
    auto r = mix(std::uint64_t(n));
    auto name = surnames[r % surnames.size()] + given[(r >> 16) % given.size()];
    return (r >> 32) % 10 < 6 ? name + given[(r >> 40) % given.size()] : name;
}

std::string branch_code(int n) { return fmt::format("BB{:030}", n); }

void write_organizations(const std::string& file, int branches) {
    zhibu::sheet::Table table;
    for (auto heading : {"党组织唯一标识", "上一级党组织唯一标识", "党组织编码", "党组织全称", "党组织简称", "组织类别", "成立日期", "显示排序", "删除标识"})
        table.columns.push_back({heading});
    zhibu::sheet::Writer writer{table};
    auto add = [&](const std::string& code, const std::string& parent, const std::string& number, const std::string& name, const std::string& kind, int order) {
        std::vector<Value> row{code, parent, number, "中共样例" + name, name, kind, std::string{"2010-01-01"}, std::to_string(order), std::string{"0"}};
        writer.add_row(row);
    };
    add("BC0", "", "0", "市直机关工委", "党的工作委员会", 0);
    int organs = branches / 20 + 1;
    for (int i = 0; i < organs; ++i) add(fmt::format("BO{:030}", i), "BC0", fmt::format("O{}", i), fmt::format("第{}机关党委", i), "机关党委", i + 1);
    for (int i = 0; i < branches; ++i)
        add(branch_code(i), fmt::format("BO{:030}", i % organs), fmt::format("B{}", i), fmt::format("第{}机关第{}党支部", i % organs, i / organs), "党支部", i);
    writer.finish_to(file);
}

void write_members(const std::string& file, int rows, int branches) {
    zhibu::sheet::Table table;
    for (auto heading : {"党员唯一标识", "姓名", "性别", "公民身份号码", "出生日期", "学历", "民族", "工作岗位", "手机号码", "党组织唯一标识", "入党日期", "转正日期"})
        table.columns.push_back({heading});
    zhibu::sheet::Writer writer{table};
    for (int n = 0; n < rows; ++n) {
        auto id = id_number(n);
        std::vector<Value> row{fmt::format("BM{:030}", n), name_of(n), std::string{(id[16] - '0') % 2 ? "男" : "女"}, id,
                               fmt::format("{}-{}-{}", id.substr(6, 4), id.substr(10, 2), id.substr(12, 2)), std::string{n % 3 ? "大学本科" : "研究生"},
                               std::string{"汉族"}, std::string{n % 5 ? "科员" : "科长"}, fmt::format("199{:08}", n), branch_code(static_cast<int>(std::int64_t{n} * branches / rows)),  // branch by branch, as the national export is
                               fmt::format("{}-07-01", std::stoi(id.substr(6, 4)) + 25 > 2020 ? 2020 : std::stoi(id.substr(6, 4)) + 25),
                               fmt::format("{}-07-01", std::stoi(id.substr(6, 4)) + 26 > 2021 ? 2021 : std::stoi(id.substr(6, 4)) + 26)};
        writer.add_row(row);
    }
    writer.finish_to(file);
}

// ---- the ceiling ------------------------------------------------------------------------------------------------------

void run(sqlite3* db, const std::string& sql) {
    char* error = nullptr;
    if (sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &error) != SQLITE_OK) {
        std::fprintf(stderr, "%s: %s\n", error, sql.c_str());
        std::exit(1);
    }
}

// One row of a recorded meeting, as it is to be written again under another number.
struct Recorded {
    const char* table;
    std::vector<sqlite3_value*> values;
};
// The tables that recording a meeting writes, how a meeting's rows are found, and which columns count from its number.
struct Written {
    const char *table, *where;
    std::vector<std::string> numbered;
};
const std::vector<Written> written{{"meeting", "id = ?1", {"id"}},
                                   {"meeting_paper", "meeting_id = ?1", {"meeting_id"}},
                                   {"attendance", "meeting_id = ?1", {"meeting_id"}},
                                   {"fact", "source_id = ?1", {"id", "source_id"}},
                                   {"audit", "subject_id = ?1 AND subject_kind = 'meeting'", {"sequence", "subject_id"}},
                                   {"idempotency", "request_key = (SELECT request_key FROM idempotency WHERE status = 201 LIMIT 1 OFFSET ?2)", {"request_key"}},
                                   {"search_entry", "id = ?1 + (SELECT max(id) - (SELECT max(id) FROM meeting) FROM search_entry WHERE id & 9007199254740991 = (SELECT max(id) FROM meeting))", {"id"}}};

class Bare {
public:
    // Opens the file as the program's writer does; `sample` meetings that stand in it are kept in memory.
    Bare(const std::string& file, int sample) {
        sqlite3_open(file.c_str(), &db_);
        run(db_, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32768; PRAGMA wal_autocheckpoint=4096");
        run(db_, "CREATE INDEX audit_by_subject ON audit (subject_id)");
        for (auto& each : written) prepare_insert(each);
        sqlite3_prepare_v2(db_, "INSERT INTO search_text (rowid, tokens) VALUES (?, ?)", -1, &text_, nullptr);
        sqlite3_prepare_v2(db_, "UPDATE rollup SET count=count+1, amount=amount+90, late=late+0, own=own+1, units=units+0 WHERE tenant_id=1 AND organization_id=? AND year=? AND kind=? AND period=?", -1,
                           &roll_, nullptr);
        for (auto meeting : integers("SELECT id FROM meeting ORDER BY id DESC LIMIT " + std::to_string(sample))) read_meeting(meeting[0]);
        run(db_, "DROP INDEX audit_by_subject");
        next_ = integers("SELECT next FROM id_block WHERE name = 'record'").at(0).at(0) + 1'000'000;
    }
    void write_one() {
        auto& meeting = meetings_[std::size_t(count_++) % meetings_.size()];
        auto by = next_ - meeting.number;
        next_ += 200;
        for (auto& row : meeting.rows) {
            auto& insert = inserts_.at(row.table);
            for (std::size_t i = 0; i < row.values.size(); ++i) {
                auto column = int(i) + 1;
                if (!insert.numbered[i]) sqlite3_bind_value(insert.statement, column, row.values[i]);
                else if (sqlite3_value_type(row.values[i]) == SQLITE_TEXT) sqlite3_bind_text(insert.statement, column, std::to_string(next_).c_str(), -1, SQLITE_TRANSIENT);
                else sqlite3_bind_int64(insert.statement, column, sqlite3_value_int64(row.values[i]) + by);
            }
            finish(insert.statement);
            if (row.table != std::string{"search_entry"}) continue;
            sqlite3_bind_int64(text_, 1, sqlite3_value_int64(row.values.front()) + by);
            sqlite3_bind_value(text_, 2, row.values.back());
            finish(text_);
        }
        for (auto& key : meeting.rollups) {
            for (std::size_t i = 0; i < key.size(); ++i) sqlite3_bind_int64(roll_, int(i) + 1, key[i]);
            finish(roll_);
        }
    }
    void begin() { run(db_, "BEGIN IMMEDIATE"); }
    void commit() { run(db_, "COMMIT"); }

private:
    struct Insert {
        sqlite3_stmt* statement{};
        std::vector<bool> numbered;
    };
    struct Meeting {
        std::int64_t number{};
        std::vector<Recorded> rows;
        std::vector<std::vector<std::int64_t>> rollups;
    };
    void finish(sqlite3_stmt* statement) {
        if (sqlite3_step(statement) != SQLITE_DONE) {
            std::fprintf(stderr, "%s: %s\n", sqlite3_errmsg(db_), sqlite3_sql(statement));
            std::exit(1);
        }
        sqlite3_reset(statement);
    }
    std::vector<std::vector<std::int64_t>> integers(const std::string& sql) {
        std::vector<std::vector<std::int64_t>> all;
        sqlite3_stmt* rows = nullptr;
        sqlite3_prepare_v2(db_, sql.c_str(), -1, &rows, nullptr);
        while (sqlite3_step(rows) == SQLITE_ROW) {
            auto& row = all.emplace_back();
            for (int i = 0; i < sqlite3_column_count(rows); ++i) row.push_back(sqlite3_column_int64(rows, i));
        }
        sqlite3_finalize(rows);
        return all;
    }
    void prepare_insert(const Written& table) {
        sqlite3_stmt* columns = nullptr;
        sqlite3_prepare_v2(db_, fmt::format("SELECT * FROM {} LIMIT 0", table.table).c_str(), -1, &columns, nullptr);
        Insert insert;
        std::string places;
        for (int i = 0; i < sqlite3_column_count(columns); ++i) {
            places += i ? ",?" : "?";
            insert.numbered.push_back(std::find(table.numbered.begin(), table.numbered.end(), sqlite3_column_name(columns, i)) != table.numbered.end());
        }
        sqlite3_finalize(columns);
        sqlite3_prepare_v2(db_, fmt::format("INSERT INTO {} VALUES ({})", table.table, places).c_str(), -1, &insert.statement, nullptr);
        inserts_[table.table] = insert;
    }
    void read_meeting(std::int64_t number) {
        Meeting meeting{number, {}, {}};
        for (auto& table : written) {
            sqlite3_stmt* rows = nullptr;
            sqlite3_prepare_v2(db_, fmt::format("SELECT * FROM {} WHERE {}", table.table, table.where).c_str(), -1, &rows, nullptr);
            sqlite3_bind_int64(rows, 1, number);
            sqlite3_bind_int64(rows, 2, std::int64_t(meetings_.size()));
            while (sqlite3_step(rows) == SQLITE_ROW) {
                Recorded row{table.table, {}};
                for (int i = 0; i < sqlite3_column_count(rows); ++i) row.values.push_back(sqlite3_value_dup(sqlite3_column_value(rows, i)));
                meeting.rows.push_back(std::move(row));
            }
            sqlite3_finalize(rows);
        }
        meeting.rollups = integers(fmt::format("SELECT r.organization_id, r.year, r.kind, r.period FROM meeting m JOIN scope s ON s.tenant_id = 1 AND s.descendant_id = m.organization_id "
                                               "JOIN rollup r ON r.tenant_id = 1 AND r.organization_id = s.ancestor_id WHERE m.id = {}", number));
        meetings_.push_back(std::move(meeting));
    }
    sqlite3* db_{};
    std::map<std::string, Insert, std::less<>> inserts_;
    sqlite3_stmt *text_{}, *roll_{};
    std::vector<Meeting> meetings_;
    std::int64_t next_{}, count_{};
};

// Writes for `seconds` as many meetings as bare sqlite3 can: the very rows of meetings that the program recorded, in a copy, under
// new numbers, with the same keys, indexes and text index, `group` of them in one synced commit. Prints meetings a second.
void bare_sqlite(const std::string& recorded, const std::string& copy, int group, int seconds) {
    sqlite3* db = nullptr;
    sqlite3_open_v2(recorded.c_str(), &db, SQLITE_OPEN_READONLY, nullptr);
    run(db, "VACUUM INTO '" + copy + "'");
    sqlite3_close(db);
    Bare bare{copy, 400};
    auto begun = std::chrono::steady_clock::now();
    std::int64_t meetings = 0;
    for (auto end = begun + std::chrono::seconds{seconds}; std::chrono::steady_clock::now() < end; meetings += group) {
        bare.begin();
        for (int i = 0; i < group; ++i) bare.write_one();
        bare.commit();
    }
    std::printf("%.0f\n", double(meetings) / std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
}

// ---- a province's year -----------------------------------------------------------------------------------------------

// Fills an imported tree with a year of facts, as many as wanted: each branch holds its theme days, committee meetings, general
// meetings and lectures, and some are missing here and there. The roll-ups are then the work of `zhibu rebuild`.
void write_facts(const std::string& file, std::int64_t wanted, int year) {
    sqlite3* db = nullptr;
    sqlite3_open(file.c_str(), &db);
    run(db, "PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF; PRAGMA cache_size=-262144; DROP INDEX fact_organization; DROP INDEX fact_member; BEGIN");
    std::vector<std::int64_t> branches;
    sqlite3_stmt* rows = nullptr;
    sqlite3_prepare_v2(db, "SELECT id FROM organization WHERE kind = 'branch' ORDER BY id", -1, &rows, nullptr);
    while (sqlite3_step(rows) == SQLITE_ROW) branches.push_back(sqlite3_column_int64(rows, 0));
    sqlite3_finalize(rows);
    static constexpr struct {
        const char* name;
        int every;
    } meetings[] = {{"theme_day", 1}, {"committee_meeting", 1}, {"general_meeting", 3}, {"party_lecture", 3}};
    std::int64_t held = 0;
    for (auto& each : meetings) held += 12 / each.every;
    auto present = (wanted / std::int64_t(branches.size()) - 2 * held) / held;  // a meeting has its fact of holding, of those entitled, and one a person
    std::int64_t number = 900'000'000, id = 1'000'000'000;
    std::vector<std::array<std::int64_t, 3>> kinds;
    for (auto& each : meetings) {
        kinds.push_back({++number, ++number, ++number});
        auto name = [&](const char* deed) { return fmt::format("'life.{}.{}'", deed, each.name); };
        for (int i = 0; auto* deed : {"held", "entitled", "attended"})
            run(db, fmt::format("INSERT INTO fact_kind (tenant_id, number, name) VALUES (1, {}, {})", kinds.back()[std::size_t(i++)], name(deed)));
    }
    sqlite3_stmt* fact = nullptr;
    sqlite3_prepare_v2(db, "INSERT INTO fact VALUES (1,?,?,?,?,?,?,1,0,'meeting',?,1,1,0)", -1, &fact, nullptr);
    auto step = [&](std::initializer_list<std::int64_t> values) {
        int index = 0;
        for (auto value : values) sqlite3_bind_int64(fact, ++index, value);
        sqlite3_step(fact);
        sqlite3_reset(fact);
    };
    for (std::size_t b = 0; b < branches.size(); ++b)
        for (std::size_t k = 0; k < kinds.size(); ++k)
            for (int month = 1; month <= 12; month += meetings[k].every) {
                if (mix(b * 1000 + k * 20 + std::uint64_t(month)) % 16 == 0) continue;
                auto day = year * 10000 + month * 100 + 5 + std::int64_t(b % 20), meeting = ++id;
                step({++id, kinds[k][0], branches[b], 0, day, 1, meeting});
                step({++id, kinds[k][1], branches[b], 0, day, present + 2, meeting});
                for (std::int64_t m = 0; m < present; ++m) step({++id, kinds[k][2], branches[b], 2'000'000'000 + std::int64_t(b) * 40 + m, day, 90, meeting});
            }
    sqlite3_finalize(fact);
    run(db, "COMMIT; CREATE INDEX fact_organization ON fact (tenant_id, organization_id, kind, happened_on); "
            "CREATE INDEX fact_member ON fact (tenant_id, member_id, kind, happened_on) WHERE member_id <> 0; PRAGMA journal_mode=WAL");
    std::printf("%lld\n", static_cast<long long>(id - 1'000'000'000));
    sqlite3_close(db);
}

// The people behind those facts, so many in each branch: rows of the roster without numbers and papers.
void write_people(const std::string& file, int each) {
    sqlite3* db = nullptr;
    sqlite3_open(file.c_str(), &db);
    run(db, "PRAGMA synchronous=OFF; PRAGMA cache_size=-262144; BEGIN");
    std::vector<std::int64_t> branches;
    sqlite3_stmt* rows = nullptr;
    sqlite3_prepare_v2(db, "SELECT id FROM organization WHERE kind = 'branch' ORDER BY id", -1, &rows, nullptr);
    while (sqlite3_step(rows) == SQLITE_ROW) branches.push_back(sqlite3_column_int64(rows, 0));
    sqlite3_finalize(rows);
    sqlite3_stmt *member = nullptr, *membership = nullptr;
    sqlite3_prepare_v2(db,
                       "INSERT INTO member (tenant_id, id, name, pinyin, gender, birth_date, nationality, education, degree, post, stage, organization_id, joined_on, regular_on, exempt_reason, left_why, note, version) "
                       "VALUES (1, ?1, '党员', 'dangyuan', 'male', 19750101, '', '', '', '干部', 'formal', ?2, 20100701, 20110701, '', '', '', 1)", -1, &member, nullptr);
    sqlite3_prepare_v2(db, "INSERT INTO membership (tenant_id, member_id, valid_from, valid_to, organization_id, why) VALUES (1, ?1, 20100701, 99991231, ?2, '')", -1, &membership, nullptr);
    std::int64_t count = 0;
    for (std::size_t b = 0; b < branches.size(); ++b)
        for (int m = 0; m < each; ++m)
            for (auto* row : {member, membership}) {
                sqlite3_bind_int64(row, 1, 2'000'000'000 + std::int64_t(b) * 40 + m), sqlite3_bind_int64(row, 2, branches[b]);
                if (sqlite3_step(row) != SQLITE_DONE) std::fprintf(stderr, "%s\n", sqlite3_errmsg(db)), std::exit(1);
                sqlite3_reset(row);
                count += row == member;
            }
    sqlite3_finalize(member), sqlite3_finalize(membership);
    run(db, "COMMIT");
    std::printf("%lld\n", static_cast<long long>(count));
    sqlite3_close(db);
}

// Accounts of the first COUNT formal members, each logged in: their member and token a line, to vote with. Passwords nobody needs here.
void write_voters(const std::string& file, int count) {
    sqlite3* db = nullptr;
    sqlite3_open(file.c_str(), &db);
    run(db, "PRAGMA synchronous=OFF; BEGIN");
    std::vector<std::array<std::int64_t, 2>> members;
    sqlite3_stmt* rows = nullptr;
    sqlite3_prepare_v2(db, "SELECT id, organization_id FROM member WHERE tenant_id = 1 AND stage = 'formal' AND left_on IS NULL ORDER BY id LIMIT ?", -1, &rows, nullptr);
    sqlite3_bind_int(rows, 1, count);
    while (sqlite3_step(rows) == SQLITE_ROW) members.push_back({sqlite3_column_int64(rows, 0), sqlite3_column_int64(rows, 1)});
    sqlite3_finalize(rows);
    constexpr std::int64_t never = 32'000'000'000'000;
    std::int64_t id = 3'000'000'000;
    for (auto [member, organization] : members) {
        auto token = zhibu::secret::random_hex(32);
        auto account = ++id;
        run(db, fmt::format("INSERT INTO account VALUES (1, {0}, 'voter{0}', '投票人', {1}, '', 1000 * unixepoch(), 0, NULL, 0, '', 'active', 0, 0, NULL, 0, 1)", account, member));
        run(db, fmt::format("INSERT INTO role_grant VALUES (1, {}, {}, 'member', {}, 1, 0)", ++id, account, organization));
        run(db, fmt::format("INSERT INTO login_session VALUES (1, {}, '{}', {}, 0, {}, {}, '', '')", ++id, zhibu::secret::fingerprint(token), account, never, never));
        std::printf("%lld %s\n", static_cast<long long>(member), token.c_str());
    }
    run(db, "COMMIT");
    sqlite3_close(db);
}

}  // namespace

int main(int argc, char** argv) {
    auto argument = [&](int n, int usual) { return argc > n ? std::atoi(argv[n]) : usual; };
    if (argc >= 3 && !std::strcmp(argv[1], "organizations")) return write_organizations(argv[2], argument(3, 5000)), 0;
    if (argc >= 3 && !std::strcmp(argv[1], "members")) return write_members(argv[2], argument(3, 100000), argument(4, 5000)), 0;
    if (argc >= 4 && !std::strcmp(argv[1], "bare-sqlite")) return bare_sqlite(argv[2], argv[3], argument(4, 64), argument(5, 5)), 0;
    if (argc >= 3 && !std::strcmp(argv[1], "facts")) return write_facts(argv[2], std::int64_t{argument(3, 20'000'000)}, argument(4, 2025)), 0;
    if (argc >= 3 && !std::strcmp(argv[1], "people")) return write_people(argv[2], std::min(40, argument(3, 20))), 0;
    if (argc >= 3 && !std::strcmp(argv[1], "voters")) return write_voters(argv[2], argument(3, 5000)), 0;
    std::fprintf(stderr, "usage: zhibu_bench organizations FILE [BRANCHES] | members FILE [ROWS] [BRANCHES] | bare-sqlite DATABASE COPY [GROUP] [SECONDS] | facts DATABASE [FACTS] [YEAR] | people DATABASE [IN EACH BRANCH] | voters DATABASE [COUNT]\n");
    return 2;
}
