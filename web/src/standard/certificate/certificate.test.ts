import { expect, test } from "vitest";
import { plain_code } from "./certificate";

test("a code is read however it was typed", () => {
  for (const typed of ["0ed7ab6beae201234567", " 0ED7 AB6B EAE2 0123 4567 ", "0ed7-ab6b-eae2-0123-4567", "０ｅｄ７ab6beae201234567"]) expect(plain_code(typed)).toBe("0ed7ab6beae201234567");
  expect(plain_code("核验码：")).toBe("");
  expect(plain_code("f".repeat(90))).toHaveLength(40);
});
