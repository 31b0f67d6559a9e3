// Rules as an office edits them, through the routes: who may, what a version's life is, what is refused, what follows an edited file.
#include "kernel/pack/office.hpp"

#include "kernel/document/package.hpp"
#include "kernel/pack/archive.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::testkit {
namespace {

const std::string cadence = "/api/v1/packs/standard/files/cadence.toml";
const std::string letter = "/api/v1/packs/standard/files/letter.toml";
const std::string checklist = "/api/v1/packs/standard/files/checklist.toml";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    auto at = text.find(from);
    if (at == std::string::npos) ADD_FAILURE() << "not in the text: " << from;
    else text.replace(at, from.size(), to);
    return text;
}
std::string shipped(const std::string& file) { return std::string{pack::embedded_text("standard/" + file)}; }
// Quarterly meetings of all members become two a quarter.
std::string twice_a_quarter() { return replaced(shipped("cadence.toml"), "every = \"quarter\"\ntimes = 1", "every = \"quarter\"\ntimes = 2"); }

class Office : public OnBothEngines {
protected:
    Cast cast{app};
    Office() { app.at("2021-03-10T09:00"); }
    Answer draft(const std::string& file, const std::string& text, const Person& who) { return app.post(who, file + "/drafts", {{"text", text}}); }
    Answer draft(const std::string& file, const std::string& text) { return draft(file, text, cast.clerk); }
    std::string one(const Answer& version) const { return "/api/v1/pack-versions/" + std::to_string(version.id()); }
    Answer publish(const Answer& version, const std::string& from, const std::string& reason = "") {
        return app.post(cast.clerk, one(version) + "/publication", {{"effective_from", from}, {"note", "试行"}, {"reason", reason}}, {.version = version.version()});
    }
    Answer in_force(const std::string& file, const std::string& text, const std::string& from, const std::string& reason = "") {
        auto made = draft(file, text);
        EXPECT_EQ(made.status, 201) << made.text;
        auto done = publish(made, from, reason);
        EXPECT_EQ(done.status, 200) << done.text;
        return done;
    }
    // "2 2 1 1": what the branch owes of meetings of all members in each quarter.
    std::string owed(int year = 2021) {
        auto answer = app.get(cast.clerk, "/api/v1/cadence?organization_id=" + std::to_string(cast.branch.value) + "&year=" + std::to_string(year));
        std::array<std::int64_t, 4> quarters{};  // a rule that changed within the year has a line for each version
        for (auto& rule : answer["rules"].as_array())
            if (rule.at("rule").at("kind").as_string() == "general_meeting")
                for (std::size_t i = 0; i < 4; ++i) quarters[i] += rule.at("cells").at(i).at("required").as_int64();
        std::string out;
        for (auto each : quarters) out += std::to_string(each);
        return out;
    }
};
ZHIBU_ON_BOTH_ENGINES(Office);

TEST_P(Office, WhoReadsAndWhoEdits) {
    struct Row {
        const char* who;
        const Person& person;
        int list, show, drafted;
    };
    auto elsewhere = app.organization("另一工委", OrganizationKind::working_committee);
    auto half = app.person("half", {{Role::committee_clerk, cast.committee}});
    auto both = app.person("both", {{Role::committee_clerk, cast.committee}, {Role::committee_clerk, elsewhere}});
    for (auto& [who, person, list, show, drafted] : std::vector<Row>{{"administrator", cast.administrator, 200, 200, 201}, {"auditor", cast.auditor, 200, 200, 403}, {"leader", cast.leader, 200, 200, 403},
                                                                     {"inspector", cast.inspector, 200, 200, 403}, {"organ clerk", cast.organ_clerk, 200, 200, 403}, {"secretary", cast.secretary, 200, 200, 403},
                                                                     {"member", cast.member, 403, 403, 403}, {"clerk of one of two trees", half, 200, 200, 403}, {"clerk of both trees", both, 200, 200, 409}}) {
        EXPECT_EQ(app.get(person, "/api/v1/packs").status, list) << who;
        EXPECT_EQ(app.get(person, cadence).status, show) << who;
        EXPECT_EQ(draft(cadence, "x = 1", person).status, drafted) << who;
    }
    // A draft is the editors' alone.
    auto number = app.get(cast.administrator, cadence)["draft"].at("id").as_int64();
    EXPECT_EQ(app.get(cast.leader, "/api/v1/pack-versions/" + std::to_string(number)).status, 404);
    EXPECT_TRUE(app.get(cast.leader, cadence)["draft"].is_null());
    EXPECT_EQ(app.get(both, "/api/v1/pack-versions/" + std::to_string(number)).status, 200);
}

