import { describe, expect, test } from "vitest";
import { month_beside, weeks_of } from "./desk";

describe("the month's page", () => {
  test.each([
    ["2021-12", 5, "2021-11-29", "2022-01-02"],
    ["2021-02", 4, "2021-02-01", "2021-02-28"],
    ["2022-05", 6, "2022-04-25", "2022-06-05"],
  ])("%s has %i whole weeks, from %s to %s", (month, count, first, last) => {
    const weeks = weeks_of(month);
    expect(weeks).toHaveLength(count);
    expect(weeks[0]![0]).toBe(first);
    expect(weeks[weeks.length - 1]![6]).toBe(last);
  });

  test.each([["2021-12", 1, "2022-01"], ["2021-01", -1, "2020-12"], ["2021-03", 1, "2021-04"]])("beside %s by %i is %s", (month, step, expected) => {
    expect(month_beside(month, step)).toBe(expected);
  });
});
