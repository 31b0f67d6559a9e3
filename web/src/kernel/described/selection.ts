// Rows chosen for a bulk action: single rows, also over several pages, or all that the list finds.
import { computed, ref } from "vue";
import type { Query } from "@/kernel/api/client";
import type { RecordRow } from "@/kernel/api/record";

// What a bulk action gets: ids, or the question whose every answer is meant.
export type Chosen = { ids: number[] } | { all: Query; count: number };

export function use_selection() {
  const ids = ref(new Set<number>());
  const all = ref<{ query: Query; count: number }>();

  const count = computed(() => all.value?.count ?? ids.value.size);
  const has = (id: number) => all.value !== undefined || ids.value.has(id);
  const chosen = computed<Chosen>(() => (all.value ? { all: all.value.query, count: all.value.count } : { ids: [...ids.value] }));

  function clear(): void {
    ids.value = new Set();
    all.value = undefined;
  }
  function toggle(id: number): void {
    all.value = undefined;
    const next = new Set(ids.value);
    if (!next.delete(id)) next.add(id);
    ids.value = next;
  }
  function set_page(rows: RecordRow[], on: boolean): void {
    all.value = undefined;
    const next = new Set(ids.value);
    for (const { id } of rows) if (on) next.add(id); else next.delete(id);
    ids.value = next;
  }
  const take_all = (query: Query, total: number) => (all.value = { query, count: total });

  return { count, has, chosen, all, clear, toggle, set_page, take_all };
}
