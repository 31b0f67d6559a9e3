// What the server says about problems, visits and letters, and how pages name it.
import { api } from "@/kernel/api/client";
import type { RecordRow } from "@/kernel/api/record";
import { possible, steps_of, type Course } from "@/kernel/part/course";
import type { Tone } from "@/kernel/part/tone";
import { language } from "@/kernel/words/words";

export { possible, steps_of, type Course };
export interface Photo {
  file_id: number;
  purpose: string;
  at: string;
}
export type Names = Record<string, Record<string, string>>;
export interface Problem extends RecordRow {
  version: number;
  organization_id: number;
  inspection_id: number | null;
  letter_id: number | null;
  category: string;
  severity: string;
  clause: string;
  description: string;
  found_on: string;
  measures: string;
  owner: string;
  promised_on: string | null;
  rectification: string;
  unfixable_reason: string;
  state: string;
  course: Course;
  photos: Photo[];
  can: { change: true | string; remind: true | string };
  references: Names;
}
export interface ChecklistItem {
  code: string;
  group: string;
  text: string;
  clause: string;
  category: string;
  at_least: number;
  shown: { count: number; late: number; period: string; kind: string } | null;
  tick: { item: string; result: TickResult; note: string } | null;
  photos: Photo[];
}
// The facts that an item's figure counts: the organisation with all below it, in the year of the inspection.
export const records_page = (visit: Visit, shown: NonNullable<ChecklistItem["shown"]>): string => `/facts?kind=${shown.kind}&organization_within=${visit.organization_id}&period=${shown.period}`;
export type TickResult = "ok" | "problem" | "not_applicable";
export interface Visit extends RecordRow {
  version: number;
  inspection_id: number;
  organization_id: number;
  state: "assigned" | "visited" | "reported";
  attended_by: string;
  conclusion: string;
  visited_on: string | null;
  inspection: { title: string; state: string; starts_on: string; ends_on: string };
  items: ChecklistItem[];
  problems: Problem[];
  can: { work: true | string };
  organization_name: string;
  leaders: { account_id: number; name: string; there: boolean }[]; // those there; while at work also those who could be
}
export interface Letter extends RecordRow {
  version: number;
  kind: "reminder" | "supervision" | "pledge";
  number: string;
  title: string;
  organization_id: number;
  issuer_id: number;
  reply: string;
  reply_due_on: string | null;
  state: string;
  course: Course;
  problems: Problem[];
  burden: number;
  pledge_id: number | null;
  can: { change: true | string };
  references: Names;
}
export interface Paper {
  mark: string;
  number: string;
  title: string;
  receiver: string;
  paragraphs: string[];
  issuer: string;
  date: string;
  draft: boolean;
}
export interface Standard {
  categories: { value: string; label: string }[];
  checklists: { name: string; title: string; items: ChecklistItem[] }[];
  letters: { kind: Letter["kind"]; label: string; title: string; topic: string; opening: string; closing: string; reply_days: number }[];
  calendar_caution: string;
}

let known: { language: string; standard: Promise<Standard> } | undefined;
export function load_standard(): Promise<Standard> {
  if (known?.language !== language()) {
    const standard = api.get<Standard>("/supervision-standard");
    known = { language: language(), standard };
    standard.catch(() => (known = undefined)); // a failure is not remembered
  }
  return known!.standard;
}

// The name beside a reference, as lists and single records send it.
export const name_beside = (record: RecordRow | undefined, what: string): string => String(record?.[`${what}_name`] ?? "");
export const name_in = (names: Names | undefined, kind: string, id: number | null | undefined): string => (id ? (names?.[kind]?.[String(id)] ?? "") : "");
export const photo_url = (photo: Photo): string => `/api/v1/supervision-photos/${photo.file_id}`;

const tones: Record<string, Tone> = { closed: "ok", closed_unfixable: "plain", withdrawn: "plain", rectified: "info", verified: "info", reopened: "bad", rechecking: "warn", raised: "warn", draft: "plain", replied: "info", received: "info" };
export const tone_of_state = (state: string, late: boolean): Tone => (late ? "bad" : (tones[state] ?? "warn"));
