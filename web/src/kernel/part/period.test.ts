import { expect, test } from "vitest";
import { kind_of, move_period, period_label } from "./period";

test.each([
  ["2021", 1, "2022"], ["2021-H1", -1, "2020-H2"], ["2021-Q4", 1, "2022-Q1"], ["2021-Q1", -1, "2020-Q4"], ["2021-12", 1, "2022-01"], ["2021-01", -1, "2020-12"], ["2021-09", 1, "2021-10"],
])("%s moved by %i is %s", (from, by, to) => expect(move_period(from, by)).toBe(to));

test("kinds and names", () => {
  expect(["2021", "2021-H2", "2021-Q3", "2021-07"].map(kind_of)).toEqual(["year", "half", "quarter", "month"]);
  expect(["2021", "2021-Q3", "2021-07"].map(period_label)).toEqual(["2021年", "2021年第3季度", "2021年7月"]);
});
