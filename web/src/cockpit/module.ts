// The cockpit: temperatures, balance, integration, and the links of screens on the wall.
import type { ConsoleModule } from "@/kernel/module/console_module";

export default {
  name: "cockpit",
  routes: [
    { path: "/cockpit", component: () => import("./MapPage.vue"), meta: { words: "cockpit.page.cockpit", permission: "cockpit.read" } },
    { path: "/cockpit/imbalance", component: () => import("./ImbalancePage.vue"), meta: { words: "cockpit.page.imbalance", permission: "cockpit.read", parent: "/cockpit" } },
    { path: "/cockpit/integration", component: () => import("./IntegrationPage.vue"), meta: { words: "cockpit.page.integration", permission: "cockpit.read", parent: "/cockpit" } },
    { path: "/cockpit/burden", component: () => import("./BurdenPage.vue"), meta: { words: "cockpit.page.burden", permission: "cockpit.read", parent: "/cockpit" } },
    { path: "/screen-links", component: () => import("./ScreensPage.vue"), meta: { words: "cockpit.page.screens", permission: "screen.keep" } },
  ],
  menu: [
    { group: "evaluation", words: "cockpit.page.cockpit", to: "/cockpit", order: 10, permission: "cockpit.read" },
    { group: "system", words: "cockpit.page.screens", to: "/screen-links", order: 75, permission: "screen.keep" },
  ],
} satisfies ConsoleModule;
