// Every page of a face, taken from the shipped router itself: opened by somebody whose page it is, in light, in dark with large
// type, at 200 % zoom or 320 px; without a violation, a fault, an error shown, or sideways scrolling.
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { call } from "./actors.ts";
import type { GuardedPage, Size } from "./browser.ts";
import { get_as, type FullSample, type Person } from "./full_sample.ts";

interface Route {
  path: string;
  permission?: string;
}

// Who opens a page: the first of these who may, and for a page without a permission the one named.
const readers: Record<Size, string[]> = { desktop: ["clerk", "secretary", "organ", "leader", "inspector", "auditor", "admin"], phone: ["secretary", "inspector", "leader", "organ", "clerk"] };
const whose: Record<string, string> = {
  ...Object.fromEntries(["/meetings", "/meetings/plan", "/meetings/record", "/meetings/:id(\\d+)"].map((path) => [path, "secretary"])),
  "/cadence/overview": "organ",
  "/contact/mine": "leader",
  "/contact/log": "leader",
  "/visits": "inspector",
  "/my-record": "member",
  "/security": "admin",
  "/my-attendance": "member",
  "/duty-sessions/:id(\\d+)": "leader", // who scores
  "/duty-reports/:id(\\d+)": "secretary", // who reports
  ...Object.fromEntries(["/points/mine", "/points/members/:id(\\d+)", "/points", "/points/disputes/:id(\\d+)"].map((path) => [path, "secretary"])),
};
// What a page needs in its address beyond its path.
const queries: Record<string, (person: Person) => string> = {
  "/facts": ({ home }) => `&kind=life.held.*&period=2021&organization_within=${home}`,
  "/rosters": ({ home }) => `&of=branches&organization_id=${home}`,
  "/cockpit": () => "&year=2021",
  "/cockpit/imbalance": () => "&year=2021",
  "/cockpit/integration": () => "&year=2021",
  "/portraits": ({ home }) => `&organization_id=${home}&year=2021`,
  "/imports/new": () => "&kind=members",
};
// The list that a page of one record is found in, where it is not named like the page.
const lists: Record<string, string> = {
  "/contact/visits": "/contact-visits",
  "/classes": "/classifications",
  "/indexes/:name(\\w+)": "/indexes/five_indexes/readings?period=2021",
  "/points/members": "/members",
  "/points/disputes": "/points-disputes",
  "/duty-sessions": "/duty-sessions?state=scoring", // a paper is filled in while the hall scores
};
// These say that something is missing: that is what they are for.
const standing = ["/forbidden", "/offline", "/:rest(.*)*", "/sign"];

interface Mounted extends Element {
  __vue_app__: { config: { globalProperties: { $router: { getRoutes: () => { path: string; meta: { permission?: string } }[]; push: (to: string) => Promise<unknown>; resolve: (to: string) => { name?: unknown } } } } };
}
const routes_of = (page: Page): Promise<Route[]> =>
  page.evaluate(() => (document.querySelector("#app") as Mounted).__vue_app__.config.globalProperties.$router.getRoutes().map(({ path, meta: { permission } }) => ({ path, permission })));
const go = (page: Page, to: string): Promise<void> =>
  page.evaluate(async (target) => {
    await (document.querySelector("#app") as Mounted).__vue_app__.config.globalProperties.$router.push(target);
  }, to);
// Links of the page that lead to no page of its router.
const dead_links = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const { $router } = (document.querySelector("#app") as Mounted).__vue_app__.config.globalProperties;
    const base = location.pathname.startsWith("/m/") ? "/m" : "";
    const paths = Array.from(document.querySelectorAll<HTMLAnchorElement>("a[href]"), ({ pathname }) => pathname);
    const own = paths.filter((path) => (base ? path.startsWith("/m/") : !/^\/(m|api|assets)\/|^\/(login|setup|password|second-factor|screen|certificate)$/.test(path)));
    return own.filter((path) => $router.resolve(path.slice(base.length)).name === "missing");
  });

