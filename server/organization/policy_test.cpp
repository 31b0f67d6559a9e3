// Who may do what, as tables: roles × {own, child, sibling, parent, other tree} for each route of organisations, members and imports.
#include <fmt/format.h>

#include "testkit/test_app.hpp"

namespace zhibu {
namespace {

using namespace testkit;

// The usual cast, with a second tree beside it, so that nobody but the administrator covers everything.
class RosterPolicy : public OnBothEngines {
protected:
    RosterPolicy() {
        other_root = app.organization("省直机关工委", OrganizationKind::working_committee);
        far_branch = app.organization("省直第一党支部", OrganizationKind::branch, other_root);
        far_member = app.member("钱远", far_branch);
        sibling_member = app.member("胡兄", cast.sibling_branch);
        direct_member = app.member("高直", cast.direct_branch);
    }
    // A change that is allowed is stopped by its stale version, so that a table changes nothing: 412 reads "may".
    static std::string status(const Answer& answer) { return answer.status == 412 ? "may" : std::to_string(answer.status); }
    // administrator auditor clerk leader inspector organ_clerk secretary member | sibling_secretary other_organ_clerk other_secretary other_member
    template <class F>
    std::string row(F ask) {
        std::string out;
        for (auto* who : {&cast.administrator, &cast.auditor, &cast.clerk, &cast.leader, &cast.inspector, &cast.organ_clerk, &cast.secretary, &cast.member, &cast.sibling_secretary,
                          &cast.other_organ_clerk, &cast.other_secretary, &cast.other_member})
            out += (out.empty() ? "" : " ") + status(ask(*who));
        return out;
    }
    auto get(std::string path) {
        return row([&](const Person& who) { return app.get(who, path); });
    }
    auto post(std::string path, json::object body) {
        return row([&](const Person& who) { return app.post(who, path, body, {999}); });
    }
    auto patch(std::string path, json::object body) {
        return row([&](const Person& who) { return app.patch(who, path, body, 999); });
    }
    static std::string organization(Id<Organization> id) { return fmt::format("/api/v1/organizations/{}", id.value); }
    static std::string member(Id<Member> id) { return fmt::format("/api/v1/members/{}", id.value); }

