// The desk: the home page with what is to do, the calendar, work in progress.
import type { ConsoleModule } from "@/kernel/module/console_module";

export default {
  name: "desk",
  routes: [
    { path: "/", component: () => import("./HomePage.vue"), meta: { words: "desk.page.home" } },
    { path: "/calendar", component: () => import("./CalendarPage.vue"), meta: { words: "desk.page.calendar" } },
    { path: "/jobs", component: () => import("./JobsPage.vue"), meta: { words: "desk.page.jobs" } },
    { path: "/recycle-bin", component: () => import("./RecycleBinPage.vue"), meta: { words: "desk.page.recycle_bin", permission: "report.write" } },
  ],
  menu: [
    { group: "desk", words: "desk.page.home", to: "/", order: 0, count: "all" },
    { group: "desk", words: "desk.page.calendar", to: "/calendar", order: 10 },
    { group: "desk", words: "desk.page.jobs", to: "/jobs", order: 20 },
    { group: "system", words: "desk.page.recycle_bin", to: "/recycle-bin", order: 90, permission: "report.write" },
  ],
} satisfies ConsoleModule;
