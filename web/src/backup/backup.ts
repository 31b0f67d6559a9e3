// What the server tells of backups, and how old one is in words.
import { t } from "@/kernel/words/words";

export interface Plan { every_hours: number; keep_hours: number; keep_days: number; keep_weeks: number; keep_months: number; drill_days: number; hint: string }
export interface Count { table: string; taken: number; restored: number; now: number }
export interface Run {
  id: number;
  state: "running" | "done" | "failed";
  moment: string;
  taken_at: string | null;
  began_at: string;
  seconds: number;
  actor: string;
  rows: number;
  files: number;
  bytes: number;
  fresh: number;
  message: string;
  counts?: Count[];
}
export interface Moment { moment: string; taken_at: string; rows: number; files: number; bytes: number; fresh: number; actor: string; drill: Run | null }
export interface Backups {
  folder: string;
  set_up: boolean;
  same_disk: boolean;
  engine: "sqlite" | "postgresql";
  plan: Plan;
  moments: Moment[];
  size: number;
  fault: string;
  drills: Run[];
  failures: Run[];
  last: Run | null;
  next_at: string | null;
  now: string;
}

export function age(from: string, now: string): string {
  const minutes = Math.max(0, Math.floor((Date.parse(now) - Date.parse(from)) / 60_000));
  if (minutes < 1) return t("backup.backups.just_now");
  if (minutes < 60) return t("backup.backups.minutes_ago", { count: minutes });
  if (minutes < 48 * 60) return t("backup.backups.hours_ago", { count: Math.floor(minutes / 60) });
  return t("backup.backups.days_ago", { count: Math.floor(minutes / 1440) });
}
