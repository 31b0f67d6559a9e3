import { expect, test } from "vitest";
import { change_language, has_words, load_words, t } from "./words";

type Tree = { [key: string]: string | Tree };
const catalogues = import.meta.glob<Tree>("../../../../words/*/*.json", { eager: true, import: "default" });
const sources = import.meta.glob<string>(["../../**/*.{ts,vue}", "!../../**/*.test.ts"], { eager: true, query: "?raw", import: "default" });

const keys = (tree: Tree, above = ""): string[] => Object.entries(tree).flatMap(([name, value]) => (typeof value === "string" ? [`${above}${name}`] : keys(value, `${above}${name}.`)));
const values = (tree: Tree): [string, string][] => keys(tree).map((key) => [key, key.split(".").reduce<Tree | string>((at, name) => (at as Tree)[name]!, tree) as string]);
// What the top of the tree and those below it are called differs by office in Chinese; English says "committee" of all.
const own_words = ["top_body", "lower_body"];
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).filter((name) => !own_words.includes(name)).sort();
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

// The console loads every module's words at its start; the phone those of the page's module, and what its route names besides.
test("a module with phone pages shows no other module's words, unless a route of its own brings them", () => {
  const folders = [...new Set(Object.keys(sources).map((file) => file.split("/")[2]!))].filter((name) => modules.includes(name) && name !== "kernel");
  const foreign = Object.entries(sources).flatMap(([file, text]) => {
    const own = file.split("/")[2]!;
    const brought = sources[`../../${own}/phone/module.ts`]?.match(/more_words: \[[^\]]*\]/g)?.join() ?? "";
    const of_the_console = /^\.\.\/\.\.\/\w+\/\w+Page\.vue$/.test(file);
    if (of_the_console || !sources[`../../${own}/phone/module.ts`]) return [];
    const keys = [...text.matchAll(/(?<!permission: |can\(|register_chooser\()["'`](\w+)\.\w+[.$]/g)].map((match) => match[1]!);
    return keys.filter((module) => folders.includes(module) && module !== own && !brought.includes(`"${module}"`)).map((module) => ({ file, module }));
  });
  expect(folders).toContain("life");
  expect(foreign).toEqual([]);
});

test("a module's words are there once they are loaded, its phone titles before, and a name without a value stands as it is written", async () => {
  expect(has_words("contact.page.log")).toBe(true);
  expect(has_words("contact.matrix.title") || has_words("contact.page.exchange")).toBe(false);
  expect(t("supervision.page.visit")).not.toBe("supervision.page.visit");
  expect(t("supervision.letter.course")).toBe("supervision.letter.course");
  await load_words(["supervision"]);
  expect(has_words("supervision.problem.description")).toBe(true);
  expect(t("kernel.list.total")).toContain("{total}");
});

test("the language changes without a reload", async () => {
  expect(t("kernel.action.save")).toBe("保存");
  await change_language("en");
  expect(t("kernel.action.save")).toBe("Save");
  expect(t("kernel.list.total", { total: "1,842" })).toBe("1,842 in all");
  await change_language("zh-CN");
});
