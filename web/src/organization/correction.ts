// A request for correction as the server shows it, and its words.
import type { RecordRow } from "@/kernel/api/record";
import { format_date } from "@/kernel/format/format";
import type { Course } from "@/kernel/part/course";
import type { Tone } from "@/kernel/part/tone";
import { has_words, t } from "@/kernel/words/words";

export interface Texts {
  present: string;
  wanted: string;
  former: string;
}
export interface Correction extends RecordRow {
  member_id: number;
  member_name: string | null;
  organization_name: string | null;
  field: string;
  state: string;
  asked_on: string;
  due_on: string | null;
  answered_on: string | null;
  hidden: boolean; // a number that others see masked
  member_version: number;
  stands_as: "former" | "wanted" | "otherwise"; // what the roster says now
  texts: Texts & { reason: string; answer: string };
  course: Course;
}

const tones: Record<string, Tone> = { asked: "warn", corrected: "ok" };
export const tone_of_correction = (state: string): Tone => tones[state] ?? "plain";

// A value of the roster as a person reads it: the label of a choice, a written date.
export function value_in_words(field: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return "—";
  const option = `organization.member.${field}_is.${String(value)}`;
  return has_words(option) ? t(option) : /^\d{4}-\d\d/.test(String(value)) ? format_date(String(value)) : String(value);
}