TEST_P(Office, ADraftIsKeptHoweverWrong) {
    auto made = draft(cadence, "权重 = ");
    EXPECT_EQ(made.status, 201);
    EXPECT_FALSE(made["checked"].at("sound").as_bool());
    EXPECT_EQ(made["checked"].at("findings").at(0).at("line").as_int64(), 1);
    auto saved = app.patch(cast.clerk, one(made), {{"text", "[[rule]]\nname = \"x\"\nlogins = 3\n"}, {"note", "改"}}, made.version());
    EXPECT_EQ(saved["text"].as_string(), "[[rule]]\nname = \"x\"\nlogins = 3\n");
    EXPECT_EQ(app.patch(cast.clerk, one(made), {{"text", "y"}}, made.version()).status, 412);
    // All faults at once, with their lines, in Chinese.
    auto refused = publish(saved, "2021-04-01");
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(refused.problem(), "pack-unsound");
    EXPECT_NE(refused.faults().find("packs/standard/cadence.toml:3 #/rule/0/logins unknown_field"), std::string::npos) << refused.faults();
    EXPECT_NE(refused.faults().find("packs/standard/cadence.toml:1 #/rule/0/sentence required"), std::string::npos) << refused.faults();
    EXPECT_NE(refused.text.find("没有这一项"), std::string::npos);
    EXPECT_EQ(owed(), "1111");
    EXPECT_EQ(app.get(cast.clerk, one(made))["state"].as_string(), "draft");
}

TEST_P(Office, APublishedVersionHoldsFromItsDayAndNeverBefore) {
    auto done = in_force(cadence, twice_a_quarter(), "2021-07-01");
    EXPECT_EQ(owed(), "1122");
    EXPECT_EQ(owed(2020), "1111");
    EXPECT_EQ(owed(2022), "2222");
    // It is never written again.
    auto version = done["items"].at(0);
    auto path = "/api/v1/pack-versions/" + std::to_string(version.at("id").as_int64());
    EXPECT_EQ(app.patch(cast.clerk, path, {{"text", "x"}}, version.at("version").as_int64()).problem(), "pack-not-a-draft");
    EXPECT_EQ(app.post(cast.clerk, path + "/publication", {{"effective_from", "2021-01-01"}, {"note", "x"}, {"reason", "y"}}, {.version = version.at("version").as_int64()}).problem(), "pack-not-a-draft");
    // A newer one takes over from its day, and what was before keeps its time.
    in_force(cadence, shipped("cadence.toml"), "2021-10-01");
    EXPECT_EQ(owed(), "1121");
    EXPECT_EQ(app.audited().find("pack.published") == std::string::npos, false);
    auto history = app.get(cast.leader, cadence)["history"].as_array();
    ASSERT_EQ(history.size(), 3u);
    EXPECT_EQ(history[0].at("number").as_int64(), 2);
    EXPECT_TRUE(history[2].at("in_force").as_bool());  // today is before both
}

TEST_P(Office, ReachingBackNeedsAReason) {
    auto made = draft(cadence, twice_a_quarter());
    EXPECT_EQ(publish(made, "2021-01-01").faults(), "#/reason pack_reason_for_past");
    EXPECT_EQ(app.post(cast.clerk, one(made) + "/publication", {{"effective_from", "2021-05-01"}}, {.version = made.version()}).faults(), "#/note required");
    EXPECT_EQ(app.post(cast.clerk, one(made) + "/publication", {{"effective_from", "2021-05"}, {"note", "x"}}, {.version = made.version()}).faults(), "#/effective_from not_a_date");
    EXPECT_EQ(publish(made, "2021-01-01", "年初即已布置").status, 200);
    EXPECT_EQ(owed(), "2222");
    // The same text once more would change nothing.
    EXPECT_EQ(publish(draft(cadence, twice_a_quarter()), "2021-06-01").faults(), "#/text pack_unchanged");
}

