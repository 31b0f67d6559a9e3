// A branch's own year on the phone: its figures, and the records behind each.
import type { PhoneModule } from "@/kernel/module/phone_module";

export default {
  name: "report",
  routes: [
    { path: "/figures", component: () => import("./YearPage.vue"), meta: { words: "report.page.year", permission: "figure.read", parent: "/" } },
    { path: "/facts", component: () => import("./RecordsPage.vue"), meta: { words: "report.page.facts", parent: "/figures" } },
  ],
  tabs: [],
} satisfies PhoneModule;
