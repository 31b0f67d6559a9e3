// Ballots as both faces know them: shapes of the answers, tones of states, the device's secret, counting again from what was published.
import { api } from "@/kernel/api/client";
import { random_key } from "@/kernel/api/random_key";
import type { RecordRow } from "@/kernel/api/record";
import type { Tone } from "@/kernel/part/tone";
import { t } from "@/kernel/words/words";

export type Method = "hands" | "approve" | "choose" | "grade";
export type Way = "none" | "phone" | "paper" | "written";
export interface Rule { name: string; words: string; english: string; method: Method; about_people: boolean; probationary_take_part: boolean; written: boolean; items_most: number; surplus_percent: number; write_ins: boolean; source: string }
export interface Grade { name: string; words: string; english: string; cap_over: number; cap_under: number }
export interface Item { position: number; member_id: number | null; words: string; tally: number[]; outcome: string; self_grade: string; discussed: boolean; grade: string; reason: string; written_in: boolean }
export interface Person { member_id: number; name: string; entitled: boolean; reason: string; way: Way; returned: boolean }
export interface Ballot extends RecordRow {
  organization_id: number;
  organization_name: string;
  meeting_id: number | null;
  meeting_name: string | null;
  kind: string;
  title: string;
  question: string;
  state: "prepared" | "open" | "counting" | "closed" | "voided";
  outcome: string;
  day: string;
  seats: number;
  round: number;
  scrutineer_name: string | null;
  teller_id: number | null;
  teller_name: string | null;
  second_teller_id: number | null;
  second_teller_name: string | null;
  entitled: number;
  left_out: number;
  attending: number;
  issued: number;
  returned: number;
  valid: number;
  invalid: number;
  write_ins: number; // names that have room on a paper beside the candidates
  sentence: string;
  void_reason: string;
  confirmed_on: string | null;
  rule: Rule;
  choices: string[];
  grades: Grade[];
  items: Item[];
  people: Person[];
  counts: { entitled: number; phone: number; paper: number; written: number; returned: number } | null;
  counted_by: string[];
  mine: { entitled: boolean; way: Way; returned: boolean; teller: boolean };
}
export interface Paper { receipt: string; valid: boolean; choices: string[]; written: number[] }
export const few = 60; // so many are chosen from a list; more are found by name
export interface Electable { id: number; name: string; place: string }
export interface OwnBallot { id: number; title: string; kind: string; state: Ballot["state"]; outcome: string; day: string; secret: boolean; way: Way; returned: boolean; teller: boolean }

export const state_tone: Record<Ballot["state"], Tone> = { prepared: "plain", open: "warn", counting: "info", closed: "ok", voided: "bad" };
export const outcome_tone = (outcome: string): Tone => (["passed", "elected", "graded"].includes(outcome) ? "ok" : outcome === "none" ? "plain" : ["failed", "void_round", "no_quorum", "not_elected"].includes(outcome) ? "bad" : "warn");

export const load_ballot = (id: number | string): Promise<Ballot> => api.get<Ballot>(`/ballots/${id}`);

// The words of a choice: of a grade those of the pack, else the catalogue's.
export const choice_words = (ballot: Ballot, choice: string): string => ballot.grades.find(({ name }) => name === choice)?.words ?? t(`ballot.ballot.choice_is.${choice || "blank"}`);
export const tally_words = (ballot: Ballot, item: Item): string => ballot.choices.map((choice, i) => `${choice_words(ballot, choice)} ${item.tally[i] ?? 0}`).join(" · ");
export const outcome_words = (ballot: Ballot, item: Item): string => (ballot.rule.method === "grade" ? item.outcome && choice_words(ballot, item.outcome) : item.outcome && t(`ballot.ballot.item_outcome_is.${item.outcome}`));
export const excellent_most = (ballot: Ballot): number => Math.floor((ballot.items.length * (ballot.grades[0]?.cap_over ?? 1)) / (ballot.grades[0]?.cap_under ?? 1));

// A random secret for one paper, kept in this tab until the server has answered: a second try with it is the same paper. It says nothing of the choice.
const place = (id: number): string => `zhibu.ballot.${id}`;
export function device_secret(id: number): string {
  const kept = sessionStorage.getItem(place(id));
  if (kept) return kept;
  const fresh = random_key();
  sessionStorage.setItem(place(id), fresh);
  return fresh;
}
export const has_secret = (id: number): boolean => sessionStorage.getItem(place(id)) !== null;
export const forget_secret = (id: number): void => sessionStorage.removeItem(place(id));

export const marks = (choices: string[]): number => choices.filter((each) => each === "yes").length;

// Counts again, here in the browser, what the published papers say: one row of counts for each item, the candidates first, then whoever was
// written in. Void papers count nothing.
export function count_again(papers: Paper[], choices: string[], items: Pick<Item, "member_id" | "written_in">[]): number[][] {
  const sums = items.map(() => choices.map(() => 0));
  for (const paper of papers) {
    if (!paper.valid) continue;
    paper.choices.forEach((choice, item) => {
      const column = choices.indexOf(choice);
      const row = sums[item];
      if (row && column >= 0) row[column] = (row[column] ?? 0) + 1;
    });
    for (const member of paper.written) {
      const row = sums[items.findIndex((item) => item.written_in && item.member_id === member)];
      if (row) row[0] = (row[0] ?? 0) + 1;
    }
  }
  return sums;
}
// What the real papers must have said: the published counts without those of the phones. A number below zero would be a fault.
export const rest = (published: number[], phones: number[]): number[] => published.map((count, i) => count - (phones[i] ?? 0));
// What one paper says, in words: each choice, then the names written in.
export const paper_words = (ballot: Ballot, paper: Paper, named: boolean): string => {
  const said = paper.choices.map((choice, i) => `${named && ballot.items.length > 1 ? `${ballot.items[i]?.words}：` : ""}${choice_words(ballot, choice)}`);
  const names = paper.written.map((member) => ballot.items.find((item) => item.written_in && item.member_id === member)?.words ?? "");
  return [...said, ...(names.length ? [`${t("ballot.page.write_in")}：${names.join("、")}`] : [])].join("、");
};