TEST_P(Office, OneDraftAtATimeAndTwiceTheSameAnswer) {
    auto made = draft(cadence, twice_a_quarter());
    EXPECT_EQ(draft(cadence, "x", cast.administrator).problem(), "pack-draft-there");
    EXPECT_EQ(app.post(cast.clerk, one(made) + "/withdrawal", json::object{}, {.version = made.version()})["state"].as_string(), "withdrawn");
    EXPECT_EQ(app.post(cast.clerk, one(made) + "/withdrawal", json::object{}, {.version = made.version() + 1}).problem(), "pack-not-a-draft");
    auto again = draft(cadence, "");
    EXPECT_EQ(again["number"].as_int64(), 2);
    EXPECT_EQ(again["text"].as_string(), shipped("cadence.toml"));  // from what holds
    json::object body{{"effective_from", "2021-07-01"}, {"note", "x"}};
    auto changed = app.patch(cast.clerk, one(again), {{"text", twice_a_quarter()}}, again.version());
    auto first = app.post(cast.clerk, one(again) + "/publication", body, {.version = changed.version(), .idempotency_key = "k1"});
    auto second = app.post(cast.clerk, one(again) + "/publication", body, {.version = changed.version(), .idempotency_key = "k1"});
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(second.text, first.text);
    EXPECT_EQ(app.get(cast.clerk, cadence)["versions"].as_int64(), 1);
}

TEST_P(Office, WhatHasNotComeCanBeTakenBack) {
    auto done = in_force(cadence, twice_a_quarter(), "2021-07-01")["items"].at(0);
    auto path = "/api/v1/pack-versions/" + std::to_string(done.at("id").as_int64()) + "/withdrawal";
    EXPECT_EQ(app.post(cast.clerk, path, json::object{}, {.version = done.at("version").as_int64()}).faults(), "#/reason required");
    EXPECT_EQ(app.post(cast.leader, path, {{"reason", "x"}}, {.version = done.at("version").as_int64()}).status, 403);
    EXPECT_EQ(app.post(cast.clerk, path, {{"reason", "暂缓"}}, {.version = done.at("version").as_int64()}).status, 200);
    EXPECT_EQ(owed(), "1111");
    auto now = in_force(cadence, twice_a_quarter(), "2021-03-10")["items"].at(0);
    EXPECT_EQ(app.post(cast.clerk, "/api/v1/pack-versions/" + std::to_string(now.at("id").as_int64()) + "/withdrawal", {{"reason", "x"}}, {.version = now.at("version").as_int64()}).problem(), "pack-in-force");
}

TEST_P(Office, WhatBelongsToTheProgramSaysWhy) {
    for (auto file : {"meeting.toml", "rectification.toml", "inspection.toml", "indicator.toml", "roster.toml", "organization_rules.toml"}) {
        auto path = std::string{"/api/v1/packs/standard/files/"} + file;
        auto shown = app.get(cast.clerk, path);
        ASSERT_EQ(shown.status, 200) << file << shown.text.substr(0, 200);
        EXPECT_GT(shown["fixed"].as_string().size(), 30u) << file;
        EXPECT_EQ(shown["can"].at("edit"), shown["fixed"]) << file;
        EXPECT_EQ(draft(path, "a = 1").status, 403) << file;
    }
    // Within a file that is edited, a part may be the program's.
    auto changed = replaced(shipped("letter.toml"), "limit = 2", "limit = 9");
    EXPECT_EQ(publish(draft(letter, changed), "2021-04-01").faults(), "packs/standard/letter.toml:" + std::to_string(1 + std::count(changed.begin(), changed.begin() + std::ptrdiff_t(changed.find("[[procedure]]")), '\n')) + " #/procedure pack_fixed_part");
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/packs/standard/files/nothing.toml").status, 404);
}

