// Meetings and cadence on the console.
import type { ConsoleModule } from "@/kernel/module/console_module";

export default {
  name: "life",
  routes: [
    { path: "/meetings", component: () => import("./MeetingsPage.vue"), meta: { words: "life.page.meetings", permission: "meeting.list" } },
    { path: "/meetings/plan", component: () => import("./NewMeetingPage.vue"), props: { way: "plan" }, meta: { words: "life.page.plan", permission: "meeting.keep", parent: "/meetings" } },
    { path: "/meetings/record", component: () => import("./NewMeetingPage.vue"), props: { way: "record" }, meta: { words: "life.page.record", permission: "meeting.keep", parent: "/meetings" } },
    { path: "/meetings/:id(\\d+)", component: () => import("./MeetingPage.vue"), meta: { words: "life.page.meeting", permission: "meeting.list", parent: "/meetings" } },
    { path: "/cadence", component: () => import("./CadencePage.vue"), meta: { words: "life.page.cadence", permission: "cadence.read" } },
    { path: "/cadence/overview", component: () => import("./OverviewPage.vue"), meta: { words: "life.page.overview", permission: "cadence.read", parent: "/cadence" } },
    { path: "/heart-talks", component: () => import("./TalksPage.vue"), meta: { words: "life.page.talks", permission: "cadence.read", parent: "/cadence" } },
  ],
  menu: [
    { group: "life", words: "life.page.meetings", to: "/meetings", order: 10, permission: "meeting.list", count: "meeting" },
    { group: "life", words: "life.page.cadence", to: "/cadence", order: 20, permission: "cadence.read" },
    { group: "life", words: "life.page.overview", to: "/cadence/overview", order: 30, permission: "cadence.read" },
    { group: "life", words: "life.page.talks", to: "/heart-talks", order: 40, permission: "cadence.read" },
  ],
  home: [{ component: () => import("./HeatPanel.vue"), order: 10, permission: "cadence.read" }],
} satisfies ConsoleModule;