    Cast cast{app};
    Id<Organization> other_root, far_branch;
    Id<Member> far_member, sibling_member, direct_member;
};

TEST_P(RosterPolicy, organizations_are_seen_within_the_scope_and_on_the_way_up) {
    //                                                  admin audit clerk leader insp organ secr member|sib  oorg osec omem
    EXPECT_EQ(get(organization(cast.branch)),          "200 200 200 200 200 200 200 200 404 404 404 404");   // own, child of the organ
    EXPECT_EQ(get(organization(cast.sibling_branch)),  "200 200 200 200 200 200 404 404 200 404 404 404");   // sibling
    EXPECT_EQ(get(organization(cast.organ)),           "200 200 200 200 200 200 200 200 200 404 404 404");   // parent
    EXPECT_EQ(get(organization(cast.committee)),       "200 200 200 200 200 200 200 200 200 200 200 200");   // top
    EXPECT_EQ(get(organization(cast.other_branch)),    "200 200 200 200 200 404 404 404 404 200 200 200");   // other organ
    EXPECT_EQ(get(organization(far_branch)),           "200 404 404 404 404 404 404 404 404 404 404 404");   // other tree
    EXPECT_EQ(get(organization(cast.branch) + "/history"), "200 200 200 200 200 200 200 200 404 404 404 404");
    EXPECT_EQ(get(organization(far_branch) + "/history"), "200 404 404 404 404 404 404 404 404 404 404 404");
}

TEST_P(RosterPolicy, organizations_are_changed_by_their_keepers_and_reshaped_by_their_superiors) {
    json::object unit{{"unit", "市财政局"}};
    //                                                         admin audit clerk leader insp organ secr member|sib oorg osec omem
    EXPECT_EQ(patch(organization(cast.branch), unit),         "may 403 may 403 403 may 403 403 404 404 404 404");
    EXPECT_EQ(patch(organization(cast.sibling_branch), unit), "may 403 may 403 403 may 404 404 403 404 404 404");
    EXPECT_EQ(patch(organization(cast.organ), unit),          "may 403 may 403 403 may 403 403 403 404 404 404");
    EXPECT_EQ(patch(organization(cast.committee), unit),      "may 403 may 403 403 403 403 403 403 403 403 403");
    EXPECT_EQ(patch(organization(cast.other_branch), unit),   "may 403 may 403 403 404 404 404 404 may 403 403");
    EXPECT_EQ(patch(organization(far_branch), unit),          "may 404 404 404 404 404 404 404 404 404 404 404");
    std::map<std::string, json::object> deeds{
        {"renaming", {{"name", "新名"}, {"short_name", "新名"}, {"effective_on", "2021-12-01"}, {"reason", "机构改革"}}},
        {"move", {{"parent_id", cast.committee.value}, {"effective_on", "2021-12-01"}, {"reason", "机构改革"}}},
        {"merger", {{"into_id", cast.sibling_branch.value}, {"effective_on", "2021-12-01"}, {"reason", "机构改革"}}},
        {"split", {{"name", "新支部"}, {"short_name", "新支部"}, {"effective_on", "2021-12-01"}, {"reason", "人数较多"}}},
        {"ending", {{"effective_on", "2021-12-01"}, {"reason", "机构改革"}}}};
    for (auto& [deed, body] : deeds) {
        SCOPED_TRACE(deed);
        EXPECT_EQ(post(organization(cast.branch) + "/" + deed, body),    "may 403 may 403 403 may 403 403 404 404 404 404");
        EXPECT_EQ(post(organization(cast.organ) + "/" + deed, body),     "may 403 may 403 403 403 403 403 403 404 404 404");  // not by its own clerk
        EXPECT_EQ(post(organization(cast.committee) + "/" + deed, body), "may 403 may 403 403 403 403 403 403 403 403 403");
        EXPECT_EQ(post(organization(far_branch) + "/" + deed, body),     "may 404 404 404 404 404 404 404 404 404 404 404");
    }
}

TEST_P(RosterPolicy, organizations_are_founded_below_what_one_keeps) {
    auto found_below = [&](Id<Organization> parent) {
        json::object body{{"name", "新支部"}, {"short_name", "新支部"}, {"kind", "branch"}, {"parent_id", parent.value}, {"founded_on", "2021-12-01"}};
        return row([&](const Person& who) { return app.post(who, "/api/v1/organizations", body); });
    };
    //                                        admin audit clerk leader insp organ secr member|sib oorg osec omem
    EXPECT_EQ(found_below(cast.organ),       "201 403 201 403 403 201 403 403 403 422 422 422");
    EXPECT_EQ(found_below(cast.committee),   "201 403 201 403 403 403 403 403 403 403 403 403");
    EXPECT_EQ(found_below(cast.other_organ), "201 403 201 403 403 422 422 422 422 201 403 403");
    EXPECT_EQ(found_below(other_root),       "201 422 422 422 422 422 422 422 422 422 422 422");  // as if it were not there
}

TEST_P(RosterPolicy, members_are_seen_within_the_scope_and_by_themselves) {
    //                                              admin audit clerk leader insp organ secr member|sib oorg osec omem
    EXPECT_EQ(get(member(cast.members[2])),        "200 200 200 200 200 200 200 404 404 404 404 404");
    EXPECT_EQ(get(member(cast.members[1])),        "200 200 200 200 200 200 200 200 404 404 404 404");  // the member himself
    EXPECT_EQ(get(member(sibling_member)),         "200 200 200 200 200 200 404 404 200 404 404 404");
    EXPECT_EQ(get(member(direct_member)),          "200 200 200 200 200 404 404 404 404 404 404 404");
    EXPECT_EQ(get(member(cast.other_members[2])),  "200 200 200 200 200 404 404 404 404 200 200 404");
    EXPECT_EQ(get(member(far_member)),             "200 404 404 404 404 404 404 404 404 404 404 404");
    EXPECT_EQ(get(member(cast.members[2]) + "/facts"), "200 200 200 200 200 200 200 404 404 404 404 404");
    EXPECT_EQ(get("/api/v1/members/me"),           "404 404 404 404 404 404 200 200 404 404 200 200");
    EXPECT_EQ(get("/api/v1/members/me/facts"),     "404 404 404 404 404 404 200 200 404 404 200 200");
}

TEST_P(RosterPolicy, members_are_kept_by_the_staff_of_committees) {
    std::map<std::string, json::object> deeds{
        {"transfer", {{"organization_id", cast.sibling_branch.value}, {"effective_on", "2021-12-01"}, {"reason", "岗位调整"}}},
        {"departure", {{"effective_on", "2021-12-01"}, {"reason", "转出"}}},
        {"exemption", {{"reason", "长期病休"}}}};
    for (auto& [deed, body] : deeds) {
        SCOPED_TRACE(deed);
        //                                                                admin audit clerk leader insp organ secr member|sib oorg osec omem
        EXPECT_EQ(post(member(cast.members[2]) + "/" + deed, body),      "may 403 may 403 403 may 403 404 404 404 404 404");
        EXPECT_EQ(post(member(cast.other_members[2]) + "/" + deed, body), "may 403 may 403 403 404 404 404 404 may 403 404");
        EXPECT_EQ(post(member(far_member) + "/" + deed, body),           "may 404 404 404 404 404 404 404 404 404 404 404");
    }
    EXPECT_EQ(patch(member(cast.members[2]), {{"post", "科长"}}),         "may 403 may 403 403 may 403 404 404 404 404 404");
    EXPECT_EQ(patch(member(cast.members[1]), {{"post", "科长"}}),         "may 403 may 403 403 may 403 403 404 404 404 404");
    EXPECT_EQ(post(member(cast.members[2]) + "/readmission", {{"organization_id", cast.branch.value}, {"effective_on", "2021-12-01"}, {"reason", "x"}}),
              "403 403 403 403 403 403 403 404 404 404 404 404");  // he has not left
}

TEST_P(RosterPolicy, members_are_admitted_into_branches_that_one_keeps) {
    auto admit_to = [&](Id<Organization> branch) {
        json::object body{{"name", "新人"}, {"organization_id", branch.value}};
        return row([&](const Person& who) { return app.post(who, "/api/v1/members", body); });
    };
    //                                      admin audit clerk leader insp organ secr member|sib oorg osec omem
    EXPECT_EQ(admit_to(cast.branch),       "201 403 201 403 403 201 403 403 422 422 422 422");
    EXPECT_EQ(admit_to(cast.direct_branch), "201 403 201 403 403 422 422 422 422 422 422 422");
    EXPECT_EQ(admit_to(cast.organ),        "422 422 422 422 422 422 422 422 422 422 422 422");  // no branch
    EXPECT_EQ(admit_to(far_branch),        "201 422 422 422 422 422 422 422 422 422 422 422");
}

TEST_P(RosterPolicy, whole_numbers_are_told_to_those_who_work_with_the_people) {
    json::object look{{"field", "phone"}, {"reason", "通知开会"}};
    //                                                            admin audit clerk leader insp organ secr member|sib oorg osec omem
    EXPECT_EQ(post(member(cast.members[2]) + "/reveal", look),   "200 403 200 403 403 200 200 404 404 404 404 404");
    EXPECT_EQ(post(member(cast.members[1]) + "/reveal", look),   "200 403 200 403 403 200 200 200 404 404 404 404");
    EXPECT_EQ(post(member(far_member) + "/reveal", look),        "200 404 404 404 404 404 404 404 404 404 404 404");
    EXPECT_EQ(post(organization(cast.branch) + "/reveal", {{"reason", "通知开会"}}), "200 200 200 200 200 200 200 403 404 404 404 404");
}

TEST_P(RosterPolicy, lists_hold_what_may_be_seen_and_nothing_else) {
    auto totals = [&](std::string path) {
        std::string out;
        for (auto* who : {&cast.administrator, &cast.auditor, &cast.clerk, &cast.leader, &cast.inspector, &cast.organ_clerk, &cast.secretary, &cast.member, &cast.sibling_secretary,
                          &cast.other_organ_clerk, &cast.other_secretary, &cast.other_member})
            out += (out.empty() ? "" : " ") + std::to_string(app.get(*who, path)["total"].as_int64());
        return out;
    };
    EXPECT_EQ(totals("/api/v1/members"),                                                        "17 16 16 16 16 12 11 1 1 3 3 1");
    EXPECT_EQ(totals(fmt::format("/api/v1/members?organization_id={}", far_branch.value)),      "1 0 0 0 0 0 0 0 0 0 0 0");
    EXPECT_EQ(totals(fmt::format("/api/v1/members?organization_within={}", other_root.value)),  "1 0 0 0 0 0 0 0 0 0 0 0");
    EXPECT_EQ(totals("/api/v1/members?q=" + http::percent_encode("钱远")),                        "1 0 0 0 0 0 0 0 0 0 0 0");
    EXPECT_EQ(totals("/api/v1/members?q=qy"),                                                   "1 0 0 0 0 0 0 0 0 0 0 0");
    EXPECT_EQ(totals("/api/v1/organizations"),                                                  "9 7 7 7 7 4 3 3 3 3 3 3");
    EXPECT_EQ(totals("/api/v1/organizations?q=" + http::percent_encode("省直")),                  "2 0 0 0 0 0 0 0 0 0 0 0");
}

TEST_P(RosterPolicy, the_tree_shows_the_own_part_and_the_way_to_it) {
    auto names = [&](const Person& who, std::string query = "") {
        std::string out;
        auto tree = app.get(who, "/api/v1/organizations/tree" + query);
        for (auto& node : tree["items"].as_array()) {
            auto* count = node.as_object().if_contains("member_count");
            out += (out.empty() ? "" : " ") + std::string{node.at("name").as_string()} + (count ? ":" + std::to_string(count->as_int64()) : "");
        }
        return out;
    };
    EXPECT_EQ(names(cast.organ_clerk), "市直机关工委 市财政局机关党委:12 财政局第一党支部:11 财政局第二党支部:1");
    EXPECT_EQ(names(cast.secretary), "市直机关工委 市财政局机关党委 财政局第一党支部:11");
    EXPECT_EQ(names(cast.member), "市直机关工委 市财政局机关党委 财政局第一党支部");
    EXPECT_EQ(names(cast.organ_clerk, "?on=2015-06-30"), "市直机关工委 市财政局机关党委:10 财政局第一党支部:9 财政局第二党支部:1");
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/organizations/tree")["items"].as_array().size(), 7U);
    EXPECT_EQ(app.get(cast.administrator, "/api/v1/organizations/tree")["items"].as_array().size(), 9U);
}

TEST_P(RosterPolicy, imports_are_for_keepers_and_seen_by_their_maker) {
    EXPECT_EQ(get("/api/v1/imports"),                  "200 403 200 403 403 200 403 403 403 200 403 403");
    EXPECT_EQ(get("/api/v1/imports/template?kind=members"), "200 403 200 403 403 200 403 403 403 200 403 403");
    std::string form = "--x\r\ncontent-disposition: form-data; name=\"kind\"\r\n\r\nmembers\r\n--x\r\ncontent-disposition: form-data; name=\"file\"; "
                       "filename=\"a.csv\"\r\n\r\n姓名,所在支部\r\n新人,财政局第一党支部\r\n\r\n--x--\r\n";
    Extra multipart{0, "", {{"content-type", "multipart/form-data; boundary=x"}}};
    EXPECT_EQ(row([&](const Person& who) { return app.send(who, http::Method::post, "/api/v1/imports", form, multipart); }), "201 403 201 403 403 201 403 403 403 201 403 403");
    auto own = app.send(cast.organ_clerk, http::Method::post, "/api/v1/imports", form, multipart);
    auto path = fmt::format("/api/v1/imports/{}", own.id());
    EXPECT_EQ(get(path),                       "200 403 404 403 403 200 403 403 403 404 403 403");
    EXPECT_EQ(get(path + "/rows"),             "200 403 404 403 403 200 403 403 403 404 403 403");
    EXPECT_EQ(get(path + "/faults.xlsx"),      "200 403 404 403 403 200 403 403 403 404 403 403");
    json::object mapping{{"header_row", 1}, {"columns", json::array{json::object{{"column", 0}, {"field", "name"}}, json::object{{"column", 1}, {"field", "branch"}}}}};
    EXPECT_EQ(patch(path, mapping),            "may 403 404 403 403 may 403 403 403 404 403 403");
    EXPECT_EQ(post(path + "/application", {}), "may 403 404 403 403 may 403 403 403 404 403 403");
    EXPECT_EQ(post(path + "/undo", {}),        "409 403 404 403 403 409 403 403 403 404 403 403");
    // The other organ's clerk named a branch that he does not keep: the row is a fault, as if the branch were not there.
    auto elsewhere = app.send(cast.other_organ_clerk, http::Method::post, "/api/v1/imports", form, multipart);
    EXPECT_EQ(elsewhere["counts"].at("faulty").as_int64(), 1);
}

ZHIBU_ON_BOTH_ENGINES(RosterPolicy);

}  // namespace
}  // namespace zhibu
