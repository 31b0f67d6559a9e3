// What every record of the server has in common, and whether the reader may do a thing with it.
export type Verdict = true | string; // true, or the reason why not

export interface RecordRow {
  id: number;
  version: number;
  can?: Record<string, Verdict>;
  [field: string]: unknown;
}

export const may = (record: RecordRow | undefined, verb: string): boolean => record?.can?.[verb] === true;

// The reason in words why a verb is closed; undefined where it is open or unknown to the server.
export function why_not(record: RecordRow | undefined, verb: string): string | undefined {
  const verdict = record?.can?.[verb];
  return typeof verdict === "string" ? verdict : undefined;
}
