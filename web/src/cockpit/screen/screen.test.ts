import { describe, expect, it } from "vitest";
import { panels_of, type ScreenData } from "./screen";

const row = (organization_id: number) => ({ organization_id, name: `${organization_id}`, level: "organ", below: 0, months: [], lowest: [] });
const shares = { items: 0, tied: 0, tied_share: null, team: 0, team_share: null, discussed: 0, discussed_share: null, done: 0, done_share: null };
const data = (rows: number, more: Partial<ScreenData["integration"]> = {}, counted = 0): ScreenData => ({
  name: "市直工委", at: "2022-06-30T08:00:00+08:00", year: 2022,
  temperature: { organization_id: 1, name: "市直工委", year: 2022, months: [], levels: [], rows: Array.from({ length: Math.min(rows + 1, 49) }, (_, at) => row(at + 1)), rows_count: rows + 1, pattern: null },
  imbalance: { index: "five_indexes", title: "", period: "2022", dimensions: [], counted, lame: 0, by_dimension: [], sentence: "", own: null, likes: [], items: [] },
  integration: { organization_id: 1, name: "", period: "2022", whole: shares, rows: [], points: [], quadrants: [], strong: 75, sentences: [], changes: [], changes_period: "2022", index: "", index_title: null, ...more },
  attention: { organization_id: 1, name: "", day: "2022-06-30", count: 0, sentence: "", rules: [] },
});
const kinds = (of: ScreenData) => panels_of(of).map(({ kind }) => kind);

describe("panels of the screen", () => {
  it("shows the map and what needs attention where there is nothing else", () => expect(kinds(data(3))).toEqual(["map", "attention"]));
  it("turns the map over in pages, and says how many it leaves out", () => {
    expect(kinds(data(25)).filter((kind) => kind === "map")).toHaveLength(3);
    const maps = panels_of(data(60)).filter((panel) => panel.kind === "map");
    expect(maps.map(({ more }) => more)).toEqual([0, 0, 0, 12]);
  });
  it("adds balance, integration and business where they have data", () => {
    const changes = [{ indicator: "criminal_cases_change", title: "刑事案件同比", text: "-24.7%", better: true }];
    expect(kinds(data(3, { whole: { ...shares, items: 4 }, changes }, 5))).toEqual(["map", "attention", "imbalance", "integration", "business"]);
  });
});
