// What the server says about an inspection, its teams and its draw.
import type { RecordRow } from "@/kernel/api/record";
import type { Names } from "./supervision";

export interface Team {
  id: number;
  name: string;
  lead_id: number;
  members: number[];
}
export interface Draw {
  id: number;
  seed: string;
  population: number[];
  population_hash: string;
  take: number;
  result: number[];
  announced_at: string;
  drawn_at: string | null;
  announced_by: string;
  drawn_by: string;
}
export interface Proof extends Draw {
  algorithm: string;
  python: string;
  holds: boolean;
  names: Names;
}
export interface Inspection extends RecordRow {
  version: number;
  title: string;
  kind: string;
  coverage: string;
  organization_id: number;
  state: "planned" | "open" | "closed";
  starts_on: string;
  ends_on: string;
  purpose: string;
  progress: { covered: number; assigned: number; visited: number; reported: number; problems: number };
  teams: Team[];
  draw: Draw | null;
  planned_organizations: number[];
  names: Names;
  can: Record<string, true | string>;
}
