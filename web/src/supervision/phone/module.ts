// Inspections on site and rectification in the branch, on the phone.
import type { PhoneModule } from "@/kernel/module/phone_module";

export default {
  name: "supervision",
  routes: [
    { path: "/visits", component: () => import("./VisitsPage.vue"), meta: { words: "supervision.page.my_visits" } },
    { path: "/visits/:id(\\d+)", component: () => import("./VisitPage.vue"), meta: { words: "supervision.page.visit", parent: "/visits" } },
    { path: "/problems", component: () => import("./ProblemsPage.vue"), meta: { words: "supervision.page.problems" } },
    { path: "/problems/:id(\\d+)", component: () => import("./ProblemPage.vue"), meta: { words: "supervision.page.problem", parent: "/problems" } },
    { path: "/letters/:id(\\d+)", component: () => import("./LetterPage.vue"), meta: { words: "supervision.page.letter", parent: "/problems" } },
  ],
  tabs: [
    { words: "supervision.page.tab_visits", to: "/visits", order: 50, permission: "visit.work" },
    { words: "supervision.page.tab_problems", to: "/problems", order: 60, permission: "problem.see" },
  ],
} satisfies PhoneModule;
