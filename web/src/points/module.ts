// Members' points: one's own, the branch's, how they are spread, the rules and their simulator, settlements and disputes.
import type { ConsoleModule } from "@/kernel/module/console_module";

export default {
  name: "points",
  routes: [
    { path: "/points/mine", component: () => import("./MinePage.vue"), meta: { words: "points.page.mine", permission: "points.own" } },
    { path: "/points/branch", component: () => import("./BranchPage.vue"), meta: { words: "points.page.branch", permission: "points.keep" } },
    { path: "/points/members/:id(\\d+)", component: () => import("./MemberPage.vue"), meta: { words: "points.page.member", parent: "/points/branch" } },
    { path: "/points/spread", component: () => import("./SpreadPage.vue"), meta: { words: "points.page.spread", permission: "points.spread" } },
    { path: "/points/rules", component: () => import("./RulesPage.vue"), meta: { words: "points.page.rules" } },
    { path: "/points/trial", component: () => import("./TrialPage.vue"), meta: { words: "points.page.trial", permission: "points.try", parent: "/points/rules" } },
    { path: "/points/disputes", component: () => import("./DisputesPage.vue"), meta: { words: "points.page.disputes", permission: "points.own" } },
    { path: "/points/settlements", component: () => import("./SettlementsPage.vue"), meta: { words: "points.page.settlements", permission: "points.own" } },
    { path: "/points/adjustments", component: () => import("./AdjustmentsPage.vue"), meta: { words: "points.page.adjustments", permission: "points.own" } },
  ],
  menu: [
    { group: "evaluation", words: "points.page.mine", to: "/points/mine", order: 70, permission: "points.own" },
    { group: "evaluation", words: "points.page.branch", to: "/points/branch", order: 71, permission: "points.keep", count: "points_settlement" },
    { group: "evaluation", words: "points.page.spread", to: "/points/spread", order: 72, permission: "points.spread" },
    { group: "evaluation", words: "points.page.disputes", to: "/points/disputes", order: 73, permission: "points.own", count: "points_dispute" },
    { group: "evaluation", words: "points.page.rules", to: "/points/rules", order: 74, permission: "points.spread" },
  ],
} satisfies ConsoleModule;
