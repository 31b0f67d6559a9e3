// Committees with their posts and terms, the roster of posts, leave and stand-ins.
import type { ConsoleModule } from "@/kernel/module/console_module";

export default {
  name: "post",
  routes: [
    { path: "/committee", component: () => import("./CommitteePage.vue"), meta: { words: "post.page.committee", permission: "post.read" } },
    { path: "/terms", component: () => import("./TermsPage.vue"), meta: { words: "post.page.terms", permission: "term.read" } },
    { path: "/posts", component: () => import("./PostsPage.vue"), meta: { words: "post.page.posts", permission: "post.read" } },
    { path: "/leaves", component: () => import("./LeavesPage.vue"), meta: { words: "post.page.leaves", permission: "leave.take" } },
  ],
  menu: [
    { group: "organization", words: "post.page.committee", to: "/committee", order: 20, permission: "post.read" },
    { group: "organization", words: "post.page.terms", to: "/terms", order: 21, permission: "term.read", count: "term" },
    { group: "organization", words: "post.page.posts", to: "/posts", order: 22, permission: "post.read" },
    { group: "organization", words: "post.page.leaves", to: "/leaves", order: 23, permission: "leave.take", count: "leave" },
  ],
} satisfies ConsoleModule;
