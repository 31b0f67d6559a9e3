// An export of people that waits for a second person, as the server tells it.
import type { Query } from "@/kernel/api/client";
import type { Verdict } from "@/kernel/api/record";
import type { Tone } from "@/kernel/part/tone";

export interface ExportRequest {
  id: number;
  version: number;
  account_name: string;
  organization_name: string | null;
  list: string;
  filter: string;
  path: string;
  query: Query;
  row_count: number;
  reason: string;
  state: "waiting" | "consented" | "refused" | "taken";
  asked_at: string;
  answered_by_name: string | null;
  answered_at: string | null;
  note: string;
  good_until: string | null;
  taken_at: string | null;
  can: Record<string, Verdict>;
}

export const request_tone: Record<ExportRequest["state"], Tone> = { waiting: "warn", consented: "ok", refused: "bad", taken: "plain" };
