// Accounts, their roles within a subtree, one's own account, and the audit.
import type { ConsoleModule } from "@/kernel/module/console_module";

export default {
  name: "access",
  routes: [
    { path: "/accounts", component: () => import("./AccountsPage.vue"), meta: { words: "access.page.accounts", permission: "account.manage" } },
    { path: "/audit", component: () => import("./AuditPage.vue"), meta: { words: "access.page.audit", permission: "audit.read" } },
    { path: "/notices", component: () => import("./NoticesPage.vue"), meta: { words: "access.page.notices", permission: "notice.set" } },
    { path: "/my-account", component: () => import("./MyAccountPage.vue"), meta: { words: "kernel.page.my_account" } },
  ],
  menu: [
    { group: "system", words: "access.page.accounts", to: "/accounts", order: 10, permission: "account.manage" },
    { group: "system", words: "access.page.audit", to: "/audit", order: 20, permission: "audit.read" },
    { group: "system", words: "access.page.notices", to: "/notices", order: 30, permission: "notice.set" },
  ],
} satisfies ConsoleModule;
