// Reads the build's manifest: which files a page needs, and how heavy they are when compressed.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const source = new URL("../src/", import.meta.url);

const kept_manifest = new URL("../node_modules/.cache/zhibu-manifest.json", import.meta.url);

// Takes the manifest out of what is shipped; budget and service worker read it from there.
export function keep_manifest() {
  mkdirSync(new URL(".", kept_manifest), { recursive: true });
  cpSync(new URL(".vite/manifest.json", dist), kept_manifest);
  rmSync(new URL(".vite", dist), { recursive: true });
}
export const read_manifest = () => JSON.parse(readFileSync(kept_manifest, "utf8"));

// The files that all of these entries need by static imports.
export function files_of(manifest, names) {
  const seen = new Set();
  const files = new Set();
  const visit = (name) => {
    const chunk = manifest[name];
    if (seen.has(name) || !chunk) return;
    seen.add(name);
    files.add(chunk.file);
    for (const style of chunk.css ?? []) files.add(style);
    for (const next of chunk.imports ?? []) visit(next);
  };
  names.forEach(visit);
  return [...files].sort();
}

// The pages that an entry opens later; the word catalogues, which all entries share, are told apart.
export function pages_of(manifest, entry) {
  const pages = new Set();
  const visit = (name, seen) => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const next of manifest[name]?.dynamicImports ?? []) if (next.endsWith(".vue")) pages.add(next);
    for (const next of manifest[name]?.imports ?? []) visit(next, seen);
  };
  visit(entry, new Set());
  return [...pages];
}

const manifest_of = { "phone.html": "phone/module.ts", "console.html": "module.ts" };
const modules_with = (file) => readdirSync(source).filter((folder) => existsSync(new URL(`${folder}/${file}`, source)));
const module_of = (page) => page.split("/")[1];

// The modules whose words a page of the phone shows beside its own, as its route says.
function more_words(page) {
  const [module, file] = [module_of(page), page.split("/").pop()];
  const manifest = new URL(`${module}/phone/module.ts`, source);
  const route = existsSync(manifest) ? readFileSync(manifest, "utf8").split("\n").find((line) => line.includes(`/${file}"`)) : undefined;
  return [...(/more_words: \[([^\]]*)\]/.exec(route ?? "")?.[1] ?? "").matchAll(/\w+/g)].map(([name]) => name);
}

// Everything that the first opening of a page loads: entry, page, cards on 今天, and the words of both.
export function first_opening(manifest, entry, page, language = "zh-CN") {
  const cards = page.endsWith("/TodayPage.vue") ? (manifest[entry].dynamicImports ?? []).filter((name) => name.endsWith("Card.vue")) : [];
  const shown = entry === "console.html" ? modules_with(manifest_of[entry]) : [page, ...cards].flatMap((name) => [module_of(name), ...more_words(name)]);
  const catalogues = ["kernel", ...shown].map((module) => `../words/${language}/${module}.json`);
  return files_of(manifest, [entry, page, ...cards, `virtual:titles/${language}`, ...catalogues]);
}

// Every catalogue of the phone, for what it keeps against a missing network.
export const words_of_phone = (manifest, language) => [`virtual:titles/${language}`, ...["kernel", ...modules_with(manifest_of["phone.html"])].map((module) => `../words/${language}/${module}.json`)].filter((name) => manifest[name]);

export const compressed = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
export const weight = (files, ending) => files.filter((file) => file.endsWith(ending)).reduce((sum, file) => sum + compressed(file), 0) / 1024;