// The address of a route for the first person who may open it and, for the page of one record, sees one.
async function opened_by({ server, people, station }: FullSample, { path, permission }: Route, size: Size): Promise<{ person: Person; to: string }> {
  const named = whose[path] ?? (size === "phone" && path === "/contact" ? "leader" : undefined);
  const found = people.filter(({ name, permissions }) => (named ? name === named : readers[size].includes(name) && (!permission || permissions.includes(permission))));
  const base = path.replace(/\/:id\(\\d\+\).*$/, "");
  for (const person of found) {
    if (!path.includes(":id")) return { person, to: `${path.replace("/:rest(.*)*", "/no-such-page").replace("/:pack/:file", "/standard/cadence.toml").replace("/:name(\\w+)", "/five_indexes")}?size=20${queries[path]?.(person) ?? ""}` }; // twenty rows tell as much as fifty
    const { items } = await get_as<{ items: { id?: number; organization_id?: number }[] }>(server, person, `${lists[base] ?? base}${(lists[base] ?? "").includes("?") ? "&" : "?"}size=1`).catch(() => ({ items: [] }));
    if (items[0]) return { person, to: path.replace(/:id\(\\d\+\)/, String(items[0].id ?? items[0].organization_id)).replace("/:name(\\w+)", "/five_indexes").replace(":station(\\d+)", String(station)) };
  }
  throw new Error(`nobody can open ${path}: say in this file who can, or put a record into the sample`);
}

interface Look {
  dark: boolean;
  large: boolean;
}
// Dark mode belongs to the machine, large type to the account.
async function set_look({ server }: FullSample, opened: GuardedPage, { cookie }: Person, look: Look): Promise<void> {
  await call(server, "PATCH", "/session/preferences", { large_type: look.large }, cookie);
  await opened.context.addInitScript((kept) => localStorage.setItem("zhibu.look", kept), JSON.stringify(look));
}

// One window a person and look; the pages change within it as they do under a person's hand.
export class Windows {
  private opened = new Map<string, GuardedPage>();
  constructor(private readonly stage: FullSample, private readonly face: Face, private readonly look: Look, private readonly window?: Face["narrow"]) {}

  async of(person: Person): Promise<GuardedPage> {
    const known = this.opened.get(person.name);
    if (known) return known;
    const fresh = await this.stage.actors.with_cookie(person.cookie, this.face.size);
    if (this.window) await fresh.page.setViewportSize(this.window);
    await set_look(this.stage, fresh, person, this.look);
    await fresh.page.goto(this.face.start);
    await fresh.page.locator("h1").first().waitFor();
    this.opened.set(person.name, fresh);
    return fresh;
  }
}

async function look_at(opened: GuardedPage, { path }: Route, to: string, name: string): Promise<string[]> {
  const { page, faults, settled, absent, shot, check } = opened;
  try {
    await go(page, to);
    await page.locator("h1, .standing").first().waitFor();
    await settled();
    await shot(`route${path.replace(/[^a-z]+/g, "-")}-${name}`);
    if (!standing.includes(path)) {
      await absent(page.locator(".standing"), "not allowed, or not there");
      const dead = await dead_links(page), problems = await page.locator(".problem").allInnerTexts();
      expect(dead, "leads nowhere").toEqual([]);
      expect(problems, "shows an error").toEqual([]);
    }
    await check();
    return [];
  } catch (error) {
    faults.length = 0; // each page answers for its own
    const fault = `${path} (${name}): ${(error as Error).message.slice(0, 1500)}`;
    console.error(fault); // told at once: the walk goes on
    return [fault];
  }
}

export interface Face {
  size: Size;
  start: string;
  narrow: { width: number; height: number };
}

// Walks through all pages of a face; what was wrong on each.
export async function walk(stage: FullSample, face: Face): Promise<void> {
  const light = new Windows(stage, face, { dark: false, large: false });
  const dark = new Windows(stage, face, { dark: true, large: true }, face.narrow);
  const routes = await routes_of((await light.of(stage.people.find(({ name }) => name === readers[face.size][0])!)).page);
  expect(routes.length).toBeGreaterThan(15);
  const faults: string[] = [];
  for (const route of routes) {
    const { person, to } = await opened_by(stage, route, face.size);
    faults.push(...(await look_at(await light.of(person), route, to, "light")), ...(await look_at(await dark.of(person), route, to, "dark-large")));
  }
  expect(faults, faults.join("\n\n")).toEqual([]);
}

export const walk_limit = 900_000; // on a busy machine; a minute or two on a quiet one
