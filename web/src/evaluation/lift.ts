// A lift plan with its tasks, as pages show it.
import type { RecordRow } from "@/kernel/api/record";
import type { Tone } from "@/kernel/part/tone";

export interface LiftTask extends RecordRow { title: string; owner: string; measure: string; due_on: string | null; done_on: string | null; result: string }
export interface LiftPlan extends RecordRow {
  organization_id: number; organization_name: string; title: string; cause: string; goal: string; leader: string; due_on: string; state: string; published_on: string | null; closed_on: string | null; result: string; tasks: LiftTask[];
}
export const tone_of_plan = (state: string): Tone => (state === "lifted" ? "ok" : state === "not_lifted" ? "bad" : state === "published" ? "info" : "warn");
// What a task still lacks before the plan can be published.
export const lacking = (task: LiftTask): ("owner" | "measure" | "due_on")[] => (["owner", "measure", "due_on"] as const).filter((field) => !task[field]);
