// What the server says about a desk: figures, the flow of problems, the map of months, the calendar.
import type { Tone } from "@/kernel/part/tone";

export interface DeskFigure {
  key: string;
  label: string;
  value: string;
  unit: string;
  note: string;
  link: string;
}
export interface FlowStep {
  key: string;
  label: string;
  value: number;
  tone: "" | "bad";
  link: string;
}
export interface DeskFigures {
  organization: { id: number; name: string; branches: number } | null;
  year: number;
  figures: DeskFigure[];
  flow: { total: number; steps: FlowStep[] } | null;
}

export interface CalendarItem {
  kind: string;
  title: string;
  on: string;
  time: string;
  place: string;
  link: string;
  phone_link: string;
  state: string;
}
export interface CalendarMonth {
  from: string;
  to: string;
  today: string;
  items: CalendarItem[];
  days: { on: string; working: boolean }[];
  caution: string;
}

export const known_kinds = ["due", "meeting", "problem", "inspection", "letter"];
const tones: Record<string, Tone> = { overdue: "bad", due: "warn", done: "ok", planned: "info" };
export const tone_of_state = (state: string): Tone => tones[state] ?? "plain";

const pad = (number: number) => String(number).padStart(2, "0");
export const iso_of = (day: Date) => `${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}`;

// The days that a month's page shows: whole weeks from Monday on.
export function weeks_of(month: string): string[][] {
  const [year, number] = month.split("-").map(Number) as [number, number];
  const first = new Date(year, number - 1, 1);
  const start = new Date(year, number - 1, 1 - ((first.getDay() + 6) % 7));
  const weeks: string[][] = [];
  for (let week = 0; week < 6; week++) {
    const days = Array.from({ length: 7 }, (_, day) => iso_of(new Date(start.getFullYear(), start.getMonth(), start.getDate() + week * 7 + day)));
    if (week > 0 && !days.some((day) => day.startsWith(month))) break;
    weeks.push(days);
  }
  return weeks;
}

export function month_beside(month: string, step: number): string {
  const [year, number] = month.split("-").map(Number) as [number, number];
  return iso_of(new Date(year, number - 1 + step, 1)).slice(0, 7);
}