TEST_P(Office, LettersAndChecklistsFollowTheirVersion) {
    in_force(letter, replaced(shipped("letter.toml"), "现将你单位需要关注的有关问题提示如下", "现就下列问题提示如下"), "2021-04-01");
    auto opening = [&] {
        auto made = app.post(cast.clerk, "/api/v1/letters", {{"kind", "reminder"}, {"issuer_id", cast.committee.value}, {"organization_id", cast.organ.value}, {"problem_ids", json::array{}}});
        EXPECT_EQ(made.status, 201) << made.text;
        return made["opening"].as_string().find("现就下列问题提示如下") != json::string::npos;
    };
    EXPECT_FALSE(opening());
    app.at("2021-04-02T09:00");
    EXPECT_TRUE(opening());

    auto more = shipped("checklist.toml") + "\n[[checklist]]\nname = \"own\"\ntitle = \"本市清单\"\nsource = \"本市办法\"\nvalid_from = 2021-01-01\n[[checklist.items]]\ncode = \"a\"\ngroup = \"一\"\ntext = \"甲\"\nclause = \"一\"\ncategory = \"duty\"\n";
    in_force(checklist, more, "2021-05-01");
    auto plan = [&](const char* day) {
        return app.post(cast.clerk, "/api/v1/inspections", {{"title", "督导"}, {"kind", "research"}, {"organization_id", cast.committee.value}, {"coverage", "direct_below"}, {"starts_on", day}, {"ends_on", "2021-05-30"}, {"checklist", "own"}});
    };
    EXPECT_EQ(plan("2021-04-20").faults(), "#/checklist not_one_of");
    EXPECT_EQ(plan("2021-05-10").status, 201);
    auto wrong = draft(checklist, replaced(more, "category = \"duty\"", "category = \"likes\""));
    EXPECT_EQ(publish(wrong, "2021-06-01").problem(), "pack-unsound");
}

TEST_P(Office, ValuesAreChangedWhereTheyStand) {
    auto made = draft(cadence, shipped("cadence.toml"));
    auto set = [&](const json::value& value, const char* pointer, std::int64_t version) {
        json::object change, body;
        change["pointer"] = pointer, change["value"] = value;
        body["values"] = json::array(1, json::value(change));
        auto answer = app.post(cast.clerk, one(made) + "/values", body, {.version = version});
        if (answer.status >= 500) ADD_FAILURE() << answer.text;
        return answer;
    };
    auto changed = set(2, "#/rule/0/times", made.version());
    EXPECT_EQ(std::string{changed["text"].as_string()}, twice_a_quarter());
    EXPECT_EQ(set(3, "#/rule/99/times", changed.version()).faults(), "#/values/0 pack_no_such_value");
    EXPECT_EQ(set(json::array(1, json::value(json::array{})), "#/rule/0/except", changed.version()).faults(), "#/values/0 pack_no_such_value");
    auto texts = set("每季度\"至少\"两次", "#/rule/0/sentence", changed.version());
    EXPECT_NE(texts["text"].as_string().find("sentence = \"每季度\\\"至少\\\"两次\""), json::string::npos);
    auto dated = set("2022-01-01", "#/rule/0/valid_from", texts.version());
    EXPECT_NE(dated["text"].as_string().find("valid_from = 2022-01-01\n"), json::string::npos);
    // What the form shows is what stands there, with labels.
    auto& row = dated["form"].at(0).at("rows").at(0);
    bool seen = false;
    for (auto& field : row.at("fields").as_array())
        if (field.at("name").as_string() == "times") seen = field.at("value").as_int64() == 2 && field.at("label").as_string() == "次数" && field.at("min").as_int64() == 1;
    EXPECT_TRUE(seen);
}

