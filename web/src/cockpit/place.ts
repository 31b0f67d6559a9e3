// Where a page of the cockpit looks: organisation, year or period, kept in the address.
import { computed, type ComputedRef, type WritableComputedRef } from "vue";
import { useRoute, useRouter } from "vue-router";
import { use_session } from "@/kernel/session/session";

export interface Looking {
  organization: WritableComputedRef<unknown>;
  year: WritableComputedRef<string>;
  max_year: number;
  text: (name: string) => string;
  go: (changes: Record<string, string>) => void;
  query: ComputedRef<Record<string, string>>; // organisation and year (of a period its year), to hand on to the other pages
}
export function use_looking(): Looking {
  const route = useRoute();
  const router = useRouter();
  const today = use_session().today;
  const text = (name: string) => String(route.query[name] ?? "");
  const go = (changes: Record<string, string>) => void router.replace({ query: { ...route.query, ...Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, value || undefined])) } });
  const organization = computed<unknown>({ get: () => Number(text("organization")) || null, set: (id) => go({ organization: id ? String(id) : "", open: "", month: "" }) });
  const year = computed({ get: () => text("year") || today.slice(0, 4), set: (value) => go({ year: value, open: "", month: "" }) });
  const query = computed(() => ({ ...(text("organization") ? { organization: text("organization") } : {}), year: year.value.slice(0, 4) }));
  return { organization, year, max_year: Number(today.slice(0, 4)), text, go, query };
}
