// Every page of console and phone, taken from the shipped routers themselves: opened by somebody whose page it is, in light, in
// dark with large type, at 200 % zoom or 320 px; without a violation, a fault, an error shown, or sideways scrolling.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Actors, call } from "./harness/actors.ts";
import { open_browser, type GuardedPage, type Size } from "./harness/browser.ts";
import { start_sample } from "./harness/server.ts";
import type { Stage } from "./harness/stage.ts";
import { post } from "./harness/supervision.ts";
import { held_tour } from "./harness/tour.ts";

interface Person {
  name: string;
  cookie: string;
  permissions: string[];
  home: number; // the organisation of the first role
}
interface Route {
  path: string;
  permission?: string;
}
const stage = {} as Stage;
const people: Person[] = [];
const secret = "Zhibu-demo-2021"; // of all accounts of the sample

// Who opens a page: the first of these who may, and for a page without a permission the one named.
const readers: Record<Size, string[]> = { desktop: ["clerk", "secretary", "organ", "leader", "inspector", "auditor", "admin"], phone: ["secretary", "inspector", "leader", "organ", "clerk"] };
const whose: Record<string, string> = {
  ...Object.fromEntries(["/meetings", "/meetings/plan", "/meetings/record", "/meetings/:id(\\d+)"].map((path) => [path, "secretary"])),
  "/cadence/overview": "organ",
  "/contact/mine": "leader",
  "/contact/log": "leader",
  "/visits": "inspector",
  "/my-record": "member",
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

const get = async <T>(person: Person, path: string): Promise<T> => (await call<T>(stage.server, "GET", path, undefined, person.cookie)).body;

async function logged_in(name: string): Promise<Person> {
  const { cookie, body } = await call<{ permissions: string[]; roles: { organization_id: number | null }[] }>(stage.server, "POST", "/session", { username: name, password: secret });
  return { name, cookie, permissions: body.permissions, home: body.roles[0]?.organization_id ?? 0 };
}

// The sample has everything but a report and an import of its own.
async function add_report_and_import(clerk: Person): Promise<void> {
  await call(stage.server, "POST", "/reports", { organization_id: clerk.home, year: 2021 }, clerk.cookie);
  const form = new FormData();
  form.append("file", new Blob([readFileSync(fileURLToPath(new URL("../../packs/samples/laixi/members-office.xlsx", import.meta.url)))]), "members-office.xlsx");
  const answer = await fetch(`${stage.server.url}/api/v1/imports?kind=members`, { method: "POST", headers: { "X-Zhibu": "1", Cookie: clerk.cookie, Origin: stage.server.url }, body: form });
  expect(answer.status).toBeLessThan(300);
}

// A ballot of the secretary's branch, a selection and an honour of before it.
async function add_ballot_and_selection(clerk: Person, secretary: Person): Promise<void> {
  await call(stage.server, "POST", "/ballots", { organization_id: secretary.home, kind: "secret_resolution", title: "同意调整党支部活动经费" }, secretary.cookie);
  const { account } = await get<{ account: { id: number } }>(clerk, "/session");
  await call(stage.server, "POST", "/selections", { organization_id: clerk.home, honour: "model_point", title: "党建示范点", year: 2021, handler_id: account.id }, clerk.cookie);
  await call(stage.server, "POST", "/honours", { honour: "advanced_organization", organization_id: secretary.home, year: 2019, awarded_on: "2019-07-01", given_by_id: clerk.home, paper: "工委〔2019〕7号" }, clerk.cookie);
}

// A dispute of the secretary's own points.
async function add_dispute(secretary: Person): Promise<void> {
  await call(stage.server, "POST", "/points-disputes", { period: "2021-Q4", about: "missing", happened_on: "2021-12-04", rule: "volunteer", claim: "社区志愿服务漏记一次" }, secretary.cookie);
}

// The secretary's branch is classed as weak and has its lift plan, with a task.
async function add_lift_plan(clerk: Person, secretary: Person): Promise<void> {
  const write = async (path: string, body: unknown, of?: string) =>
    post<{ id: number }>(stage.server, clerk.cookie, path, body, of ? (await get<{ version: number }>(clerk, of)).version : undefined);
  const made = await write("/classifications", { index_name: "five_indexes", organization_id: clerk.home, period: "2021" });
  const classes = `/classifications/${made.id}`;
  await write(`${classes}/lines/${secretary.home}`, { to: "weak", reason: "多次提醒未改" }, classes);
  await write(`${classes}/confirmation`, {}, classes);
  const plan = await write("/lift-plans", { organization_id: secretary.home, classification_id: made.id, title: "整顿提升", cause: "活动少", goal: "按期开展", leader: "书记", due_on: "2099-12-31" });
  await write("/lift-tasks", { plan_id: plan.id, title: "补课", owner: "书记", measure: "每月一次", due_on: "2099-06-30" });
  await write(`/lift-plans/${plan.id}/publication`, {}, `/lift-plans/${plan.id}`);
}

let station = 0; // of a visit that is under way
// Business of the secretary's organ, one item without a branch, and a figure with the year before.
async function add_business(clerk: Person): Promise<void> {
  for (const name of ["优化政务服务窗口", "专项资金检查"]) await call(stage.server, "POST", "/business-items", { name, organization_id: clerk.home, starts_on: "2021-01-05", due_on: "2021-12-20" }, clerk.cookie);
  for (const [period, value] of [["2020", 1000], ["2021", 753]]) await call(stage.server, "POST", "/business-figures", { name: "criminal_cases", organization_id: clerk.home, period, value, source: "业务年报" }, clerk.cookie);
}

// A round of acceptance that runs, with a sheet for every branch.
async function add_round(clerk: Person): Promise<void> {
  const { account } = await get<{ account: { id: number } }>(clerk, "/session");
  const round = await post<{ id: number; version: number }>(stage.server, clerk.cookie, "/standard-rounds", { organization_id: clerk.home, title: "达标验收", standard: "standard/standard.toml", period: "2021", handler_id: account.id });
  await post(stage.server, clerk.cookie, `/standard-rounds/${round.id}/opening`, {}, round.version);
}

beforeAll(async () => {
  [stage.server, stage.browser] = await Promise.all([start_sample(), open_browser()]);
  stage.actors = new Actors(stage.server, stage.browser);
  for (const name of [...readers.desktop, "member"]) people.push(await logged_in(name));
  await add_report_and_import(people[0]!);
  await add_ballot_and_selection(people[0]!, people[1]!);
  await add_lift_plan(people[0]!, people[1]!);
  const [clerk, secretary, , leader] = people;
  const { stations } = await held_tour(stage.server, clerk!.cookie, clerk!.home, [secretary!.home], { leaders: [leader!.cookie], peers: [secretary!.cookie] });
  station = stations[0]!;
  await add_business(people[0]!);
  await add_round(people[0]!);
  await add_dispute(people[1]!);
}, 300_000);
afterAll(async () => {
  await stage.browser?.close();
  await stage.server?.stop();
});

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
    const own = paths.filter((path) => (base ? path.startsWith("/m/") : !/^\/(m|api|assets)\/|^\/(login|setup|password|second-factor|screen)$/.test(path)));
    return own.filter((path) => $router.resolve(path.slice(base.length)).name === "missing");
  });

