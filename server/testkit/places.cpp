#include "testkit/places.hpp"

#include "kernel/ballot_box/ballot_box.hpp"

#include <fmt/format.h>

#include <chrono>

#include "kernel/access/delegation.hpp"
#include "kernel/db/slow_query.hpp"
#include "kernel/record/export_request.hpp"
#include "kernel/document/qr.hpp"
#include "kernel/secret/keys.hpp"
#include "organization/correction.hpp"
#include "standard/record.hpp"

namespace zhibu::testkit {
namespace {

const Answer& must(const Answer& answer, const std::string& what) {
    if (answer.status >= 300) throw std::runtime_error{what + ": " + answer.text};
    return answer;
}

}  // namespace

void Spot::keep(const std::string& word, const Answer& made) { keep(word, made.id()); }

std::string Places::picture() { return document::qr_png("zhibu"); }
std::string Places::upload(const std::string& file_name, const std::string& content) {
    return "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"" + file_name + "\"\r\n\r\n" + content + "\r\n--x--\r\n";
}

Places::Places(TestApp& app) : app_{app} {
    // Numbers that nothing else in an answer looks like.
    app->database->skip_ids(7'000'000);
    maker_ = app.person("制表人", {{Role::administrator, whole_office}, {Role::committee_clerk, whole_office}, {Role::leader, whole_office}, {Role::inspector, whole_office},
                                   {Role::organ_clerk, whole_office}, {Role::branch_secretary, whole_office}});
    app.write([](Transaction& t) { t.session.execute("INSERT INTO setting (tenant_id, name, value) VALUES (1, 'sample', 'laixi')"); });
    answerer_ = app.person("答复人", {{Role::committee_clerk, whole_office}, {Role::organ_clerk, whole_office}, {Role::branch_secretary, whole_office}});
    found_organizations();
    bring_people();
    for (auto& spot : spots) {
        add_roster(spot);
        hold_meetings(spot);
        hold_ballots(spot);
        hold_selections(spot);
        visit_contacts(spot);
        inspect(spot);
        raise_problems(spot);
        write_letters(spot);
        hold_posts(spot);
        take_leave(spot);
        report_on_duty(spot);
        hold_tours(spot);
        reckon_points(spot);
        report(spot);
        evaluate(spot);
        keep_business(spot);
        hang_screens(spot);
        hold_acceptance(spot);
        import(spot);
        set_notices(spot);
    }
    auto feed = std::string{post(maker_, "/calendar/feed")["path"].as_string()};
    for (auto& spot : spots) spot.records["feed"] = feed.substr(feed.rfind('/') + 1);
    edit_packs();
    for (auto& each : somebodies) give_own_records(each);
    read_versions();
}

void Places::found_organizations() {
    using K = OrganizationKind;
    auto province = app_.organization("省直工委", K::working_committee), parent = app_.organization("市直工委", K::working_committee, province);
    auto own = app_.organization("财政局机关党委", K::organ_committee, parent), child = app_.organization("财政局第一党支部", K::branch, own);
    auto sibling = app_.organization("教体局机关党委", K::organ_committee, parent);
    auto other_root = app_.organization("另一市直工委", K::working_committee), other = app_.organization("另一市财政局机关党委", K::organ_committee, other_root);
    auto add = [&](std::string name, Id<Organization> organization, Id<Organization> superior, K below, std::string first, std::string second) {
        Spot spot{std::move(name), organization, app_.organization(first, below, organization), {}};
        spot.keep("organization", organization.value);
        spot.keep("superior", superior.value);
        spot.keep("below", spot.below.value);
        spot.keep("below.second", app_.organization(second, below, organization).value);
        spot.keep("branch", below == K::branch ? spot.below.value : organization.value);  // where members belong
        spot.keep("branch.next", below == K::branch ? spot.below.value : spots.front().below.value);  // where they may move to
        spot.records["name"] = app_.read([&](const View& view) { return view.tree().find(organization)->name; });
        spots.push_back(std::move(spot));
    };
    add("own", own, parent, K::branch, "财政局第二党支部", "财政局第三党支部");
    add("child", child, own, K::group, "财政局第一党小组", "财政局第二党小组");
    add("sibling", sibling, parent, K::branch, "教体局第一党支部", "教体局第二党支部");
    add("parent", parent, province, K::branch, "市档案馆党支部", "市史志办党支部");
    add("other tree", other, other_root, K::branch, "另一市财政局第一党支部", "另一市财政局第二党支部");
}

void Places::bring_people() {
    auto own = spots.front().organization;
    own_member_ = app_.member("本级党员", own), own_secretary_ = app_.member("本级书记", own);
    auto add = [&](std::string title, std::vector<Grant> grants, Id<Member> member = {}) { somebodies.push_back({title, app_.person("表中 " + title, std::move(grants), member), {}}); };
    add("office", {{Role::administrator, whole_office}});
    add("administrator", {{Role::administrator, own}});
    add("auditor", {{Role::auditor, own}});
    add("clerk", {{Role::committee_clerk, own}});
    add("leader", {{Role::leader, own}});
    add("inspector", {{Role::inspector, own}});
    add("organ_clerk", {{Role::organ_clerk, own}});
    add("secretary", {{Role::branch_secretary, own}}, own_secretary_);
    add("member", {{Role::member, own}}, own_member_);
    add("no_role", {});
    // Without a role of the own, and for the time of a leave in the place of an organ's clerk.
    add("stand_in", {});
    auto away = app_.person("被代的组织员", {{Role::organ_clerk, own}});
    app_.write([&](Transaction& t) {
        access::delegate(t, {somebodies.back().person.account, away.account, "", "", Role::organ_clerk, own, t.today(), t.today().plus_days(60)}, "leave", t.session.next_id());
    });
    somebodies.push_back({"stranger", {}, {}});  // not logged in
}

const Person& Places::somebody(std::string_view title) const {
    for (auto& each : somebodies)
        if (each.title == title) return each.person;
    throw std::logic_error{"nobody is " + std::string{title}};
}
Answer Places::post(const Person& who, const std::string& path, const json::value& body) { return must(app_.post(who, "/api/v1" + path, body), path); }
Answer Places::act(const std::string& path, const json::value& body) { return act(maker_, path, body); }
Answer Places::act(const Person& who, const std::string& path, const json::value& body) {
    auto noun = path.substr(0, path.find('/', path.find('/', 1) + 1));
    auto seen = app_.get(maker_, "/api/v1" + noun);
    return must(app_.post(who, "/api/v1" + path, body, {.version = seen.version()}), path);
}

void Places::add_roster(Spot& spot) {
    auto member = app_.member(spot.name + "党员", spot.organization), left = app_.member(spot.name + "旧员", spot.organization);
    app_.write([&](Transaction& t) {
        auto record = Store<Member>{t}.load(left, everything());
        organization::leave(t, record, Date::of(2021, 6, 1), "调出");
        t.session.execute("UPDATE member SET note = 'x' WHERE tenant_id = 1 AND id = ?", member);
        organization::Correction correction{};
        correction.member_id = member, correction.organization_id = spot.organization, correction.field = *Codec<organization::MemberField>::parse("phone");
        correction.wanted.clear = "13800000001", correction.state = "asked", correction.procedure_version = 1, correction.asked_on = Date::of(2021, 12, 20), correction.due_on = Date::of(2022, 1, 11);
        Store<organization::Correction>{t}.insert(correction);
        spot.keep("correction", correction.id.value);
    });
    spot.keep("member", member.value);
    spot.keep("member.left", left.value);
    auto account = app_.person(spot.name + "账号", {{Role::member, spot.organization}}).account, disabled = app_.person(spot.name + "停用账号", {{Role::member, spot.organization}}).account;
    spot.keep("account", account.value);
    spot.keep("account.disabled", disabled.value);
    app_.write([&](Transaction& t) { t.session.execute("UPDATE account SET state = 'disabled' WHERE tenant_id = 1 AND id = ?", disabled); });
    spot.keep("export_request", app_.write([&](Transaction& t) {
        ExportRequest request{.organization_id = spot.organization, .account_id = account, .noun = "member", .list = "党员名册", .path = "/members", .query = {"{}"}, .row_count = 300, .reason = "通知开会", .asked_at = t.now};
        Store<ExportRequest>{t}.insert(request);
        return request.id.value;
    }));
    app_.read([&](const View& view) {
        spot.keep("grant", *view.session.integer("SELECT id FROM role_grant WHERE tenant_id = 1 AND account_id = ?", account));
        auto entry = view.session.query("SELECT chain, sequence FROM audit WHERE tenant_id = 1 AND organization_id = ?", spot.organization);
        entry.next();
        spot.keep("audit", entry.integer(0) * 1'000'000'000'000 + entry.integer(1));
        return true;
    });
    // Of the program, not of a place: whoever reads them reads all.
    db::log_slow_queries(std::chrono::hours{1});
    db::note_statement("SELECT 1 FROM member", "", std::chrono::hours{2});
    spot.keep("slow_statement", db::slow_statements().front().id);
}

void Places::hold_meetings(Spot& spot) {
    json::array people{spot.number("member")};
    if (spot.name == "own") people.push_back(own_member_.value), people.push_back(own_secretary_.value);
    auto plan = [&](const char* kind, const char* title) {
        return post(maker_, "/meetings", {{"organization_id", spot.organization.value}, {"kind", kind}, {"title", spot.name + title}, {"planned_at", "2021-12-28T08:30"}, {"lecturer", "王一"},
                                          {"topics", "新党章"}, {"participants", people}});
    };
    spot.keep("meeting.planned", plan("party_lecture", "党课"));
    for (std::string state : {"open", "closed"}) {
        auto id = plan("party_lecture", "党课").id();
        spot.keep("meeting." + state, id);
        auto path = fmt::format("/meetings/{}", id);
        act(path + "/opening");
        auto photo = must(app_.send(maker_, http::Method::post, "/api/v1" + path + "/photos", upload("p.png", picture()), {.headers = {{"content-type", "multipart/form-data; boundary=x"}}}), "photo");
        spot.keep("photo." + state, photo["photos"].at(0).at("file_id").as_int64());
        act(path + "/marks", {{"marks", json::array{{{"member_id", spot.number("member")}, {"state", "present"}}}}});
        if (state == "open") continue;
        act(path + "/closure", {{"minutes", "讲了新党章。"}});
    }
    // Of a talk only those who took part know more than that it was held.
    auto colleague = app_.member(spot.name + "谈话人", spot.organization);
    spot.keep("meeting.talk", post(maker_, "/meetings/records", {{"organization_id", spot.organization.value}, {"kind", "heart_talk"}, {"held_at", "2021-12-27T09:00"},
                                                                  {"ended_at", "2021-12-27T09:30"}, {"present", json::array{spot.number("member"), colleague.value}}}));
    auto code = std::string{must(app_.get(maker_, fmt::format("/api/v1/meetings/{}/sign-code", spot.number("meeting.open"))), "code")["link"].as_string()};
    spot.records["code"] = code.substr(code.find("c=") + 2);
    spot.keep("fact", must(app_.get(maker_, fmt::format("/api/v1/facts?kind=life.held.*&source_kind=meeting&source_id={}", spot.number("meeting.closed"))), "fact")["items"].at(0).at("id").as_int64());
}

// One at each step. At the table's own place its member and secretary vote and count too.
void Places::hold_ballots(Spot& spot) {
    auto second = app_.member(spot.name + "计票人", spot.organization);
    std::vector<Id<Member>> voters{{spot.number("member")}, second};
    if (spot.name == "own") voters.push_back(own_member_), voters.push_back(own_secretary_);
    json::array people;
    for (auto id : voters) people.push_back(id.value);
    auto prepare = [&](const std::string& word, const char* kind) {
        json::object plan{{"organization_id", spot.organization.value}, {"kind", kind}, {"title", spot.name + "表决"}, {"voters", people}, {"second_teller_id", second.value}};
        if (word == "graded") plan["items"] = json::array{{{"member_id", spot.number("member")}}};
        plan["teller_id"] = spot.name == "own" ? own_member_.value : spot.number("member");
        auto made = post(maker_, "/ballots", plan);
        spot.keep("ballot." + word, made);
        return "/ballots/" + spot.records["ballot." + word];
    };
    auto put_in = [&](const std::string& path, const char* content) {
        auto box = must(app_.get(maker_, "/api/v1" + path), "box")["box_id"].as_int64();
        for (auto id : voters) app_.write([&](Transaction& t) { ballot_box::put_in(t, {box}, id.value, fmt::format("the device of {}", id.value), content); });
    };
    prepare("prepared", "secret_resolution");
    for (std::string word : {"hands", "open", "counting", "ended", "closed", "graded", "no_quorum"}) {
        auto path = prepare(word, word == "hands" ? "resolution" : word == "graded" ? "democratic_review" : "secret_resolution");
        act(path + "/opening");
        if (word == "hands" || word == "open") continue;
        if (word == "counting") act(path + "/handing-out", {{"members", json::array{voters.front().value}}, {"way", "paper"}});
        else if (word != "no_quorum") put_in(path, word == "graded" ? "2" : "y");
        act(path + "/ending");
        if (word == "counting" || word == "ended") continue;
        act(path + "/closing");
    }
    prepare("review", "democratic_review");
}

// One at each step; the table's own clerk handles the objections of its own place.
void Places::hold_selections(Spot& spot) {
    auto handler = spot.name == "own" ? somebody("clerk") : maker_;
    auto member = app_.member(spot.name + "先进", spot.organization);
    for (std::string word : {"nominating", "reviewing", "publicised", "decided"}) {
        auto made = post(maker_, "/selections", {{"organization_id", spot.organization.value}, {"honour", "excellent_member"}, {"title", spot.name + "评选"}, {"year", 2021}, {"handler_id", handler.account.value}});
        spot.keep("selection." + word, made);
        auto path = "/selections/" + spot.records["selection." + word];
        auto nominated = act(path + "/nominations", {{"organization_id", spot.organization.value}, {"member_id", member.value}, {"deeds", "带头攻坚"}});
        auto nomination = nominated["nominations"].at(0).at("id").as_int64();
        spot.keep("nomination." + word, nomination);
        if (word == "nominating") continue;
        act(path + "/steps/review");
        if (word == "reviewing") continue;
        act(path + fmt::format("/nominations/{}/review", nomination), {{"chosen", true}});
        act(path + "/steps/publicise");
        if (word == "publicised") spot.keep("objection", post(maker_, path + "/objections", {{"text", "事迹不实"}}));
        if (word == "publicised") continue;
        app_.write([&](Transaction& t) { t.session.execute("UPDATE selection SET publicity_to = 20211227 WHERE tenant_id = 1 AND id = ?", made.id()); });
        act(path + "/steps/decide");
        spot.keep("honour", app_.read([&](const View& view) { return *view.session.integer("SELECT id FROM honour WHERE tenant_id = 1 AND selection_id = ?", made.id()); }));
    }
}

void Places::visit_contacts(Spot& spot) {
    auto leader = spot.name == "own" ? somebody("leader") : app_.person(spot.name + "领导", {{Role::leader, spot.organization}});
    spot.keep("leader_account", leader.account.value);
    auto assigned = post(maker_, "/contact-points/assignments",
                         {{"account_id", leader.account.value}, {"organization_ids", json::array{spot.organization.value}}, {"valid_from", "2021-01-01"}, {"why", "分工"}});
    spot.keep("contact_leader", assigned["leader_id"].as_int64());
    spot.keep("contact_point", assigned["items"].at(0).at("contact_point_id").as_int64());
    spot.keep("contact_visit", post(leader, "/contact-visits", {{"organization_id", spot.organization.value}, {"visited_on", "2021-12-27"}, {"feedback", "落实较好"}, {"follow_up", "补记录"}}));
}

void Places::inspect(Spot& spot) {
    auto inspector = spot.name == "own" ? somebody("inspector") : app_.person(spot.name + "督导员", {{Role::inspector, spot.organization}});
    spot.keep("inspector_account", inspector.account.value);
    auto plan = [&](const std::string& word, const char* coverage) {
        auto made = post(maker_, "/inspections", {{"title", spot.name + "督导"}, {"kind", "research"}, {"organization_id", spot.organization.value}, {"coverage", coverage},
                                                  {"chosen", json::array{spot.organization.value}}, {"starts_on", "2021-12-01"}, {"ends_on", "2022-01-28"}, {"checklist", "organ_party_building"}});
        spot.keep("inspection." + word, made);
        return fmt::format("/inspections/{}", made.id());
    };
    plan("planned", "chosen");
    plan("to_draw", "drawn_direct");
    spot.keep("draw", post(maker_, plan("drawn", "drawn_direct") + "/draw", {{"take", 1}}));
    for (std::string word : {"open", "visited"}) {
        auto path = plan(word, "chosen");
        spot.keep("team." + word, post(maker_, path + "/teams", {{"name", "第一组"}, {"lead_id", inspector.account.value}}));
        act(path + "/opening");
        auto visits = must(app_.get(maker_, "/api/v1/visits?inspection_id=" + spot.records["inspection." + word]), "visits");
        spot.keep("visit." + word, visits["items"].at(0).at("id").as_int64());
    }
    post(maker_, "/visits/" + spot.records["visit.visited"] + "/arrival");
}

void Places::raise_problems(Spot& spot) {
    json::object all{{"note", "情况属实"}, {"measures", "补开会议"}, {"owner", "王一"}, {"due_on", "2022-01-20"}, {"rectification", "已补开"}};
    auto upload_photo = [&](const std::string& key) {
        return post(maker_, "/supervision-photos", {{"key", key}, {"content", secret::base64(picture())}})["file_id"].as_int64();
    };
    for (std::string word : {"raised", "fed_back", "verified", "closed"}) {
        auto key = "0123456789abcdef-" + spot.records["organization"] + "-" + word.substr(0, 3);
        spot.keep("problem_photo." + word, upload_photo(key));
        auto made = post(maker_, "/problems", {{"organization_id", spot.organization.value}, {"category", "record_thin"}, {"description", spot.name + word + "会议记录过于简单"}, {"found_on", "2021-12-27"},
                                               {"photos", json::array{key}}});
        spot.keep("problem." + word, made);
        auto path = fmt::format("/problems/{}", made.id());
        for (auto step : {"feed_back", "receive", "set_measures", "report", "verify", "close"}) {
            if (word == "raised" || (word == "fed_back" && std::string{step} == "receive") || (word == "verified" && std::string{step} == "close")) break;
            bool units = step == std::string{"receive"} || step == std::string{"set_measures"} || step == std::string{"report"};
            act(units ? answerer_ : maker_, path + "/steps/" + step, all);
        }
    }
    spot.keep("fact.raised", must(app_.get(maker_, "/api/v1/facts?source_kind=problem&source_id=" + spot.records["problem.raised"]), "fact")["items"].at(0).at("id").as_int64());
}

void Places::write_letters(Spot& spot) {
    auto draft = [&](std::int64_t from, std::int64_t to) {
        return post(maker_, "/letters", {{"kind", "reminder"}, {"issuer_id", from}, {"organization_id", to}, {"title", (to == spot.organization.value ? "致" : "出自") + spot.name + "提示单"}}).id();
    };
    auto issue = [&](std::int64_t id) { return act(fmt::format("/letters/{}/issue", id), {{"burden_seen", 99}}), id; };
    auto superior = spot.number("superior"), here = spot.organization.value;
    spot.keep("letter.draft", draft(here, spot.below.value));
    spot.keep("letter.coming", draft(superior, here));
    spot.keep("letter.issued", issue(draft(superior, here)));
    spot.keep("letter.received", issue(draft(superior, here)));
    act(answerer_, "/letters/" + spot.records["letter.received"] + "/receipt");
    spot.keep("letter.answered", issue(draft(here, spot.below.value)));
    act(answerer_, "/letters/" + spot.records["letter.answered"] + "/receipt");
    act(answerer_, "/letters/" + spot.records["letter.answered"] + "/reply", {{"reply", "已研究整改措施，逐项落实"}});
}

// A working committee has no term of its own: there it is that of the branch below.
void Places::hold_posts(Spot& spot) {
    auto kind = app_.read([&](const View& view) { return view.tree().find(spot.organization)->kind; });
    bool has_term = kind != "working_committee";
    auto where = has_term ? spot.organization : spot.below;
    auto secretary = app_.member(spot.name + "班子书记", where);
    spot.keep("term_organization", where.value);
    spot.keep("term_member", secretary.value);
    spot.records["term_place"] = app_.read([&](const View& view) { return view.tree().find(where)->name; });
    spot.records["deputy_post"] = kind == "branch" ? "deputy_branch_secretary" : "deputy_secretary";
    auto term = post(maker_, "/terms", {{"organization_id", where.value}, {"number", spot.name + "第三届"}, {"began_on", "2019-03-01"}, {"decided_by", "党员大会"},
                                        {"holders", json::array{json::object{{"post", "secretary"}, {"member_id", secretary.value}}}}});
    spot.keep("term", term);
    auto due = *Date::parse(term["due_on"].as_string());
    spot.records["until"] = due.plus_months(3).iso();
    spot.keep("extension", post(answerer_, "/term-extensions", {{"term_id", term.id()}, {"until", spot.records["until"]}, {"reason", "机构改革正在进行"}}));
    spot.keep("holding", post(maker_, "/post-holdings", {{"organization_id", spot.organization.value}, {"post", has_term ? spot.records["deputy_post"] : "secretary"}, {"member_id", spot.number("member")},
                                                         {"valid_from", "2021-03-01"}}));
}

void Places::take_leave(Spot& spot) {
    auto away = app_.person(spot.name + "请假人", {{Role::member, spot.organization}}, app_.member(spot.name + "请假人", spot.organization));
    auto ask = [&](const char* from, const char* to) { return post(away, "/leaves", {{"from_on", from}, {"to_on", to}, {"reason", "annual"}}); };
    spot.keep("leave.requested", ask("2022-02-07", "2022-02-11"));
    auto approved = ask("2021-12-20", "2022-01-28");
    spot.keep("leave.approved", approved);
    act(answerer_, fmt::format("/leaves/{}/approval", approved.id()));
}

void Places::report_on_duty(Spot& spot) {
    auto secretary = app_.person(spot.name + "述职书记", {{Role::branch_secretary, spot.below}});
    spot.keep("duty.reporter", secretary.account.value);
    json::array voters;
    for (auto name : {"甲", "乙", "丙"}) voters.push_back(app_.person(spot.name + "评议人" + name, {{Role::leader, spot.organization}}).account.value);
    for (std::string state : {"preparing", "scoring", "closed"}) {
        auto made = post(maker_, "/duty-sessions", {{"organization_id", spot.organization.value}, {"title", spot.name + "述职" + state}, {"year", 2021}, {"held_on", "2021-12-30"}});
        spot.keep("duty." + state, made);
        auto path = fmt::format("/duty-sessions/{}", made.id());
        auto named = act(path + "/reporters", {{"account_ids", json::array{secretary.account.value}}});
        auto report = named["reports"].at(0).at("id").as_int64();
        spot.keep("duty.report." + state, report);
        act(path + "/voters", {{"circle", "leaders"}, {"account_ids", voters}});
        if (state == "preparing") continue;
        if (state == "closed") {
            auto draft = must(app_.get(secretary, fmt::format("/api/v1/duty-reports/{}", report)), "draft");
            must(app_.post(secretary, fmt::format("/api/v1/duty-reports/{}/submission", report), json::object{}, {draft.version()}), "submission");
        }
        act(path + "/opening");
        if (state == "closed") act(path + "/closing");
    }
}

void Places::hold_tours(Spot& spot) {
    for (std::string state : {"planned", "open", "closed"}) {
        auto made = post(maker_, "/tours", {{"organization_id", spot.organization.value}, {"title", spot.name + "观摩" + state}, {"held_on", "2021-12-30"}});
        spot.keep("tour." + state, made);
        auto path = fmt::format("/tours/{}", made.id());
        auto put = [&](const std::string& what, const json::value& body) {
            auto seen = app_.get(maker_, "/api/v1" + path);
            must(app_.send(maker_, http::Method::put, "/api/v1" + path + what, json::serialize(body), {.version = seen.version()}), what);
        };
        json::object station{{"organization_id", spot.below.value}, {"arrives_at", "2021-12-30T09:00:00+08:00"}, {"leaves_at", "2021-12-30T10:00:00+08:00"}, {"theme", "看阵地"}};
        put("/stations", {{"stations", json::array(1, json::value(station))}});
        put("/people", {{"circle", "leaders"}, {"account_ids", json::array(1, json::value(maker_.account.value))}});
        spot.keep("station." + state, must(app_.get(maker_, "/api/v1" + path), "tour")["stations"].at(0).at("id").as_int64());
        if (state == "planned") continue;
        if (state == "open") post(maker_, fmt::format("{}/stations/{}/binder", path, spot.number("station.open")));
        act(path + "/opening");
        if (state == "closed") act(path + "/closing");
    }
}

// Points stay with the very branch: the place itself, for its own secretary. A period that is published, one whose publication has ended, a dispute within its
// days and one overdue, each answered by somebody who is nobody of the table, and a correction.
void Places::reckon_points(Spot& spot) {
    auto answerer = app_.person(spot.name + "组织委员", {{Role::member, spot.below}});
    spot.keep("points.branch", spot.organization.value);
    app_.write([&](Transaction& t) {
        auto settle = [&](const std::string& word, Period period, Date until) {
            auto id = t.session.next_id();
            spot.keep(word, id);
            t.session.execute("INSERT INTO points_settlement (tenant_id, id, organization_id, period, rule_version, state, published_on, published_until, people, exempt, passing, settled_at, settled_by, withdrawn_why, version) VALUES "
                              "(1,?,?,?,0,'published',20211220,?,1,0,0,?,?,'',1)", id, spot.organization, period, until, t.now, answerer.account);
        };
        settle("points_settlement", Period::quarter(2021, 3), Date::of(2021, 12, 31)), settle("points_settlement.ended", Period::quarter(2021, 1), Date::of(2021, 12, 24));
        auto dispute = [&](const std::string& word, Date due) {
            auto id = t.session.next_id();
            spot.keep(word, id);
            t.session.execute("INSERT INTO points_dispute (tenant_id, id, member_id, organization_id, period, about, rule, subject, claim, state, procedure_version, due_on, raised_on, answerer_id, answer, version) VALUES "
                              "(1,?,?,?,?,'missing','',?,'志愿服务漏记','raised',1,?,20211220,?,'',1)", id, spot.number("member"), spot.organization, Period::quarter(2021, 4), spot.name + "漏记", due, answerer.account);
        };
        dispute("points_dispute", Date::of(2021, 12, 31)), dispute("points_dispute.overdue", Date::of(2021, 12, 20));
        auto id = t.session.next_id();
        spot.keep("points_adjustment", id);
        t.session.execute("INSERT INTO points_adjustment (tenant_id, id, member_id, organization_id, period, points, reason, made_by, made_at, version) VALUES (1,?,?,?,?,2,?,?,?,1)", id, spot.number("member"), spot.organization,
                          Period::quarter(2021, 4), spot.name + "补记", answerer.account, t.now);
    });
}

void Places::report(Spot& spot) { spot.keep("report", post(maker_, "/reports", {{"organization_id", spot.organization.value}, {"year", 2021}})); }

// Classes of three years: one confirmed with a lift plan for the weak, one confirmed without, one still to be confirmed.
void Places::evaluate(Spot& spot) {
    auto indexed = spot.name == "parent" ? spot.below : spot.organization;  // a working committee has no index
    spot.keep("indexed", indexed.value);
    spot.keep("entry", post(maker_, "/index-entries", {{"indicator", "superior_opinion"}, {"organization_id", indexed.value}, {"period", "2020"}, {"value", 80}, {"reason", "年度业务考核通报"}}));
    auto classify = [&](const std::string& word, const char* period, bool confirmed) {
        auto made = post(maker_, "/classifications", {{"index_name", "five_indexes"}, {"organization_id", spot.organization.value}, {"period", period}});
        spot.keep(word, made);
        auto path = "/classifications/" + spot.records.at(word);
        auto lines = app_.get(maker_, "/api/v1" + path + "/lines?size=200");
        for (auto& line : lines["items"].as_array())
            if (confirmed && line.at("organization_id").as_int64() == indexed.value && line.at("class") != "weak") act(path + "/lines/" + std::to_string(indexed.value), {{"to", "weak"}, {"reason", "多次提醒未改"}});
        if (confirmed) act(path + "/confirmation");
    };
    classify("classification", "2019", true), classify("classification.weak", "2020", true), classify("classification.draft", "2021", false);
    auto plan = [&](const std::string& word, const std::string& of) {
        spot.keep(word, post(maker_, "/lift-plans", {{"organization_id", indexed.value}, {"classification_id", spot.number(of)}, {"title", spot.name + "整顿"}, {"cause", "活动少"}, {"goal", "按期开展"}, {"leader", "书记"}, {"due_on", "2099-12-31"}}));
    };
    auto task = [&](const std::string& word, const std::string& of) {
        spot.keep(word, post(maker_, "/lift-tasks", {{"plan_id", spot.number(of)}, {"title", spot.name + "补课"}, {"owner", "书记"}, {"measure", "每月一次"}, {"due_on", "2099-06-30"}}));
    };
    plan("lift_plan.published", "classification"), task("lift_task.published", "lift_plan.published");
    act("/lift-plans/" + spot.records.at("lift_plan.published") + "/publication");
    classify("classification.second", "2018", true);
    plan("lift_plan", "classification.second"), task("lift_task", "lift_plan");
}

void Places::keep_business(Spot& spot) {
    auto item = [&](const std::string& word) {
        spot.keep(word, post(maker_, "/business-items", {{"name", spot.name + word}, {"organization_id", spot.organization.value}, {"starts_on", "2021-01-10"}, {"due_on", "2021-06-30"}}));
    };
    item("business_item"), item("business_item.discussed");
    act("/business-items/" + spot.records["business_item.discussed"] + "/discussion", {{"meeting_id", spot.number("meeting.closed")}, {"discussed_on", "2021-03-01"}});
    spot.keep("business_figure", post(maker_, "/business-figures", {{"name", "complaints"}, {"organization_id", spot.organization.value}, {"period", "2020"}, {"value", 12}, {"source", spot.name + "月报"}}));
}

void Places::hang_screens(Spot& spot) {
    auto made = post(maker_, "/screen-links", {{"name", spot.name + "大厅"}, {"organization_id", spot.organization.value}});
    auto path = std::string{made["path"].as_string()};
    spot.keep("screen_link", made), spot.records["screen"] = path.substr(path.find('#') + 1);
}

// By somebody who keeps this place: what a batch holds is seen by who brought it.
void Places::import(Spot& spot) {
    auto keeper = app_.person(spot.name + "录入员", {{Role::organ_clerk, spot.organization}});
    auto branch = spot.name == "child" ? spot.records["name"] : app_.read([&](const View& view) { return view.tree().find(spot.below)->name; });
    auto bring = [&](const std::string& word) {
        auto made = must(app_.send(keeper, http::Method::post, "/api/v1/imports?kind=members", upload("m.csv", "姓名,所在党支部,入党时间\n" + spot.name + word + "," + branch + ",2010-07-01\n"),
                                   {.headers = {{"content-type", "multipart/form-data; boundary=x"}}}), "import");
        spot.keep("import." + word, made);
        return made;
    };
    bring("checked");
    auto applied = bring("applied");
    must(app_.post(keeper, fmt::format("/api/v1/imports/{}/application", applied.id()), {}, {applied.version()}), "apply");
}

// A round to come, one that runs, and a sheet of the place's branch at each step; objections are answered by somebody who is named.
void Places::hold_acceptance(Spot& spot) {
    Id<Organization> branch{spot.number("branch")}, holder{branch == spot.organization ? spot.number("superior") : spot.organization.value};
    spot.records["branch.name"] = app_.read([&](const View& view) { return view.tree().find(branch)->name; });
    json::object plan{{"organization_id", holder.value}, {"title", spot.name + "验收"}, {"standard", "standard/standard.toml"}, {"period", "2020"}, {"handler_id", answerer_.account.value}};
    spot.keep("round.planned", post(maker_, "/standard-rounds", plan));
    auto open = post(maker_, "/standard-rounds", plan).id();
    spot.keep("round", open);
    act(fmt::format("/standard-rounds/{}/opening", open));
    auto content = app_->files.put("%PDF-1.4");
    app_.write([&](Transaction& t) {
        auto say_all = [&](Id<StandardSheet> sheet) {
            for (auto item : {"secretary_training", "duty_report", "dues", "developing", "vanguard", "room", "archive", "opinion"})
                t.session.execute("INSERT INTO standard_mark (tenant_id, sheet_id, item, claimed, words, reviewed, review_points, review_note, reviewed_by, on_site, on_site_points, on_site_note, on_site_by) "
                                  "VALUES (1,?,?,'yes','','yes',0,'','','yes',0,'','')", sheet, item);
        };
        auto round = Store<StandardRound>{t}.load({open}, everything());
        auto sheets = Store<StandardSheet>{t}.select(where("round_id = ? AND organization_id = ?", round.id, branch));
        spot.keep("sheet.self_check", sheets.at(0).id.value);
        say_all(sheets.at(0).id);
        for (auto name : Codec<SheetState>::names()) {
            if (name == "self_check") continue;
            auto sheet = sheets.at(0);
            round.id = {}, sheet.id = {};
            Store<StandardRound>{t}.insert(round);
            sheet.round_id = round.id, sheet.state = *Codec<SheetState>::parse(name), sheet.visited = true;
            if (standard::is_decided(sheet.state)) {
                auto assessed = standard::assess(t, round, sheet, *standard::kept(t, round.digest));
                sheet.graded_on = t.today(), sheet.valid_until = t.today().plus_months(24), sheet.result = {json::serialize(standard::kept_json(assessed))};
            }
            Store<StandardSheet>{t}.insert(sheet);
            say_all(sheet.id);
            spot.keep("sheet." + std::string{name}, sheet.id.value), spot.keep("round." + std::string{name}, round.id.value);
        }
        StandardCertificate paper{.sheet_id = {spot.number("sheet.passed")}, .organization_id = branch, .year = 2021, .sequence = 1, .number = spot.name, .code = "code" + std::to_string(spot.number("sheet.passed")), .issued_on = t.today(), .valid_until = t.today()};
        Store<StandardCertificate>{t}.insert(paper);
        spot.records["certificate"] = paper.code;
        t.session.execute("INSERT INTO standard_standing (tenant_id, id, organization_id, standard, sheet_id, outcome, grade_title, from_on, until_on) VALUES (1,?,?,'x',?,'passed','达标',20210101,20301231)", t.session.next_id(), branch,
                          spot.number("sheet.passed"));
        StandardDraw draw{.round_id = {spot.number("round.reviewed")}, .seed = "1", .population = {"[" + std::to_string(branch.value) + "]"}, .population_hash = "1", .take = 1};
        Store<StandardDraw>{t}.insert(draw);
        StandardObjection objection{.sheet_id = {spot.number("sheet.failed")}, .account_id = maker_.account, .text = "异议", .objected_on = t.today(), .due_on = t.today()};
        Store<StandardObjection>{t}.insert(objection);
        auto file = t.app.files.keep(t.session, t.tenant(), "x.pdf", "application/pdf", 8, content, t.now);
        t.session.execute("INSERT INTO standard_evidence (tenant_id, sheet_id, file_id, item, purpose, account_id) VALUES (1,?,?,'dues','claim',?)", spot.number("sheet.self_check"), file, maker_.account);
        spot.keep("evidence", file);
    });
}

void Places::set_notices(Spot& spot) {
    spot.keep("notice_channel", post(maker_, "/notice-channels", {{"name", spot.name + "机器人"}, {"kind", "wecom"}, {"account_id", spot.number("account")}, {"address", "https://robot.example/send?key=1"}}));
    // What was deleted can come back to those who could have deleted it.
    auto draft = post(maker_, "/letters", {{"kind", "reminder"}, {"issuer_id", spot.organization.value}, {"organization_id", spot.below.value}, {"title", spot.name + "废稿"}}).id();
    must(app_.send(maker_, http::Method::remove, fmt::format("/api/v1/letters/{}", draft), "", {app_.get(maker_, fmt::format("/api/v1/letters/{}", draft)).version()}), "discard");
    spot.keep("recycled", app_.read([&](const View& view) { return *view.session.integer("SELECT id FROM recycled WHERE tenant_id = 1 AND record_id = ?", draft); }));
}

void Places::give_own_records(Somebody& somebody) {
    auto account = somebody.person.account;
    if (!account) {
        for (auto word : {"job", "session", "binder"}) somebody.own[word] = "1";
        return;
    }
    auto content = app_->files.put("binder");
    app_.write([&](Transaction& t) {
        auto fresh = [&](const char* word) {
            auto id = t.session.next_id();
            somebody.own[word] = std::to_string(id);
            return id;
        };
        t.session.execute("INSERT INTO job (tenant_id, id, account_id, kind, title, state, done, total, message, link, cancelling, created_at, updated_at) VALUES (1,?,?,'x','x','waiting',0,0,'','',0,?,?)",
                          fresh("job"), account, t.now, t.now);
        t.session.execute("INSERT INTO login_session (tenant_id, id, token_fingerprint, account_id, created_at, seen_at, expires_at, peer, device) VALUES (1,?,?,?,?,?,?,'','')", fresh("session"),
                          somebody.title, account, t.now, t.now, t.now.plus_seconds(600));
        auto file = t.app.files.keep(t.session, t.tenant(), "binder.pdf", "application/pdf", 6, content, t.now);
        t.session.execute("INSERT INTO binder (tenant_id, id, organization_id, year, state, file_id, size, failure, created_at, created_by, finished_at, version) VALUES (1,?,?,2021,'done',?,6,'',?,?,?,1)",
                          fresh("binder"), spots.front().organization, file, t.now, account, t.now);
    });
}

// Rules are the whole office's: the same draft and the same published version wherever they are asked about.
void Places::edit_packs() {
    auto text = [&](const std::string& file) { return std::string{app_.get(maker_, "/api/v1" + file)["text"].as_string()}; };
    std::string contact = "/packs/standard/files/contact.toml", letter = "/packs/standard/files/letter.toml";
    auto published = post(maker_, contact + "/drafts", {{"text", text(contact) + "# 2\n"}}), draft = post(maker_, letter + "/drafts", {{"text", text(letter) + "# 2\n"}});
    must(app_.post(maker_, fmt::format("/api/v1/pack-versions/{}/publication", published.id()), {{"effective_from", "2021-12-28"}, {"note", "试行"}}, {.version = published.version()}), "publication");
    for (auto& spot : spots) spot.keep("pack_version", published), spot.keep("pack_draft", draft);
}

void Places::read_versions() {
    app_.read([&](const View& view) {
        for (auto table : {"organization", "member", "correction", "account", "meeting", "ballot", "selection", "honour", "contact_leader", "contact_point", "contact_visit", "inspection", "visit", "problem", "letter", "report", "roster_import", "business_item", "business_figure", "screen_link", "notice_channel", "export_request", "post_holding", "term", "term_extension", "leave", "duty_session", "duty_report", "tour", "tour_station", "points_settlement", "points_dispute", "points_adjustment", "index_entry", "classification", "lift_plan", "lift_task", "pack_version", "standard_round", "standard_sheet"}) {
            auto rows = view.session.query(fmt::format("SELECT id, version FROM {} WHERE tenant_id = 1", table));
            while (rows.next()) versions[std::to_string(rows.integer(0))] = rows.integer(1);
        }
        return true;
    });
}

}  // namespace zhibu::testkit
