// /metrics: what is told can be read by Prometheus, names nobody and nothing that was typed, and its number is bounded.
#include <chrono>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "kernel/operation/measures.hpp"
#include "testkit/test_app.hpp"
#include "testkit/source_file.hpp"

namespace zhibu::operation {
namespace {

using testkit::Cast;

struct Line {
    std::string name;
    std::map<std::string, std::string> labels;
    double value{};
};
struct Exposition {
    std::vector<Line> lines;
    std::map<std::string, std::string> types;
    std::vector<std::string> faults;
    // The value of a series; -1 where there is none.
    double value(const std::string& name, const std::map<std::string, std::string>& labels = {}) const {
        for (auto& line : lines)
            if (line.name == name && line.labels == labels) return line.value;
        return -1;
    }
};

// The text format, version 0.0.4, read strictly: a line that it does not allow is a fault.
Exposition parsed(const std::string& text) {
    static const std::regex comment{"# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)"};
    static const std::regex sample{R"(([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(.*)\})? (\S+))"};
    static const std::regex label{R"lit(([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$))lit"};
    Exposition out;
    std::istringstream in{text};
    for (std::string line; std::getline(in, line);) {
        std::smatch found;
        if (std::regex_match(line, found, comment)) {
            if (found[1] == "TYPE" && !out.types.emplace(found[2], found[3]).second) out.faults.push_back("told twice: " + line);
        } else if (std::regex_match(line, found, sample)) {
            Line read{found[1], {}, std::stod(found[4])};
            std::string labels = found[3];
            std::size_t used = 0;
            for (std::sregex_iterator each{labels.begin(), labels.end(), label}, end; each != end; ++each) read.labels[(*each)[1]] = (*each)[2], used += std::size_t((*each).length());
            if (used != labels.size()) out.faults.push_back("labels: " + line);
            out.lines.push_back(std::move(read));
        } else out.faults.push_back(line);
    }
    for (auto& line : out.lines) {
        auto base = std::regex_replace(line.name, std::regex{"_(bucket|sum|count)$"}, "");
        if (!out.types.contains(line.name) && !(out.types.contains(base) && out.types.at(base) == "histogram")) out.faults.push_back("no type: " + line.name);
    }
    return out;
}

class Metrics : public testkit::OnBothEngines {
protected:
    Metrics() { metric::turn_on(); }
    std::string text() {
        http::Request request;
        request.path = "/metrics", request.peer = "127.0.0.1";
        return metrics(*app, request).body;
    }
    Exposition told() { return parsed(text()); }
};
ZHIBU_ON_BOTH_ENGINES(Metrics);

TEST(MetricsText, is_refused_where_it_is_no_exposition) {
    EXPECT_FALSE(parsed("zhibu_up{route=\"a\"b\"} 1\n").faults.empty());
    EXPECT_FALSE(parsed("zhibu-up 1\n").faults.empty());
    EXPECT_FALSE(parsed("zhibu_up 1\n").faults.empty()) << "a type is missing";
    EXPECT_TRUE(parsed("# TYPE zhibu_up gauge\nzhibu_up 1\n").faults.empty());
}

TEST_P(Metrics, count_requests_by_the_template_of_their_route) {
    Cast cast{app};
    std::map<std::string, std::string> shown{{"method", "GET"}, {"route", "/api/v1/members/{id}"}, {"status", "2xx"}};
    auto missing = shown;
    missing["status"] = "4xx";
    auto before = told();
    app.get(cast.clerk, "/api/v1/members/" + std::to_string(cast.members[0].value));
    app.get(cast.clerk, "/api/v1/members/" + std::to_string(cast.members[1].value));
    app.get(cast.clerk, "/api/v1/members/99999999");
    auto after = told();
    EXPECT_EQ(after.faults, std::vector<std::string>{});
    EXPECT_EQ(after.value("zhibu_requests_total", shown) - std::max(0.0, before.value("zhibu_requests_total", shown)), 2);
    EXPECT_EQ(after.value("zhibu_requests_total", missing) - std::max(0.0, before.value("zhibu_requests_total", missing)), 1);
    auto counted = after.value("zhibu_request_seconds_count", {{"method", "GET"}, {"route", "/api/v1/members/{id}"}});
    EXPECT_EQ(counted, after.value("zhibu_request_seconds_bucket", {{"le", "+Inf"}, {"method", "GET"}, {"route", "/api/v1/members/{id}"}}));
    EXPECT_GE(counted, 3);
}

// What strangers ask for makes no series of its own: neither paths that are none nor words in those that are.
TEST_P(Metrics, are_bounded_and_name_nobody) {
    Cast cast{app};
    app.get(cast.clerk, "/api/v1/members?q=%E7%8E%8B%E4%B8%80");
    auto before = told().lines.size();
    for (int i = 0; i < 200; ++i) {
        app.get(cast.clerk, "/api/v1/nowhere/110101199003074477/" + std::to_string(i));
        app.get(cast.clerk, "/api/v1/members?q=%E7%8E%8B%E4%B8%80&page=" + std::to_string(i + 1));
        app.get(cast.clerk, "/api/v1/members/" + std::to_string(7'000'000 + i));
    }
    auto words = text();
    EXPECT_LE(parsed(words).lines.size(), before + 60);  // the series of a route's first refusal
    for (auto who : {"110101199003074477", "王一", "%E7%8E%8B", "nowhere", "7000001", "工委干事"}) EXPECT_EQ(words.find(who), std::string::npos) << who;
    std::set<std::string> routes{"none", "page", "other"};
    for (auto& route : app->router.routes()) routes.insert(route->path);
    for (auto& line : parsed(words).lines)
        if (auto route = line.labels.find("route"); route != line.labels.end()) EXPECT_TRUE(routes.contains(route->second)) << route->second;
}

TEST_P(Metrics, tell_of_commits_work_and_the_process) {
    auto before = told();
    Cast cast{app};
    auto after = told();
    EXPECT_EQ(after.faults, std::vector<std::string>{});
    EXPECT_GT(after.value("zhibu_commit_seconds_count"), std::max(0.0, before.value("zhibu_commit_seconds_count")));
    EXPECT_GT(after.value("zhibu_commit_writes_sum"), 0);
    EXPECT_EQ(after.value("zhibu_database_up"), 1);
    EXPECT_GT(after.value("zhibu_database_bytes", {{"part", "database"}}), 4000);
    EXPECT_GE(after.value("zhibu_sessions"), 12) << "each of the cast is logged in";
    EXPECT_EQ(after.value("zhibu_jobs", {{"state", "running"}}), 0);
    EXPECT_EQ(after.value("zhibu_outbox_tasks", {{"state", "given_up"}}), 0);
    EXPECT_GT(after.value("process_resident_memory_bytes"), 1e6);
    EXPECT_GT(after.value("process_open_fds"), 3);
    EXPECT_GT(after.value("zhibu_disk_free_bytes"), 0);
    EXPECT_EQ(after.value("zhibu_build_info", {{"engine", testkit::name_of(GetParam())}, {"version", std::string{zhibu_version}}}), 1);
    EXPECT_EQ(after.value("zhibu_backup_age_seconds"), -1) << "there is no backup";
    double happened = 0;
    for (auto& line : after.lines)
        if (line.name == "zhibu_events_total") happened += line.value;
    EXPECT_GE(happened, 7) << "the cast's organisations were founded";
}

// Every name in the alerts is told, or is one that only PostgreSQL with standbys and an office with a backup tell.
TEST_P(Metrics, tell_what_the_alerts_ask_for) {
    Cast cast{app};
    app.get(cast.clerk, "/api/v1/members");
    auto words = text();
    std::ifstream in{source_file("deploy/prometheus/rules.yml")};
    std::string rules{std::istreambuf_iterator<char>{in}, {}};
    static const std::regex name{"\\b(zhibu_[a-z_]+|process_[a-z_]+)\\b"};
    const std::set<std::string> elsewhere{"zhibu_replication_lag_seconds", "zhibu_backup_age_seconds"};
    int count = 0;
    for (std::sregex_iterator each{rules.begin(), rules.end(), name}, end; each != end; ++each, ++count)
        if (!elsewhere.contains((*each)[1])) EXPECT_NE(words.find("\n" + std::string{(*each)[1]}), std::string::npos) << (*each)[1];
    EXPECT_GT(count, 10);
}

TEST_P(Metrics, count_failed_log_ins) {
    auto before = told().value("zhibu_failed_log_ins_total");
    app.post({}, "/api/v1/session", {{"username", "nobody"}, {"password", "wrong"}});
    EXPECT_EQ(told().value("zhibu_failed_log_ins_total"), before + 1);
}

TEST_P(Metrics, are_told_under_one_path_only) {
    http::Request request;
    request.path = "/api/v1/members", request.peer = "127.0.0.1";
    EXPECT_EQ(metrics(*app, request).status, 404);
    EXPECT_EQ(app.get({}, "/metrics").status, 404) << "the public port tells no metrics";
}

}  // namespace
}  // namespace zhibu::operation
