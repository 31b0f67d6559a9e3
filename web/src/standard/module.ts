// Standards and acceptance: rounds, the sheets of branches, who stands up to standard.
import type { ConsoleModule } from "@/kernel/module/console_module";

export default {
  name: "standard",
  routes: [
    { path: "/standard-rounds", component: () => import("./RoundsPage.vue"), meta: { words: "standard.page.rounds", permission: "standard.read" } },
    { path: "/standard-rounds/:id(\\d+)", component: () => import("./RoundPage.vue"), meta: { words: "standard.page.round", permission: "standard.read", parent: "/standard-rounds" } },
    { path: "/standard-sheets", component: () => import("./SheetsPage.vue"), meta: { words: "standard.page.sheets", permission: "standard.read", parent: "/standard-rounds" } },
    { path: "/standard-sheets/:id(\\d+)", component: () => import("./SheetPage.vue"), meta: { words: "standard.page.sheet", permission: "standard.read", parent: "/standard-sheets" } },
    { path: "/standard-overview", component: () => import("./OverviewPage.vue"), meta: { words: "standard.page.overview", permission: "standard.read" } },
    { path: "/standard-standings", component: () => import("./StandingsPage.vue"), meta: { words: "standard.page.standings", permission: "standard.read" } },
  ],
  menu: [
    { group: "evaluation", words: "standard.page.rounds", to: "/standard-rounds", order: 20, permission: "standard.read", count: "standard" },
    { group: "evaluation", words: "standard.page.overview", to: "/standard-overview", order: 21, permission: "standard.read" },
    { group: "evaluation", words: "standard.page.standings", to: "/standard-standings", order: 22, permission: "standard.read" },
  ],
} satisfies ConsoleModule;
