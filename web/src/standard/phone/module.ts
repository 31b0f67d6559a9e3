// The branch's self-check and the inspector's visit on the phone.
import type { PhoneModule } from "@/kernel/module/phone_module";

export default {
  name: "standard",
  routes: [
    { path: "/standard-sheets", component: () => import("./SheetsPage.vue"), meta: { words: "standard.page.rounds", parent: "/", permission: "standard.read" } },
    { path: "/standard-sheets/:id(\\d+)", component: () => import("./SheetPage.vue"), meta: { words: "standard.page.sheet", parent: "/standard-sheets", permission: "standard.read" } },
  ],
  tabs: [],
} satisfies PhoneModule;
