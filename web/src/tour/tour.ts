// On-site visits as both faces know them.
import type { RecordRow } from "@/kernel/api/record";
import type { Tone } from "@/kernel/part/tone";

export interface CircleResult { circle: string; scores: number; dropped: number; mean: number }
export interface Station {
  id: number;
  position: number;
  organization_id: number;
  organization_name: string;
  arrives_at: string;
  leaves_at: string;
  theme: string;
  binder: boolean;
  arrived: boolean;
  scores?: number;
  entitled?: number;
  own_unit?: boolean;
  scoring?: "early" | "now" | "over";
  own_score?: number | null;
  score?: number | null;
  excellent?: boolean;
  result?: { circles: CircleResult[] } | null;
}
export interface Circle { key: string; label: string; weight: number; count: number; people: { id: number; name: string }[] }
export interface Tour extends RecordRow {
  title: string;
  organization_id: number;
  organization_name: string | null;
  held_on: string;
  state: "planned" | "open" | "closed" | "cancelled";
  board_open: boolean;
  reason: string;
  circles: Circle[];
  stations: Station[];
  formula: string;
  source: string;
  sheet_title: string;
  takes_part: boolean;
  circle: string | null;
}
export interface Board {
  title: string;
  organization_name: string;
  held_on: string;
  state: Tour["state"];
  open: boolean;
  judges: number;
  formula: string;
  stations: { position: number; name: string; theme: string; arrives_at: string; scores: number; score?: number | null; excellent?: boolean }[];
}
export interface SheetItem { key: string; label: string; points: number; about: string }
export interface ShownStation {
  id: number;
  tour_id: number;
  tour_title: string;
  position: number;
  organization_name: string;
  arrives_at: string;
  leaves_at: string;
  theme: string;
  arrived: boolean;
  can: { look: true | string; score: true | string };
  scoring: "early" | "now" | "over";
  scores_until: string;
  binder: boolean;
  figures: { name: string; title: string; text: string; value: number | null; unit_label: string; sentence: string; records: string | null }[];
  paper?: { items: SheetItem[]; own: number[] | null; note: string; scan_first: boolean };
}
export interface Candidate { id: number; name: string; circles: string[] }

export const state_tone: Record<Tour["state"], Tone> = { planned: "plain", open: "warn", closed: "ok", cancelled: "plain" };
export const points = (hundredths: number | null | undefined): string => (hundredths === null || hundredths === undefined ? "—" : (hundredths / 100).toFixed(2));
// "09:30", in Chinese time whatever the machine's zone is.
export const clock = (iso: string): string => iso.slice(11, 16);
