// What the server says of indexes, and how a page shows it.
import { api, type Page } from "@/kernel/api/client";
import type { Tone } from "@/kernel/part/tone";

export type ClassName = "advanced" | "middle" | "weak";
export interface IndexItem {
  name: string; title: string; title_english: string; indicator: string; weight: number; target: string; worst: string; direction: "higher" | "lower"; target_for: string; target_over: string;
  cap: number; floor: number; without_data: string; applies_to: string[]; why: string; why_english: string; source: string;
}
export interface IndexDimension { name: string; title: string; title_english: string; weight: number; about: string; about_english: string; items: IndexItem[] }
export interface IndexDefinition {
  name: string; title: string; title_english: string; source: string; valid_from: string; note: string; note_english: string; applies_to: string[]; manual_share_at_most: number;
  dimensions: IndexDimension[]; vetoes: Record<string, unknown>[]; classes: { name: ClassName; title: string; title_english: string; at_least: number }[]; manual_share: number;
  ruling: { file: string; from: string }; // where it stands in the packs
}
export interface ReadingRow {
  organization_id: number; organization_name: string; kind: string; kind_label: string; points: number | null; class: ClassName | null; dimensions: (number | null)[]; lame: string[]; vetoes: string[];
  exempt_items: number; items_without_data: number;
}
export interface Summary { advanced: number; middle: number; weak: number; lame: number; vetoed: number; without_points: number }
export interface Readings extends Page<ReadingRow> { summary: Summary; medians: Record<string, { points: number | null; dimensions: (number | null)[] }> }
export interface ShownItem {
  name: string; title: string; why: string; source: string; indicator: string; weight: number; points: number | null; state: string; state_label: string; manual: boolean; value: string | null; unit_label: string;
  formula: string; sentence: string; explanation: string; records: string | null; page: string | null;
}
export interface ShownDimension {
  name: string; title: string; about: string; weight: number; points: number | null; median: number | null; target: number; lame: boolean; lame_words: string | null; formula: string; items: ShownItem[];
}
export interface Reading {
  organization_id: number; organization_name: string; kind_label: string; period: string; name: string; title: string; note: string; source: string; total: number | null; median: number | null; target: number;
  formula: string; dimensions: ShownDimension[]; class: { name: ClassName; title: string; reason: string } | null; manual_share: number;
  vetoes: { name: string; title: string; reason: string; dimension: string; cap: number; value: string; page: string | null; source: string }[];
}

// As they rule a period, or as they hold today.
export const load_indexes = async (period?: string): Promise<IndexDefinition[]> => (await api.get<{ items: IndexDefinition[] }>("/indexes", period ? { period } : {})).items;
export const load_reading = (name: string, organization_id: number, period: string): Promise<Reading> => api.get<Reading>(`/indexes/${name}/readings/${organization_id}`, { period });

export const tone_of_class: Record<ClassName, Tone> = { advanced: "ok", middle: "info", weak: "bad" };
export const tone_of_state = (state: string): Tone => (state === "counted" ? "plain" : state === "capped" ? "ok" : state === "exempt" || state === "not_applicable" ? "info" : "warn");
export const points_text = (points: number | null): string => (points === null ? "—" : points.toFixed(1));
export const class_names: ClassName[] = ["advanced", "middle", "weak"];
// Title in the page's language.
export const in_words = (of: { title: string; title_english: string }, chinese: boolean): string => (chinese ? of.title : of.title_english || of.title);
