// What a phone really fetches for its first page: the compressed scripts, counted on the wire.
import { expect, test } from "vitest";
import type { GuardedPage } from "./harness/browser.ts";
import { recorded_city, type City } from "./harness/city.ts";
import { open_stage } from "./harness/stage.ts";

let city: City;
const stage = open_stage(async ({ server, actors }) => {
  city = await recorded_city(server, actors);
});

async function script_kilobytes({ page, settled }: GuardedPage, address: string, seen: string): Promise<number> {
  const sizes: Promise<number>[] = [];
  page.on("response", (answer) => {
    if (/\/assets\/.*\.js$/.test(answer.url()) && !answer.fromServiceWorker()) sizes.push(answer.request().sizes().then(({ responseBodySize }) => responseBodySize).catch(() => 0));
  });
  // The worker keeps all pages for later, beside the first opening and after it.
  await page.addInitScript(() => Object.defineProperty(navigator.serviceWorker, "register", { value: () => new Promise(() => undefined) }));
  await page.goto(address);
  await page.getByText(seen).first().waitFor();
  await settled();
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1024;
}

test.each([
  ["/m/", "本月", 100],
  ["/m/meetings", "主题党日", 100],
  ["/m/roster", "王建国", 100],
  ["/login", "登录", 150],
])("%s needs no more script than its budget", async (address, seen, limit) => {
  const opened = address === "/login" ? await stage.actors.with_cookie("none=none", "phone") : await stage.actors.as("branch_secretary", "phone", city.branch);
  const weight = await script_kilobytes(opened, address, seen);
  await opened.close();
  expect(weight).toBeGreaterThan(30); // something was counted
  expect(weight).toBeLessThanOrEqual(limit);
});
