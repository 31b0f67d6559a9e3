// Committees, terms and leave as both faces know them: shapes of the answers, tones of states, and what is asked of the server.
import { computed } from "vue";
import { useRoute, useRouter } from "vue-router";
import { use_answer } from "@/kernel/api/answer";
import { api } from "@/kernel/api/client";
import type { RecordRow } from "@/kernel/api/record";
import type { Tone } from "@/kernel/part/tone";
import { use_session } from "@/kernel/session/session";
import { t } from "@/kernel/words/words";

export interface Holder extends RecordRow {
  post: string;
  post_label: string;
  organization_id: number;
  member_id: number;
  member_name: string;
  valid_from: string;
  valid_to: string | null;
  basis: string;
  ended_why: string;
  stand_in_id: number | null;
  stand_in_name: string | null;
  other_posts: number;
  away_until: string | null;
  role?: string;
  role_label?: string;
  account?: { id: number | null; name?: string; grant_id?: number | null } | null;
}
export interface Post { key: string; label: string; on_body: boolean; elected: boolean; at_least: number; at_most: number; may_appoint: true | string; holders: Holder[] }
export type Standing = "within" | "soon" | "overdue";
export interface Term extends RecordRow {
  organization_id: number;
  number: string;
  kind: string;
  kind_label: string;
  years: number;
  source: string;
  began_on: string;
  planned_on: string;
  due_on: string;
  ended_on: string | null;
  decided_by: string;
  approval: string;
  meeting_id: number | null;
  letter_id: number | null;
  reminded_on: string | null;
  standing: Standing;
  days_left: number;
}
export interface Extension extends RecordRow { until: string; reason: string; state: string; state_label: string; decision: string; requested_on: string; requested_by_name: string | null }
export interface Committee {
  organization_id: number;
  organization_name: string;
  on: string;
  body: { label: string; source: string; has_committee: boolean; has_term: boolean; people: number; least: number; most: number };
  posts: Post[];
  terms: Term[];
  extensions: Extension[];
  former: Holder[];
  reminders: string[];
  term_kinds: { key: string; label: string; years: number; usual: boolean }[];
  kept_roles: { id: number; name: string; grant_id: number; role_label: string; ended_on: string }[];
  extension_months: number;
  extension_source: string;
  can: { begin_term: true | string };
}
export interface CoveredPost { holding_id: number; post_label: string; organization_name: string; stand_in_name: string | null; cover: "covered" | "no_stand_in" | "no_account" | "away" }
export interface Leave extends RecordRow {
  account_name: string | null;
  organization_name: string | null;
  from_on: string;
  to_on: string;
  reason: string;
  state: string;
  returned_on: string | null;
  decision: string;
  cover: CoveredPost[];
  course: { label: string; labels: Record<string, string>; can: Record<string, true | string> };
}

export const standing_tone: Record<Standing, Tone> = { within: "ok", soon: "warn", overdue: "bad" };
export const cover_tone: Record<CoveredPost["cover"], Tone> = { covered: "ok", no_stand_in: "warn", no_account: "warn", away: "bad" };
export const leave_tone: Record<string, Tone> = { requested: "warn", approved: "ok", returned: "plain", refused: "bad", withdrawn: "plain" };
export const days_words = (days: number): string => t(days < 0 ? "post.page.days_over" : "post.page.days_left", { days: Math.abs(days) });
// Steps of a leave, from the button to the address.
export const leave_deeds: Record<string, string> = { approve: "approval", refuse: "refusal", withdraw: "withdrawal", return: "return" };
// Where a term stands today, for a row of a list.
export function standing_of(due_on: string, today: string): Standing {
  if (due_on < today) return "overdue";
  const soon = new Date(`${today}T00:00:00Z`);
  soon.setUTCMonth(soon.getUTCMonth() + 6);
  return due_on <= soon.toISOString().slice(0, 10) ? "soon" : "within";
}

// The committee of the organisation in the address, else of the reader's own.
export function use_committee() {
  const route = useRoute();
  const router = useRouter();
  const session = use_session();
  const own = session.current?.roles.find(({ organization_id }) => organization_id > 0)?.organization_id;
  const organization = computed<unknown>({
    get: () => Number(route.query.organization_id) || own,
    set: (chosen) => void router.push({ query: Number(chosen) ? { organization_id: String(chosen) } : {} }),
  });
  const { answer: committee, error, load } = use_answer(() => api.get<Committee>(`/organizations/${String(organization.value)}/committee`), () => organization.value || undefined);
  const term = computed(() => committee.value?.terms.find(({ ended_on }) => !ended_on));
  return { committee, error, load, organization, term };
}

export interface Words { posts: { key: string; label: string }[]; leaves: { key: string; label: string }[]; stand_in_source: string }
let words: Promise<Words> | undefined;
export const load_post_words = (): Promise<Words> => (words ??= api.get<Words>("/posts").catch((problem: unknown) => ((words = undefined), Promise.reject(problem as Error))));
