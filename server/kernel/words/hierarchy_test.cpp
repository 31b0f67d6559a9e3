// What an office calls the top of its tree: by the kind of the top, in words of the program and of packs, refusals and roles alike.
#include "kernel/words/hierarchy.hpp"

#include "testkit/test_app.hpp"

namespace zhibu::testkit {
namespace {

struct Row {
    OrganizationKind top;
    const char *clerk, *clerk_below, *refusal, *escalated;
};
class Hierarchy : public ::testing::TestWithParam<Row> {};

TEST_P(Hierarchy, names_roles_refusals_and_escalations_by_the_kind_of_the_top) {
    auto& row = GetParam();
    TestApp app;
    auto top = app.organization("某单位", row.top);
    auto branch = app.organization("第一党支部", OrganizationKind::branch, top);
    auto secretary = app.person("书记", {{Role::branch_secretary, branch}});
    EXPECT_EQ(app.get(secretary, "/api/v1/session")["top_kind"].as_string(), Codec<OrganizationKind>::name(row.top));
    EXPECT_EQ(app->words.text(Language::chinese, "role.committee_clerk"), row.clerk);
    EXPECT_EQ(app->words.text(Language::chinese, "role.organ_clerk"), row.clerk_below);
    EXPECT_EQ(hierarchy::in_place(Language::chinese, "{top_body}"), row.escalated);
    auto refused = app.post(secretary, "/api/v1/inspections", {{"organization_id", top.value}, {"title", "x"}, {"kind", "research"}, {"checklist", "organ_party_building"}, {"starts_on", "2022-01-10"}, {"ends_on", "2022-01-12"}});
    ASSERT_EQ(refused.status, 403) << refused.text;
    EXPECT_NE(refused.text.find(row.refusal), std::string::npos) << refused.text;
    for (auto& [key, text] : app->words.all(Language::chinese)) {
        auto said = app->words.text(Language::chinese, key);
        EXPECT_EQ(said.find("_body}"), std::string_view::npos) << key;
    }
}
INSTANTIATE_TEST_SUITE_P(Tops, Hierarchy, ::testing::Values(Row{OrganizationKind::working_committee, "工委工作人员", "机关党委工作人员", "只有工委工作人员可以安排督导。", "工委"},
                                                            Row{OrganizationKind::organ_committee, "机关党委工作人员", "下级党组织工作人员", "只有机关党委工作人员可以安排督导。", "机关党委"},
                                                            Row{OrganizationKind::discipline_committee, "工委工作人员", "机关党委工作人员", "只有工委工作人员可以安排督导。", "工委"}));

}  // namespace
}  // namespace zhibu::testkit
