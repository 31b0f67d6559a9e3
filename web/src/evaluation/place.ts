// Which index and which period a page shows: both stand in its address.
import { computed } from "vue";
import { useRoute } from "vue-router";
import { use_session } from "@/kernel/session/session";
import { in_words } from "./evaluation";

export function use_place() {
  const route = useRoute();
  const session = use_session();
  const name = computed(() => String(route.params.name ?? route.query.index ?? "five_indexes"));
  const period = computed(() => String(route.query.period ?? session.today.slice(0, 4)));
  const title = (of: { title: string; title_english: string }) => in_words(of, document.documentElement.lang !== "en");
  return { name, period, title };
}
