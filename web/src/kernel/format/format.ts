// Dates, amounts and shares as people read them: 2021年3月1日, 12月3日 星期五, 1,842, 93.6%. Data stays ISO.
import { language } from "@/kernel/words/words";

interface Day {
  year: number;
  month: number; // 1–12
  day: number;
}

// The calendar day written in an ISO date or instant. The server writes instants in its own zone, so no zone is computed here.
function day_of(iso: string): Day {
  const [year, month, day] = iso.slice(0, 10).split("-").map(Number);
  return { year: year!, month: month!, day: day! };
}

const utc = ({ year, month, day }: Day) => new Date(Date.UTC(year, month - 1, day));
const english = (day: Day, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" }).format(utc(day));
const chinese = () => language() === "zh-CN";
const weekdays = ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"];

export function format_date(iso: string | null | undefined): string {
  if (!iso) return "—";
  const day = day_of(iso);
  return chinese() ? `${day.year}年${day.month}月${day.day}日` : english(day, { day: "numeric", month: "long", year: "numeric" });
}

// Without the year, for what lies near today.
export function format_short_date(iso: string | null | undefined): string {
  if (!iso) return "—";
  const day = day_of(iso);
  return chinese() ? `${day.month}月${day.day}日` : english(day, { day: "numeric", month: "short" });
}

export function format_weekday(iso: string): string {
  const day = day_of(iso);
  return chinese() ? `${format_short_date(iso)} ${weekdays[utc(day).getUTCDay()]}` : english(day, { weekday: "long", day: "numeric", month: "long" });
}

export function format_month(iso: string | null | undefined): string {
  if (!iso) return "—";
  const [year, month] = iso.split("-").map(Number);
  return chinese() ? `${year}年${month}月` : english({ year: year!, month: month!, day: 1 }, { month: "long", year: "numeric" });
}

export const format_time = (instant: string): string => instant.slice(11, 16);
export const format_instant = (instant: string | null | undefined): string => (instant ? `${format_date(instant)} ${format_time(instant)}` : "—");

// An integer, or a decimal with at most one digit, with thousands separated.
export const format_number = (value: number): string => new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 }).format(value);

// A share from 0 to 1.
export const format_percent = (share: number): string => `${format_number(Math.round(share * 1000) / 10)}%`;

// Fen, always with two decimals.
export function format_money(fen: number): string {
  const amount = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(fen / 100);
  return chinese() ? `${amount} 元` : `¥${amount}`;
}

export function format_bytes(bytes: number): string {
  const units = ["B", "KB", "MB", "GB"];
  let unit = 0;
  for (; bytes >= 1024 && unit < units.length - 1; ++unit) bytes /= 1024;
  return `${format_number(bytes)} ${units[unit]}`;
}
