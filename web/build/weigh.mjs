// Shows what pages are made of: `node build/weigh.mjs phone.html` weighs each page, with a page's name also the chunks that its first opening needs.
import { compressed, first_opening, pages_of, read_manifest, weight } from "./sizes.mjs";

const [entry = "phone.html", wanted] = process.argv.slice(2);
const manifest = read_manifest();
const made_from = (file) => Object.entries(manifest).filter(([, chunk]) => chunk.file === file).map(([name]) => name).join(" ");
const pages = pages_of(manifest, entry).map((page) => ({ page, files: first_opening(manifest, entry, page) }));
for (const { page, files } of pages.sort((a, b) => weight(b.files, ".js") - weight(a.files, ".js"))) {
  if (wanted && !page.includes(wanted)) continue;
  console.log(`${weight(files, ".js").toFixed(1).padStart(7)} KB  ${page}`);
  if (!wanted) continue;
  const scripts = files.filter((file) => file.endsWith(".js")).sort((a, b) => compressed(b) - compressed(a));
  for (const file of scripts) console.log(`${(compressed(file) / 1024).toFixed(1).padStart(12)}  ${made_from(file)}`);
}
