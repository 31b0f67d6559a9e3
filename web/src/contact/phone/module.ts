// Contact points on the phone: the leader's own, a contact logged in half a minute, an organisation's answer.
import type { PhoneModule } from "@/kernel/module/phone_module";

export default {
  name: "contact",
  routes: [
    { path: "/contact", component: () => import("./MinePage.vue"), meta: { words: "contact.page.mine" } },
    { path: "/contact/log", component: () => import("./LogPage.vue"), meta: { words: "contact.page.log", parent: "/contact" } },
    { path: "/contact/visits/:id(\\d+)", component: () => import("./VisitPage.vue"), meta: { words: "contact.page.visit", parent: "/contact" } },
  ],
  tabs: [{ words: "contact.page.matrix", to: "/contact", order: 40, permission: "contact.log" }],
} satisfies PhoneModule;
