// Inspections, the problem ledger, letters.
import type { ConsoleModule } from "@/kernel/module/console_module";

export default {
  name: "supervision",
  routes: [
    { path: "/inspections", component: () => import("./InspectionsPage.vue"), meta: { words: "supervision.page.inspections", permission: "inspection.see" } },
    { path: "/inspections/:id(\\d+)", component: () => import("./InspectionPage.vue"), meta: { words: "supervision.page.inspection", permission: "inspection.see", parent: "/inspections" } },
    { path: "/visits/:id(\\d+)", component: () => import("./VisitPage.vue"), meta: { words: "supervision.page.visit", permission: "inspection.see", parent: "/inspections" } },
    { path: "/problems", component: () => import("./ProblemsPage.vue"), meta: { words: "supervision.page.problems", permission: "problem.see" } },
    { path: "/problems/:id(\\d+)", redirect: ({ params }) => ({ path: "/problems", query: { open: String(params.id) } }) },
    { path: "/rechecks", component: () => import("./RechecksPage.vue"), meta: { words: "supervision.page.rechecks", permission: "draw.see", parent: "/problems" } },
    { path: "/letters", component: () => import("./LettersPage.vue"), meta: { words: "supervision.page.letters", permission: "letter.see" } },
    { path: "/letters/new", component: () => import("./ComposePage.vue"), meta: { words: "supervision.page.compose", permission: "letter.write", parent: "/letters" } },
    { path: "/letters/:id(\\d+)", component: () => import("./LetterPage.vue"), meta: { words: "supervision.page.letter", permission: "letter.see", parent: "/letters" } },
  ],
  menu: [
    { group: "supervision", words: "supervision.page.inspections", to: "/inspections", order: 10, permission: "inspection.see", count: "inspection" },
    { group: "supervision", words: "supervision.page.problems", to: "/problems", order: 20, permission: "problem.see", count: "problem" },
    { group: "supervision", words: "supervision.page.letters", to: "/letters", order: 30, permission: "letter.see", count: "letter" },
  ],
} satisfies ConsoleModule;
