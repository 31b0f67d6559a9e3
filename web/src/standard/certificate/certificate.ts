// Asks whether a certificate holds; without a session, for anybody who has its code.
import { language } from "@/kernel/words/words";

export interface Certificate {
  number: string;
  organization_name: string;
  issuer_name: string;
  standard_title: string;
  grade_title: string;
  issued_on: string;
  valid_until: string;
  standing: "valid" | "expired" | "withdrawn";
  withdrawn_on: string | null;
}
// none: there is no such code. The others say what to do next.
export type Answer = Certificate | "none" | "too_often" | "offline";

// As it stands on paper, however it was typed: with spaces, dashes, capitals or full-width letters.
export const plain_code = (typed: string): string => typed.normalize("NFKC").toLowerCase().replace(/[^0-9a-z]/g, "").slice(0, 40);

export async function ask(code: string): Promise<Answer> {
  try {
    const answer = await fetch(`/api/v1/standard-certificates/${encodeURIComponent(code)}`, { headers: { "accept-language": language() }, cache: "no-store", credentials: "omit" });
    if (answer.ok) return (await answer.json()) as Certificate;
    return answer.status === 429 ? "too_often" : answer.status === 404 ? "none" : "offline";
  } catch {
    return "offline";
  }
}
