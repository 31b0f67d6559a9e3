// Scoring and one's own report on duty on the phone.
import type { PhoneModule } from "@/kernel/module/phone_module";

export default {
  name: "duty",
  routes: [
    { path: "/duty-sessions/:id(\\d+)", component: () => import("./PaperPage.vue"), meta: { words: "duty.page.paper", permission: "duty.read", parent: "/" } },
    { path: "/duty-reports/:id(\\d+)", component: () => import("./ReportPage.vue"), meta: { words: "duty.page.report", permission: "duty.read", parent: "/" } },
  ],
  tabs: [],
} satisfies PhoneModule;