// The address of a route for the first person who may open it and, for the page of one record, sees one.
async function opened_by({ path, permission }: Route, size: Size): Promise<{ person: Person; to: string }> {
  const named = whose[path] ?? (size === "phone" && path === "/contact" ? "leader" : undefined);
  const found = people.filter(({ name, permissions }) => (named ? name === named : readers[size].includes(name) && (!permission || permissions.includes(permission))));
  const base = path.replace(/\/:id\(\\d\+\).*$/, "");
  for (const person of found) {
    if (!path.includes(":id")) return { person, to: `${path.replace("/:rest(.*)*", "/no-such-page").replace("/:pack/:file", "/standard/cadence.toml").replace("/:name(\\w+)", "/five_indexes")}?size=20${queries[path]?.(person) ?? ""}` }; // twenty rows tell as much as fifty
    const { items } = await get<{ items: { id?: number; organization_id?: number }[] }>(person, `${lists[base] ?? base}${(lists[base] ?? "").includes("?") ? "&" : "?"}size=1`).catch(() => ({ items: [] }));
    if (items[0]) return { person, to: path.replace(/:id\(\\d\+\)/, String(items[0].id ?? items[0].organization_id)).replace("/:name(\\w+)", "/five_indexes").replace(":station(\\d+)", String(station)) };
  }
  throw new Error(`nobody can open ${path}: say in this file who can, or put a record into the sample`);
}

