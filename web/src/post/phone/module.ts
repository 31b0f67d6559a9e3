// The committee and leave on the phone.
import type { PhoneModule } from "@/kernel/module/phone_module";

export default {
  name: "post",
  routes: [
    { path: "/committee", component: () => import("./CommitteePage.vue"), meta: { words: "post.page.committee", permission: "post.read", parent: "/" } },
    { path: "/leaves", component: () => import("./LeavesPage.vue"), meta: { words: "post.page.leaves", permission: "leave.take", parent: "/" } },
    { path: "/leaves/:id(\\d+)", component: () => import("./LeavePage.vue"), meta: { words: "post.page.leave", permission: "leave.take", parent: "/leaves" } },
  ],
  tabs: [],
  today: [{ component: () => import("./OwnCard.vue"), order: 90, permission: "post.read" }],
} satisfies PhoneModule;