// A row is called what it is: by its words, its year, or what it is about.
TEST_P(Office, RowsAreCalledWhatTheyAre) {
    auto titles = [&](const std::string& file, const std::string& table) {
        std::string all;
        auto shown = app.get(cast.clerk, "/api/v1/packs/standard/files/" + file);
        for (auto& each : shown["form"].as_array())
            if (each.at("pointer").as_string() == table)
                for (auto& row : each.at("rows").as_array()) all += std::string{row.at("title").as_string()} + "|";
        return all;
    };
    EXPECT_TRUE(titles("working_days.toml", "#/year").starts_with("2015年|2016年|")) << titles("working_days.toml", "#/year");
    EXPECT_NE(titles("cockpit.toml", "#/warmth").find("中心组"), std::string::npos) << titles("cockpit.toml", "#/warmth");
    EXPECT_EQ(titles("cockpit.toml", "#/scale"), "温度刻度|");
    EXPECT_TRUE(titles("protection.toml", "#/export").starts_with("党员|")) << titles("protection.toml", "#/export");
    // Nowhere a position.
    auto packs = app.get(cast.clerk, "/api/v1/packs");
    for (auto& pack : packs["packs"].as_array())
        for (auto& file : pack.at("files").as_array()) {
            auto shown = app.get(cast.clerk, "/api/v1/packs/" + std::string{file.at("pack").as_string()} + "/files/" + std::string{file.at("file").as_string()});
            for (auto& table : shown["form"].as_array())
                for (auto& row : table.at("rows").as_array()) {
                    auto title = std::string{row.at("title").as_string()};
                    EXPECT_FALSE(title.empty() || title.starts_with("#") || title.starts_with("第 ")) << file.at("path") << " " << row.at("pointer");
                }
        }
    // The difference speaks of the same row by the same name.
    in_force("/api/v1/packs/standard/files/working_days.toml", replaced(shipped("working_days.toml"), "01-01 元旦", "01-01..01-02 元旦"), "2021-04-01");
    auto difference = app.get(cast.clerk, "/api/v1/packs/standard/files/working_days.toml/difference?from=0&to=1");
    auto& change = difference["changes"].at(0);
    EXPECT_EQ(change.at("table").as_string(), "年度节假日");
    EXPECT_EQ(change.at("row").as_string(), "2016年");
}

TEST_P(Office, TheDifferenceIsToldInLinesAndInWords) {
    in_force(cadence, replaced(twice_a_quarter(), "name = \"committee_meeting_monthly\"", "name = \"committee_every_month\""), "2021-07-01");
    auto answer = app.get(cast.leader, cadence + "/difference?from=0&to=1");
    std::string words;
    for (auto& change : answer["changes"].as_array()) {
        words += std::string{change.at("is").as_string()} + " " + std::string{change.at("row").as_string()};
        if (change.at("is").as_string() == "changed")
            for (auto& field : change.at("fields").as_array()) words += " " + std::string{field.at("label").as_string()} + " " + std::string{field.at("old").as_string()} + "→" + std::string{field.at("new").as_string()};
        words += "\n";
    }
    EXPECT_EQ(words, "removed 支部委员会会议一般每月召开 1 次\nchanged 支部党员大会一般每季度召开 1 次 次数 1→2\nadded 支部委员会会议一般每月召开 1 次\n");
    std::string lines;
    for (auto& line : answer["lines"].as_array())
        if (line.at("is").as_string() != "same") lines += std::string{line.at("is").as_string()} + " " + std::string{line.at("text").as_string()} + "\n";
    EXPECT_EQ(lines, "removed times = 1\nadded times = 2\nremoved name = \"committee_meeting_monthly\"\nadded name = \"committee_every_month\"\n");
    EXPECT_EQ(app.get(cast.leader, cadence + "/difference?from=0&to=7").status, 404);
}

std::string upload(const std::string& content) {
    return "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"pack.zip\"\r\nContent-Type: application/zip\r\n\r\n" + content + "\r\n--x--\r\n";
}

