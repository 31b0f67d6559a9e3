import { expect, test } from "vitest";
import { change_language, t } from "./words";

type Tree = { [key: string]: string | Tree };
const catalogues = import.meta.glob<Tree>("../../../../words/*/*.json", { eager: true, import: "default" });
const sources = import.meta.glob<string>(["../../**/*.{ts,vue}", "!../../**/*.test.ts"], { eager: true, query: "?raw", import: "default" });

const keys = (tree: Tree, above = ""): string[] => Object.entries(tree).flatMap(([name, value]) => (typeof value === "string" ? [`${above}${name}`] : keys(value, `${above}${name}.`)));
const values = (tree: Tree): [string, string][] => keys(tree).map((key) => [key, key.split(".").reduce<Tree | string>((at, name) => (at as Tree)[name]!, tree) as string]);
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
const modules = Object.keys(catalogues).filter((path) => path.includes("/zh-CN/")).map((path) => path.split("/").pop()!.replace(".json", ""));
const tree_of = (language: string, module: string) => catalogues[`../../../../words/${language}/${module}.json`];

// A percentage carries its sign with its figures: its unit has no word.
const unnamed = ["figure.unit_is.percent"];

test("there are catalogues to compare", () => expect(modules).toContain("kernel"));

test.each(modules)("%s has the same keys and placeholders in Chinese and English, and no empty text", (module) => {
  const [chinese, english] = [tree_of("zh-CN", module)!, tree_of("en", module)];
  expect(english && keys(english).sort()).toEqual(keys(chinese).sort());
  const other = new Map(values(english!));
  for (const [key, text] of values(chinese)) {
    if (!unnamed.includes(key)) expect(text.trim(), key).not.toBe("");
    expect(placeholders(other.get(key)!), key).toEqual(placeholders(text));
  }
});

test("every key that a page names exists", () => {
  const known = new Set(modules.flatMap((module) => keys(tree_of("zh-CN", module)!, `${module}.`)));
  const named = Object.entries(sources).flatMap(([file, text]) => [...text.matchAll(/(?:\bt\(|words: )["'](\w+(?:\.\w+)+)["']/g)].map((match) => ({ file, key: match[1]! })));
  expect(named.length).toBeGreaterThan(100);
  expect(named.filter(({ key }) => !known.has(key))).toEqual([]);
});

test("the language changes without a reload", async () => {
  expect(t("kernel.action.save")).toBe("保存");
  await change_language("en");
  expect(t("kernel.action.save")).toBe("Save");
  expect(t("kernel.list.total", { total: "1,842" })).toBe("1,842 in all");
  await change_language("zh-CN");
});
