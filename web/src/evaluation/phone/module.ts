// The own index and the own lift plan on the phone.
import type { PhoneModule } from "@/kernel/module/phone_module";

export default {
  name: "evaluation",
  routes: [
    { path: "/index", component: () => import("./IndexPage.vue"), meta: { words: "evaluation.page.own_index", parent: "/" } },
    { path: "/lift-plans/:id(\\d+)", component: () => import("./LiftPlanPage.vue"), meta: { words: "evaluation.page.lift_plan", parent: "/" } },
  ],
  tabs: [],
} satisfies PhoneModule;
