// What can be done with an organisation or a member beside changing its fields: one form each, drawn from these lines.
import type { RecordRow } from "@/kernel/api/record";
import type { Field } from "@/kernel/described/description";
import { t } from "@/kernel/words/words";

export interface Deed {
  name: string; // the last part of its address, and the key of its words
  fields: Field[];
  dangerous?: boolean;
}

const text = (name: string, label: string, max: number): Field => ({ name, label: t(label), kind: "text", required: true, max });
const reason = (): Field => ({ name: "reason", label: t("organization.member.reason"), kind: "long_text", required: true, max: 200 });
const effective = (): Field => ({ name: "effective_on", label: t("organization.member.effective_on"), kind: "date", required: true });
const place = (name: string, label: string): Field => ({ name, label: t(label), kind: "reference", required: true, reference_to: "organization" });

export const organization_deeds = (): Deed[] => [
  { name: "renaming", fields: [text("name", "organization.organization.name", 120), text("short_name", "organization.organization.short_name", 60), effective(), reason()] },
  { name: "move", fields: [place("parent_id", "organization.organization.parent_id"), effective(), reason()] },
  { name: "merger", fields: [place("into_id", "organization.organization.into_id"), effective(), reason()], dangerous: true },
  { name: "split", fields: [text("name", "organization.organization.name", 120), text("short_name", "organization.organization.short_name", 60), effective(), reason()] },
  { name: "ending", fields: [effective(), reason()], dangerous: true },
];
export const member_deeds = (): Deed[] => [
  { name: "transfer", fields: [place("organization_id", "organization.member.organization_id"), effective(), reason()] },
  { name: "exemption", fields: [{ ...reason(), required: false, hint: t("organization.deed.exemption_hint") }, { ...effective(), name: "exempt_from", label: t("organization.member.exempt_from"), required: false }, { ...effective(), name: "exempt_until", label: t("organization.member.exempt_until"), required: false }] },
  { name: "departure", fields: [effective(), reason()], dangerous: true },
  { name: "readmission", fields: [place("organization_id", "organization.member.organization_id"), effective(), reason()] },
];

// The reason why a deed is closed, in words; undefined where it is open or where it is not for this person at all.
export function closed_because(record: RecordRow, deed: string): string | undefined {
  const verdict = record.can?.[deed];
  if (typeof verdict !== "string") return undefined;
  const key = `organization.reason.${verdict}`;
  const sentence = t(key);
  return sentence === key ? verdict : sentence;
}
