// Rounds of acceptance and the sheet of one branch, as the server shows them.
import type { RecordRow } from "@/kernel/api/record";
import type { Tone } from "@/kernel/part/tone";

export type Met = "open" | "yes" | "part" | "no" | "out";
export type By = "record" | "branch" | "review" | "on_site";
export type Proof = "record" | "evidence" | "on_site";
export interface Mark {
  met: Met;
  points: string;
  note: string;
  by: string;
}
export interface Item {
  name: string;
  title: string;
  worth: number;
  must: boolean;
  proof: Proof;
  asks: string;
  source: string;
  met: Met;
  points: string;
  most: string;
  by: By;
  value: string;
  needed: string;
  unit: string; // of both, where they do not say it themselves
  records: string;
  page: string;
  claimed: Met | null;
  words: string;
  review: Mark | null;
  on_site: Mark | null;
  before?: string;
}
export interface Section {
  name: string;
  title: string;
  worth: number;
  items: Item[];
}
export interface Veto {
  name: string;
  title: string;
  reason: string;
  grade_title: string;
  fell: boolean;
  value: string;
  page: string;
}
export interface Grade {
  name: string;
  title: string;
  at_least: number;
  all_musts: boolean;
  on_site: boolean;
  passes: boolean;
  years: number;
}
export interface Evidence {
  file_id: number;
  item: string;
  name: string;
  purpose: "claim" | "on_site";
  content_type: string;
}
export interface Objection {
  id: number;
  text: string;
  objected_on: string;
  due_on: string;
  answer: string;
  upheld: boolean;
  answered_on: string | null;
  answered_by: string;
}
export interface Certificate {
  number: string;
  code: string;
  issued_on: string;
  valid_until: string;
  withdrawn_on: string | null;
  withdrawn_why: string;
}
interface Drawing {
  label: string;
  due_on: string | null;
  steps: { state: string; label: string; is: "done" | "current" | "late" | "ahead"; at?: string; actor?: string }[];
  history: { verb: string; label: string; actor: string; at: string; note: string }[];
  can: Record<string, true | string>;
  labels: Record<string, string>;
  required: Record<string, string[]>;
}
export type SheetState = "self_check" | "review" | "reviewed" | "on_site" | "inspected" | "passed" | "failed" | "recheck" | "withdrawn" | "excluded";
export interface Sheet extends RecordRow {
  organization_id: number;
  organization_name: string;
  organ_name: string;
  state: SheetState;
  due_on: string | null;
  visited: boolean;
  points: string;
  grade: string;
  grade_title: string;
  grade_by_rule: string;
  grade_reason: string;
  graded_on: string | null;
  valid_until: string | null;
  recheck_on: string | null;
  submitted: Record<string, string>;
  round: { id: number; title: string; period: string; organization_name: string; standard_title: string; standard_version: number; source: string; note: string; objection_days: number; grades: Grade[] };
  whole: { sections: Section[]; vetoes: Veto[]; total: { points: string; most: string; score: string; complete: boolean; missing: string[]; grade: string } };
  evidence: Evidence[];
  objections: Objection[];
  objection_until?: string;
  certificate: Certificate | null;
  recheck?: { period: string; lost: Item[] };
  handles: boolean;
  procedure: Drawing;
}
export interface Progress {
  total: number;
  overdue: number;
  states: Partial<Record<SheetState, number>>;
  organs: ({ organ_id: number; organ_name: string; total: number } & Partial<Record<SheetState, number>>)[];
  grades: { name: string; title: string; stored: string; count: number }[]; // stored: as the sheets hold it
}
export interface Round extends RecordRow {
  title: string;
  organization_name: string;
  standard_title: string;
  standard_version: number;
  period: string;
  state: "planned" | "open" | "closed";
  self_check_until: string | null;
  handler_name: string;
  progress: Progress;
}
export interface Draw {
  id: number;
  seed: string;
  population: number[];
  take: number;
  result: number[];
  drawn_at: string | null;
  algorithm: string;
  python: string;
  holds: boolean;
  names: { organization?: Record<string, string> };
}

export const round_tone: Record<Round["state"], Tone> = { planned: "plain", open: "info", closed: "ok" };
export const sheet_tone: Record<SheetState, Tone> = { self_check: "warn", review: "info", reviewed: "info", on_site: "warn", inspected: "info", passed: "ok", failed: "bad", recheck: "warn", withdrawn: "bad", excluded: "plain" };
export const met_tone: Record<Met, Tone> = { yes: "ok", part: "warn", no: "bad", open: "plain", out: "plain" };

export const items_of = (sheet: Sheet): Item[] => sheet.whole.sections.flatMap(({ items }) => items);
export const title_of = (sheet: Sheet, name: string): string => items_of(sheet).find((item) => item.name === name)?.title ?? name;
export const files_of = (sheet: Sheet, item: string): Evidence[] => sheet.evidence.filter((file) => file.item === item);
// Of what a branch must say itself, what it has not said yet; the same of a review and of a visit.
export const left_to_say = (sheet: Sheet): Item[] => items_of(sheet).filter(({ proof, claimed, met }) => proof === "evidence" && !claimed && met !== "out");
export const left_to_review = (sheet: Sheet): Item[] => items_of(sheet).filter(({ proof, review }) => proof === "evidence" && !review);
export const left_to_see = (sheet: Sheet): Item[] => items_of(sheet).filter(({ proof, on_site }) => proof === "on_site" && !on_site);
