// On the phone: the roster of those one works with, one's own record, and requests to have it put right.
import type { PhoneModule } from "@/kernel/module/phone_module";

export default {
  name: "organization",
  routes: [
    { path: "/roster", component: () => import("./RosterPage.vue"), meta: { words: "organization.page.roster", permission: "member.read" } },
    { path: "/my-record", component: () => import("./OwnRecordPage.vue"), meta: { words: "organization.page.own_record", more_words: ["life"], parent: "/my" } },
    { path: "/corrections/:id(\\d+)", component: () => import("./CorrectionPage.vue"), meta: { words: "organization.asking.one", parent: "/my-record" } },
  ],
  tabs: [{ words: "organization.page.roster", to: "/roster", order: 50, permission: "member.read" }],
  mine: [{ words: "organization.page.own_record", to: "/my-record" }],
} satisfies PhoneModule;
