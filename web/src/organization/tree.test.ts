import { expect, test } from "vitest";
import { Tree } from "./tree";

const node = (id: number, parent_id: number | null, name: string) => ({ id, parent_id, name, kind: "branch" });
const tree = new Tree([node(1, null, "工委"), node(2, 1, "市财政局机关党委"), node(3, 2, "第一党支部"), node(4, 1, "市水利局党支部"), node(9, 77, "看不到上级的党支部")]);
const names = (open: number[], q = "") => tree.rows(new Set(open), q).map(({ node, depth }) => `${"-".repeat(depth)}${node.name}`);

test("shows only what is open", () => {
  expect(names([])).toEqual(["工委", "看不到上级的党支部"]);
  expect(names([1])).toEqual(["工委", "-市财政局机关党委", "-市水利局党支部", "看不到上级的党支部"]);
});
test("a search opens the way to what it finds and hides the rest", () => expect(names([], "第一")).toEqual(["工委", "-市财政局机关党委", "--第一党支部"]));
test("the way up from a node", () => expect(tree.ancestors(3)).toEqual([2, 1]));
test("50,000 organisations in one tree stay quick", () => {
  const many = Array.from({ length: 50_000 }, (_, at) => node(at + 1, at === 0 ? null : Math.floor((at - 1) / 10) + 1, `组织${at}`));
  const started = performance.now();
  expect(new Tree(many).rows(new Set(many.map(({ id }) => id)), "").length).toBe(50_000);
  expect(performance.now() - started).toBeLessThan(2000);
});
