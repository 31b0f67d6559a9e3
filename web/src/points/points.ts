// What the server says of points, and how a page shows it.
import { api, type Page } from "@/kernel/api/client";
import type { Tone } from "@/kernel/part/tone";
import { use_session } from "@/kernel/session/session";

export interface RulesHead {
  title: string; cycle: "quarter" | "year"; base: number; floor: number; top: number; passing: number; dispute_days: number; publication_days: number; ranking_at_most: number; version: number; source: string;
}
export interface Rule {
  name: string; title: string; effect: "award" | "deduct"; points: number; per: number; at_least: number; cap: number; on_time: boolean; unless_on_leave: boolean; posts: string[]; facts: string[]; sentence: string; source: string;
}
export interface Rules extends RulesHead { period: string; file: string; effective_from: string | null; exempt: string[]; leave_days: number; rules: Rule[]; periods: string[] }
export interface StatementLine {
  fact_id: number; rule: string; title: string; sentence: string; on: string; worth: number; counted: number; running: number; kind: string; kind_label: string; amount: number; unit: string | null; late: boolean;
  source_kind: string; source_id: number; source_name: string | null; source_page: string; entered_by_name: string | null; dispute_until: string | null; may_dispute: boolean; dispute: { id: number; state: string } | null;
}
export interface Settled { id: number; state: string; published_on: string; published_until: string }
export interface Statement {
  member_id: number; member_name: string | null; organization_id: number; organization_name: string; period: string; rules: RulesHead; base: number; bounded: number; total: number; exempt: { why: string; label: string } | null;
  settled: Settled | null; lines: StatementLine[]; by_rule: { rule: string; title: string; effect: string; cap: number; times: number; counted: number }[]; own: boolean; may_adjust: boolean; may_dispute_missing: boolean;
}
export interface BranchRow { member_id: number; member_name: string; stage: string; stage_label: string; posts: string; work: string; points: number; lines: number; exempt: string | null; disputes: number }
export interface Ranking { on: boolean; reason: string; decided_on: string | null; decided_by_name: string; at_most: number; period?: string; items?: { place: number; member_name: string; points: number }[] }
export interface BranchList extends Page<BranchRow> {
  organization_id: number; organization_name: string; period: string; rules: RulesHead; counted: number; exempt: number; passing: number; settlement: Settled | null; may_settle: boolean; ranking: Ranking; posts: { value: string; label: string }[];
}
export interface Spread { people: number; q1: number | null; median: number | null; q3: number | null; mean: number | null; passing: number | null }
export interface SpreadLine extends Spread { organization_id: number; organization_name: string; exempt: number; branch: boolean }
export interface SpreadAnswer extends SpreadLine { period: string; rules: RulesHead; bands: { from: number; to: number; people: number }[]; lines: SpreadLine[] }
export interface Moved { people: number; gain: number; lose: number; same: number; mean_change: number; before: Spread; after: Spread }
export interface TrialGroup extends Moved { dimension: string; dimension_label: string; key: string; label: string }
export interface TrialAnswer {
  year: number; partial: number; exempt_before: number; exempt_after: number; few: boolean; facts: number; all: Moved; bands: { from: number; to: number; before: number; after: number }[]; groups: TrialGroup[];
  rules: { name: string; title: string; effect: string; people: number }[]; remarks: { kind: "never" | "hardly" | "behind"; dimension: string; group: string; sentence: string; people: number }[]; organization_name: string | null;
}

export const load_rules = (period?: string): Promise<Rules> => api.get<Rules>("/points/rules", { period });
export const load_statement = (member: number | undefined, period?: string): Promise<Statement> => api.get<Statement>(member ? `/points/members/${member}` : "/points/mine", { period });

export const signed = (points: number): string => (points > 0 ? `+${points}` : points < 0 ? `−${-points}` : "0");
export const tone_of_settlement = (state: string): Tone => (state === "confirmed" ? "ok" : state === "published" ? "info" : "plain");
export const tone_of_dispute = (state: string): Tone => (state === "upheld" ? "ok" : state === "raised" || state === "appealed" ? "warn" : "plain");
export const is_open = (state: string): boolean => state === "raised" || state === "appealed";
// The branch that one keeps; where several, the one in the address.
export function kept_branch(asked: unknown): number | undefined {
  const kept = use_session().current?.roles.filter(({ role, organization_id }) => role === "branch_secretary" && organization_id).map(({ organization_id }) => Number(organization_id)) ?? [];
  return kept.find((id) => id === Number(asked)) ?? kept[0];
}
