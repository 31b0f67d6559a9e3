// The shapes of an import as the server sends them, and what the wizard asks for.
import { api, type Page } from "@/kernel/api/client";
import type { RecordRow } from "@/kernel/api/record";

export interface Column {
  column: number;
  letter: string;
  heading: string;
  field?: string;
  confidence?: number;
}
// What sheets there are: the roster's own, and those that modules bring.
export const sheet_kinds = ["organizations", "members", "business_items", "business_figures", "posts", "honours"] as const;
export type SheetKind = (typeof sheet_kinds)[number];
// Where the words of a kind's fields stand, and where its records are seen.
export const record_words: Record<SheetKind, string> = { organizations: "organization.organization", members: "organization.member", business_items: "business.business_item", business_figures: "business.business_figure", posts: "post.post_holding", honours: "selection.honour" };
export const records_page: Record<SheetKind, string> = { organizations: "/organizations", members: "/members", business_items: "/business/items", business_figures: "/business/figures", posts: "/posts", honours: "/honours" };

export interface Batch extends RecordRow {
  kind: SheetKind;
  state: "checked" | "applied" | "undone";
  file_name: string;
  form: { header_row: number; sheet: string; remembered: boolean; missing: string[]; columns: Column[]; unmapped: Column[] };
  counts: { rows: number; acceptable: number; faulty: number; warnings: number; created: number; updated: number; unchanged: number; ended: number };
  fields: { name: string; label: string }[];
}
export interface Fault {
  field: string;
  code: string;
  warning: boolean;
  message: string;
}
export interface SheetRow {
  row: number;
  action: "unread" | "faulty" | "created" | "updated" | "unchanged" | "ended";
  cells: string[];
  faults: Fault[];
  difference: Record<string, [unknown, unknown]> | null;
}
export type Only = "all" | "faulty" | "changed";

export const rows_of = (id: number, only: Only, page: number, size: number) => api.get<Page<SheetRow>>(`/imports/${id}/rows`, { only, page, size });
export const columns_of = (batch: Batch): Column[] => [...batch.form.columns, ...batch.form.unmapped].sort((a, b) => a.column - b.column);
export const needs_mapping = (batch: Batch): boolean => batch.form.header_row === 0 || batch.form.missing.length > 0;

// A, B, … Z, AA, … of a column from 0.
export function letters(column: number): string {
  let text = "";
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) text = String.fromCharCode(65 + ((rest - 1) % 26)) + text;
  return text;
}
