// The guards of the harness must be able to fail: each is shown a page that breaks its rule.
import { expect, test } from "vitest";
import { open_page } from "./harness/browser.ts";
import { open_stage } from "./harness/stage.ts";

const stage = open_stage();

test.each([
  ["pale text", "color-contrast", () => { document.querySelector("h1")!.style.color = "#ddd"; }],
  ["an input without a name", "label", () => { document.querySelector("main")!.append(document.createElement("input")); }],
  ["a console error", "console: broken", () => { console.error("broken"); }],
  ["an error of the page", "page: broken", () => { setTimeout(() => { throw new Error("broken"); }); }],
  ["a request to another origin", "foreign request|Content Security Policy", () => { void fetch("http://127.0.0.1:9/").catch(() => undefined); }],
  ["an inline script", "Content Security Policy", () => { document.body.append(Object.assign(document.createElement("script"), { textContent: "window.inline = 1" })); }],
  ["eval", "Content Security Policy|unsafe-eval", () => { setTimeout(() => new Function("return 1")()); }],
  ["a page wider than its window", "wider than the window", () => { document.querySelector("h1")!.style.width = "3000px"; }],
])("%s is noticed", async (_name, words, break_it) => {
  const { page, check, close } = await open_page(stage.browser, stage.server.url, "desktop");
  await page.goto("/setup");
  await page.locator("h1").waitFor();
  await check();
  await page.evaluate(break_it);
  const failure = () => check().then(() => "", (error: Error) => error.message);
  await expect.poll(failure).toMatch(new RegExp(words));
  await close();
});
