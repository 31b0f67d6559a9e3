// Leaders' contact points: the coverage matrix, a leader's own, and who one's own leader is.
import type { ConsoleModule } from "@/kernel/module/console_module";

export default {
  name: "contact",
  routes: [
    { path: "/contact", component: () => import("./MatrixPage.vue"), meta: { words: "contact.page.matrix", permission: "contact.read" } },
    { path: "/contact/visits", component: () => import("./VisitsPage.vue"), meta: { words: "contact.page.visits", parent: "/contact" } },
    { path: "/contact/visits/:id(\\d+)", redirect: ({ params }) => ({ path: "/contact/visits", query: { open: String(params.id) } }) },
    { path: "/contact/mine", component: () => import("./MinePage.vue"), meta: { words: "contact.page.mine" } },
    { path: "/contact/ours", component: () => import("./OursPage.vue"), meta: { words: "contact.page.ours", permission: "contact.ours" } },
  ],
  menu: [
    { group: "organization", words: "contact.page.matrix", to: "/contact", order: 30, permission: "contact.read", count: "contact" },
    { group: "organization", words: "contact.page.mine", to: "/contact/mine", order: 31, permission: "contact.log" },
    { group: "organization", words: "contact.page.ours", to: "/contact/ours", order: 32, permission: "contact.ours" },
  ],
} satisfies ConsoleModule;
