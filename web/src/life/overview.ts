// The overview of the cadence: what the server says of each line and month, and how a cell shows it.
import { api } from "@/kernel/api/client";
import { period_label } from "@/kernel/part/period";
import type { Band, HeatCell, HeatRow } from "@/kernel/part/HeatGrid.vue";
import { t } from "@/kernel/words/words";
import { kind_words, type DutyState } from "./life";

export interface OverviewMonth {
  required: number;
  held: number;
  state: DutyState; // of the kind that stands worst
  worst: { kind: string; period: string; required: number; held: number } | null;
}
export interface OverviewRow {
  organization_id: number;
  name: string;
  below: number; // how many directly below have a line of their own
  required: number;
  held: number;
  expected: number; // of what was due by today
  met: number; // of that, what was held
  months: OverviewMonth[];
}
export interface Overview { organization_id: number; name: string; year: number; today: string; rows: OverviewRow[] }

export const load_overview = (organization_id: number | undefined, year: string | number): Promise<Overview> =>
  api.get<Overview>("/cadence/overview", { organization_within: organization_id, year });

const bands: Record<Exclude<DutyState, "overdue">, Band> = { not_required: "none", not_due: "none", done: "h4", late: "h2", due: "h1" };
export function band_of(month: OverviewMonth): Band {
  if (month.state !== "overdue") return bands[month.state];
  return month.worst && month.worst.held * 2 < month.worst.required ? "frozen" : "cold";
}
export const overview_legend = (): { name: Band; words: string }[] =>
  (["h4", "h2", "h1", "cold", "frozen", "none"] as const).map((name) => ({ name, words: t(`life.page.band.${name}`) }));

const page_of = (row: OverviewRow, year: number, whole: boolean) =>
  row.below && !whole ? `/cadence/overview?organization=${row.organization_id}&year=${year}` : `/cadence?organization=${row.organization_id}&year=${year}`;

function cell_of(month: OverviewMonth, to: string): HeatCell {
  if (!month.worst) return { share: null };
  const missing = month.required - month.held;
  const begun = month.state !== "not_due";
  return {
    share: begun || month.held ? month.held / month.required : null,
    band: band_of(month),
    text: !begun ? "–" : missing ? t("life.page.cell_missing", { count: missing }) : "✓",
    to,
    said: t("life.page.cell_said", { held: month.held, required: month.required, state: t(`life.page.duty.${month.state}`), kind: kind_words(month.worst.kind), period: period_label(month.worst.period), worst_held: month.worst.held, worst_required: month.worst.required }),
  };
}

export const share_of = (row: OverviewRow): number | null => (row.expected ? row.met / row.expected : null);

// The line of the organisation itself opens its own matrix; the others open what is below them first.
export function heat_rows({ rows, year, organization_id }: Overview): HeatRow[] {
  return rows.map((row) => {
    const to = page_of(row, year, row.organization_id === organization_id);
    return { label: row.name, to, cells: row.months.map((month) => cell_of(month, to)), total: { share: share_of(row), to } };
  });
}
