// What the server says of organisations by standards, and how a page shows it.
import type { Tone } from "@/kernel/part/tone";

export type StandingState = "passed" | "expired" | "failed" | "withdrawn";
export interface OverviewCell {
  total: number;
  passed: number;
  expired: number;
  failed: number;
  none: number;
  sheet_id: number | null; // of a single branch
  state?: StandingState;
  grade_title?: string;
  until?: string;
}
export interface OverviewRow {
  organization_id: number;
  organization_name: string;
  opens: boolean; // there are organisations below it
  whole?: boolean;
  cells: OverviewCell[];
}
export interface Overview {
  organization_id: number;
  organization_name: string;
  on: string;
  path: { organization_id: number; organization_name: string }[];
  standards: { path: string; title: string }[];
  rows: OverviewRow[];
  whole: OverviewRow;
}

export const standing_tone: Record<StandingState, Tone> = { passed: "ok", expired: "warn", failed: "bad", withdrawn: "bad" };
// A branch says its grade; an organ with a single branch still says how many.
export const single = (row: OverviewRow, cell: OverviewCell): boolean => !row.opens && !row.whole && cell.total === 1;
export function band_of({ passed, total }: OverviewCell): "h0" | "h1" | "h2" | "h3" | "h4" {
  const share = passed / total;
  return share >= 0.95 ? "h4" : share >= 0.75 ? "h3" : share >= 0.5 ? "h2" : share > 0 ? "h1" : "h0";
}
