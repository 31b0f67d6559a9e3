// What the pages of a member share: the shapes of what the server sends beside its fields.
export interface Home {
  from: string;
  to: string | null;
  organization_name: string;
  why: string;
}
export interface Year {
  year: number;
  attended: number;
  study_minutes: number;
}
export interface Look {
  at: string;
  actor: string;
  detail: { field?: string; reason?: string };
}
export interface OwnRecord {
  id: number;
  version: number;
  name: string;
  stage: string;
  organization_id: number;
  own: { id_number: string; phone: string };
  memberships: Home[];
  year: Year;
  looks: Look[];
  references: Record<string, Record<string, string>>;
  [field: string]: unknown;
}
export interface OwnFact {
  id: number;
  kind: string;
  kind_label: string;
  on: string;
  amount: number;
  organization_id: number;
  late: boolean;
  source_kind: string;
  source_id: number;
}
