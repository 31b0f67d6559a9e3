// The reader's own contact organisations of this year, for console and phone.
import { computed } from "vue";
import { use_answer } from "@/kernel/api/answer";
import { api } from "@/kernel/api/client";
import { every_now, is_met, type Cell, type Own } from "./contact";

export function use_own() {
  const { answer: own, error, load } = use_answer(() => api.get<Own>("/contact-points/mine"));
  // Those not yet contacted stand first: they are what the page is for.
  const cells = computed<Cell[]>(() => (own.value?.leaders.flatMap((leader) => leader.cells) ?? []).filter(({ current }) => current).sort((a, b) => Number(is_met(a)) - Number(is_met(b))));
  const every = computed(() => (own.value ? every_now(own.value.target) : ""));
  const met = computed(() => cells.value.filter(is_met).length);
  return { own, error, load, cells, every, met };
}
