// What the server says about figures, facts and reports, and the small questions that the pages ask of it.
import type { LocationQuery } from "vue-router";

export interface FigureValue {
  name?: string;
  title: string;
  value: number | null;
  text: string;
  unit: string;
  unit_label: string;
  sentence: string;
  explanation: string;
  source: string;
  period: string;
  records: string | null;
  page: string | null;
  parts?: FigureValue[];
  months?: { period: string; value: number | null; text: string; records: string | null; page: string | null }[];
}
export type Figures = Record<string, FigureValue>;

export interface Run {
  text: string;
  figure?: string;
}
export interface Paragraph {
  key: string;
  runs: Run[];
  by_hand: boolean;
}
export interface Section {
  key: string;
  heading: string;
  paragraphs: Paragraph[];
}
export interface Report {
  id: number;
  organization_id: number;
  year: number;
  title: string;
  state: "draft" | "final";
  sections: Section[];
  figures: Figures;
  computed_at: string;
  changed_at: string;
  finalised_on: string | null;
  version: number;
  can: Record<string, true | string>;
  references: References;
}
export type References = Record<string, Record<string, string>>;

export const name_of = (references: References | undefined, kind: string, id: number | null | undefined): string => (id ? (references?.[kind]?.[String(id)] ?? String(id)) : "—");

// One text behind another is one; nothing empty stays: as the server keeps them.
export function tidy(runs: Run[]): Run[] {
  const all: Run[] = [];
  for (const run of runs) {
    const last = all[all.length - 1];
    if (run.figure) all.push({ text: run.text, figure: run.figure });
    else if (run.text && last && !last.figure) last.text += run.text;
    else if (run.text) all.push({ text: run.text });
  }
  return all;
}

// What is sent: figures by name, their values are the server's.
export const sent = (sections: Section[]) =>
  sections.map(({ key, heading, paragraphs }) => ({
    key,
    heading,
    paragraphs: paragraphs.map((paragraph) => ({ key: paragraph.key, runs: tidy(paragraph.runs).map(({ text, figure }) => (figure ? { figure } : { text })) })).filter(({ runs }) => runs.length > 0),
  }));

export const text_of = (paragraph: Paragraph): string => paragraph.runs.map(({ text }) => text).join("");

export interface Difference {
  before?: string;
  after?: string;
  state: "same" | "changed" | "added" | "removed";
}
// Two versions beside each other, paragraph by paragraph: the longest common sequence, then neighbours paired.
export function differences(before: string[], after: string[]): Difference[] {
  const length = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  for (let i = before.length - 1; i >= 0; --i)
    for (let j = after.length - 1; j >= 0; --j) length[i]![j] = before[i] === after[j] ? length[i + 1]![j + 1]! + 1 : Math.max(length[i + 1]![j]!, length[i]![j + 1]!);
  const all: Difference[] = [];
  let removed: string[] = [];
  let added: string[] = [];
  const settle = () => {
    for (let k = 0; k < Math.max(removed.length, added.length); ++k) {
      const state = k >= removed.length ? "added" : k >= added.length ? "removed" : "changed";
      all.push({ before: removed[k], after: added[k], state });
    }
    removed = [];
    added = [];
  };
  for (let i = 0, j = 0; i < before.length || j < after.length; ) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      settle();
      all.push({ before: before[i++], after: after[j++], state: "same" });
    } else if (j >= after.length || (i < before.length && length[i + 1]![j]! >= length[i]![j + 1]!)) removed.push(before[i++]!);
    else added.push(after[j++]!);
  }
  settle();
  return all;
}

export const lines_of = (sections: Section[]): string[] => sections.flatMap((section) => [section.heading, ...section.paragraphs.map(text_of)]);

export const number_in = (query: LocationQuery, name: string): number | undefined => Number(query[name]) || undefined;
export const text_in = (query: LocationQuery, name: string): string => String(query[name] ?? "");
