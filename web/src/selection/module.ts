// 评先评优 and the honours that come of it, on the console.
import type { ConsoleModule } from "@/kernel/module/console_module";

export default {
  name: "selection",
  routes: [
    { path: "/selections", component: () => import("./SelectionsPage.vue"), meta: { words: "selection.page.selections", permission: "selection.list" } },
    { path: "/selections/:id(\\d+)", component: () => import("./SelectionPage.vue"), meta: { words: "selection.page.selection", permission: "selection.list", parent: "/selections" } },
    { path: "/honours", component: () => import("./HonoursPage.vue"), meta: { words: "selection.page.honours", permission: "selection.list" } },
    { path: "/honours/:id(\\d+)", redirect: "/honours" },
  ],
  menu: [
    { group: "evaluation", words: "selection.page.selections", to: "/selections", order: 70, permission: "selection.list", count: "selection" },
    { group: "evaluation", words: "selection.page.honours", to: "/honours", order: 80, permission: "selection.list" },
  ],
  panels: [
    { of: "member", component: () => import("./MemberHonours.vue"), order: 10, permission: "selection.list" },
    { of: "organization", component: () => import("./OrganizationHonours.vue"), order: 10, permission: "selection.list" },
  ],
} satisfies ConsoleModule;
