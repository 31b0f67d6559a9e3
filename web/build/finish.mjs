// After the build: tells the phone's service worker what to keep, and writes a .gz beside every text file.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { files_of, keep_manifest, pages_of, read_manifest, words_of_phone } from "./sizes.mjs";

const dist = new URL("../dist/", import.meta.url).pathname;

keep_manifest();
const manifest = read_manifest();
const words = ["zh-CN", "en"].flatMap((language) => words_of_phone(manifest, language));
const shell = files_of(manifest, ["phone.html", ...pages_of(manifest, "phone.html"), ...words]).map((file) => `/${file}`);
const worker = readFileSync(join(dist, "m/sw.js"), "utf8");
const keep = ["/m/", "/mark.svg", "/mark-192.png", "/old_browser.css", "/old_browser.js", ...shell];
const version = createHash("sha256").update(keep.join("\n")).update(readFileSync(join(dist, "phone.html"))).digest("hex").slice(0, 12);
writeFileSync(join(dist, "m/sw.js"), worker.replace('"__VERSION__"', JSON.stringify(version)).replace('"__KEEP__"', JSON.stringify(keep).slice(1, -1)));

for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.(js|css|html|svg|json|webmanifest)$/.test(entry.name)) continue;
  const path = join(entry.parentPath ?? entry.path, entry.name);
  const text = readFileSync(path);
  if (text.length > 400) writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
}
