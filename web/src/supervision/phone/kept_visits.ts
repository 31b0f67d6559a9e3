// Visits kept on the phone as they were last loaded, and what was ticked since without a network: so that a cellar stops nobody.
import { reactive } from "vue";
import { api, type Page } from "@/kernel/api/client";
import { as_problem } from "@/kernel/api/problem";
import { use_session } from "@/kernel/session/session";
import type { Names, Standard, Visit } from "../supervision";
import { load_standard } from "../supervision";

const place = (name: string) => `zhibu.visits.${use_session().current?.account.id ?? 0}.${name}`;
const put = (name: string, value: unknown) => {
  try {
    localStorage.setItem(place(name), JSON.stringify(value));
  } catch {
    // a full store only costs the offline copy
  }
};
function take<T>(name: string): T | undefined {
  try {
    const text = localStorage.getItem(place(name));
    return text ? (JSON.parse(text) as T) : undefined;
  } catch {
    return undefined;
  }
}
export const offline = reactive({ shown: false });

// What the server says now, or what it said last where there is no network.
async function fresh_or_kept<T>(name: string, ask: () => Promise<T>): Promise<T> {
  try {
    const found = await ask();
    put(name, found);
    offline.shown = false;
    return found;
  } catch (error) {
    const kept = as_problem(error).passes ? take<T>(name) : undefined;
    if (kept === undefined) throw error;
    offline.shown = true;
    return kept;
  }
}

export interface VisitList {
  items: Visit[];
  references: Names;
}
export const load_visits = (): Promise<VisitList> =>
  fresh_or_kept("list", async () => {
    const found = await api.get<Page<Visit> & { references: Names }>("/visits", { mine: true, state: "assigned,visited", size: 100 });
    // The next few are fetched ahead: they open on site without a network.
    await Promise.all(found.items.slice(0, 8).map(({ id }) => load_visit(id).catch(() => undefined)));
    await load_kept_standard().catch(() => undefined);
    return { items: found.items, references: found.references };
  });
export const load_visit = (id: number): Promise<Visit> => fresh_or_kept(`visit.${id}`, () => api.get<Visit>(`/visits/${id}`));
export const load_kept_standard = (): Promise<Standard> => fresh_or_kept("standard", load_standard);
export const keep_visit = (visit: Visit): void => put(`visit.${visit.id}`, visit);
