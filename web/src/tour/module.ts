// On-site visits: the list, one visit, its board on the big screen.
import type { ConsoleModule } from "@/kernel/module/console_module";

export default {
  name: "tour",
  routes: [
    { path: "/tours", component: () => import("./ToursPage.vue"), meta: { words: "tour.page.tours", permission: "tour.read" } },
    { path: "/tours/:id(\\d+)", component: () => import("./TourPage.vue"), meta: { words: "tour.page.tour", permission: "tour.read", parent: "/tours" } },
    { path: "/tours/:id(\\d+)/board", component: () => import("./BoardPage.vue"), meta: { words: "tour.page.board", permission: "tour.read", parent: "/tours" } },
  ],
  menu: [{ group: "evaluation", words: "tour.page.tours", to: "/tours", order: 65, permission: "tour.read", count: "tour" }],
} satisfies ConsoleModule;
