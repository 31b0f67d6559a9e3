// Annual reports and binders: what they say, how they are edited, refreshed, made final and handed out.
#include <fmt/format.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "kernel/document/markdown.hpp"
#include "kernel/record/recycle_bin.hpp"
#include "report/annual_report.hpp"
#include "testkit/report_city.hpp"
#include "testkit/source_file.hpp"

namespace zhibu::testkit {

class Reports : public OnBothEngines {
protected:
    Cast cast{app};
    CityYear year{app, cast};
    Reports() { declare_all(app, cast); }

    report::Written annual(Id<Organization> organization, int of_year = 2021) {
        return app.read([&](const View& view) { return report::annual(view, organization, of_year, "https://zhibu.example.gov.cn"); });
    }
    std::string text(Id<Organization> organization, int of_year = 2021) {
        std::string all;
        auto written = json::parse(annual(organization, of_year).json);
        for (auto& section : written.at("sections").as_array())
            for (auto& paragraph : section.at("paragraphs").as_array()) all += std::string{paragraph.at("text").as_string()} + "\n";
        return all;
    }
    Answer create(const Person& who, Id<Organization> organization) { return app.post(who, "/api/v1/reports", {{"organization_id", organization.value}, {"year", 2021}}); }
    // What the editor sends back: keys, headings, runs.
    static json::array sent(const json::value& sections) {
        json::array out;
        for (auto& section : sections.as_array()) {
            json::array paragraphs;
            for (auto& paragraph : section.at("paragraphs").as_array()) paragraphs.push_back({{"key", paragraph.at("key")}, {"runs", paragraph.at("runs")}});
            out.push_back({{"key", section.at("key")}, {"heading", section.at("heading")}, {"paragraphs", std::move(paragraphs)}});
        }
        return out;
    }
    static std::string whole(const json::value& report) {
        std::string all;
        for (auto& section : report.at("sections").as_array())
            for (auto& paragraph : section.at("paragraphs").as_array()) {
                for (auto& run : paragraph.at("runs").as_array()) all += std::string{run.at("text").as_string()};
                all += "\n";
            }
        return all;
    }
};
ZHIBU_ON_BOTH_ENGINES(Reports);

TEST_P(Reports, speak_in_the_words_of_the_practice) {
    year.record();
    EXPECT_EQ(text(cast.committee),
              "截至2021年末，市直机关工委直属党组织3个，共有党支部4个、党员14名。\n"
              "工委3名领导班子成员全覆盖联系工委直属3个党组织，畅通工委与基层党组织之间联系服务渠道。通过列席会议、督查检查、交流反馈等形式，到联系点1次。\n"
              "开展全覆盖专题调研督导，对所属3个党组织督导检查4次，共发现问题5个，并给予直面反馈5个。\n"
              "坚持问题导向，年内整改销号3个。开展整改“回头看”，对整改不到位的1个问题重新打开、继续整改。截至目前，仍有1个问题逾期未办结。\n"
              "全年制发提示单、督办函2件。\n"
              "所属3个党组织全年共开展组织生活13次，93人次参加。到会率81.6%。\n"
              "召开支部党员大会2次。讲授党课1次。\n"
              "开展主题党日9次。\n"
              "组织党员开展志愿服务活动1次。\n"
              "以上数字均由原始记录汇总，可逐一核对。其中1条记录为事后补录，组织生活及时录入率92.3%。\n"
              "下步，市直机关工委将对逾期未办结的1个问题逐一督办、限期整改，持续推动党建工作再上新水平。\n");
    EXPECT_EQ(text(cast.branch),
              "截至2021年末，财政局第一党支部共有党员11名。\n"
              "上级督导中被指出问题3个，并给予直面反馈3个。\n"
              "坚持问题导向，年内整改销号2个。开展整改“回头看”，对整改不到位的1个问题重新打开、继续整改。截至目前，仍有1个问题逾期未办结。\n"
              "全年共开展组织生活10次，80人次参加。到会率81.6%。\n"
              "召开支部党员大会1次。党课未开展。\n"
              "开展主题党日8次。\n"
              "组织党员开展志愿服务活动1次。\n"
              "以上数字均由原始记录汇总，可逐一核对。其中1条记录为事后补录，组织生活及时录入率90%。\n"
              "下步，财政局第一党支部将对逾期未办结的1个问题逐一督办、限期整改，持续推动党建工作再上新水平。\n");
}

TEST_P(Reports, say_honestly_what_was_not_done) {
    EXPECT_EQ(text(cast.direct_branch),
              "截至2021年末，市档案馆党支部尚未登记党员。\n"
              "本年度未接受督导检查。\n"
              "本年度未登记组织生活。\n"
              "支部党员大会未开展。党课未开展。\n"
              "主题党日未开展。\n"
              "本年度未登记志愿服务活动。\n"
              "以上数字均由原始记录汇总，可逐一核对，没有事后补录。\n"
              "下步，市档案馆党支部将进一步明确责任、改进作风，持续推动党建工作再上新水平。\n");
    EXPECT_NE(text(cast.organ).find("本年度未建立领导班子成员联系点。"), std::string::npos);
}

TEST_P(Reports, equal_the_golden_file) {
    year.record();
    auto made = annual(cast.committee).json;
    // Numbers of organisations differ from run to run: their names stand in the golden file.
    for (auto& [id, name] : {std::pair{cast.committee, "<committee>"}, std::pair{cast.other_branch, "<other_branch>"}})
        for (std::string before : {"organization_within=", "organization_id=", "organization=", "\"organization_id\": "})
            made = std::regex_replace(made, std::regex{before + std::to_string(id.value) + "(?![0-9])"}, before + name);
    auto path = source_file("server/report/annual.golden.json");
    if (std::getenv("ZHIBU_WRITE_GOLDEN")) std::ofstream{path} << made;
    std::stringstream golden;
    golden << std::ifstream{path}.rdbuf();
    EXPECT_EQ(made, golden.str());
}

TEST_P(Reports, link_each_figure_to_its_records) {
    year.record();
    auto written = annual(cast.committee);
    auto markdown = document::to_markdown(written.document);
    EXPECT_NE(markdown.find("共发现问题[5](<https://zhibu.example.gov.cn/facts?kind=supervision.problem_found"), std::string::npos) << markdown;
    auto whole = json::parse(written.json);
    for (auto& [name, figure] : whole.at("figures").as_object())
        if (figure.at("records").is_string()) EXPECT_EQ(app.get(cast.clerk, std::string{figure.at("records").as_string()}).status, 200) << name;
}

TEST_P(Reports, find_the_organisation_by_name_or_number) {
    app.read([&](const View& view) {
        EXPECT_EQ(report::named(view, "市直机关工委"), cast.committee);
        EXPECT_EQ(report::named(view, std::to_string(cast.organ.value)), cast.organ);
        EXPECT_THROW(report::named(view, "没有这个"), std::invalid_argument);
        return true;
    });
    app.organization("市直机关工委", OrganizationKind::organ_committee, cast.committee);
    app.read([&](const View& view) {
        EXPECT_THROW(report::named(view, "市直机关工委"), std::invalid_argument);
        return true;
    });
}

TEST_P(Reports, are_written_within_ones_scope) {
    struct Row {
        const char* who;
        Person person;
        int committee, organ, branch;
    } table[] = {{"member", cast.member, 403, 403, 403},      {"secretary", cast.secretary, 403, 403, 201},        {"organ clerk", cast.organ_clerk, 403, 201, 409},
                 {"other organ's clerk", cast.other_organ_clerk, 403, 404, 404}, {"leader", cast.leader, 403, 403, 403}, {"inspector", cast.inspector, 403, 403, 403},
                 {"auditor", cast.auditor, 403, 403, 403},    {"clerk", cast.clerk, 201, 409, 409},                {"administrator", cast.administrator, 409, 409, 409}};
    for (auto& row : table) {
        SCOPED_TRACE(row.who);
        EXPECT_EQ(create(row.person, cast.committee).status, row.committee);
        EXPECT_EQ(create(row.person, cast.organ).status, row.organ);
        EXPECT_EQ(create(row.person, cast.branch).status, row.branch);
    }
    std::pair<Person, std::int64_t> seen[] = {{cast.clerk, 3}, {cast.leader, 3}, {cast.organ_clerk, 2}, {cast.secretary, 1}, {cast.member, 0}, {cast.other_organ_clerk, 0}};
    for (auto& [person, count] : seen) EXPECT_EQ(app.get(person, "/api/v1/reports")["total"].as_int64(), count);
    auto committee = std::to_string(app.get(cast.clerk, "/api/v1/reports?organization_id=" + std::to_string(cast.committee.value))["items"].at(0).at("id").as_int64());
    for (auto& [path, status] : std::map<std::string, int>{{"", 404}, {"/versions", 404}, {"/versions/1", 404}, {"/export?format=md", 404}})
        EXPECT_EQ(app.get(cast.organ_clerk, "/api/v1/reports/" + committee + path).status, status) << path;
    EXPECT_EQ(app.get(cast.leader, "/api/v1/reports/" + committee)["can"].at("change").as_string(), "writes_no_reports");
    EXPECT_EQ(app.send(cast.leader, http::Method::post, "/api/v1/reports/" + committee + "/refresh", "", {1}).status, 403);
}

TEST_P(Reports, keep_what_was_written_by_hand_through_a_refresh) {
    year.record();
    auto report = create(cast.clerk, cast.committee);
    ASSERT_EQ(report.status, 201) << report.text;
    auto path = "/api/v1/reports/" + std::to_string(report.id());
    auto sections = sent(report["sections"]);
    // The paragraph of inspections gets words of our own around its figures; the one of letters is taken out; one is added.
    auto& inspection = sections.at(2).at("paragraphs").as_array();
    inspection.at(0).at("runs").as_array().insert(inspection.at(0).at("runs").as_array().begin(), json::object{{"text", "利用两个多月时间，"}});
    inspection.erase(inspection.begin() + 2);
    inspection.push_back({{"key", ""}, {"runs", json::array{json::object{{"text", "召开“三述”会议。"}}}}});
    json::object body{{"title", "市直机关工委2021年工作总结"}, {"sections", sections}};
    auto edited = app.patch(cast.clerk, path, body, report.version());
    ASSERT_EQ(edited.status, 200) << edited.text;
    auto& marked = edited["sections"].at(2).at("paragraphs").as_array();
    EXPECT_EQ(marked.size(), 3u);
    EXPECT_TRUE(marked.at(0).at("by_hand").as_bool());
    EXPECT_FALSE(marked.at(1).at("by_hand").as_bool());
    EXPECT_TRUE(marked.at(2).at("by_hand").as_bool());
    EXPECT_EQ(app.patch(cast.clerk, path, body, report.version()).problem(), "stale");

    year.fact("supervision.problem_found", cast.branch, Date::of(2021, 11, 8), "problem", 6);
    year.meeting("centre_study", cast.organ, Date::of(2021, 11, 9), {}, 0);
    auto fresh = app.send(cast.clerk, http::Method::post, path + "/refresh", "", {edited.version()});
    ASSERT_EQ(fresh.status, 200) << fresh.text;
    auto all = whole(fresh.body);
    EXPECT_NE(all.find("利用两个多月时间，开展全覆盖专题调研督导，对所属3个党组织督导检查4次，共发现问题6个，"), std::string::npos) << all;
    EXPECT_NE(all.find("召开“三述”会议。"), std::string::npos);
    EXPECT_EQ(all.find("提示单"), std::string::npos) << "taken out by hand, stays out";
    EXPECT_NE(all.find("开展理论学习中心组学习1次。"), std::string::npos) << "a paragraph the template had no data for before";
    EXPECT_EQ(fresh["title"].as_string(), "市直机关工委2021年工作总结");

    auto versions = app.get(cast.clerk, path + "/versions");
    EXPECT_EQ(versions["items"].as_array().size(), 3u);
    EXPECT_EQ(versions["items"].at(0).at("what").as_string(), "refreshed");
    EXPECT_NE(whole(app.get(cast.clerk, path + "/versions/1").body).find("共发现问题5个"), std::string::npos);
    EXPECT_EQ(app.get(cast.clerk, path + "/versions/9").status, 404);
}

TEST_P(Reports, are_frozen_when_final) {
    year.record();
    auto report = create(cast.clerk, cast.committee);
    auto path = "/api/v1/reports/" + std::to_string(report.id());
    EXPECT_EQ(create(cast.clerk, cast.committee).problem(), "report-draft-exists");
    EXPECT_EQ(app.send(cast.clerk, http::Method::post, path + "/finalisation").problem(), "version-required");
    app.audited();
    auto final = app.send(cast.clerk, http::Method::post, path + "/finalisation", "", {report.version()});
    ASSERT_EQ(final.status, 200) << final.text;
    EXPECT_EQ(final["state"].as_string(), "final");
    EXPECT_EQ(final["finalised_on"].as_string(), "2021-12-28");
    EXPECT_EQ(app.audited().find("report.finalised"), 0u);
    json::object body{{"title", "别的"}, {"sections", sent(final["sections"])}};
    EXPECT_EQ(app.patch(cast.clerk, path, body, final.version()).problem(), "report-is-final");
    EXPECT_EQ(app.send(cast.clerk, http::Method::post, path + "/refresh", "", {final.version()}).problem(), "report-is-final");
    EXPECT_EQ(app.send(cast.clerk, http::Method::remove, path, "", {final.version()}).problem(), "report-is-final");
    year.fact("supervision.problem_found", cast.branch, Date::of(2021, 12, 20), "problem", 9);
    EXPECT_EQ(app.get(cast.clerk, path)["figures"].at("problems_found").at("value").as_int64(), 5);
    EXPECT_EQ(create(cast.clerk, cast.committee).status, 201) << "a new draft may follow a final one";
}

TEST_P(Reports, deleted_drafts_lie_in_the_recycle_bin_and_come_back_whole) {
    year.record();
    auto report = create(cast.clerk, cast.committee);
    auto path = "/api/v1/reports/" + std::to_string(report.id());
    auto deleted = app.send(cast.clerk, http::Method::remove, path, "", {report.version()});
    ASSERT_EQ(deleted.status, 200) << deleted.text;
    EXPECT_EQ(app.get(cast.clerk, path).status, 404);
    auto restoration = fmt::format("/api/v1/recycle-bin/{}/restoration", deleted["recycled"].as_int64());

    auto bin = app.get(cast.clerk, "/api/v1/recycle-bin");
    ASSERT_EQ(bin["items"].as_array().size(), 1u) << bin.text;
    auto& item = bin["items"].at(0).as_object();
    EXPECT_EQ(item.at("title").as_string(), report["title"].as_string());
    EXPECT_EQ(item.at("kind_label").as_string(), "年度报告");
    EXPECT_EQ(item.at("until").as_string(), "2022-01-27");
    // Who writes nothing there sees nothing of it and puts nothing back.
    for (auto* stranger : {&cast.organ_clerk, &cast.secretary, &cast.inspector, &cast.member}) {
        EXPECT_EQ(app.get(*stranger, "/api/v1/recycle-bin")["items"].as_array().size(), 0u);
        EXPECT_EQ(app.post(*stranger, restoration).status, 404);
    }
    // A second draft of the year stands in its place until it goes, too.
    auto second = create(cast.clerk, cast.committee);
    EXPECT_EQ(app.post(cast.clerk, restoration).problem(), "not-restorable");
    app.send(cast.clerk, http::Method::remove, "/api/v1/reports/" + std::to_string(second.id()), "", {second.version()});
    app.audited();
    auto back = app.post(cast.clerk, restoration);
    ASSERT_EQ(back.status, 200) << back.text;
    EXPECT_EQ(back["page"].as_string(), "/reports/" + std::to_string(report.id()));
    EXPECT_EQ(app.audited(), "report.restored " + std::to_string(report.id()));
    auto whole_again = app.get(cast.clerk, path);
    EXPECT_EQ(whole_again.body, report.body);
    EXPECT_EQ(app.get(cast.clerk, path + "/versions").status, 200);
    EXPECT_EQ(app.post(cast.clerk, restoration).status, 404) << "once";
}

TEST_P(Reports, are_forgotten_after_thirty_days_in_the_recycle_bin) {
    auto report = create(cast.clerk, cast.committee);
    auto deleted = app.send(cast.clerk, http::Method::remove, "/api/v1/reports/" + std::to_string(report.id()), "", {report.version()});
    ASSERT_EQ(deleted.status, 200);
    app.at("2022-01-27T09:00:00+08:00");
    EXPECT_EQ(recycle::sweep(*app), 0);
    app.at("2022-01-28T09:00:00+08:00");
    EXPECT_EQ(recycle::sweep(*app), 1);
    EXPECT_EQ(recycle::sweep(*app), 0);
}

TEST_P(Reports, refuse_a_figure_that_is_none) {
    auto report = create(cast.clerk, cast.committee);
    auto path = "/api/v1/reports/" + std::to_string(report.id());
    json::object run{{"figure", "clicks"}}, paragraph{{"key", ""}, {"runs", json::array{run}}};
    json::object section{{"key", ""}, {"heading", "其他"}, {"paragraphs", json::array{paragraph}}};
    EXPECT_EQ(app.patch(cast.clerk, path, {{"title", "x"}, {"sections", json::array{section}}}, report.version()).faults(), "#/sections/0/paragraphs/0/runs/0/figure unknown_figure");
    EXPECT_EQ(app.patch(cast.clerk, path, {{"title", ""}, {"sections", json::array{}}}, report.version()).faults(), "#/title required, #/sections required");
}

TEST_P(Reports, leave_as_papers_and_are_audited) {
    year.record();
    auto report = create(cast.clerk, cast.committee);
    auto path = "/api/v1/reports/" + std::to_string(report.id()) + "/export?format=";
    app.audited();
    EXPECT_EQ(app.get(cast.clerk, path + "pdf").text.substr(0, 5), "%PDF-");
    EXPECT_EQ(app.get(cast.clerk, path + "docx").text.substr(0, 2), "PK");
    EXPECT_NE(app.send(cast.clerk, http::Method::get, path + "md", "", {.headers = {{"host", "zhibu.example"}}}).text.find("共发现问题[5](<http://zhibu.example/facts?"), std::string::npos);
    EXPECT_EQ(app.get(cast.clerk, path + "exe").faults(), "?format not_one_of");
    auto id = std::to_string(report.id());
    EXPECT_EQ(app.audited(), "report.exported " + id + ", report.exported " + id + ", report.exported " + id);
}

class ReportTemplate : public Reports {};
ZHIBU_ON_BOTH_ENGINES(ReportTemplate);

TEST_P(ReportTemplate, is_refused_by_file_and_line) {
    auto refusal = [&](const std::string& toml) -> std::string {
        try {
            report::Template{pack::File{"packs/x/report.toml", toml}, app->indicators};
            return "";
        } catch (const pack::Fault& fault) {
            return fault.what();
        }
    };
    std::string head = "title = \"{organization}{year}\"\n[[section]]\nkey = \"a\"\nheading = \"甲\"\n[[sentence]]\nsection = \"a\"\nparagraph = \"p\"\n";
    EXPECT_EQ(refusal(head + "text = \"开展{meetings}次\"\n"), "");
    EXPECT_EQ(refusal(head + "text = \"点击{clicks}次\"\n"), "packs/x/report.toml:8: #/sentence/0/text 没有“clicks”这个数字");
    EXPECT_EQ(refusal(head + "text = \"好\"\nneeds = [\"meetings\", \"likes\"]\n"), "packs/x/report.toml:9: #/sentence/0/needs/1 没有“likes”这个数字");
    EXPECT_EQ(refusal(head + "text = \"好\"\nwhen = \"1 > 0\"\n"), "packs/x/report.toml:9: #/sentence/0/when 没有这一项");
    EXPECT_EQ(refusal(head + "text = \"好\"\nlevels = [\"village\"]\n"), "packs/x/report.toml:9: #/sentence/0/levels/0 不在可选项之内");
    EXPECT_EQ(refusal("title = \"x\"\n[[sentence]]\nsection = \"b\"\nparagraph = \"p\"\ntext = \"好\"\n"), "packs/x/report.toml:3: #/sentence/0/section 没有这个部分");
}

class Binders : public Reports {};
ZHIBU_ON_BOTH_ENGINES(Binders);

TEST_P(Binders, hold_a_branchs_year_and_are_given_to_their_maker) {
    year.record();
    app->binder.chapter(200, "binder.meetings", [](const View&, Id<Organization>, int) -> std::vector<document::Block> {
        return {document::Heading{1, "3月主题党日"}, document::paragraph("到会8人。"), document::Heading{1, "5月主题党日"}, document::paragraph("到会8人。")};
    });
    auto order = app.post(cast.secretary, "/api/v1/binders", {{"organization_id", cast.branch.value}, {"year", 2021}});
    ASSERT_EQ(order.status, 201) << order.text;
    auto path = "/api/v1/binders/" + std::to_string(order.id());
    app->jobs.wait();
    auto done = app.get(cast.secretary, path);
    ASSERT_EQ(done["state"].as_string(), "done") << done.text;
    auto file = app.get(cast.secretary, path + "/file");
    EXPECT_EQ(file.text.substr(0, 5), "%PDF-");
    EXPECT_EQ(std::int64_t(file.text.size()), done["size"].as_int64());
    EXPECT_NE(app.audited().find("binder.downloaded"), std::string::npos);
    for (auto& other : {cast.clerk, cast.organ_clerk, cast.member}) {
        EXPECT_EQ(app.get(other, path).status, 404);
        EXPECT_EQ(app.get(other, path + "/file").status, 404);
    }
    if (auto* keep = std::getenv("ZHIBU_KEEP_PAPERS")) std::ofstream{std::string{keep} + "/binder.pdf", std::ios::binary} << file.text;
}

TEST_P(Binders, are_ordered_within_ones_scope) {
    json::object committee{{"organization_id", cast.committee.value}, {"year", 2021}}, other{{"organization_id", cast.other_branch.value}, {"year", 2021}};
    EXPECT_EQ(app.post(cast.secretary, "/api/v1/binders", committee).status, 403);
    EXPECT_EQ(app.post(cast.secretary, "/api/v1/binders", other).status, 404);
    EXPECT_EQ(app.post(cast.member, "/api/v1/binders", {{"organization_id", cast.branch.value}, {"year", 2021}}).status, 403);
    EXPECT_EQ(app.post(cast.clerk, "/api/v1/binders", {{"organization_id", cast.branch.value}, {"year", 1900}}).faults(), "#/year too_small");
}

// Whose node still binds it is left alone, whoever looks; whose node died or was never there is begun again, once; whose owner stopped it is not.
TEST_P(Binders, are_bound_once_and_begun_again_only_where_nobody_binds_them_any_more) {
    struct Row {
        const char* what;
        const char* state;        // of the long work; nullptr: there is none
        std::int64_t silent;      // seconds since its node said so
        bool stopped;
        const char* then;         // of the order, in the end
        std::int64_t works;       // that were begun for it, with the first
    };
    std::int64_t next = 900;
    for (auto& row : {Row{"nobody has begun it", nullptr, 0, false, "done", 1}, Row{"a node binds it", "running", 59, false, "waiting", 1}, Row{"it waits its turn at a node", "waiting", 0, false, "waiting", 1},
                      Row{"its node died", "running", 61, false, "done", 2}, Row{"it was found broken off", "failed", 0, false, "done", 2}, Row{"its owner stopped it", "cancelled", 0, true, "failed", 1}}) {
        SCOPED_TRACE(row.what);
        auto id = ++next, job = id + 100;
        app.write([&](Transaction& t) {
            t.session.execute("DELETE FROM job");
            t.session.execute("INSERT INTO binder (tenant_id, id, organization_id, year, state, size, failure, created_at, created_by, job_id, version) VALUES (?,?,?,?,'waiting',0,'',?,?,?,1)", t.tenant(), id,
                              cast.branch, 2021, t.now, cast.secretary.account, row.state ? job : 0);
            if (row.state)
                t.session.execute("INSERT INTO job (tenant_id, id, account_id, kind, title, state, done, total, message, link, cancelling, created_at, updated_at) VALUES (?,?,?,'binder','x',?,1,4,'名册','',?,?,?)", t.tenant(),
                                  job, cast.secretary.account, row.state, row.stopped, t.now, t.now.plus_seconds(-row.silent));
        });
        auto path = "/api/v1/binders/" + std::to_string(id);
        for (int i = 0; i < 3; ++i) EXPECT_EQ(app.get(cast.secretary, path).status, 200);
        app->jobs.wait();
        auto shown = app.get(cast.secretary, path);
        EXPECT_EQ(shown["state"].as_string(), row.then) << shown.text;
        if (shown["state"].as_string() == "waiting") EXPECT_EQ(shown["progress"].at("chapter").as_string(), "名册");
        if (row.stopped) EXPECT_EQ(shown["failure"].as_string(), "cancelled");
        EXPECT_EQ(app.read([](const View& view) { return *view.session.integer("SELECT COUNT(*) FROM job WHERE kind = 'binder'"); }), row.works);
    }
}

TEST_P(Binders, begun_before_a_restart_are_finished_after_it) {
    auto id = app.write([&](Transaction& t) {
        auto number = t.session.next_id();
        t.session.execute("INSERT INTO binder (tenant_id, id, organization_id, year, state, size, failure, created_at, created_by, version) VALUES (?,?,?,?,'waiting',0,'',?,?,1)", t.tenant(),
                          number, cast.branch, 2021, t.now, cast.secretary.account);
        return number;
    });
    app.restart();
    auto path = "/api/v1/binders/" + std::to_string(id);
    EXPECT_EQ(app.get(cast.secretary, path).status, 200);
    app->jobs.wait();
    EXPECT_EQ(app.get(cast.secretary, path)["state"].as_string(), "done");
}

}  // namespace zhibu::testkit
