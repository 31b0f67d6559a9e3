// Selections as both faces know them.
import type { RecordRow } from "@/kernel/api/record";
import type { Tone } from "@/kernel/part/tone";

export interface Block { check: string; reason: string; page: string }
export interface Nomination { id: number; organization_id: number; organization_name: string; member_id: number | null; member_name: string | null; ballot_id: number | null; deeds: string; state: string; note: string; blocks: Block[] }
export interface Procedure { state: string; label: string; steps: { state: string; label: string; is: string; at?: string; actor?: string }[]; can: Record<string, true | string>; labels: Record<string, string> }
export interface Selection extends RecordRow {
  organization_id: number;
  organization_name: string;
  honour: string;
  title: string;
  year: number;
  heads: number;
  quota: number;
  state: string;
  handler_name: string | null;
  publicity_from: string | null;
  publicity_to: string | null;
  rule: { words: string; english: string; given_to: "member" | "organization"; publicity_days: number; source: string };
  nominations: Nomination[];
  objections: number;
  objections_waiting: number;
  calendar_caution: string;
  procedure: Procedure;
}
export interface Objection { id: number; objection: { text: string; nomination_id: number | null }; answer: string | null; created_on: string; answered_on: string | null; upheld: boolean }

export const selection_tone: Record<string, Tone> = { nominating: "info", reviewing: "warn", publicised: "warn", decided: "ok", cancelled: "plain" };
export const nomination_tone: Record<string, Tone> = { proposed: "info", chosen: "ok", refused: "plain", withdrawn: "plain", honoured: "ok" };
export const who = (each: Nomination): string => each.member_name ?? each.organization_name;
export const where_from = (each: Nomination): string => (each.member_name ? each.organization_name : "");
