// Reads the build's manifest: which files a page needs, and how heavy they are when compressed.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);

export const read_manifest = () => JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

// All scripts and styles reachable from an entry by static imports; with_lazy also those that load later.
export function files_of(manifest, entry, { with_lazy = false, lazy = [] } = {}) {
  const seen = new Set();
  const files = new Set();
  const visit = (name) => {
    const chunk = manifest[name];
    if (seen.has(name) || !chunk) return;
    seen.add(name);
    files.add(chunk.file);
    for (const style of chunk.css ?? []) files.add(style);
    for (const next of chunk.imports ?? []) visit(next);
    if (with_lazy) for (const next of chunk.dynamicImports ?? []) visit(next);
  };
  visit(entry);
  for (const name of lazy) visit(name);
  return [...files].sort();
}

export const compressed = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
export const scripts_weight = (files) => files.filter((file) => file.endsWith(".js")).reduce((sum, file) => sum + compressed(file), 0);
