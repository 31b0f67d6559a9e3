// The desk: the home page with what is to do, the calendar, work in progress.
import type { ConsoleModule } from "@/kernel/module/console_module";

export default {
  name: "desk",
  routes: [
    { path: "/", component: () => import("./HomePage.vue"), meta: { words: "desk.page.home" } },
    { path: "/calendar", component: () => import("./CalendarPage.vue"), meta: { words: "desk.page.calendar" } },
    { path: "/jobs", component: () => import("./JobsPage.vue"), meta: { words: "desk.page.jobs" } },
  ],
  menu: [
    { group: "desk", words: "desk.page.home", to: "/", order: 0, count: "all" },
    { group: "desk", words: "desk.page.calendar", to: "/calendar", order: 10 },
    { group: "desk", words: "desk.page.jobs", to: "/jobs", order: 20 },
  ],
} satisfies ConsoleModule;