interface Look {
  dark: boolean;
  large: boolean;
}
// Dark mode belongs to the machine, large type to the account.
async function set_look(opened: GuardedPage, { cookie }: Person, look: Look): Promise<void> {
  await call(stage.server, "PATCH", "/session/preferences", { large_type: look.large }, cookie);
  await opened.context.addInitScript((kept) => localStorage.setItem("zhibu.look", kept), JSON.stringify(look));
}

// One window a person and look; the pages change within it as they do under a person's hand.
class Windows {
  private opened = new Map<string, GuardedPage>();
  constructor(private readonly size: Size, private readonly start: string, private readonly look: Look, private readonly window?: { width: number; height: number }) {}

  async of(person: Person): Promise<GuardedPage> {
    const known = this.opened.get(person.name);
    if (known) return known;
    const fresh = await stage.actors.with_cookie(person.cookie, this.size);
    if (this.window) await fresh.page.setViewportSize(this.window);
    await set_look(fresh, person, this.look);
    await fresh.page.goto(this.start);
    await fresh.page.locator("h1").first().waitFor();
    this.opened.set(person.name, fresh);
    return fresh;
  }
}

async function look_at(opened: GuardedPage, { path }: Route, to: string, name: string): Promise<string[]> {
  const { page, faults, settled, shot, check } = opened;
  try {
    await go(page, to);
    await page.locator("h1, .standing").first().waitFor();
    await settled();
    await shot(`route${path.replace(/[^a-z]+/g, "-")}-${name}`);
    if (!standing.includes(path)) {
      expect(await page.locator(".standing").count(), "not allowed, or not there").toBe(0);
      expect(await dead_links(page), "leads nowhere").toEqual([]);
      expect(await page.locator(".problem").allInnerTexts(), "shows an error").toEqual([]);
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

async function walk(size: Size, start: string, narrow: { width: number; height: number }): Promise<void> {
  const light = new Windows(size, start, { dark: false, large: false });
  const dark = new Windows(size, start, { dark: true, large: true }, narrow);
  const routes = await routes_of((await light.of(people.find(({ name }) => name === readers[size][0])!)).page);
  expect(routes.length).toBeGreaterThan(15);
  const faults: string[] = [];
  for (const route of routes) {
    const { person, to } = await opened_by(route, size);
    faults.push(...(await look_at(await light.of(person), route, to, "light")), ...(await look_at(await dark.of(person), route, to, "dark-large")));
  }
  expect(faults, faults.join("\n\n")).toEqual([]);
}

const walk_limit = 900_000; // on a busy machine; a minute or two on a quiet one
test("every page of the console", () => walk("desktop", "/", { width: 683, height: 384 }), walk_limit);
test("every page of the phone", () => walk("phone", "/m/", { width: 320, height: 640 }), walk_limit);

test("the console's frame is clean in the dark at full width", async () => {
  const opened = await new Windows("desktop", "/", { dark: true, large: false }).of(people[0]!);
  await opened.settled();
  await opened.check();
  await opened.shot("home-dark");
});
