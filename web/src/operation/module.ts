// The running program, for administrators: statements that take long.
import type { ConsoleModule } from "@/kernel/module/console_module";

export default {
  name: "operation",
  routes: [{ path: "/slow-queries", component: () => import("./SlowStatementsPage.vue"), meta: { words: "operation.page.slow_statements", permission: "operation.read" } }],
  menu: [{ group: "system", words: "operation.page.slow_statements", to: "/slow-queries", order: 80, permission: "operation.read" }],
} satisfies ConsoleModule;
