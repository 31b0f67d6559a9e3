// The state of a list: what stands in the address (search, filters, sort, page) and what the server answers to it.
import { computed, ref, shallowRef, watch } from "vue";
import { useRoute, useRouter } from "vue-router";
import { api, type Page, type Query } from "@/kernel/api/client";
import type { RecordRow } from "@/kernel/api/record";

export interface Sort {
  name: string;
  descending: boolean;
}

export const page_sizes = [20, 50, 100, 200];
const usual_size = 50;
const own = new Set(["page", "size", "sort", "q"]);

const one = (value: unknown): string => String((Array.isArray(value) ? value[0] : value) ?? "");

// `fixed` are filters that the page sets and the user does not see (the organisation chosen in the tree).
// `usual_sort` orders the list until the user chooses another order.
export function use_list(path: () => string, fixed: () => Query, not_filters: string[] = [], usual_sort?: string) {
  const route = useRoute();
  const router = useRouter();
  const here = route.path;
  const answer = shallowRef<Page<RecordRow>>();
  const error = shallowRef<unknown>();
  const loading = ref(false);
  let running: AbortController | undefined;

  const query = computed(() => Object.fromEntries(Object.entries(route.query).filter(([name]) => !not_filters.includes(name)).map(([name, value]) => [name, one(value)])));
  const filters = computed(() => Object.fromEntries(Object.entries(query.value).filter(([name, value]) => !own.has(name) && value !== "")));
  const page = computed(() => Math.max(1, Number(query.value.page) || 1));
  const size = computed(() => Number(query.value.size) || usual_size);
  const sort = computed<Sort | undefined>(() => {
    const first = (query.value.sort ?? usual_sort)?.split(",")[0];
    return first ? { name: first.replace(/^-/, ""), descending: first.startsWith("-") } : undefined;
  });
  // What the list shows, without the page: export and "select all" mean exactly this.
  const shown = computed<Query>(() => ({ ...filters.value, q: query.value.q, sort: usual_sort, ...fixed(), ...(query.value.sort ? { sort: query.value.sort } : {}) }));

  async function load(): Promise<void> {
    running?.abort();
    const mine = (running = new AbortController());
    loading.value = true;
    try {
      const found = await api.get<Page<RecordRow>>(path(), { ...shown.value, page: page.value, size: size.value }, mine.signal);
      const { references } = found as { references?: unknown };
      answer.value = references ? { ...found, items: found.items.map((item) => ({ references, ...item })) } : found;
      error.value = undefined;
      if (found.items.length === 0 && found.total > 0 && page.value > 1) go({ page: "1" });
    } catch (problem) {
      if (!mine.signal.aborted) error.value = problem;
    } finally {
      if (mine === running) loading.value = false;
    }
  }

  // Writes into the address; anything but a change of page starts at the first page again.
  function go(changes: Record<string, string | undefined>): void {
    const next: Record<string, unknown> = { ...route.query, ...("page" in changes ? {} : { page: undefined }), ...changes };
    const kept = Object.entries(next).filter(([, value]) => value !== undefined && value !== "");
    void router.replace({ query: Object.fromEntries(kept) as Record<string, string> });
  }

  function replace_all(next: Record<string, string>): void {
    const others = Object.fromEntries(Object.entries(route.query).filter(([name]) => not_filters.includes(name)));
    void router.replace({ query: { ...others, ...next } });
  }

  function sort_by(name: string): void {
    const current = sort.value;
    if (current?.name !== name) return go({ sort: name });
    go({ sort: current.descending ? undefined : `-${name}` });
  }

  watch([() => JSON.stringify([path(), shown.value, page.value, size.value]), () => route.path], () => route.path === here && void load(), { immediate: true });
  return { answer, error, loading, query, filters, page, size, sort, shown, load, go, replace_all, sort_by };
}

export type List = ReturnType<typeof use_list>;
