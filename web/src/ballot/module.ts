// Votes, elections and appraisals on the console.
import type { ConsoleModule } from "@/kernel/module/console_module";

export default {
  name: "ballot",
  routes: [
    { path: "/ballots", component: () => import("./BallotsPage.vue"), meta: { words: "ballot.page.ballots", permission: "ballot.list" } },
    { path: "/ballots/new", component: () => import("./PreparePage.vue"), meta: { words: "ballot.page.prepare", permission: "ballot.keep", parent: "/ballots" } },
    { path: "/ballots/:id(\\d+)", component: () => import("./BallotPage.vue"), meta: { words: "ballot.page.ballot", permission: "ballot.list", parent: "/ballots" } },
  ],
  menu: [{ group: "life", words: "ballot.page.ballots", to: "/ballots", order: 50, permission: "ballot.list", count: "ballot" }],
} satisfies ConsoleModule;
