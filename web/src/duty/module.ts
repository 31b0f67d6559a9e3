// Reports on duty: sessions, reports, results.
import type { ConsoleModule } from "@/kernel/module/console_module";

export default {
  name: "duty",
  routes: [
    { path: "/duty-sessions", component: () => import("./SessionsPage.vue"), meta: { words: "duty.page.sessions", permission: "duty.read" } },
    { path: "/duty-sessions/:id(\\d+)", component: () => import("./SessionPage.vue"), meta: { words: "duty.page.session", permission: "duty.read", parent: "/duty-sessions" } },
    { path: "/duty-reports/:id(\\d+)", component: () => import("./ReportPage.vue"), meta: { words: "duty.page.report", permission: "duty.read", parent: "/duty-sessions" } },
  ],
  menu: [{ group: "evaluation", words: "duty.page.sessions", to: "/duty-sessions", order: 60, permission: "duty.read", count: "duty" }],
} satisfies ConsoleModule;
