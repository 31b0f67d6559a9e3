// On the phone: the roster of those one works with, and one's own record.
import type { PhoneModule } from "@/kernel/module/phone_module";

export default {
  name: "organization",
  routes: [
    { path: "/roster", component: () => import("./RosterPage.vue"), meta: { words: "organization.page.roster", permission: "member.read" } },
    { path: "/my-record", component: () => import("./OwnRecordPage.vue"), meta: { words: "organization.page.own_record", more_words: ["life"], parent: "/my" } },
  ],
  tabs: [{ words: "organization.page.roster", to: "/roster", order: 50, permission: "member.read" }],
} satisfies PhoneModule;