TEST_P(Office, APackGoesOutAndComesBackAsDrafts) {
    auto zip = app.get(cast.leader, "/api/v1/packs/standard/archive");
    ASSERT_EQ(zip.status, 200);
    auto files = pack::unzipped(zip.text);
    EXPECT_EQ(files.at("cadence.toml"), shipped("cadence.toml"));
    auto send = [&](const std::map<std::string, std::string>& all, const char* question = "") {
        document::Package package;
        for (auto& [name, text] : all) package.add(name, text);
        return app.send(cast.clerk, http::Method::post, std::string{"/api/v1/pack-imports"} + question, upload(package.zipped()), {.headers = {{"content-type", "multipart/form-data; boundary=x"}}});
    };
    auto same = send(files);
    EXPECT_EQ(same.status, 201) << same.text;
    EXPECT_EQ(same["drafts"].as_int64(), 0);
    files["cadence.toml"] = twice_a_quarter();
    files["letter.toml"] = replaced(shipped("letter.toml"), "reply_days = 10", "reply_days = 12");
    EXPECT_EQ(send(files, "?trial=true").status, 200);
    EXPECT_TRUE(app.get(cast.clerk, cadence)["draft"].is_null());
    EXPECT_EQ(send(files)["drafts"].as_int64(), 2);
    // Both come into force together.
    EXPECT_EQ(app.post(cast.clerk, "/api/v1/packs/standard/publication", {{"effective_from", "2021-07-01"}, {"note", "导入"}})["items"].as_array().size(), 2u);
    EXPECT_EQ(app.post(cast.clerk, "/api/v1/packs/standard/publication", {{"effective_from", "2021-07-01"}, {"note", "导入"}}).problem(), "pack-no-drafts");
    EXPECT_EQ(owed(), "1122");
    for (auto& [what, all, fault] : std::vector<std::tuple<const char*, std::map<std::string, std::string>, const char*>>{
             {"no manifest", {{"a.toml", "x = 1"}}, "#/file pack_zip_no_manifest"},
             {"a way out", {{"pack/../../etc.toml", "x"}}, "#/file pack_zip_name"},
             {"something else", {{"a.exe", "x"}}, "#/file pack_zip_name"},
             {"no text", {{"a.toml", "\xff"}}, "#/file pack_not_utf8"},
             {"an unknown kind", {{"pack.toml", "name = \"p\"\ntitle = \"P\"\nversion = \"1\"\nsource = \"s\"\n[[file]]\npath = \"a.toml\"\nkind = \"logins\"\ntitle = \"A\"\n"}, {"a.toml", ""}}, "a.toml pack_unknown_kind"},
             {"what is not listed", {{"pack.toml", "name = \"standard\"\ntitle = \"P\"\nversion = \"1\"\nsource = \"s\"\n[[file]]\npath = \"cadence.toml\"\nkind = \"cadence\"\ntitle = \"A\"\n"}, {"cadence.toml", ""}, {"b.toml", ""}}, "b.toml pack_zip_unlisted"},
             {"a needed pack", {{"pack.toml", "name = \"standard\"\ntitle = \"P\"\nversion = \"1\"\nsource = \"s\"\nrequires_packs = [\"zz\"]\n[[file]]\npath = \"cadence.toml\"\nkind = \"cadence\"\ntitle = \"A\"\n"}, {"cadence.toml", ""}}, "pack.toml pack_needs"},
         })
        EXPECT_EQ(send(all).faults(), fault) << what;
    EXPECT_EQ(app.send(cast.clerk, http::Method::post, "/api/v1/pack-imports", upload("no zip"), {.headers = {{"content-type", "multipart/form-data; boundary=x"}}}).faults(), "#/file pack_no_zip");
}

