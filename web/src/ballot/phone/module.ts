// Voting on the phone: what waits, the paper, the count of real papers by tellers, the published result.
import type { PhoneModule } from "@/kernel/module/phone_module";

export default {
  name: "ballot",
  routes: [
    { path: "/ballots", component: () => import("./BallotsPage.vue"), meta: { words: "ballot.page.my_ballots", parent: "/" } },
    { path: "/ballots/:id(\\d+)", component: () => import("./BallotPage.vue"), meta: { words: "ballot.page.ballot", parent: "/ballots" } },
  ],
  tabs: [],
  today: [{ component: () => import("./WaitingCard.vue"), order: 5, permission: "ballot.list" }],
} satisfies PhoneModule;
