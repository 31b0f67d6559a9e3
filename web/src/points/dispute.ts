// A dispute as the server shows it, with its course.
import type { RecordRow } from "@/kernel/api/record";
import type { Step } from "@/kernel/part/StepsBar.vue";
import { format_short_date } from "@/kernel/format/format";

export interface Course {
  label: string; title: string; due_on: string | null; overdue_days: number; responsible: string[]; steps: { label: string; is: Step["state"]; at?: string }[]; can: Record<string, true | string>; labels: Record<string, string>;
  history: { verb: string; label: string; actor: string; at: string; note: string }[];
}
export interface Dispute extends RecordRow {
  id: number; member_id: number; member_name: string | null; organization_name: string; period: string; about: "line" | "missing"; subject: string; claim: string; state: string; due_on: string | null; raised_on: string; answerer_name: string | null;
  answered_on: string | null; answer: string; points: number | null; version: number; course: Course;
}
export const steps_of = (course: Course): Step[] => course.steps.map(({ label, is, at }) => ({ label, state: is, note: at ? format_short_date(at) : is === "current" || is === "late" ? format_short_date(course.due_on) : undefined }));
export const possible = (course: Course): string[] => Object.entries(course.can).filter(([, can]) => can === true).map(([verb]) => verb);
