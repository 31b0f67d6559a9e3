// Meetings and their cadence as both faces know them: shapes of the answers, tones of states, links to lists.
import { nextTick } from "vue";
import { api } from "@/kernel/api/client";
import type { Problem } from "@/kernel/api/problem";
import type { RecordRow } from "@/kernel/api/record";
import type { IconName } from "@/kernel/part/icons";
import type { Tone } from "@/kernel/part/tone";
import { use_session } from "@/kernel/session/session";
import { t } from "@/kernel/words/words";

export const meeting_kinds = ["theme_day", "general_meeting", "committee_meeting", "group_meeting", "party_lecture", "organization_life", "democratic_review", "heart_talk", "centre_study", "democratic_life", "training", "volunteer", "other"] as const;
export type MeetingKind = (typeof meeting_kinds)[number];
export type MeetingState = "planned" | "open" | "closed" | "cancelled";
export type Presence = "none" | "present" | "leave" | "absent";

export interface AgendaItem { title: string; rule: string; mandatory: boolean; source: string; done: boolean; reason: string }
export interface Decision { text: string; yes: number | null; no: number | null; abstained: number | null; passed: boolean | null }
export interface Attendee {
  member_id: number | null;
  account_id: number | null;
  name: string;
  standing: "votes" | "speaks" | "guest";
  exempt: boolean;
  state: Presence;
  signed_at: string | null;
  signed_by: "nobody" | "qr" | "qr_later" | "list";
  reason: string;
}
export interface Tally { entitled: number; present: number; voters: number; voters_present: number; guests: number; quorum_needed: number; quorum: boolean }
export interface Paper { agenda: AgendaItem[]; minutes: string; decisions: Decision[]; photos: { file_id: number; name: string }[]; version: number }
export interface Meeting extends RecordRow {
  organization_id: number;
  kind: MeetingKind;
  title: string;
  state: MeetingState;
  day: string;
  planned_at: string | null;
  held_at: string | null;
  ended_at: string | null;
  duration: number;
  place: string;
  entitled: number;
  present: number;
  late: boolean;
  late_reason: string;
  cancel_reason: string;
  amendments: number;
  closed_at: string | null;
  paper: Paper;
  attendees: Attendee[];
  tally: Tally;
  all_members_attend: boolean;
  decides: boolean;
  confidential: boolean;
  vote_sentence: string;
  organization_name: string;
}
export interface Roster { all_members_attend: boolean; people: Attendee[]; chosen: number[]; guests: Attendee[]; agenda: AgendaItem[]; late_from: string; duration: number; title: string }

export type DutyState = "not_required" | "done" | "late" | "due" | "overdue" | "not_due";
export interface DutyCell { period: string; required: number; held: number; state: DutyState; due_on: string; records: string }
export interface DutyRule { name: string; kind: MeetingKind; every: "month" | "quarter" | "year"; times: number; force: "rule" | "reminder"; sentence: string; source: string }
export interface DutyRow { rule: DutyRule; own: boolean; cells: DutyCell[] }
export interface Matrix { organization_id: number; name: string; year: number; today: string; caution: string; rules: DutyRow[] }

export const kind_words = (kind: string): string => t(`life.meeting.kind_is.${kind}`);
export const state_tone: Record<MeetingState, Tone> = { planned: "info", open: "warn", closed: "ok", cancelled: "plain" };
export const duty_tone: Record<DutyState, Tone> = { not_required: "plain", done: "ok", late: "info", due: "warn", overdue: "bad", not_due: "plain" };
export const duty_icon: Record<DutyState, IconName> = { not_required: "open", done: "done", late: "waiting", due: "due", overdue: "wrong", not_due: "open" };

// The page of the records that a cell counts, from the address the server gives for its list.
export const records_page = (records: string): string => records.replace("/api/v1", "");

export const load_meeting = (id: number | string): Promise<Meeting> => api.get<Meeting>(`/meetings/${id}`);
export const load_roster = (organization_id: number, kind: string, day: string): Promise<Roster> => api.get<Roster>("/meeting-roster", { organization_id, kind, day });

// The organisations whose meetings this person keeps, the nearest first.
export function kept_organization(): number | undefined {
  const roles = use_session().current?.roles ?? [];
  return ["branch_secretary", "organ_clerk", "committee_clerk"].map((role) => roles.find((each) => each.role === role)?.organization_id).find((id) => id !== undefined);
}
export const own_organization = (): number | undefined => kept_organization() ?? use_session().current?.roles[0]?.organization_id;

// Where a new meeting is to be held, as far as that is clear: who looks after many branches says which.
export function own_meeting_place(): number | undefined {
  const many = ["working_committee", "organ_committee", "general_branch", "discipline_committee"];
  const id = kept_organization();
  const role = use_session().current?.roles.find(({ organization_id }) => organization_id === id);
  return role && !many.includes(role.organization_kind) ? id : undefined;
}
// The branch one belongs to or keeps: whose next meeting is one's own.
export const own_branch = (): number | undefined => {
  const roles = use_session().current?.roles ?? [];
  return ["branch_secretary", "member"].map((role) => roles.find((each) => each.role === role)?.organization_id).find((id) => id !== undefined);
};

// The faults of a refused form that stand at none of these fields, in one sentence; at a field they stand by themselves.
export const other_faults = (problem: Problem | undefined, fields: string[] = []): string | undefined =>
  (problem?.errors ?? []).filter(({ pointer }) => !fields.some((name) => pointer === `#/${name}` || pointer.startsWith(`#/${name}/`))).map(({ message }) => message).join("；") || undefined;
// After a refusal the first wrong field has the focus.
export const focus_wrong = (): Promise<void> => nextTick(() => document.querySelector<HTMLElement>("form [aria-invalid='true']")?.focus());

// The office's time as the server told it, moved on by this machine's clock: what goes into a form, and the moment of a scan.
const opened = Date.now();
export function office_time(): Date {
  const told = Date.parse(use_session().current?.now ?? "");
  return new Date(Number.isNaN(told) ? Date.now() : told + Date.now() - opened);
}
// For an input of type datetime-local, in Chinese time.
export const local_minutes = (at: Date): string => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 16);

export const person_key = (person: Attendee): string => `${person.member_id ?? 0}-${person.account_id ?? 0}`;
export const mark_of = (person: Attendee, state: Presence, reason = "") => ({ ...(person.member_id ? { member_id: person.member_id } : { account_id: person.account_id }), state, reason });
