// What is typed into a report stays on this machine until the server has it; an older version's edits are not put over a newer one.
import { use_session } from "@/kernel/session/session";
import type { Report, Section } from "./figures";

interface Kept {
  title: string;
  sections: Section[];
}
const place = (report: Report): string => `zhibu.draft.${use_session().current?.account.id ?? 0}.report-${report.id}`;

export function keep_edits(report: Report, edits: Kept | undefined): void {
  if (!edits) return localStorage.removeItem(place(report));
  localStorage.setItem(place(report), JSON.stringify({ saved_at: new Date().toISOString(), data: edits }));
}
export function kept_edits(report: Report): Kept | undefined {
  try {
    return (JSON.parse(localStorage.getItem(place(report)) ?? "null") as { data: Kept } | null)?.data;
  } catch {
    return undefined;
  }
}
