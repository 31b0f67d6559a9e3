// Heart-to-heart talks as the server counts them.
import { api } from "@/kernel/api/client";

export interface Talks {
  organization_id: number;
  name: string;
  year: number;
  due: number;
  covered: number;
  talks: number;
  sentence: string;
  records: string;
  members: { member_id: number; name: string; exempt: boolean; talks: number; last_on: string | null }[];
  below: { organization_id: number; name: string; due: number; covered: number; talks: number; page: string }[];
}
export const load_talks = (organization_id: number | undefined, year: string | number): Promise<Talks> => api.get<Talks>("/heart-talks/coverage", { organization_id, year });
