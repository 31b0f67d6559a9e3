// Fails where a page has grown over its weight: compressed scripts of the log-in page, all phone pages, and the console's first list.
import { compressed, files_of, read_manifest, scripts_weight } from "./sizes.mjs";

const manifest = read_manifest();
const chinese = (name) => name.includes("words/zh-CN/");
const words = Object.keys(manifest).filter(chinese);
const not_english = (files) => files.filter((file) => !Object.keys(manifest).some((name) => name.includes("words/en/") && manifest[name].file === file));

const budgets = [
  { page: "log-in", limit: 150, files: files_of(manifest, "login.html", { with_lazy: true }) },
  { page: "phone, all pages", limit: 100, files: files_of(manifest, "phone.html", { with_lazy: true }) },
  { page: "console, first list", limit: 300, files: files_of(manifest, "console.html", { lazy: ["src/access/AccountsPage.vue", ...words] }) },
];

let failed = false;
for (const { page, limit, files } of budgets) {
  const counted = not_english(files);
  const weight = scripts_weight(counted) / 1024;
  const styles = counted.filter((file) => file.endsWith(".css")).reduce((sum, file) => sum + compressed(file), 0) / 1024;
  const over = weight > limit;
  failed ||= over;
  console.log(`${over ? "OVER" : "ok  "} ${page}: ${weight.toFixed(1)} KB of ${limit} KB script, ${styles.toFixed(1)} KB style`);
}
process.exit(failed ? 1 : 0);
