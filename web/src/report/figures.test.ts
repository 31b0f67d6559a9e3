// Comparing versions, and what an edited report sends.
import { describe, expect, test } from "vitest";
import { differences, sent, tidy } from "./figures";

describe("versions side by side", () => {
  test("pair what was changed, and show what came and went", () => {
    expect(differences(["甲", "乙一", "丙", "丁"], ["甲", "乙二", "丙", "戊", "己"])).toEqual([
      { before: "甲", after: "甲", state: "same" },
      { before: "乙一", after: "乙二", state: "changed" },
      { before: "丙", after: "丙", state: "same" },
      { before: "丁", after: "戊", state: "changed" },
      { before: undefined, after: "己", state: "added" },
    ]);
    expect(differences(["甲", "乙"], ["甲"])).toEqual([{ before: "甲", after: "甲", state: "same" }, { before: "乙", after: undefined, state: "removed" }]);
    expect(differences([], [])).toEqual([]);
  });
});

describe("an edited report", () => {
  test("sends figures by name, joins texts, and leaves empty paragraphs out", () => {
    const paragraph = (key: string, runs: { text: string; figure?: string }[]) => ({ key, runs, by_hand: false });
    expect(tidy([{ text: "共" }, { text: "" }, { text: "发现" }, { text: "5", figure: "problems_found" }])).toEqual([{ text: "共发现" }, { text: "5", figure: "problems_found" }]);
    expect(sent([{ key: "a", heading: "甲", paragraphs: [paragraph("p", [{ text: "共" }, { text: "5", figure: "problems_found" }]), paragraph("", [{ text: "" }])] }])).toEqual([
      { key: "a", heading: "甲", paragraphs: [{ key: "p", runs: [{ text: "共" }, { figure: "problems_found" }] }] },
    ]);
  });
});