// A row goes in at the end of its table or beside the one that it is like, and out with all that lies within it; the rest of the
// text stays as it is.
TEST_P(Office, RowsAreAddedAndTakenOut) {
    const std::string six = "/api/v1/packs/six_dimensions/files/index.toml", before{pack::embedded_text("six_dimensions/index.toml")};
    auto made = draft(six, before);
    ASSERT_EQ(made.status, 201) << made.text;
    auto step = [&](const char* what, const json::object& body, std::int64_t version) { return app.post(cast.clerk, one(made) + what, body, {.version = version}); };
    auto lines = [](const std::string& text) { return std::count(text.begin(), text.end(), '\n'); };
    // An empty item at the end of the second dimension, before the third begins.
    auto added = step("/rows", {{"table", "#/index/0/dimensions/1/items"}}, made.version());
    ASSERT_EQ(added.status, 200) << added.text;
    std::string text{added["text"].as_string()};
    auto at = text.find("[[index.dimensions.items]]\nname = \"\"\ntitle = \"\"");
    ASSERT_NE(at, std::string::npos) << text;
    EXPECT_LT(at, text.find("name = \"third\""));
    EXPECT_GT(at, text.find("name = \"party_lectures\""));
    EXPECT_FALSE(added["checked"].at("sound").as_bool()) << "its fields are still to be filled in";
    // Taken out again the text is as it was.
    auto out = step("/row-removals", {{"pointer", "#/index/0/dimensions/1/items/2"}}, added.version());
    EXPECT_EQ(std::string{out["text"].as_string()}, before);
    // A dimension like another comes with its items, under a name that is free.
    auto copied = step("/rows", {{"table", "#/index/0/dimensions"}, {"like", "#/index/0/dimensions/4"}}, out.version());
    text = copied["text"].as_string();
    EXPECT_NE(text.find("name = \"fifth_2\""), std::string::npos);
    EXPECT_EQ(lines(text) - lines(before), 20) << "seven lines of its own, eleven of its item, two between";
    EXPECT_LT(text.find("name = \"fifth_2\""), text.find("name = \"sixth\""));
    // All six but one go, the vetoes and classes stay.
    auto version = copied.version();
    for (int i = 0; i < 6; ++i) version = step("/row-removals", {{"pointer", "#/index/0/dimensions/0"}}, version).version();
    text = app.get(cast.clerk, one(made))["text"].as_string();
    EXPECT_EQ(text.find("name = \"fifth_2\""), std::string::npos);
    EXPECT_NE(text.find("name = \"sixth\""), std::string::npos);
    EXPECT_NE(text.find("[[index.vetoes]]"), std::string::npos);
    EXPECT_TRUE(text.starts_with("# A six-dimension model")) << "what is said of the whole file stays";
    struct Row {
        const char* what;
        json::object body;
        const char* faults;
    };
    for (auto& [what, body, faults] : std::vector<Row>{{"/rows", {{"table", "#/index/0/log_ins"}}, "#/table pack_no_such_table"},
                                                       {"/rows", {{"table", "#"}}, "#/table pack_no_such_table"},
                                                       {"/rows", {{"table", "#/index/7/dimensions"}}, "#/table pack_row_within_line"},
                                                       {"/rows", {{"table", "#/index/0/dimensions"}, {"like", "#/index/0/vetoes/0"}}, "#/like pack_no_such_value"},
                                                       {"/row-removals", {{"pointer", "#/index/0/dimensions/9"}}, "#/pointer pack_no_such_value"},
                                                       {"/row-removals", {{"pointer", "#/index/0/title"}}, "#/pointer pack_no_such_value"},
                                                       {"/row-removals", {{"pointer", "#/index/0/applies_to/0"}}, "#/pointer pack_row_within_line"}})
        EXPECT_EQ(step(what, body, version).faults(), faults) << what << json::serialize(body);
    EXPECT_EQ(step("/row-removals", {{"pointer", "#/index/0/dimensions/0"}}, version - 1).status, 412);
}

// What waits for its day is not silently put aside by a newer version.
TEST_P(Office, AWaitingVersionIsReplacedOnlyWhenSaid) {
    in_force(cadence, twice_a_quarter(), "2021-07-01");
    struct Row {
        const char* from;
        int status;
    };
    auto text = replaced(shipped("cadence.toml"), "times = 1", "times = 3");
    auto made = draft(cadence, text);
    for (auto& [from, status] : {Row{"2021-05-01", 409}, {"2021-07-01", 409}}) {
        auto refused = publish(made, from);
        EXPECT_EQ(refused.status, status) << from;
        EXPECT_EQ(refused.problem(), "pack-replaces-waiting");
        EXPECT_EQ(refused.faults(), "standard/cadence.toml pack_waits");
        EXPECT_NE(refused.text.find("第 1 版原定2021年7月1日起生效"), std::string::npos) << refused.text;
    }
    EXPECT_EQ(owed(), "1122");
    auto body = json::object{{"effective_from", "2021-05-01"}, {"note", "提前"}, {"replace_waiting", true}};
    EXPECT_EQ(app.post(cast.clerk, one(made) + "/publication", body, {.version = made.version()}).status, 200);
    EXPECT_EQ(app.get(cast.clerk, cadence)["coming"].at("number").as_int64(), 2);
    // One that comes after what waits replaces nothing before its day.
    EXPECT_EQ(publish(draft(cadence, twice_a_quarter()), "2021-10-01").status, 200);
}

