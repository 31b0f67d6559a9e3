// What the pages compute from the matrix: bands of heat, the stretch that counts now, and what a search leaves.
import { describe, expect, test } from "vitest";
import { band, day_before, is_met, shown_cells, type Cell, type Leader } from "./contact";

const cell = (name: string, total: number, met: boolean, current = true): Cell => ({
  organization_id: 1, name, current, contact_point_id: 1, version: 1, valid_from: "2021-01-01", valid_to: null, last_visit_on: null, records: "", page: "",
  visits: { attended_meeting: total, inspection: 0, exchange: 0, total },
  stretches: [{ from: "2021-01-01", to: "2021-06-30", visits: 9, met: true, over: true }, { from: "2021-07-01", to: "2021-12-31", visits: total, met, over: false }],
});
const leader: Leader = {
  leader_id: 1, name: "高领导", post: "", organizations: 2, visited: 1, not_visited: 1, last_visit_on: null, page: "",
  visits: { attended_meeting: 0, inspection: 0, exchange: 0, total: 0 }, cells: [cell("市财政局", 2, true), cell("市教体局", 0, false), cell("市档案馆", 0, false, false)],
};

describe("contact points", () => {
  test.each([[0, "none"], [1, "h1"], [2, "h2"], [3, "h2"], [4, "h3"], [7, "h3"], [8, "h4"], [40, "h4"]])("%i contacts are band %s", (count, name) => expect(band(count)).toBe(name));
  test("only the newest stretch of time tells whether the target is met", () => expect([is_met(leader.cells[0]!), is_met(leader.cells[1]!)]).toEqual([true, false]));
  test.each([["", false, 3], ["教体", false, 1], ["高领", false, 3], ["", true, 1], ["财政", true, 0]])("search %s, only not met %s: %i", (q, only, count) => expect(shown_cells(leader, q, only)).toHaveLength(count));
  test("the day before the first of a month", () => expect(day_before("2021-03-01")).toBe("2021-02-28"));
});
