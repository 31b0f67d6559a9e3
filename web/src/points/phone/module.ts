// One's own points on the phone, and disputes: raising one, answering one.
import type { PhoneModule } from "@/kernel/module/phone_module";

export default {
  name: "points",
  routes: [
    { path: "/points", component: () => import("./PointsPage.vue"), meta: { words: "points.page.mine", parent: "/", permission: "points.own" } },
    { path: "/points/disputes/:id(\\d+)", component: () => import("./DisputePage.vue"), meta: { words: "points.dispute.one", parent: "/points" } },
  ],
  tabs: [],
  today: [{ component: () => import("./PointsCard.vue"), order: 60, permission: "points.own" }],
} satisfies PhoneModule;
