// The organisation and the year that a page shows stand in its address, so that a drill-down can be gone back.
import { computed } from "vue";
import { useRoute, useRouter } from "vue-router";
import { use_session } from "@/kernel/session/session";
import { own_organization } from "./life";

export function use_place_and_year() {
  const route = useRoute();
  const router = useRouter();
  const session = use_session();
  const organization = computed<unknown>({
    get: () => Number(route.query.organization) || own_organization(),
    set: (chosen) => void router.push({ query: { ...route.query, organization: Number(chosen) ? String(chosen) : undefined } }),
  });
  const year = computed({
    get: () => String(route.query.year ?? session.today.slice(0, 4)),
    set: (chosen) => void router.push({ query: { ...route.query, year: chosen } }),
  });
  return { organization, year };
}
