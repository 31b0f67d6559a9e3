// The five tones of a state, and the inbox's words for how near a date is.
export type Tone = "ok" | "warn" | "bad" | "info" | "plain";
export type Nearness = "overdue" | "today" | "soon" | "later";
export const tone_of_nearness: Record<Nearness, Tone> = { overdue: "bad", today: "warn", soon: "info", later: "plain" };
