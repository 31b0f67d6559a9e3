// Fails where a page has grown over its weight: the compressed scripts that its first opening needs, for the heaviest page of each entry.
import { first_opening, pages_of, read_manifest, weight } from "./sizes.mjs";

const manifest = read_manifest();
const budgets = { "login.html": 150, "phone.html": 100, "console.html": 300, "screen.html": 100, "certificate.html": 100 };

let failed = false;
for (const [entry, limit] of Object.entries(budgets)) {
  const pages = pages_of(manifest, entry).filter((page) => !page.endsWith("Card.vue")).map((page) => ({ page, files: first_opening(manifest, entry, page) }));
  const heaviest = pages.map((each) => ({ ...each, script: weight(each.files, ".js") })).sort((a, b) => b.script - a.script)[0];
  const over = heaviest.script > limit;
  failed ||= over;
  console.log(`${over ? "OVER" : "ok  "} ${entry}: ${heaviest.script.toFixed(1)} of ${limit} KB script, ${weight(heaviest.files, ".css").toFixed(1)} KB style; heaviest of ${pages.length} pages: ${heaviest.page}`);
}
process.exit(failed ? 1 : 0);
