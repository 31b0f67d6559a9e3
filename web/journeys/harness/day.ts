// Days as the office counts them, at +08:00 whatever the machine's own zone: today, and so many days or months from it.
const zone = 8 * 3_600_000;

export const office_now = (): Date => new Date(Date.now() + zone); // read by its UTC parts
export const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000 + zone).toISOString().slice(0, 10);
export const today = (): string => day(0);

// The same day of another month, or that month's last where it is shorter.
export function month_day(months: number): string {
  const [year, month, date] = today().split("-").map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}
