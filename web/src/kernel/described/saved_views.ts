// A person's own views of a list on this machine: columns, and named combinations of filters and sort.
import { ref, watch } from "vue";

export interface SavedView {
  name: string;
  query: Record<string, string>;
  columns: string[];
}

interface Kept {
  columns: string[] | null; // null: the columns the description proposes
  views: SavedView[];
}

export function use_saved_views(list: string) {
  const place = `zhibu.list.${list}`;
  let start: Kept = { columns: null, views: [] };
  try {
    start = { ...start, ...(JSON.parse(localStorage.getItem(place) ?? "{}") as Partial<Kept>) };
  } catch {
    localStorage.removeItem(place);
  }
  const columns = ref(start.columns);
  const views = ref(start.views);
  watch([columns, views], () => localStorage.setItem(place, JSON.stringify({ columns: columns.value, views: views.value })), { deep: true });

  const save = (view: SavedView) => (views.value = [...views.value.filter(({ name }) => name !== view.name), view]);
  const remove = (name: string) => (views.value = views.value.filter((view) => view.name !== name));
  return { columns, views, save, remove };
}
