// What the server says of packs, and the small sums that pages make of it.
import { api } from "@/kernel/api/client";
import { t } from "@/kernel/words/words";

export interface VersionLine {
  id: number | null; // none: as it came with the program
  number: number;
  state: "draft" | "published" | "withdrawn";
  effective_from: string | null;
  note: string;
  reason: string;
  author: string;
  changed_at: string | null;
  published_by: string | null;
  published_at: string | null;
  in_force: boolean;
  coming: boolean;
  version: number;
}
export interface PackEntry {
  path: string;
  pack: string;
  file: string;
  kind: string;
  kind_label: string;
  title: string;
  fixed: string | null;
  in_force: VersionLine | null;
  draft: VersionLine | null;
  coming: VersionLine | null;
  versions: number;
}
export interface Pack {
  name: string;
  title: string;
  version: string;
  source: string;
  embedded: boolean;
  requires_packs: string[];
  files: PackEntry[];
}
export interface Packs {
  packs: Pack[];
  kinds: { value: string; label: string }[];
  can: { edit: true | string };
}
export interface FormField {
  name: string;
  label: string;
  kind: string;
  of?: string;
  required: boolean;
  pointer: string;
  value: unknown;
  line: number;
  min?: number;
  max?: number;
  options?: { value: string; label: string }[];
}
export interface FormRow {
  pointer: string;
  title: string;
  line: number;
  fields: FormField[];
}
export interface FormTable {
  pointer: string;
  label: string;
  within: string;
  grows: boolean; // rows may be added
  rows: FormRow[];
}
export interface PackFile extends PackEntry {
  history: VersionLine[];
  text: string;
  form: FormTable[];
  can: { edit: true | string };
}
export interface Finding {
  file: string;
  here: boolean;
  line: number;
  message: string;
  pointer: string;
}
export interface Checked {
  sound: boolean;
  findings: Finding[];
  tests: { line: number; title: string; passed: boolean; expected: string; found: string }[];
}
export interface PackVersion extends VersionLine {
  id: number;
  file: string;
  text: string;
  form: FormTable[];
  checked: Checked;
}
export interface DifferenceLine {
  is: "same" | "added" | "removed";
  old: number | null;
  new: number | null;
  text: string;
}
export interface Change {
  is: "added" | "removed" | "changed";
  table: string;
  row: string;
  within: string;
  fields: { label: string; old: string; new: string }[];
}
export interface Difference {
  lines: DifferenceLine[];
  changes: Change[];
}

export interface ValueSet {
  pointer: string;
  value: unknown;
}
// A row of a table to be added (like another where it says so) or taken out.
export type RowStep = { add: string; like?: string } | { remove: string };
// One step at a draft, whichever it is: first the values that were typed, then the row.
export async function step_at(draft: { id: number; version: number }, values: ValueSet[], step?: RowStep): Promise<PackVersion | undefined> {
  let found: PackVersion | undefined;
  const send = async (path: string, body: unknown) => (found = await api.post<PackVersion>(`/pack-versions/${draft.id}/${path}`, body, { version: found?.version ?? draft.version }));
  if (values.length) await send("values", { values });
  if (step && "add" in step) await send("rows", { table: step.add, like: step.like ?? "" });
  if (step && "remove" in step) await send("row-removals", { pointer: step.remove });
  return found;
}

export const number_words = (number: number): string => (number === 0 ? t("pack.packs.came") : t("pack.packs.number", { number }));
export const path_of = (entry: { pack: string; file: string }): string => `/packs/${encodeURIComponent(entry.pack)}/files/${encodeURIComponent(entry.file)}`;

// Long stretches of lines that stayed are folded to what stands around a change.
export type FoldedLine = DifferenceLine | { is: "folded"; count: number };
export function folded(lines: DifferenceLine[], around = 3): FoldedLine[] {
  const near = lines.map(() => false);
  lines.forEach(({ is }, at) => {
    if (is !== "same") for (let i = Math.max(0, at - around); i <= Math.min(lines.length - 1, at + around); ++i) near[i] = true;
  });
  const out: FoldedLine[] = [];
  lines.forEach((line, at) => {
    const last = out[out.length - 1];
    if (near[at]) out.push(line);
    else if (last?.is === "folded") last.count += 1;
    else out.push({ is: "folded", count: 1 });
  });
  return out;
}

// A stretch of lines shifted by Tab or Shift+Tab, and where the selection then stands.
export function indented(text: string, from: number, to: number, back: boolean): { text: string; from: number; to: number } {
  if (!back && from === to) return { text: `${text.slice(0, from)}  ${text.slice(to)}`, from: from + 2, to: to + 2 };
  const begin = text.lastIndexOf("\n", from - 1) + 1;
  const lines = text.slice(begin, to).split("\n");
  const moved = lines.map((line) => (back ? line.replace(/^ {1,2}/, "") : line ? `  ${line}` : line));
  const joined = moved.join("\n");
  const first = moved[0]!.length - lines[0]!.length;
  return { text: text.slice(0, begin) + joined + text.slice(to), from: Math.max(begin, from + first), to: to + joined.length - (to - begin) };
}
