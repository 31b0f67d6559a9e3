// A visit on the phone: today's route, and each station with what is scanned, looked at and scored.
import type { PhoneModule } from "@/kernel/module/phone_module";

export default {
  name: "tour",
  routes: [
    { path: "/tours/:id(\\d+)", component: () => import("./RoutePage.vue"), meta: { words: "tour.page.route", permission: "tour.read", parent: "/" } },
    { path: "/tours/:id(\\d+)/stations/:station(\\d+)", component: () => import("./StationPage.vue"), meta: { words: "tour.page.station", permission: "tour.read", parent: "/" } },
  ],
  tabs: [],
} satisfies PhoneModule;
