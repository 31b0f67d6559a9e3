// The import wizard with the office's own files: every fault at its cell, nothing twice, a whole batch taken back.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "kernel/sheet/reader.hpp"
#include "kernel/sheet/writer.hpp"
#include "organization/import.hpp"
#include "testkit/test_app.hpp"
#include "testkit/source_file.hpp"

namespace zhibu {
namespace {

using namespace testkit;

std::string file(std::string_view path) {
    std::ifstream in{source_file(path), std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}
std::string sample(std::string_view name) { return file("packs/samples/laixi/" + std::string{name}); }

class RosterImporting : public OnBothEngines {
protected:
    Person admin = app.administrator();

    Answer upload(const std::string& kind, const std::string& name, const std::string& content, Extra extra = {}, const Person* who = nullptr) {
        std::string body = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n\r\n" + content + "\r\n--x--\r\n";
        extra.headers.push_back({"content-type", "multipart/form-data; boundary=x"});
        return app.send(who ? *who : admin, http::Method::post, "/api/v1/imports?kind=" + kind, body, extra);
    }
    Answer apply(const Answer& batch) { return app.post(admin, fmt::format("/api/v1/imports/{}/application", batch.id()), {}, {batch.version()}); }
    Answer undo(const Answer& batch) { return app.post(admin, fmt::format("/api/v1/imports/{}/undo", batch.id()), {}, {batch.version()}); }
    static std::string counts(const Answer& batch) {
        auto& c = batch["counts"];
        auto n = [&](const char* name) { return c.at(name).as_int64(); };
        return fmt::format("{} rows: {} created, {} updated, {} unchanged, {} ended, {} faulty", n("rows"), n("created"), n("updated"), n("unchanged"), n("ended"), n("faulty"));
    }
    void import_organizations() { ASSERT_EQ(apply(upload("organizations", "o.xlsx", sample("organizations-national.xlsx"))).status, 200); }
    // "row field code" of each fault, warnings left out.
    std::vector<std::string> faults(const Answer& batch) {
        std::vector<std::string> all;
        for (int page = 1;; ++page) {
            auto rows = app.get(admin, fmt::format("/api/v1/imports/{}/rows?only=faulty&size=200&page={}", batch.id(), page));
            for (auto& row : rows["items"].as_array())
                for (auto& fault : row.at("faults").as_array())
                    if (!fault.at("warning").as_bool())
                        all.push_back(fmt::format("{} {} {}", row.at("row").as_int64(), std::string{fault.at("field").as_string()}, std::string{fault.at("code").as_string()}));
            if (page * 200 >= rows["total"].as_int64()) return all;
        }
    }
    std::int64_t members() { return app.get(admin, "/api/v1/members?size=1")["total"].as_int64(); }
    std::int64_t organizations() { return app.get(admin, "/api/v1/organizations?size=1")["total"].as_int64(); }
    Answer csv(const std::string& kind, const std::string& text) { return upload(kind, "a.csv", text); }
};

TEST_P(RosterImporting, the_offices_three_files_come_in_and_coming_again_change_nothing) {
    auto first = upload("organizations", "organizations-national.xlsx", sample("organizations-national.xlsx"));
    ASSERT_EQ(first.status, 201) << first.text;
    EXPECT_EQ(counts(first), "186 rows: 186 created, 0 updated, 0 unchanged, 0 ended, 0 faulty");
    auto applied = apply(first);
    ASSERT_EQ(applied.status, 200) << applied.text;
    EXPECT_EQ(applied["state"].as_string(), "applied");
    EXPECT_EQ(organizations(), 186);
    EXPECT_EQ(counts(upload("organizations", "again.xlsx", sample("organizations-national.xlsx"))), "186 rows: 0 created, 0 updated, 186 unchanged, 0 ended, 0 faulty");
    auto root = app.get(admin, "/api/v1/organizations?kind=working_committee")["items"].at(0).at("id").as_int64();
    EXPECT_EQ(app.get(admin, fmt::format("/api/v1/organizations?parent_id={}&size=1", root))["total"].as_int64(), 63);
    EXPECT_EQ(app.get(admin, "/api/v1/organizations?kind=branch,retired_branch&size=1")["total"].as_int64(), 160);

    auto national = upload("members", "members-national.xlsx", sample("members-national.xlsx"));
    EXPECT_EQ(counts(national), "4062 rows: 4062 created, 0 updated, 0 unchanged, 0 ended, 0 faulty");
    EXPECT_EQ(apply(national).status, 200);
    EXPECT_EQ(members(), 4062);
    EXPECT_EQ(counts(upload("members", "again.xlsx", sample("members-national.xlsx"))), "4062 rows: 0 created, 0 updated, 4062 unchanged, 0 ended, 0 faulty");

    auto office = upload("members", "members-office.xlsx", sample("members-office.xlsx"));
    EXPECT_EQ(office["form"].at("header_row").as_int64(), 3);
    EXPECT_EQ(office["counts"].at("acceptable").as_int64(), 242);
    EXPECT_EQ(apply(office).status, 200);
    EXPECT_EQ(members(), 4062 + 242);
    EXPECT_EQ(counts(upload("members", "again.xlsx", sample("members-office.xlsx"))), "264 rows: 0 created, 0 updated, 242 unchanged, 0 ended, 22 faulty");
}

TEST_P(RosterImporting, every_planted_fault_is_found_at_its_cell_and_no_other_row_has_one) {
    import_organizations();
    auto expected = json::parse(sample("members-office.expected.json")).as_object();
    auto office = upload("members", "members-office.xlsx", sample("members-office.xlsx"));
    EXPECT_EQ(office["counts"].at("rows").as_int64(), expected["people_rows"].as_int64());
    EXPECT_EQ(office["counts"].at("acceptable").as_int64(), expected["acceptable"].as_int64());
    auto found = faults(office);
    std::set<std::int64_t> planted;
    for (auto& fault : expected["faults"].as_array()) {
        auto text = fmt::format("{} {} {}", fault.at("row").as_int64(), std::string{fault.at("column").as_string()}, std::string{fault.at("code").as_string()});
        planted.insert(fault.at("row").as_int64());
        EXPECT_NE(std::find(found.begin(), found.end(), text), found.end()) << text;
    }
    EXPECT_EQ(planted.size(), 22U);
    for (auto& text : found) EXPECT_TRUE(planted.contains(std::stoll(text))) << text;
}

TEST_P(RosterImporting, members_need_organizations_first) {
    EXPECT_EQ(upload("members", "m.xlsx", sample("members-office.xlsx")).problem(), "organizations-first");
}

TEST_P(RosterImporting, the_annotated_sheet_marks_the_faulty_rows_and_comes_in_again_when_corrected) {
    import_organizations();
    auto batch = upload("members", "members-office.xlsx", sample("members-office.xlsx"));
    apply(batch);
    auto annotated = app.get(admin, fmt::format("/api/v1/imports/{}/faults.xlsx", batch.id()));
    ASSERT_EQ(annotated.status, 200);
    std::vector<std::vector<std::string>> rows;
    sheet::read_rows(sheet::Source::memory(annotated.text), {}, [&](std::uint32_t, std::span<const sheet::Cell> cells) {
        auto& row = rows.emplace_back();
        for (auto& cell : cells) row.push_back(cell.text);
        return sheet::Flow::go_on;
    });
    ASSERT_EQ(rows.size(), 2U + 1U + 22U);
    EXPECT_EQ(rows[2].back(), "错误说明");
    EXPECT_EQ(rows[3].back(), "身份证号:身份证号校验码不对，可能有一位写错");
    // The person corrects one cell of the sheet that came back, and only that row comes in.
    auto again = upload("members", "corrected.xlsx", annotated.text);
    EXPECT_EQ(again["form"].at("header_row").as_int64(), 3);
    EXPECT_EQ(again["counts"].at("rows").as_int64(), 22);
}

TEST_P(RosterImporting, a_batch_is_applied_once_and_taken_back_once) {
    import_organizations();
    auto batch = upload("members", "m.xlsx", sample("members-office.xlsx"));
    EXPECT_EQ(undo(batch).problem(), "import-not-applied");
    auto path = fmt::format("/api/v1/imports/{}/application", batch.id());
    auto applied = app.post(admin, path, {}, {batch.version(), "one-key"});
    EXPECT_EQ(applied.status, 200);
    EXPECT_EQ(app.post(admin, path, {}, {batch.version(), "one-key"}).text, applied.text);  // a retry
    EXPECT_EQ(app.post(admin, path, {}, {batch.version(), "another"}).problem(), "import-already-applied");  // another tab
    EXPECT_EQ(members(), 242);
    auto undone = undo(applied);
    EXPECT_EQ(undone.status, 200) << undone.text;
    EXPECT_EQ(members(), 0);
    EXPECT_EQ(undo(undone).problem(), "import-already-undone");
    EXPECT_EQ(apply(undone).problem(), "import-already-undone");
    EXPECT_EQ(app.read([](const View& view) { return view.session.integer("SELECT COUNT(*) FROM membership WHERE tenant_id = 1"); }), 0);
}

TEST_P(RosterImporting, the_organizations_of_a_batch_go_too_unless_members_stand_in_them) {
    auto batch = apply(upload("organizations", "o.xlsx", sample("organizations-national.xlsx")));
    auto people = apply(upload("members", "m.xlsx", sample("members-office.xlsx")));
    auto refused = undo(batch);
    EXPECT_EQ(refused.problem(), "import-built-upon");
    EXPECT_NE(refused.faults().find("still_has_members"), std::string::npos);
    EXPECT_EQ(organizations(), 186);
    EXPECT_EQ(undo(people).status, 200);
    auto undone = undo(batch);
    EXPECT_EQ(undone.status, 200) << undone.text;
    EXPECT_EQ(organizations(), 0);
    EXPECT_TRUE(app.get(admin, "/api/v1/organizations/tree")["items"].as_array().empty());
    EXPECT_EQ(apply(upload("organizations", "o.xlsx", sample("organizations-national.xlsx"))).status, 200);  // and come again
}

TEST_P(RosterImporting, a_second_sheet_updates_what_differs_and_undo_brings_it_back) {
    Cast cast{app};
    auto heading = std::string{"姓名,性别,身份证号,所在支部,入党时间,手机,学历\n"};
    auto batch = apply(csv("members", heading + "范丽,女,370299194705044607,财政局第一党支部,1978-06-13,19956446767,研究生\n"));
    EXPECT_EQ(counts(batch), "1 rows: 1 created, 0 updated, 0 unchanged, 0 ended, 0 faulty");
    auto find = [&] { return app.get(admin, "/api/v1/members?q=370299194705044607")["items"].at(0).as_object(); };
    auto before = find();
    // A month within which the known day lies says nothing new; a blank takes nothing away; another branch is a transfer.
    EXPECT_EQ(counts(csv("members", heading + "范 丽,,370299194705044607,财政局第一党支部,1978.06,,\n")), "1 rows: 0 created, 0 updated, 1 unchanged, 0 ended, 0 faulty");
    auto second = csv("members", heading + "范丽,女,370299194705044607,财政局第二党支部,1978-06-13,19956446768,大学本科\n");
    EXPECT_EQ(counts(second), "1 rows: 0 created, 1 updated, 0 unchanged, 0 ended, 0 faulty");
    auto rows = app.get(admin, fmt::format("/api/v1/imports/{}/rows?only=changed", second.id()));
    EXPECT_EQ(json::serialize(rows["items"].at(0).at("difference").at("education")), R"(["研究生","大学本科"])");
    auto applied = apply(second);
    EXPECT_EQ(find()["education"].as_string(), "大学本科");
    EXPECT_EQ(find()["organization_id"].as_int64(), cast.sibling_branch.value);
    EXPECT_EQ(undo(batch).problem(), "import-built-upon");  // the record was changed since
    auto undone = undo(applied);
    EXPECT_EQ(undone.status, 200) << undone.text;
    auto after = find();
    for (auto name : {"education", "phone", "organization_id", "joined_on", "gender"}) EXPECT_EQ(after[name], before[name]) << name;
    auto homes = app.get(admin, fmt::format("/api/v1/members/{}", after["id"].as_int64()));
    for (auto& home : homes["memberships"].as_array()) EXPECT_EQ(home.at("organization_id").as_int64(), cast.branch.value);
}

TEST_P(RosterImporting, nothing_is_written_where_the_roster_changed_after_the_check) {
    Cast cast{app};
    auto sheet = std::string{"姓名,身份证号,所在支部\n范丽,370299194705044607,财政局第一党支部\n"};
    auto batch = csv("members", sheet);
    auto planned = app.post(admin, "/api/v1/members", {{"name", "范丽"}, {"organization_id", cast.branch.value}, {"id_number", "370299194705044607"}});
    ASSERT_EQ(planned.status, 201);
    // The plan is made anew at the time of writing: the person who came meanwhile is the same one.
    EXPECT_EQ(counts(apply(batch)), "1 rows: 0 created, 0 updated, 1 unchanged, 0 ended, 0 faulty");
    EXPECT_EQ(app.get(admin, "/api/v1/members?q=370299194705044607")["total"].as_int64(), 1);
}

TEST_P(RosterImporting, shows_codes_of_organisations_and_hides_numbers_of_people) {
    Cast cast{app};
    auto cells = [&](const char* kind, const std::string& sheet) {
        std::string all;
        auto rows = app.get(admin, fmt::format("/api/v1/imports/{}/rows", csv(kind, sheet).id()));
        for (auto& cell : rows["items"].at(0).at("cells").as_array()) all += std::string{cell.as_string()} + " ";
        return all;
    };
    EXPECT_EQ(cells("organizations", "党组织编码,党组织简称,组织类别,上级党组织唯一标识\n037020000123456789,新支部,党支部,037020000000000001\n"), "037020000123456789 新支部 党支部 037020000000000001 ");
    auto members = cells("members", "姓名,身份证号,所在党支部,支部唯一标识\n赵大,110101199003078515,财政局第一党支部,110101199003078515\n");
    EXPECT_EQ(members.find("110101199003078515"), std::string::npos) << members << "nor where it stands in the wrong column";
}

TEST_P(RosterImporting, a_corrected_mapping_is_checked_again_and_remembered) {
    Cast cast{app};
    auto sheet = std::string{"代号,人名,单位\n1,赵大,财政局第一党支部\n"};
    auto batch = csv("members", sheet);
    EXPECT_EQ(batch["form"].at("header_row").as_int64(), 0);
    EXPECT_EQ(apply(batch).problem(), "import-not-mapped");
    auto rows = app.get(admin, fmt::format("/api/v1/imports/{}/rows", batch.id()));
    EXPECT_EQ(rows["items"].at(1).at("cells").at(1).as_string(), "赵大") << "the first rows are shown so that the headings can be chosen";
    auto column = [](int at, const char* name) { return json::object{{"column", at}, {"field", name}}; };
    auto path = fmt::format("/api/v1/imports/{}", batch.id());
    EXPECT_EQ(app.patch(admin, path, {{"header_row", 1}, {"columns", json::array{column(1, "name"), column(2, "nonsense"), column(1, "name")}}}, 1).faults(),
              "#/columns/1/field not_one_of, #/columns/2/field field_taken_twice, #/columns/2/column column_taken_twice");
    auto corrected = app.patch(admin, path, {{"header_row", 1}, {"columns", json::array{column(1, "name"), column(2, "branch")}}}, 1);
    EXPECT_EQ(counts(corrected), "1 rows: 1 created, 0 updated, 0 unchanged, 0 ended, 0 faulty");
    EXPECT_EQ(app.patch(admin, path, {{"header_row", 1}, {"columns", json::array{column(1, "name")}}}, 1).status, 412);
    EXPECT_EQ(apply(corrected).status, 200);
    // The same headings in another order, under another first row: known from now on where they are recognised at all.
    auto known = csv("members", "姓名,组织,手机\n钱二,财政局第一党支部,13800000002\n");
    EXPECT_EQ(known["form"].at("missing").at(0).as_string(), "branch");
    path = fmt::format("/api/v1/imports/{}", known.id());
    app.patch(admin, path, {{"header_row", 1}, {"columns", json::array{column(0, "name"), column(1, "branch"), column(2, "phone")}}}, 1);
    auto again = csv("members", "手机,姓名,组织\n13800000003,孙三,财政局第一党支部\n");
    EXPECT_TRUE(again["form"].at("remembered").as_bool());
    EXPECT_EQ(counts(again), "1 rows: 1 created, 0 updated, 0 unchanged, 0 ended, 0 faulty");
}

TEST_P(RosterImporting, the_rules_of_a_row) {
    Cast cast{app};
    app.organization("同名党支部", OrganizationKind::branch, cast.organ);
    app.organization("同名党支部", OrganizationKind::branch, cast.other_organ);
    std::string heading = "姓名,性别,公民身份号码,出生日期,组织关系所在党支部,入党日期,转正日期,手机号码,人员类别\n";
    struct Row {
        const char* text;
        const char* faults;
    };
    const Row table[] = {
        {"张 三,男,,1980-01-01,财政局第一党支部,2001-07-01,2002-07-01,13900000000,正式党员", ""},
        {",男,,,财政局第一党支部,,,,", "name required"},
        {"甲,男,,,,,,,", "branch required"},
        {"甲,男,,,没有的支部,,,,", "branch branch_unknown"},
        {"甲,男,,,同名党支部,,,,", "branch branch_ambiguous"},
        {"甲,男,,,市财政局机关党委,,,,", "branch branch_not_a_branch"},
        {"甲,男,,,财政局 第一党支部,,,,", ""},
        {"甲,男,,,中共财政局第一党支部,,,,", ""},
        {"甲,第三种,,,财政局第一党支部,,,,", "gender gender_unknown"},
        {"甲,男,370299194705044607,,财政局第一党支部,,,,", "gender gender_differs_from_id"},
        {"甲,女,370299194705044608,,财政局第一党支部,,,,", "id_number id_checksum"},
        {"甲,女,37029919470504460,,财政局第一党支部,,,,", "id_number id_length"},
        {"甲,女,370299470504460,,财政局第一党支部,,,,", "id_number id_fifteen_digits"},
        {"甲,女,370299194713044607,,财政局第一党支部,,,,", "id_number id_birth_date"},
        {"甲,女,370299194705044607,1947-05-05,财政局第一党支部,,,,", "birth_date birth_differs_from_id"},
        {"甲,女,370299194705044607,1947年5月,财政局第一党支部,,,,", ""},
        {"甲,女,370299194705044607,,财政局第一党支部,1965-05-03,,,", "join_date under_18_at_joining"},
        {"甲,女,370299194705044607,,财政局第一党支部,1965-05-04,,,", ""},
        {"甲,女,370299194705044607,,财政局第一党支部,1965.05,,,", ""},
        {"甲,女,,,财政局第一党支部,2001-07-01,2001-06-30,,", "regular_date regular_before_joining"},
        {"甲,女,,,财政局第一党支部,2001-07-15,2001.07,,", ""},
        {"甲,女,,,财政局第一党支部,2001-07-01,2001-05,,", "regular_date regular_before_joining"},
        {"甲,女,,,财政局第一党支部,建国前,,,", "join_date date_unreadable"},
        {"甲,女,,,财政局第一党支部,,,1993636586,", "phone phone_invalid"},
        {"甲,女,,,财政局第一党支部,,,+86 139 0000 0000,", ""},
        {"甲,女,,,财政局第一党支部,,,,群众", "stage stage_unknown"}};
    for (auto& row : table) {
        auto found = faults(csv("members", heading + row.text + "\n"));
        std::string text;
        for (auto& each : found) text += (text.empty() ? "" : ", ") + each.substr(2);
        EXPECT_EQ(text, row.faults) << row.text;
    }
}

TEST_P(RosterImporting, stages_follow_from_dates_where_the_sheet_has_none) {
    Cast cast{app};  // today is 2021-12-28
    std::string heading = "姓名,所在支部,入党日期,转正日期\n";
    auto batch = apply(csv("members", heading + "甲一,财政局第一党支部,2010-07-01,2011-07-01\n乙二,财政局第一党支部,2021-03-01,\n丙三,财政局第一党支部,1990-07-01,\n丁四,财政局第一党支部,2021-03-01,2022-03-01\n"));
    ASSERT_EQ(batch.status, 200);
    auto stage = [&](std::string name) { return std::string{app.get(admin, "/api/v1/members?q=" + http::percent_encode(name))["items"].at(0).at("stage").as_string()}; };
    EXPECT_EQ(stage("甲一"), "formal");
    EXPECT_EQ(stage("乙二"), "probationary");
    EXPECT_EQ(stage("丙三"), "formal");
    EXPECT_EQ(stage("丁四"), "probationary");
}

TEST_P(RosterImporting, organizations_may_stand_in_any_order_and_faults_are_told) {
    std::string heading = "党组织唯一标识,上一级党组织唯一标识,党组织全称,党组织简称,组织类别,成立日期,删除标识\n";
    auto mixed = csv("organizations", heading + "B1,O1,第一支部,第一支部,党支部,2010-01-01,0\nO1,R,某局机关党委,某局机关党委,机关党委,2009-01-01,0\nR,,某工委,某工委,党的工作委员会,1990-01-01,0\n");
    EXPECT_EQ(counts(apply(mixed)), "3 rows: 3 created, 0 updated, 0 unchanged, 0 ended, 0 faulty");
    auto found = faults(csv("organizations", heading + "X1,NONE,甲,甲,党支部,,0\nX2,R,乙,乙,俱乐部,,0\nX3,X4,丙,丙,党支部,,0\nX4,X3,丁,丁,党支部,,0\nX5,,戊,戊,党支部,,0\nX1,R,己,己,党支部,,0\nX7,X2,庚,庚,党支部,,0\n"));
    EXPECT_EQ(found, (std::vector<std::string>{"2 parent_code parent_unknown", "3 kind kind_unknown", "4 parent_code parent_loop", "5 parent_code parent_loop", "6 parent_code required",
                                               "7 code duplicate_in_file", "8 parent_code parent_has_fault"}));
    // Another name, another superior, another end: each with its history.
    auto changed = csv("organizations", heading + "B1,R,第一党支部,一支部,党支部,2010-01-01,0\nO1,R,某局机关党委,某局机关党委,机关党委,2009-01-01,1\n");
    EXPECT_EQ(counts(changed), "2 rows: 0 created, 1 updated, 0 unchanged, 1 ended, 0 faulty");
    auto applied = apply(changed);
    ASSERT_EQ(applied.status, 200) << applied.text;
    auto names = [&](std::string day) {
        std::string out;
        auto tree = app.get(admin, "/api/v1/organizations/tree?on=" + day);
        for (auto& node : tree["items"].as_array()) out += std::string{node.at("name").as_string()} + " ";
        return out;
    };
    EXPECT_EQ(names("2021-12-27"), "某工委 某局机关党委 第一支部 ");
    EXPECT_EQ(names("2021-12-28"), "某工委 一支部 ");
    auto undone = undo(applied);
    ASSERT_EQ(undone.status, 200) << undone.text;
    EXPECT_EQ(names("2021-12-28"), "某工委 某局机关党委 第一支部 ");
}

TEST_P(RosterImporting, bad_files_get_a_clear_problem_and_leave_nothing) {
    Cast cast{app};
    auto good = sample("members-office.xlsx");
    EXPECT_EQ(upload("members", "a.xlsx", "").problem(), "sheet-is-empty");
    EXPECT_EQ(upload("members", "a.xlsx", std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16)).problem(), "sheet-is-none");
    EXPECT_EQ(upload("members", "a.xls", std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) + std::string(600, '\0')).problem(), "sheet-is-xls");
    EXPECT_EQ(upload("members", "a.xlsx", good.substr(0, good.size() / 2)).problem(), "sheet-is-damaged");
    EXPECT_EQ(upload("members", "a.csv", "\n\n\n").problem(), "sheet-is-empty");
    EXPECT_EQ(upload("nonsense", "a.csv", "x\n").faults(), "#/kind not_one_of");
    EXPECT_EQ(app.send(admin, http::Method::post, "/api/v1/imports?kind=members", "no multipart").faults(), "#/file required");
    std::string many = "姓名,所在支部\n";
    for (int i = 0; i < 200'001; ++i) many += "甲,乙\n";
    EXPECT_EQ(upload("members", "a.csv", many).problem(), "sheet-is-too-large");
    EXPECT_EQ(app.get(admin, "/api/v1/imports")["total"].as_int64(), 0);
    EXPECT_EQ(members(), 14);
}

TEST_P(RosterImporting, no_id_number_lies_in_clear_anywhere) {
    import_organizations();
    auto number = std::string{"370299196204152158"}, faulty = std::string{"370299196606062451"};
    auto sheet = sample("members-office.xlsx");
    auto batch = upload("members", "members-office.xlsx", sheet, {0, "a-key"});
    EXPECT_EQ(batch.text.find(number), std::string::npos);
    auto rows = app.get(admin, fmt::format("/api/v1/imports/{}/rows?size=200", batch.id()));
    EXPECT_EQ(rows.text.find(number), std::string::npos);
    EXPECT_EQ(rows.text.find(faulty), std::string::npos);
    EXPECT_NE(rows.text.find("370299********2451"), std::string::npos);
    auto applied = apply(batch);
    // An update keeps the record before it: sealed too.
    auto changed = upload("members", "b.csv", "姓名,身份证号,所在支部,学历\n姚桂诚," + number + ",市委办公室党支部,研究生\n");
    EXPECT_EQ(counts(apply(changed)), "1 rows: 0 created, 1 updated, 0 unchanged, 0 ended, 0 faulty");
    std::size_t looked_at = 0;
    auto search = [&](const std::filesystem::path& path) {
        std::ifstream in{path, std::ios::binary};
        std::string bytes{std::istreambuf_iterator<char>{in}, {}};
        looked_at += bytes.size();
        for (auto& each : {number, faulty}) EXPECT_EQ(bytes.find(each), std::string::npos) << path;
    };
    for (auto& entry : std::filesystem::recursive_directory_iterator{app->place.data})
        if (entry.is_regular_file()) search(entry.path());
    if (!app->place.database.starts_with("postgresql"))
        for (auto suffix : {"", "-wal"})
            if (std::filesystem::exists(app->place.database + suffix)) search(app->place.database + suffix);
    EXPECT_GT(looked_at, GetParam() == db::Engine::sqlite ? 100'000U : 10'000U);
    // The control: the name beside the number is there to be found in every engine.
    EXPECT_EQ(app.get(admin, "/api/v1/members?q=" + number)["items"].at(0).at("name").as_string(), "姚桂诚");
}

TEST_P(RosterImporting, the_template_has_lists_and_comes_back_in) {
    Cast cast{app};
    for (auto kind : {"members", "organizations"}) {
        auto made = app.get(admin, std::string{"/api/v1/imports/template?kind="} + kind);
        ASSERT_EQ(made.status, 200);
        auto batch = upload(kind, "template.xlsx", made.text);
        EXPECT_EQ(batch.status, 201) << batch.text;
        EXPECT_TRUE(batch["form"].at("missing").as_array().empty()) << batch.text;
        EXPECT_EQ(batch["counts"].at("rows").as_int64(), 0);
    }
}

TEST_P(RosterImporting, an_empty_office_is_led_to_the_import) {
    auto first = [&](const Person& who) {
        auto account = who.account;
        return app->read(Actor{{1}, account, {}, "管理员", {{Role::administrator, whole_office}}}, [&](const View& view) {
            std::string out;
            for (auto& item : app->inbox_of(view))
                if (item.kind.starts_with("roster.")) out += item.link;
            return out;
        });
    };
    EXPECT_EQ(first(admin), "/imports/new?kind=organizations");
    import_organizations();
    EXPECT_EQ(first(admin), "/imports/new?kind=members");
    apply(upload("members", "m.xlsx", sample("members-office.xlsx")));
    EXPECT_EQ(first(admin), "");
}

ZHIBU_ON_BOTH_ENGINES(RosterImporting);

}  // namespace
}  // namespace zhibu
