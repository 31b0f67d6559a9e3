// What the screen shows and in which order; the data come every half minute, the panels turn by themselves.
import { language } from "@/kernel/words/words";
import type { Attention, Imbalance, Integration, MapRow, TemperatureMap } from "../cockpit";

export interface ScreenData { name: string; at: string; year: number; temperature: TemperatureMap; imbalance: Imbalance | null; integration: Integration; attention: Attention }
export type Panel = { kind: "map"; rows: MapRow[]; more: number } | { kind: "attention" } | { kind: "imbalance" } | { kind: "integration" } | { kind: "business" };

export const rows_a_panel = 12, most_map_panels = 4, turn_milliseconds = 20_000, ask_milliseconds = 30_000;

// What there is nothing of has no panel; the organisation itself stands in the levels above its rows.
export function panels_of(data: ScreenData): Panel[] {
  const rows = data.temperature.rows.slice(1);
  const pages = Math.max(1, Math.min(most_map_panels, Math.ceil(rows.length / rows_a_panel)));
  const panels: Panel[] = Array.from({ length: pages }, (_, at) => ({ kind: "map", rows: rows.slice(at * rows_a_panel, (at + 1) * rows_a_panel), more: at === pages - 1 ? Math.max(0, data.temperature.rows_count - 1 - pages * rows_a_panel) : 0 }));
  panels.push({ kind: "attention" });
  if (data.imbalance?.counted) panels.push({ kind: "imbalance" });
  if (data.integration.whole.items || data.integration.points.length) panels.push({ kind: "integration" });
  if (data.integration.changes.length) panels.push({ kind: "business" });
  return panels;
}

export class ScreenProblem extends Error {
  constructor(readonly status: number) {
    super(String(status));
  }
}
// The token stands behind the # of the address, where no server's log and no referrer sees it.
export async function load_screen(token: string): Promise<ScreenData> {
  const year = new URLSearchParams(location.search).get("year");
  const answer = await fetch(`${token ? `/api/v1/screens/${encodeURIComponent(token)}` : "/api/v1/cockpit/screen"}${year ? `?year=${encodeURIComponent(year)}` : ""}`, { headers: { "accept-language": language() }, cache: "no-store" });
  if (!answer.ok) throw new ScreenProblem(answer.status);
  return (await answer.json()) as ScreenData;
}
