// What the server says about a type's fields; forms, tables and both-versions dialogs are drawn from it.
import { defineAsyncComponent, type Component } from "vue";
import { api } from "@/kernel/api/client";
import type { RecordRow } from "@/kernel/api/record";
import { format_date, format_instant, format_money, format_month, format_number } from "@/kernel/format/format";
import { language, t } from "@/kernel/words/words";

export type FieldKind = "text" | "long_text" | "integer" | "date" | "instant" | "month" | "enum" | "boolean" | "reference" | "protected" | "money";

export interface Field {
  name: string;
  label: string;
  kind: FieldKind;
  required?: boolean;
  min?: number | string | null;
  max?: number | string | null;
  options?: { value: string; label: string }[];
  read_only?: boolean;
  sortable?: boolean;
  filterable?: boolean;
  list_column?: boolean;
  reference_to?: string | null;
  hint?: string;
}

export interface Description {
  type: string;
  fields: Field[];
}

const known = new Map<string, Promise<Description>>();

export function description_of(type: string): Promise<Description> {
  const place = `${language()} ${type}`;
  const found = known.get(place) ?? api.get<Description>(`/descriptions/${type}`);
  known.set(place, found);
  found.catch(() => known.delete(place)); // a failure is not remembered
  return found;
}

// Names of what a list's rows refer to, as the server sends them beside the rows: {organization: {"17": "市委办公室党支部"}}.
type References = Record<string, Record<string, string>>;
function named(field: Field, record: RecordRow): unknown {
  return (record.references as References | undefined)?.[field.reference_to ?? ""]?.[String(record[field.name])];
}

// The name beside a reference: the server sends organization_name with organization_id.
export const name_field = (reference: string): string => `${reference.replace(/_id$/, "")}_name`;

export function shown_value(field: Field, record: RecordRow): string {
  const value = record[field.name];
  if (field.kind === "reference") return String(named(field, record) ?? record[name_field(field.name)] ?? value ?? "—");
  if (value === null || value === undefined || value === "") return "—";
  switch (field.kind) {
    case "date": return format_date(String(value));
    case "instant": return format_instant(String(value));
    case "month": return format_month(String(value));
    case "integer": return is_year(field) ? String(value) : format_number(Number(value));
    case "money": return format_money(Number(value));
    case "boolean": return t(value ? "kernel.value.yes" : "kernel.value.no");
    case "enum": return field.options?.find((option) => option.value === value)?.label ?? String(value);
    default: return String(value);
  }
}

// A number that can only be a year is written as one, without thousands.
const is_year = ({ min, max }: Field): boolean => Number(min) >= 1900 && typeof max === "number" && max <= 9999;
export const is_numeric = (field: Field): boolean => field.kind === "money" || (field.kind === "integer" && !is_year(field));

// Modules bring their own choosers for references to their nouns (organization → the tree).
const choosers: Record<string, Component> = {};
export function register_chooser(type: string, load: () => Promise<{ default: Component }>): void {
  choosers[type] = defineAsyncComponent(load);
}
export const chooser_of = (type: string | null | undefined): Component | undefined => (type ? choosers[type] : undefined);
export const collection_of = (type: string): string => `/${type.replace(/_/g, "-").replace(/y$/, "ie")}s`;
