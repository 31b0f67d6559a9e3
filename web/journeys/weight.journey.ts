// What a phone really fetches for its first page: the compressed scripts, counted on the wire.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Actors } from "./harness/actors.ts";
import { open_browser, type GuardedPage } from "./harness/browser.ts";
import { recorded_city, type City } from "./harness/city.ts";
import { start_server, type TestServer } from "./harness/server.ts";

let server: TestServer, browser: Browser, actors: Actors, city: City;
beforeAll(async () => {
  [server, browser] = await Promise.all([start_server(), open_browser()]);
  actors = new Actors(server, browser);
  city = await recorded_city(server, actors);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function script_kilobytes({ page }: GuardedPage, address: string, seen: string): Promise<number> {
  const sizes: Promise<number>[] = [];
  page.on("response", (answer) => {
    if (/\/assets\/.*\.js$/.test(answer.url()) && !answer.fromServiceWorker()) sizes.push(answer.request().sizes().then(({ responseBodySize }) => responseBodySize).catch(() => 0));
  });
  // The worker keeps all pages for later, beside the first opening and after it.
  await page.addInitScript(() => Object.defineProperty(navigator.serviceWorker, "register", { value: () => new Promise(() => undefined) }));
  await page.goto(address);
  await page.getByText(seen).first().waitFor();
  await page.waitForTimeout(500);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1024;
}

test.each([
  ["/m/", "本月", 100],
  ["/m/meetings", "主题党日", 100],
  ["/m/roster", "王建国", 100],
  ["/login", "登录", 150],
])("%s needs no more script than its budget", async (address, seen, limit) => {
  const opened = address === "/login" ? await actors.with_cookie("none=none", "phone") : await actors.as("branch_secretary", "phone", city.branch);
  const weight = await script_kilobytes(opened, address, seen);
  await opened.close();
  expect(weight).toBeGreaterThan(30); // something was counted
  expect(weight).toBeLessThanOrEqual(limit);
});
