// A real Chromium for journeys: two screen sizes, screenshots, axe, and guards against console errors and foreign requests.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type BrowserContext, type Locator, type Page, type Request } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { violations_of } from "./axe.ts";

export const sizes = { desktop: { width: 1366, height: 768 }, phone: { width: 390, height: 844 } };
export type Size = keyof typeof sizes;

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const results = fileURLToPath(new URL("../../test-results/", import.meta.url));

export const open_browser = (): Promise<Browser> => chromium.launch({ executablePath: "/usr/bin/chromium", args: flags });

const slowness = Number(process.env.ZHIBU_SLOW_PAGES ?? 1); // 4: every page computes four times as long, which shows what a journey does not wait for

export interface GuardedPage {
  page: Page;
  context: BrowserContext;
  faults: string[]; // console errors, page errors and foreign requests so far
  settled: () => Promise<void>; // nothing is asked of the server any more, and nothing moves
  absent: (what: Locator, words?: string) => Promise<void>; // not there once all is: a page that is still loading shows nothing either
  shot: (name: string) => Promise<void>;
  check: () => Promise<void>; // settled: no faults, no axe violation, no sideways scrolling
  close: () => Promise<void>;
}

// Waits until drawers, dialogs and notices have come to rest; what turns for ever (a spinner) is not waited for.
export const at_rest = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const moving = () => document.getAnimations().filter((each) => each.playState === "running" && each.effect?.getComputedTiming().endTime !== Infinity);
    for (let left = 20; left > 0 && moving().length > 0; --left) await Promise.allSettled(moving().map(({ finished }) => finished));
  });

// Makes the window as high as the page, so that no row lies half under the tabs, which axe would take for a target too small;
// returns the size to go back to.
async function uncovered(page: Page): Promise<{ width: number; height: number } | undefined> {
  const before = page.viewportSize()!;
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  if (height <= before.height) return undefined;
  await page.setViewportSize({ width: before.width, height });
  return before;
}

// Two pictures and an idle moment: what the last answer sets off has been asked by then.
const breath = (page: Page): Promise<void> =>
  page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestIdleCallback(() => done(), { timeout: 1000 })))));

// Each page of the context is slowed, but not while axe looks at it, which is no part of the page.
async function slowed(page: Page): Promise<(work: () => Promise<void>) => Promise<void>> {
  if (slowness <= 1) return (work) => work();
  const session = await page.context().newCDPSession(page);
  const set = (rate: number) => session.send("Emulation.setCPUThrottlingRate", { rate });
  await set(slowness);
  return async (work) => {
    await set(1);
    await work();
    await set(slowness);
  };
}

// Answers that pages handle themselves; Chromium writes a console line for each of them.
const expected = /Failed to load resource: the server responded with a status of (400|401|403|404|409|412|422|429)/;

export async function open_page(browser: Browser, origin: string, size: Size): Promise<GuardedPage> {
  const context = await browser.newContext({ viewport: sizes[size], locale: "zh-CN", baseURL: origin, hasTouch: size === "phone", deviceScaleFactor: 1 });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !expected.test(message.text())) faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`page: ${error.message}`));
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (/^https?:|^wss?:/.test(url.protocol) && url.host !== new URL(origin).host) faults.push(`foreign request: ${url.href}`);
  });
  const at_full_speed = await slowed(page);
  const asked = new Set<Request>();
  let requests = 0;
  page.on("request", (request) => {
    asked.add(request);
    ++requests;
  });
  page.on("requestfinished", (request) => asked.delete(request));
  page.on("requestfailed", (request) => asked.delete(request));
  page.on("response", (answer) => answer.ok() || asked.delete(answer.request())); // a refusal's words are not always read to their end
  const settled = async () => {
    await expect.poll(async () => {
      const before = requests;
      await breath(page);
      return requests === before ? [...asked].map((request) => request.url()) : ["more has been asked"];
    }).toEqual([]);
    await at_rest(page);
  };
  const absent = async (what: Locator, words?: string) => {
    await settled();
    await expect.poll(() => what.count(), { message: words }).toBe(0);
  };
  const shot = async (name: string) => {
    mkdirSync(results, { recursive: true });
    await settled();
    await page.screenshot({ path: `${results}${name}-${size}.png` });
  };
  const check = async () => {
    await settled();
    expect(faults, faults.join("\n")).toEqual([]);
    const whole = size === "phone" ? await uncovered(page) : undefined;
    await at_full_speed(async () => {
      const broken = await violations_of(page);
      expect(broken, broken.join("\n")).toEqual([]);
    });
    if (whole) await page.setViewportSize(whole);
    const fits = await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
    expect(fits, "wider than the window").toBe(true);
  };
  // What a failed journey saw last is kept beside the other screenshots.
  onTestFinished(async ({ task }) => {
    if (task.result?.state === "fail") await page.screenshot({ path: `${results}failed-${task.name.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60)}-${size}.png` }).catch(() => undefined);
    await context.close();
  });
  return { page, context, faults, settled, absent, shot, check, close: () => context.close() };
}
