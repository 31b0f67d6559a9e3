// The words as the pages load them: catalogues without what only the server says, and the titles that a face shows before a module's catalogue is there.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

type Tree = { [name: string]: string | Tree };
const virtual = "virtual:titles/";

const look_up = (tree: Tree, path: string[]): string | Tree | undefined => path.reduce<string | Tree | undefined>((at, name) => (typeof at === "object" ? at[name] : undefined), tree);

// The keys that the phone's modules give to their tabs and pages, with their words.
function titles(language: string, pages: string, words: string): Record<string, string> {
  const manifests = readdirSync(pages, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith("phone/module.ts"));
  const keys = manifests.flatMap((name) => [...readFileSync(join(pages, name), "utf8").matchAll(/words: "([\w.]+)"/g)].map((match) => match[1]!));
  return Object.fromEntries([...new Set(keys)].sort().map((key) => {
    const [module, ...path] = key.split(".");
    const found = look_up(JSON.parse(readFileSync(join(words, language, `${module}.json`), "utf8")) as Tree, path);
    if (typeof found !== "string") throw new Error(`${key} has no words in ${language}`);
    return [key, found];
  }));
}

export function words_of_pages(pages: string, words: string): Plugin[] {
  return [
    {
      name: "zhibu-titles",
      resolveId: (id) => (id.startsWith(virtual) ? `\0${id}` : undefined),
      load(id) {
        if (!id.startsWith(`\0${virtual}`)) return undefined;
        return `export default ${JSON.stringify(titles(id.slice(virtual.length + 1), pages, words))};`;
      },
    },
    {
      // Faults of fields and reasons of refusals come with the server's answers.
      name: "zhibu-words",
      apply: "build",
      enforce: "pre",
      transform(code, id) {
        if (!/\/words\/[^/]+\/\w+\.json$/.test(id)) return undefined;
        const { violation: _violation, reason: _reason, ...spoken } = JSON.parse(code) as Record<string, unknown>;
        return { code: JSON.stringify(spoken), map: null };
      },
    },
  ];
}
