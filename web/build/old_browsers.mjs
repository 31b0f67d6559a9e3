// Fails where the built scripts use what Chromium 80 does not know: the build lowers syntax, but nobody lowers functions.
import { readFileSync, readdirSync } from "node:fs";

const assets = new URL("../dist/assets/", import.meta.url);
const younger = {
  "Array.prototype.at": /(?<!\.\.)\.at\(/, "String.prototype.replaceAll": /\.replaceAll\(/, "Array.prototype.findLast": /\.findLast(Index)?\(/,
  structuredClone: /\bstructuredClone\(/, "crypto.randomUUID": /\.randomUUID\(/, "Promise.any": /\bPromise\.any\(/, WeakRef: /\bnew WeakRef\(/,
  "AbortSignal.timeout": /\bAbortSignal\.(timeout|any)\(/, "Object.groupBy": /\bObject\.groupBy\(/, "logical assignment": /(\?\?=|\|\|=|&&=)/, "static block": /\bstatic\{/,
  eval: /\beval\(|\bnew Function\(/,
};

let failed = false;
for (const file of readdirSync(assets).filter((name) => name.endsWith(".js"))) {
  const text = readFileSync(new URL(file, assets), "utf8");
  for (const [name, pattern] of Object.entries(younger)) {
    const found = pattern.exec(text);
    if (!found) continue;
    failed = true;
    console.log(`${file} uses ${name}: …${text.slice(Math.max(0, found.index - 40), found.index + 40)}…`);
  }
}
if (!failed) console.log("ok   the scripts use nothing younger than Chromium 80, and no eval");
process.exit(failed ? 1 : 0);
