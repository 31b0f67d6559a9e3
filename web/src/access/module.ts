// Accounts, their roles within a subtree, one's own account, and the audit.
import type { ConsoleModule } from "@/kernel/module/console_module";

export default {
  name: "access",
  routes: [
    { path: "/accounts", component: () => import("./AccountsPage.vue"), meta: { words: "access.page.accounts", permission: "account.list" } },
    { path: "/audit", component: () => import("./AuditPage.vue"), meta: { words: "access.page.audit", permission: "audit.list" } },
    { path: "/my-account", component: () => import("./MyAccountPage.vue"), meta: { words: "kernel.page.my_account" } },
  ],
  menu: [
    { group: "system", words: "access.page.accounts", to: "/accounts", order: 10, permission: "account.list" },
    { group: "system", words: "access.page.audit", to: "/audit", order: 20, permission: "audit.list" },
  ],
} satisfies ConsoleModule;
