// Makes sense of what people type and paste: full-width digits, stray spaces, amounts in yuan.
export const plain_text = (text: string): string => text.replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).replace(/\u3000/g, " ").trim();

// Digits and letters of an ID or phone number, without the spaces and dashes people put between them.
export const plain_number = (text: string): string => plain_text(text).replace(/[\s-]/g, "").toUpperCase();

// An integer, null for nothing, or the text itself where it is no integer: the server then says what is wrong.
export function integer_of(text: string): number | string | null {
  const plain = plain_text(text).replace(/,/g, "");
  if (plain === "") return null;
  return /^-?\d+$/.test(plain) ? Number(plain) : plain;
}

// Fen from an amount in yuan with at most two decimals; computed on digits, never in floating point.
export function fen_of(text: string): number | string | null {
  const plain = plain_text(text).replace(/[,¥元\s]/g, "");
  if (plain === "") return null;
  const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(plain);
  if (!match) return plain;
  const fen = Number(match[2]) * 100 + Number((match[3] ?? "").padEnd(2, "0"));
  return match[1] ? -fen : fen;
}

export const yuan_of = (fen: number): string => `${fen < 0 ? "-" : ""}${Math.floor(Math.abs(fen) / 100)}.${String(Math.abs(fen) % 100).padStart(2, "0")}`;

// The ISO date in what people type or paste: 2021-3-1, 2021.03.01, 2021/3/1, 2021年3月1日, 20210301, full-width or not.
export function date_of(text: string): string | undefined {
  const match = /^(\d{4})(?:[-./年]\s*(\d{1,2})[-./月]\s*(\d{1,2})日?|(\d{2})(\d{2}))$/.exec(plain_text(text));
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2] ?? match[4]), Number(match[3] ?? match[5])];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.toISOString().slice(0, 10) : undefined;
}
