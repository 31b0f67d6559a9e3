// Indexes of organisations, what-ifs, entries by hand, classes and lift plans.
import type { ConsoleModule } from "@/kernel/module/console_module";

export default {
  name: "evaluation",
  routes: [
    { path: "/indexes", component: () => import("./IndexesPage.vue"), meta: { words: "evaluation.page.indexes", permission: "index.read" } },
    { path: "/indexes/entries", component: () => import("./EntriesPage.vue"), meta: { words: "evaluation.page.entries", permission: "index.read", parent: "/indexes" } },
    { path: "/indexes/:name(\\w+)/trial", component: () => import("./TrialPage.vue"), meta: { words: "evaluation.page.trial", permission: "index.try", parent: "/indexes" } },
    { path: "/indexes/:name(\\w+)/:id(\\d+)", component: () => import("./ReadingPage.vue"), meta: { words: "evaluation.page.reading", permission: "index.read", parent: "/indexes" } },
    { path: "/classes", component: () => import("./ClassesPage.vue"), meta: { words: "evaluation.page.classes", permission: "index.read" } },
    { path: "/classes/:id(\\d+)", component: () => import("./ClassPage.vue"), meta: { words: "evaluation.page.class", permission: "index.read", parent: "/classes" } },
    { path: "/classifications/:id(\\d+)", redirect: ({ params }) => `/classes/${String(params.id)}` },
    { path: "/lift-plans", component: () => import("./LiftPlansPage.vue"), meta: { words: "evaluation.page.lift_plans", permission: "index.read" } },
    { path: "/lift-plans/new", component: () => import("./NewLiftPlanPage.vue"), meta: { words: "evaluation.page.new_lift_plan", permission: "lift.write", parent: "/lift-plans" } },
    { path: "/lift-plans/:id(\\d+)", component: () => import("./LiftPlanPage.vue"), meta: { words: "evaluation.page.lift_plan", permission: "index.read", parent: "/lift-plans" } },
  ],
  menu: [
    { group: "evaluation", words: "evaluation.page.indexes", to: "/indexes", order: 30, permission: "index.read" },
    { group: "evaluation", words: "evaluation.page.classes", to: "/classes", order: 40, permission: "index.read", count: "classification" },
    { group: "evaluation", words: "evaluation.page.lift_plans", to: "/lift-plans", order: 50, permission: "index.read", count: "lift" },
    { group: "evaluation", words: "evaluation.page.entries", to: "/indexes/entries", order: 60, permission: "index.enter" },
  ],
} satisfies ConsoleModule;