TEST_P(Office, ANameStandsInOneFileOfItsKind) {
    auto added = app.post(cast.clerk, "/api/v1/pack-files", {{"path", "office/own.toml"}, {"kind", "index"}, {"title", "本单位指数"}});
    ASSERT_EQ(added.status, 201) << added.text;
    auto version = app.get(cast.clerk, "/api/v1/pack-versions/" + std::to_string(added["draft"].at("id").as_int64()));
    EXPECT_TRUE(version["checked"].at("sound").as_bool()) << "what a new file begins with can be published: " << version.text;
    // The form shows a table without rows, so that there is where to add one.
    bool empty = false;
    for (auto& table : version["form"].as_array()) empty |= table.at("pointer").as_string() == "#/index/0/vetoes" && table.at("rows").as_array().empty() && table.at("grows").as_bool();
    EXPECT_TRUE(empty);
    auto taken = app.patch(cast.clerk, one(version), {{"text", replaced(std::string{version["text"].as_string()}, "name = \"own_index\"", "name = \"five_indexes\"")}, {"note", ""}}, version.version());
    EXPECT_EQ(publish(taken, "2021-04-01").faults(), "packs/office/own.toml:2 #/index/0/name pack_name_taken");
}

// Each kind of file that an office edits, one number changed from a day: before it nothing, after it the new one.
TEST_P(Office, EveryEditedKindHoldsFromItsDay) {
    struct Row {
        const char *file, *from, *to, *question, *before, *after;
    };
    for (auto& row : std::initializer_list<Row>{
             {"post.toml", "label = \"事假\"", "label = \"事务假\"", "/api/v1/posts", "\"事假\"", "\"事务假\""},
             {"ballot.toml", "words = \"接收预备党员\"", "words = \"接收新党员\"", "/api/v1/ballot-kinds", "接收预备党员", "接收新党员"},
             {"selection.toml", "publicity_days = 5", "publicity_days = 7", "/api/v1/honour-rules", "\"publicity_days\":5", "\"publicity_days\":7"},
         }) {
        app.at("2021-03-10T09:00");
        auto path = std::string{"/api/v1/packs/standard/files/"} + row.file;
        auto says = [&](const char* words) { return app.get(cast.clerk, row.question).text.find(words) != std::string::npos; };
        EXPECT_TRUE(says(row.before)) << row.file;
        in_force(path, replaced(shipped(row.file), row.from, row.to), "2021-04-01");
        EXPECT_FALSE(says(row.after)) << row.file << " before its day";
        app.at("2021-04-01T09:00");
        EXPECT_TRUE(says(row.after)) << row.file << " from its day on";
    }
    // What the program keeps facts under, and the courses of running cases, stay.
    for (auto& [file, from, to, fault] : std::initializer_list<std::tuple<const char*, const char*, const char*, const char*>>{
             {"ballot.toml", "name = \"qualified\"", "name = \"fine\"", "#/grade pack_names_of_program"},
             {"selection.toml", "name = \"model_point\"", "name = \"star\"", "#/honour/3/name pack_name_of_program"},
             {"selection.toml", "checks = [\"review_good\", \"no_overdue_problem\"]", "checks = [\"likes\"]", "#/honour/1/checks/0 not_one_of"},
             {"protection.toml", "noun = \"member\"", "noun = \"guest\"", "#/export pack_names_of_program"},
             {"duty.toml", "weight = 40", "weight = 41", "#/circle adds_up_to_100"},
             {"duty.toml", "key = \"members\"", "key = \"leaders\"", "#/circle/1/key taken"},
             {"post.toml", "to = \"approved\"", "to = \"refused\"", "#/procedure pack_fixed_part"}}) {
        auto path = std::string{"/api/v1/packs/standard/files/"} + file;
        auto made = draft(path, replaced(shipped(file), from, to));
        ASSERT_EQ(made.status, 201) << made.text;
        EXPECT_NE(publish(made, "2021-05-01").faults().find(fault), std::string::npos) << file << " " << publish(made, "2021-05-01").faults();
        app.post(cast.clerk, one(made) + "/withdrawal", json::object{}, {.version = made.version()});
    }
}

}  // namespace
}  // namespace zhibu::testkit
