// A dispute as the server shows it, with its course.
import type { RecordRow } from "@/kernel/api/record";
import { possible, steps_of, type Course } from "@/kernel/part/course";

export { possible, steps_of };
export interface Dispute extends RecordRow {
  id: number; member_id: number; member_name: string | null; organization_name: string; period: string; about: "line" | "missing"; subject: string; claim: string; state: string; due_on: string | null; raised_on: string; answerer_name: string | null;
  answered_on: string | null; answer: string; points: number | null; version: number; course: Course;
}
