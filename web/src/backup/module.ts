// Backups: the vault, what stands in it, restore drills and their certificates.
import type { ConsoleModule } from "@/kernel/module/console_module";

export default {
  name: "backup",
  routes: [{ path: "/backups", component: () => import("./BackupsPage.vue"), meta: { words: "backup.page.backups", permission: "backup.keep" } }],
  menu: [{ group: "system", words: "backup.page.backups", to: "/backups", order: 40, permission: "backup.keep", count: "backup" }],
} satisfies ConsoleModule;
