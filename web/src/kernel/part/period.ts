// Periods in text: 2021, 2021-H1, 2021-Q4, 2021-12; their neighbours and their names.
import { t } from "@/kernel/words/words";
import { format_month } from "@/kernel/format/format";

export type PeriodKind = "year" | "half" | "quarter" | "month";
const parts: Record<PeriodKind, number> = { year: 1, half: 2, quarter: 4, month: 12 };

export const year_of = (period: string): number => Number(period.slice(0, 4));

export function kind_of(period: string): PeriodKind {
  if (period.length === 4) return "year";
  return period[5] === "H" ? "half" : period[5] === "Q" ? "quarter" : "month";
}

const part_of = (period: string): number => (kind_of(period) === "year" ? 1 : Number(period.slice(5).replace(/\D/, "")));

function write(kind: PeriodKind, year: number, part: number): string {
  if (kind === "year") return String(year);
  if (kind === "month") return `${year}-${String(part).padStart(2, "0")}`;
  return `${year}-${kind === "half" ? "H" : "Q"}${part}`;
}

export function move_period(period: string, by: number): string {
  const kind = kind_of(period);
  const count = year_of(period) * parts[kind] + part_of(period) - 1 + by;
  return write(kind, Math.floor(count / parts[kind]), (count % parts[kind]) + 1);
}

export function period_label(period: string): string {
  const kind = kind_of(period);
  if (kind === "month") return format_month(period);
  return t(`kernel.period.name_${kind}`, { year: year_of(period), part: part_of(period) });
}
