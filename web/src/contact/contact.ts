// Contact points as the server tells them, and what the pages say about them.
import { api, type Page } from "@/kernel/api/client";
import type { RecordRow, Verdict } from "@/kernel/api/record";
import { format_date } from "@/kernel/format/format";
import { t } from "@/kernel/words/words";

export const ways = ["attended_meeting", "inspection", "exchange"] as const;
export type Way = (typeof ways)[number];
export type Visits = Record<Way | "total", number>;

export interface Stretch {
  from: string;
  to: string;
  visits: number;
  met: boolean;
  over: boolean;
}
export interface Cell {
  organization_id: number;
  name: string;
  current: boolean;
  contact_point_id: number | null;
  version: number | null;
  valid_from: string | null;
  valid_to: string | null;
  visits: Visits;
  last_visit_on: string | null;
  stretches: Stretch[];
  records: string;
  page: string;
}
export interface Leader {
  leader_id: number;
  name: string;
  post: string;
  organizations: number;
  visited: number;
  not_visited: number;
  visits: Visits;
  last_visit_on: string | null;
  cells: Cell[];
  page: string;
}
export interface Target {
  every: string;
  times: number;
  source: string;
}
export interface Matrix {
  organization_id: number;
  name: string;
  year: number;
  on: string;
  coverage: { covered: number; organizations: number; leaders: number; uncovered: { organization_id: number; name: string }[] };
  target: Target;
  leaders: Leader[];
  can: { assign: Verdict };
}
export interface Own {
  year: number;
  on: string;
  target: Target;
  leaders: Leader[];
}
export interface Visit extends RecordRow {
  leader_id: number;
  leader_name: string | null;
  organization_id: number;
  organization_name: string | null;
  place_id: number;
  place_name: string | null;
  way: Way;
  visited_on: string;
  title: string;
  feedback: string;
  follow_up: string;
  answer: string;
  answered_on: string | null;
  state: "recorded" | "withdrawn";
  late: boolean;
  late_reason: string;
  source_kind: string;
  source_id: number;
}
export type References = Record<string, Record<string, string>>;

export const load_visits = (query: Record<string, string | number>) => api.get<Page<Visit>>("/contact-visits", { state: "recorded", sort: "-visited_on", ...query });

// The stretch of time that the target is about now: the last one begun.
export const stretch_now = (cell: Cell): Stretch | undefined => cell.stretches[cell.stretches.length - 1];
export const is_met = (cell: Cell): boolean => stretch_now(cell)?.met ?? false;

export const every_now = (target: Target): string => t(`contact.contact.this_is.${target.every}`);
export const way_label = (way: Way): string => t(`contact.contact_visit.way_is.${way}`);
export const period_text = (from: string | null, to: string | null): string =>
  to ? t("contact.page.closed_period", { from: format_date(from), to: format_date(to) }) : t("contact.page.open_period", { from: format_date(from) });

// The five bands of heat, by contacts in the year.
export function band(count: number): "none" | "h1" | "h2" | "h3" | "h4" {
  if (count === 0) return "none";
  return count === 1 ? "h1" : count < 4 ? "h2" : count < 8 ? "h3" : "h4";
}

// Where the record stands that a contact follows from.
export function source_page(visit: Visit): string | undefined {
  if (visit.source_kind === "meeting") return `/meetings/${visit.source_id}`;
  if (visit.source_kind === "visit") return `/visits/${visit.source_id}`;
  return undefined;
}
export const source_words = (visit: Visit): string => t(visit.way === "attended_meeting" ? "contact.page.from_meeting" : visit.way === "inspection" ? "contact.page.from_inspection" : "contact.page.typed");

// Cells of a leader that a search and the choice "not yet" leave.
export function shown_cells(leader: Leader, q: string, only_not_met: boolean): Cell[] {
  const wanted = q.trim().toLowerCase();
  const by_leader = leader.name.toLowerCase().includes(wanted);
  return leader.cells.filter((cell) => (by_leader || cell.name.toLowerCase().includes(wanted)) && (!only_not_met || (cell.current && !is_met(cell))));
}

// A day before an ISO day.
export function day_before(iso: string): string {
  const day = new Date(`${iso}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - 1);
  return day.toISOString().slice(0, 10);
}
