import { describe, expect, it } from "vitest";
import { cells_of, rows_of, warm_of, type TemperatureMap } from "./cockpit";

const map: TemperatureMap = {
  organization_id: 1, name: "市直工委", year: 2022, levels: [], rows_count: 2, pattern: null,
  months: [{ month: "2022-01", running: false, hot: 80, warm: 60 }, { month: "2022-02", running: false, hot: 90, warm: 70 }, { month: "2022-03", running: true, hot: 90, warm: 70 }],
  rows: [
    { organization_id: 1, name: "市直工委", level: "committee", below: 1, months: [80, 80, null], lowest: [60, 60, 59.9] },
    { organization_id: 2, name: "财政局", level: "organ", below: 3, months: [79.9, 90, 0], lowest: [null, null, null] },
  ],
};

describe("the map's cells", () => {
  it("are hot, warm or cold by the scale of their own month", () => {
    expect(cells_of(map, map.rows[0]!.months).map(({ warm }) => warm)).toEqual(["hot", "warm", "none"]);
    expect(cells_of(map, map.rows[1]!.months).map(({ warm }) => warm)).toEqual(["warm", "hot", "cold"]);
    expect([60, 59.9].map((degrees) => warm_of({ hot: 80, warm: 60 }, degrees))).toEqual(["warm", "cold"]);
  });
  it("open where there is something, and lead down where somebody stands below", () => {
    const [own, below] = rows_of(map, ["1月", "2月", "3月*"], "months");
    expect(own!.to).toBeUndefined();
    expect(below!.to).toBe("/cockpit?organization=2&year=2022");
    expect(own!.cells.map(({ to }) => to)).toEqual(["/cockpit?organization=1&year=2022&open=1&month=2022-01", "/cockpit?organization=1&year=2022&open=1&month=2022-02", undefined]);
    expect(rows_of(map, ["1月", "2月", "3月*"], "lowest")[0]!.cells.map(({ share }) => share)).toEqual([0.6, 0.6, 0.599]);
  });
});
