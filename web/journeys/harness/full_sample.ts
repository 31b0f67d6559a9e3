// The sample office with something on every page: what the sample itself has not is made here, and one of each role is logged in.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect } from "vitest";
import { Actors, call } from "./actors.ts";
import { open_browser } from "./browser.ts";
import { start_sample, type TestServer } from "./server.ts";
import type { Stage } from "./stage.ts";
import { post } from "./supervision.ts";
import { held_tour } from "./tour.ts";

export interface Person {
  name: string;
  cookie: string;
  permissions: string[];
  home: number; // the organisation of the first role
}
export interface FullSample extends Stage {
  people: Person[];
  station: number; // of a visit that is under way
}
const accounts = ["clerk", "secretary", "organ", "leader", "inspector", "auditor", "admin", "member"] as const;
const secret = "Zhibu-demo-2021"; // of all accounts of the sample

export const get_as = async <T>(server: TestServer, person: Person, path: string): Promise<T> => (await call<T>(server, "GET", path, undefined, person.cookie)).body;

async function logged_in(server: TestServer, name: string): Promise<Person> {
  const { cookie, body } = await call<{ permissions: string[]; roles: { organization_id: number | null }[] }>(server, "POST", "/session", { username: name, password: secret });
  return { name, cookie, permissions: body.permissions, home: body.roles[0]?.organization_id ?? 0 };
}

// The sample has everything but a report and an import of its own.
async function add_report_and_import(server: TestServer, clerk: Person): Promise<void> {
  await call(server, "POST", "/reports", { organization_id: clerk.home, year: 2021 }, clerk.cookie);
  const form = new FormData();
  form.append("file", new Blob([readFileSync(fileURLToPath(new URL("../../../packs/samples/laixi/members-office.xlsx", import.meta.url)))]), "members-office.xlsx");
  const answer = await fetch(`${server.url}/api/v1/imports?kind=members`, { method: "POST", headers: { "X-Zhibu": "1", Cookie: clerk.cookie, Origin: server.url }, body: form });
  expect(answer.status).toBeLessThan(300);
}

// An export that waits for a second person, as one is asked for.
async function ask_for_an_export(server: TestServer, clerk: Person, admin: Person): Promise<void> {
  await call(server, "PUT", "/security", { rows_for_two: 20, reason: "试用" }, admin.cookie);
  await call(server, "GET", "/members?format=xlsx&reason=check", undefined, clerk.cookie).catch(() => undefined);
  await call(server, "PUT", "/security", { rows_for_two: 0, reason: "试用" }, admin.cookie);
}

// A ballot of the secretary's branch, a selection and an honour of before it.
async function add_ballot_and_selection(server: TestServer, clerk: Person, secretary: Person): Promise<void> {
  await call(server, "POST", "/ballots", { organization_id: secretary.home, kind: "secret_resolution", title: "同意调整党支部活动经费" }, secretary.cookie);
  const { account } = await get_as<{ account: { id: number } }>(server, clerk, "/session");
  await call(server, "POST", "/selections", { organization_id: clerk.home, honour: "model_point", title: "党建示范点", year: 2021, handler_id: account.id }, clerk.cookie);
  await call(server, "POST", "/honours", { honour: "advanced_organization", organization_id: secretary.home, year: 2019, awarded_on: "2019-07-01", given_by_id: clerk.home, paper: "工委〔2019〕7号" }, clerk.cookie);
}

// The secretary asks to have the own record put right, and disputes the own points.
async function add_requests(server: TestServer, secretary: Person): Promise<void> {
  await call(server, "POST", "/corrections", { field: "phone", wanted: "13812345678", reason: "已换号" }, secretary.cookie);
  await call(server, "POST", "/points-disputes", { period: "2021-Q4", about: "missing", happened_on: "2021-12-04", rule: "volunteer", claim: "社区志愿服务漏记一次" }, secretary.cookie);
}

// The secretary's branch is classed as weak and has its lift plan, with a task.
async function add_lift_plan(server: TestServer, clerk: Person, secretary: Person): Promise<void> {
  const write = async (path: string, body: unknown, of?: string) =>
    post<{ id: number }>(server, clerk.cookie, path, body, of ? (await get_as<{ version: number }>(server, clerk, of)).version : undefined);
  const made = await write("/classifications", { index_name: "five_indexes", organization_id: clerk.home, period: "2021" });
  const classes = `/classifications/${made.id}`;
  await write(`${classes}/lines/${secretary.home}`, { to: "weak", reason: "多次提醒未改" }, classes);
  await write(`${classes}/confirmation`, {}, classes);
  const plan = await write("/lift-plans", { organization_id: secretary.home, classification_id: made.id, title: "整顿提升", cause: "活动少", goal: "按期开展", leader: "书记", due_on: "2099-12-31" });
  await write("/lift-tasks", { plan_id: plan.id, title: "补课", owner: "书记", measure: "每月一次", due_on: "2099-06-30" });
  await write(`/lift-plans/${plan.id}/publication`, {}, `/lift-plans/${plan.id}`);
}

// Business of the secretary's organ, one item without a branch, and a figure with the year before.
async function add_business(server: TestServer, clerk: Person): Promise<void> {
  for (const name of ["优化政务服务窗口", "专项资金检查"]) await call(server, "POST", "/business-items", { name, organization_id: clerk.home, starts_on: "2021-01-05", due_on: "2021-12-20" }, clerk.cookie);
  for (const [period, value] of [["2020", 1000], ["2021", 753]]) await call(server, "POST", "/business-figures", { name: "criminal_cases", organization_id: clerk.home, period, value, source: "业务年报" }, clerk.cookie);
}

// A round of acceptance that runs, with a sheet for every branch.
async function add_round(server: TestServer, clerk: Person): Promise<void> {
  const { account } = await get_as<{ account: { id: number } }>(server, clerk, "/session");
  const round = await post<{ id: number; version: number }>(server, clerk.cookie, "/standard-rounds", { organization_id: clerk.home, title: "达标验收", standard: "standard/standard.toml", period: "2021", handler_id: account.id });
  await post(server, clerk.cookie, `/standard-rounds/${round.id}/opening`, {}, round.version);
}

// Opens the stage before a file's first test. Filled only once they run.
export function open_full_sample(): FullSample {
  const stage = { people: [] as Person[] } as FullSample;
  beforeAll(async () => {
    [stage.server, stage.browser] = await Promise.all([start_sample(), open_browser()]);
    const { server } = stage;
    stage.actors = new Actors(server, stage.browser);
    const all = {} as Record<(typeof accounts)[number], Person>;
    for (const name of accounts) stage.people.push((all[name] = await logged_in(server, name)));
    const { clerk, secretary, leader, admin } = all;
    await add_report_and_import(server, clerk);
    await add_ballot_and_selection(server, clerk, secretary);
    await add_lift_plan(server, clerk, secretary);
    stage.station = (await held_tour(server, clerk.cookie, clerk.home, [secretary.home], { leaders: [leader.cookie], peers: [secretary.cookie] })).stations[0]!;
    await add_business(server, clerk);
    await add_round(server, clerk);
    await ask_for_an_export(server, clerk, admin);
    await add_requests(server, secretary);
  }, 900_000); // the sample itself takes half a minute on a quiet machine
  afterAll(async () => {
    await (stage.browser as Stage["browser"] | undefined)?.close();
    await (stage.server as TestServer | undefined)?.stop();
  });
  return stage;
}
