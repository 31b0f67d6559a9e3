// What the page of security settings is told.
export interface Profile {
  name: string;
  length: number;
  classes: number;
  history: number;
  days: number; // 0: for ever
  blocked: boolean;
  source: string;
  asked: number; // accounts that would need a new password at once
}

// Administrator, security officer and auditor: whether they are three people, and what stands against it.
export interface Three {
  apart: boolean;
  holding_two: { account_id: number; name: string; roles: string[] }[];
  nobody_has: string[];
}

export interface Settings {
  profile: string;
  profiles: Profile[];
  words: string[];
  three: Three;
  rows_for_two: number; // 0: never
  may_change: boolean;
  changed_at: string | null;
  changed_by: string | null;
}
