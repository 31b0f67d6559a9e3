// A role of an account as the server shows it.
export interface Grant {
  id: number;
  role: string;
  organization_id: number | null; // null: the whole office
  organization_name: string | null;
}
