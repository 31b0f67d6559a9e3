// Meetings as docs/adding-a-field.md leaves them, with one field more: follows it to every place that it must reach by itself.
// Built by bin/adding-a-field against a copy of the files that the document changes; links no module that knows meetings, so
// that there is one description of them in the program.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "kernel/access/account.hpp"
#include "kernel/file/embedded.hpp"
#include "kernel/record/personal_data.hpp"
#include "kernel/record/resource.hpp"
#include "kernel/sheet/reader.hpp"
#include "life/meeting.hpp"

namespace zhibu {
namespace {

std::filesystem::path changed_files() { return std::getenv("ZHIBU_CHANGED_FILES"); }

// The copy's files in place of those that the kernel carries inside.
std::span<const file::Embedded> files_below(const char* folder, const std::string& ending) {
    auto& kept = *new std::vector<std::pair<std::string, std::string>>;  // for the program's life
    for (auto& entry : std::filesystem::recursive_directory_iterator{changed_files() / folder})
        if (entry.path().extension() == ending) {
            std::ifstream in{entry.path(), std::ios::binary};
            kept.emplace_back(std::filesystem::relative(entry.path(), changed_files() / folder).generic_string(), std::string{std::istreambuf_iterator<char>{in}, {}});
        }
    std::sort(kept.begin(), kept.end());
    auto& files = *new std::vector<file::Embedded>;
    for (auto& [path, content] : kept) files.push_back({path, content});
    return files;
}

struct Everybody {
    static Where visible_to(const View&) { return everything(); }
    static Where matching(const View&, const std::string&) { return everything(); }
    static Verdict may_create(const View&, const Meeting&) { return allowed(); }
    static Verdict may_change(const View&, const Meeting&) { return allowed(); }
};

class Walk {
public:
    explicit Walk(const std::filesystem::path& data) : app_{{data, ""}, secret::Keys::of_test(), db::open((data / "zhibu.db").string())} {
        personal::install(app_);  // its file of rules is asked at each export
        app_.references.declare("organization", [](const View&, const std::vector<std::int64_t>&) { return std::map<std::int64_t, std::string>{}; });
        for (auto each : {"member", "account"}) app_.references.declare(each, [](const View&, const std::vector<std::int64_t>&) { return std::map<std::int64_t, std::string>{}; });
        meetings_.list().show().describe().change().create([](Transaction&, Meeting& meeting) { meeting.day = Date::of(2021, 3, 12); });
        app_.write(Actor::job({1}, "test"), [&](Transaction& t) {
            auto account = access::create_account(t, {"walker", "走查", "", {}, {{Role::committee_clerk, whole_office}}, false}, "no password");
            t.session.execute("INSERT INTO login_session (tenant_id, id, token_fingerprint, account_id, created_at, seen_at, expires_at, peer, device) VALUES (1,?,?,?,?,?,?,'','')", t.session.next_id(),
                              secret::fingerprint("walk"), account, t.now, t.now, t.now.plus_seconds(3600));
            t.session.execute("UPDATE account SET password_changed_at = ? WHERE tenant_id = 1", t.now);
        });
    }

    int run() {
        auto made = send(http::Method::post, "/api/v1/meetings", R"({"organization_id":1,"kind":"theme_day","title":"植树","weather":"多云"})");
        expect("is read and stored", made, 201, "\"weather\":\"多云\"");
        auto id = std::to_string(json::parse(made.body).at("id").as_int64());
        expect("obeys its rule", send(http::Method::post, "/api/v1/meetings", R"({"organization_id":1,"kind":"theme_day","weather":"一二三四五六七八九十一二三四五六七八九十一"})"), 422, "#/weather");
        expect("is shown", send(http::Method::get, "/api/v1/meetings/" + id), 200, "\"weather\":\"多云\"");
        expect("is filtered by", send(http::Method::get, "/api/v1/meetings", "", "weather=多云"), 200, "\"total\":1");
        expect("is filtered out by", send(http::Method::get, "/api/v1/meetings", "", "weather=晴"), 200, "\"total\":0");
        expect("is changed", send(http::Method::patch, "/api/v1/meetings/" + id, R"({"weather":"晴"})"), 200, "\"weather\":\"晴\"");
        expect("is described in Chinese", send(http::Method::get, "/api/v1/descriptions/meeting"), 200, "\"label\":\"天气\"");
        expect("is described in English", send(http::Method::get, "/api/v1/descriptions/meeting", "", "", "en"), 200, "\"label\":\"Weather\"");
        check("stands in OpenAPI", json::parse(app_.router.openapi()).at("components").at("schemas").at("meeting").at("properties").as_object().contains("weather"));
        check("stands in the audit's differences", app_.read(Actor::job({1}, "test"), [](const View& view) {
            return view.session.text("SELECT detail FROM audit WHERE tenant_id = 1 AND action = 'meeting.changed'").value_or("").find(R"("weather":["多云","晴"])") != std::string::npos;
        }));
        std::string cells;
        auto sheet = send(http::Method::get, "/api/v1/meetings", "", "format=xlsx");
        sheet::read_rows(sheet::Source::memory(sheet.body), {}, [&](std::uint32_t, std::span<const sheet::Cell> row) {
            for (auto& cell : row) cells += cell.text + "\n";
            return sheet::Flow::go_on;
        });
        check("is a column in Excel", cells.find("天气\n") != std::string::npos && cells.find("晴\n") != std::string::npos);
        return failures_ ? 1 : 0;
    }

private:
    http::Response send(http::Method method, std::string path, std::string body = "", std::string query = "", const char* language = "zh-CN") {
        http::Request request;
        request.method = method, request.path = std::move(path), request.query = std::move(query), request.body = std::move(body), request.request_id = "0123456789abcdef";
        request.headers = {{"cookie", "zhibu=walk"}, {"x-zhibu", "1"}, {"if-match", "1"}, {"accept-language", language}};
        return app_.router.answer(request);
    }
    void check(const char* what, bool good) {
        std::cout << (good ? "ok " : "FAIL ") << what << "\n";
        failures_ += !good;
    }
    void expect(const char* what, const http::Response& answer, int status, const std::string& text) {
        bool good = answer.status == status && answer.body.find(text) != std::string::npos;
        check(what, good);
        if (!good) std::cout << "    " << answer.status << " " << answer.body << "\n";
    }
    App app_;
    Resource<Meeting, Everybody> meetings_{app_, "/api/v1/meetings"};
    int failures_{0};
};

}  // namespace

std::span<const file::Embedded> file::embedded_migrations() {
    static const auto files = files_below("server", ".sql");
    return files;
}
std::span<const file::Embedded> file::embedded_words() {
    static const auto files = files_below("words", ".json");
    return files;
}

}  // namespace zhibu

int main() {
    auto data = zhibu::changed_files() / "data";
    std::filesystem::remove_all(data);
    std::filesystem::create_directories(data);
    return zhibu::Walk{data}.run();
}
