// Meetings on the phone: what is due, the meeting under way, signing in, recording.
import type { PhoneModule } from "@/kernel/module/phone_module";

export default {
  name: "life",
  routes: [
    { path: "/meetings", component: () => import("./MeetingsPage.vue"), meta: { words: "life.page.meetings" } },
    { path: "/meetings/plan", component: () => import("./PlanPage.vue"), meta: { words: "life.page.plan", parent: "/meetings", permission: "meeting.keep" } },
    { path: "/meetings/record", component: () => import("./RecordPage.vue"), meta: { words: "life.page.record", parent: "/meetings", permission: "meeting.keep" } },
    { path: "/meetings/:id(\\d+)", component: () => import("./MeetingPage.vue"), meta: { words: "life.page.meeting", parent: "/meetings" } },
    { path: "/sign", component: () => import("./SignPage.vue"), meta: { words: "life.page.sign", parent: "/" } },
    { path: "/my-attendance", component: () => import("./MyAttendancePage.vue"), meta: { words: "life.page.my_attendance", parent: "/meetings" } },
  ],
  tabs: [{ words: "life.page.meetings_tab", to: "/meetings", order: 10, permission: "meeting.list" }],
  today: [
    { component: () => import("./NowCard.vue"), order: 10, permission: "meeting.list" },
    { component: () => import("./MonthCard.vue"), order: 20, permission: "meeting.keep" },
  ],
} satisfies PhoneModule;
