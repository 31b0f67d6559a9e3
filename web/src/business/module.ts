// Business beside Party work: items with the branch that drives each, and figures by period.
import type { ConsoleModule } from "@/kernel/module/console_module";

export default {
  name: "business",
  routes: [
    { path: "/business/items", component: () => import("./ItemsPage.vue"), meta: { words: "business.page.items", permission: "business.read" } },
    { path: "/business/figures", component: () => import("./FiguresPage.vue"), meta: { words: "business.page.figures", permission: "business.read" } },
  ],
  menu: [
    { group: "evaluation", words: "business.page.items", to: "/business/items", order: 110, permission: "business.read", count: "business" },
    { group: "evaluation", words: "business.page.figures", to: "/business/figures", order: 120, permission: "business.read" },
  ],
} satisfies ConsoleModule;
