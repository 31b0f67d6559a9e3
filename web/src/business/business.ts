// How a page shows what the server says of business.
import type { RecordRow } from "@/kernel/api/record";
import type { Tone } from "@/kernel/part/tone";

export interface Discussion { meeting_id: number; title: string | null; discussed_on: string; page: string | null }

// Overdue, done in time, done late, or under way.
export type Standing = "late" | "on_time" | "done_late" | "under_way";
export function standing_of(item: RecordRow, today: string): Standing {
  const due = String(item.due_on);
  if (item.done_on) return String(item.done_on) <= due ? "on_time" : "done_late";
  return due < today ? "late" : "under_way";
}
export const tone_of_standing: Record<Standing, Tone> = { late: "bad", on_time: "ok", done_late: "warn", under_way: "plain" };

// Whether a change ("-24.7%") is for the better.
export function turn_of(change: string, better: string): "better" | "worse" | "same" | undefined {
  if (!change) return undefined;
  const value = Number.parseFloat(change);
  if (value === 0) return "same";
  return value > 0 === (better === "higher") ? "better" : "worse";
}
export const tone_of_turn: Record<"better" | "worse" | "same", Tone> = { better: "ok", worse: "bad", same: "plain" };
// A true minus sign, so that a fall is not read as a dash.
export const signed = (change: string): string => (change.startsWith("-") ? `−${change.slice(1)}` : change && change !== "0%" ? `+${change}` : change);
