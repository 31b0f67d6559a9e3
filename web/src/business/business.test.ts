import { describe, expect, it } from "vitest";
import { signed, standing_of, turn_of } from "./business";

const item = (due_on: string, done_on: string | null) => ({ id: 1, version: 1, due_on, done_on });

describe("business", () => {
  it.each([["2022-06-30", null, "2022-07-01", "late"], ["2022-06-30", null, "2022-06-30", "under_way"], ["2022-06-30", "2022-06-30", "2022-12-01", "on_time"], ["2022-06-30", "2022-07-01", "2022-12-01", "done_late"]])("of an item due %s and done %s it says on %s: %s", (due, done, today, said) => expect(standing_of(item(due, done), today)).toBe(said));
  it.each([["-24.7%", "lower", "better"], ["-24.7%", "higher", "worse"], ["8%", "higher", "better"], ["0%", "lower", "same"], ["", "lower", undefined]])("a change of %s where %s is better is %s", (change, better, turn) => expect(turn_of(change, better)).toBe(turn));
  it("writes a fall with a minus sign", () => expect([signed("-24.7%"), signed("8%"), signed("0%"), signed("")]).toEqual(["−24.7%", "+8%", "0%", ""]));
});
