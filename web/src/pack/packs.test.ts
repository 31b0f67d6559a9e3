import { expect, test } from "vitest";
import { folded, indented, type DifferenceLine } from "./packs";

const line = (is: DifferenceLine["is"], text: string): DifferenceLine => ({ is, old: 1, new: 1, text });

test("lines that stayed are folded away from changes", () => {
  const lines = [...Array.from({ length: 10 }, () => line("same", "a")), line("added", "b"), ...Array.from({ length: 2 }, () => line("same", "c"))];
  expect(folded(lines).map((each) => (each.is === "folded" ? each.count : each.is))).toEqual([7, "same", "same", "same", "added", "same", "same"]);
  expect(folded([line("same", "a"), line("same", "b")])).toEqual([{ is: "folded", count: 2 }]);
});

test("Tab shifts the chosen lines and keeps them chosen", () => {
  expect(indented("ab", 1, 1, false)).toEqual({ text: "a  b", from: 3, to: 3 });
  expect(indented("a\nb\nc", 2, 5, false)).toEqual({ text: "a\n  b\n  c", from: 4, to: 9 });
  expect(indented("a\n  b\n c", 4, 8, true)).toEqual({ text: "a\nb\nc", from: 2, to: 5 });
  expect(indented("x", 0, 0, true)).toEqual({ text: "x", from: 0, to: 0 });
});
