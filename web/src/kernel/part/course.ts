// Where a case stands in its procedure, as the server draws it: the steps of the bar, and what the person may do now.
import { format_short_date } from "@/kernel/format/format";
import type { Step } from "./StepsBar.vue";

export interface Course {
  state: string;
  label: string;
  title: string;
  source: string;
  open: boolean;
  due_on: string | null;
  overdue_days: number;
  level: number;
  escalated_to: string[];
  responsible: string[];
  steps: { state: string; label: string; is: Step["state"]; at?: string; actor?: string }[];
  history: { verb: string; label: string; actor: string; at: string; note: string; due_on: string | null }[];
  can: Record<string, true | string>;
  labels: Record<string, string>;
  required: Record<string, string[]>;
}

export const steps_of = (course: Course): Step[] =>
  course.steps.map(({ label, is, at }) => ({ label, state: is, note: at ? format_short_date(at) : is === "current" || is === "late" ? format_short_date(course.due_on) : undefined }));

// The steps that the person may take now, in the order of the procedure.
export const possible = (course: Course): string[] => Object.entries(course.can).filter(([, can]) => can === true).map(([verb]) => verb);
