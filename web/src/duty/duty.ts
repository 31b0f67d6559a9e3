// Sessions of reports on duty as both faces know them.
import type { RecordRow } from "@/kernel/api/record";
import type { Tone } from "@/kernel/part/tone";
import { t } from "@/kernel/words/words";

export interface CircleResult { circle: string; papers: number; dropped: number; mean: number }
export interface Result { papers: number; score: number; grade: string; circles: CircleResult[]; grades: Record<string, number> }
export interface SessionReport { id: number; title: string; account_id: number; account_name: string | null; organization_name: string | null; state: "draft" | "submitted"; own: boolean; readable: boolean; result?: Result | null }
export interface Circle { key: string; label: string; weight: number; count: number; people: { id: number; name: string }[] }
export interface Session extends RecordRow {
  organization_name: string | null;
  title: string;
  year: number;
  held_on: string;
  state: "preparing" | "scoring" | "closed";
  reports: SessionReport[];
  circles: Circle[];
  standing: { entitled: number; returned: number; scores: boolean; scored: boolean };
  source: string;
}
export interface Candidate { id: number; name: string; secretary_of: string | null; circles: string[] }
export interface Section { key: string; heading: string; text: string }
export interface Report extends RecordRow { title: string; state: "draft" | "submitted"; sections: Section[]; account_name: string | null; organization_name: string | null; session_name: string | null; session_id: number }
export interface Paper {
  title: string;
  open: boolean;
  returned: boolean;
  reports: { id: number; name: string; organization_name: string; readable: boolean }[];
  items: { key: string; label: string; points: number }[];
  choices: { key: string; label: string; percent: number }[];
}
export const state_tone: Record<Session["state"], Tone> = { preparing: "plain", scoring: "warn", closed: "ok" };
export const points = (hundredths: number): string => (hundredths / 100).toFixed(2);
export const grade_label = (grade: string): string => t(`duty.grade.${grade || "none"}`);
export const grade_tone = (grade: string): Tone => (grade === "good" ? "ok" : grade === "poor" ? "bad" : "plain");
