// What the server says to the cockpit, and how a page shows it. The screen reads the same shapes without links.
import type { Band, HeatCell, HeatRow } from "@/kernel/part/HeatGrid.vue";
import { t } from "@/kernel/words/words";

export type Warm = "hot" | "warm" | "cold" | "none";
export interface Cell { degrees: number | null; warm: Warm }
export interface MeanCell extends Cell { counts: { hot: number; warm: number; cold: number; without: number } }
// Degrees by month, null without data: what is hot and what is warm in a month is said once, in its column.
export interface MapRow { organization_id: number; name: string; level: string | null; below: number; months: (number | null)[]; lowest: (number | null)[] }
export interface MapMonth { month: string; running: boolean; hot: number; warm: number }
export interface TemperatureMap {
  organization_id: number; name: string; year: number; months: MapMonth[];
  levels: { name: string; title: string; months: MeanCell[] }[]; rows: MapRow[]; rows_count: number;
  scale?: { hot: number; warm: number; sentence: string; source: string };
  pattern: { short: string | null; sentence: string; falls: boolean } | null;
}
export interface CellItem { title: string; text: string; value: number | null; degrees: number | null; weight: number; why: string; full: string; cold: string; each: "organization" | "branch" | "member"; sentence: string; page: string | null; source: string; unit_label: string }
export interface OpenedCell extends Cell { organization_id: number; organization_name: string; month: string; level: string | null; items: CellItem[]; formula: string; scale: string }
export interface Finding { organization_id: number; name: string; sentence: string; page?: string | null }
export interface AttentionRule { rule: string; title: string; tone: "bad" | "warn"; count: number; source: string; items: Finding[] }
export interface Attention { organization_id: number; name: string; day: string; count: number; sentence: string; rules: AttentionRule[] }
export interface Uneven { organization_id: number; name: string; kind: string; points: number | null; dimensions: (number | null)[]; medians: (number | null)[]; lame: number[]; sentence: string }
export interface Imbalance { index: string; title: string; period: string; dimensions: string[]; counted: number; lame: number; by_dimension: number[]; sentence: string; own: Uneven | null; likes: { kind: string; label: string; dimensions: (number | null)[] }[]; items: Uneven[] }
export interface Shares { items: number; tied: number; tied_share: string | null; team: number; team_share: string | null; discussed: number; discussed_share: string | null; done: number; done_share: string | null }
export interface Change { indicator: string; title: string; text: string; better: boolean | null }
export interface Point { organization_id: number; name: string; party: number; business: number; quadrant: number; better: number; worse: number; same: number; changes: Change[] }
export interface Integration {
  organization_id: number; name: string; period: string; whole: Shares; rows: (Shares & { organization_id: number; name: string })[]; points: Point[]; quadrants: number[]; strong: number; sentences: string[];
  changes: Change[]; changes_period: string; index: string; index_title: string | null;
}
export interface BurdenRow { organization_id: number; name: string; below: number; branches: number; values: number[]; asked: number; entered: number; before: number; each: string; entered_each: string }
export interface Burden { organization_id: number; name: string; period: string; months: number; sentence: string; columns: { name: string; title: string; side: "asked" | "entered"; kinds: string; source: string }[]; whole: BurdenRow; rows: BurdenRow[]; trend: { asked: number; entered: number }[] }

export const bands: Record<Warm, Band> = { hot: "h4", warm: "h2", cold: "cold", none: "none" };
export const legend = (): { name: Band; words: string }[] => (["hot", "warm", "cold", "none"] as const).map((warm) => ({ name: bands[warm], words: t(`cockpit.map.legend_${warm}`) }));
export const warm_word = (warm: Warm): string => t(`cockpit.map.legend_${warm}`);
export const degrees_text = (degrees: number | null): string => (degrees === null ? "—" : degrees.toFixed(1).replace(/\.0$/, ""));
export const warm_of = ({ hot, warm }: Pick<MapMonth, "hot" | "warm">, degrees: number | null): Warm => (degrees === null ? "none" : degrees >= hot ? "hot" : degrees >= warm ? "warm" : "cold");
export const cells_of = (map: TemperatureMap, degrees: (number | null)[]): Cell[] => degrees.map((each, at) => ({ degrees: each, warm: warm_of(map.months[at]!, each) }));
// 热 86: the word beside the number, so that no colour is needed to read it.
export const cell_text = ({ degrees, warm }: Cell): string => (degrees === null ? "–" : `${warm_word(warm)} ${Math.round(degrees)}`);
export const signed = (text: string): string => (text.startsWith("-") ? `−${text.slice(1)}` : text !== "0%" ? `+${text}` : text);
export const share_number = (share: string | null): number | null => (share === null ? null : Number.parseFloat(share));

export function cell_of(cell: Cell, name: string, month: string, to?: string): HeatCell {
  return { share: cell.degrees === null ? null : cell.degrees / 100, band: bands[cell.warm], text: cell_text(cell), to: cell.degrees === null ? undefined : to, said: t("cockpit.map.said", { name, month, degrees: degrees_text(cell.degrees), warm: warm_word(cell.warm) }) };
}

export function rows_of(map: TemperatureMap, months: string[], which: "months" | "lowest", most = Infinity): HeatRow[] {
  return map.rows.slice(0, most).map((row) => ({
    label: row.name,
    to: row.organization_id === map.organization_id ? undefined : row.below ? `/cockpit?organization=${row.organization_id}&year=${map.year}` : undefined,
    cells: cells_of(map, row[which]).map((cell, at) => cell_of(cell, row.name, months[at]!, `/cockpit?organization=${map.organization_id}&year=${map.year}&open=${row.organization_id}&month=${map.months[at]!.month}`)),
  }));
}
export const level_rows = (map: TemperatureMap, months: string[]): HeatRow[] =>
  map.levels.map(({ title, months: cells }) => ({ label: title, cells: cells.map((cell, at) => ({ ...cell_of(cell, title, months[at]!), said: t("cockpit.map.said_level", { name: title, month: months[at], degrees: degrees_text(cell.degrees), warm: warm_word(cell.warm), hot: cell.counts.hot, warm_count: cell.counts.warm, cold: cell.counts.cold }) })) }));
