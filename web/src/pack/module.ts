// The office's rules as files in versions: which hold, how they are changed, what changed.
import type { ConsoleModule } from "@/kernel/module/console_module";

export default {
  name: "pack",
  routes: [
    { path: "/packs", component: () => import("./PacksPage.vue"), meta: { words: "pack.page.packs", permission: "packs.read" } },
    { path: "/packs/:pack/:file", component: () => import("./PackFilePage.vue"), meta: { words: "pack.page.pack", permission: "packs.read", parent: "/packs" } },
  ],
  menu: [{ group: "system", words: "pack.page.packs", to: "/packs", order: 5, permission: "packs.read" }],
} satisfies ConsoleModule;
