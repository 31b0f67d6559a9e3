// What is publicised, and objecting to it, on the phone.
import type { PhoneModule } from "@/kernel/module/phone_module";

export default {
  name: "selection",
  routes: [
    { path: "/selections", component: () => import("./SelectionsPage.vue"), meta: { words: "selection.page.publicised", parent: "/", permission: "selection.list" } },
    { path: "/selections/:id(\\d+)", component: () => import("./SelectionPage.vue"), meta: { words: "selection.page.selection", parent: "/selections", permission: "selection.list" } },
  ],
  tabs: [],
} satisfies PhoneModule;
