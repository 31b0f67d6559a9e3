// Figures and what is made of them: an organisation's portrait, the records behind a figure, the annual report, the binder.
import type { ConsoleModule } from "@/kernel/module/console_module";

export default {
  name: "report",
  routes: [
    { path: "/reports", component: () => import("./ReportsPage.vue"), meta: { words: "report.page.reports", permission: "figure.read" } },
    { path: "/reports/:id(\\d+)", component: () => import("./ReportPage.vue"), meta: { words: "report.page.report", permission: "figure.read", parent: "/reports" } },
    { path: "/reports/:id(\\d+)/versions", component: () => import("./VersionsPage.vue"), meta: { words: "report.page.versions", permission: "figure.read", parent: "/reports" } },
    { path: "/portraits", component: () => import("./PortraitPage.vue"), meta: { words: "report.page.portrait", more_words: ["standard"], permission: "figure.read" } },
    { path: "/facts", component: () => import("./FactsPage.vue"), meta: { words: "report.page.facts", parent: "/portraits" } },
    { path: "/rosters", component: () => import("./RostersPage.vue"), meta: { words: "report.page.rosters", permission: "figure.read", parent: "/portraits" } },
  ],
  menu: [
    { group: "report", words: "report.page.portrait", to: "/portraits", order: 10, permission: "figure.read" },
    { group: "report", words: "report.page.reports", to: "/reports", order: 20, permission: "figure.read" },
  ],
} satisfies ConsoleModule;
