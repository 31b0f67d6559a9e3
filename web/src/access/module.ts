// Accounts, their roles within a subtree, one's own account, the audit, the security settings, and exports that need two people.
import type { ConsoleModule } from "@/kernel/module/console_module";

export default {
  name: "access",
  routes: [
    { path: "/accounts", component: () => import("./AccountsPage.vue"), meta: { words: "access.page.accounts", permission: "account.manage" } },
    { path: "/audit", component: () => import("./AuditPage.vue"), meta: { words: "access.page.audit", permission: "audit.read" } },
    { path: "/security", component: () => import("./SecurityPage.vue"), meta: { words: "access.page.security", permission: "security.read" } },
    { path: "/export-requests", component: () => import("./ExportRequestsPage.vue"), meta: { words: "access.page.export_requests" } },
    { path: "/notices", component: () => import("./NoticesPage.vue"), meta: { words: "access.page.notices", permission: "notice.set" } },
    { path: "/my-account", component: () => import("./MyAccountPage.vue"), meta: { words: "kernel.page.my_account" } },
  ],
  menu: [
    { group: "system", words: "access.page.accounts", to: "/accounts", order: 10, permission: "account.manage" },
    { group: "system", words: "access.page.audit", to: "/audit", order: 20, permission: "audit.read" },
    { group: "system", words: "access.page.notices", to: "/notices", order: 30, permission: "notice.set" },
    { group: "system", words: "access.page.security", to: "/security", order: 25, permission: "security.read" },
  ],
} satisfies ConsoleModule;
