import { expect, test } from "vitest";
import { is_numeric, shown_value, type Field } from "./description";

test.each<[string, Partial<Field>, string, boolean]>([
  ["a number", { min: 0 }, "2,021", true],
  ["without bounds", {}, "2,021", true],
  ["a year", { min: 1921, max: 9999 }, "2021", false],
  ["bounds that a year could not have", { min: 1900, max: 100000 }, "2,021", true],
])("%s", (_, bounds, shown, numeric) => {
  const field = { name: "n", label: "", kind: "integer", ...bounds } as Field;
  expect(shown_value(field, { id: 1, version: 1, n: 2021 })).toBe(shown);
  expect(is_numeric(field)).toBe(numeric);
});
