// A small office for the journeys of supervision: a committee, two organs, branches, and an open inspection with a team.
import { type Actors, call } from "./actors.ts";
import { day, today } from "./day.ts";
import type { TestServer } from "./server.ts";

export interface Office {
  committee: number;
  organ: number;
  branch: number;
  inspection: number;
  visit: number; // of the organ
  clerk: string; // cookies
  inspector: string;
}

async function at_version<T>(server: TestServer, method: string, cookie: string, path: string, body: unknown, version: number): Promise<T> {
  const headers = { "X-Zhibu": "1", "Content-Type": "application/json", Cookie: cookie, Origin: server.url, "If-Match": String(version) };
  const answer = await fetch(`${server.url}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}
export async function post<T>(server: TestServer, cookie: string, path: string, body: unknown, version?: number): Promise<T> {
  if (version === undefined) return (await call<T>(server, "POST", path, body, cookie)).body;
  return at_version(server, "POST", cookie, path, body, version);
}
export const put = <T>(server: TestServer, cookie: string, path: string, body: unknown, version: number): Promise<T> => at_version(server, "PUT", cookie, path, body, version);
export const get = async <T>(server: TestServer, cookie: string, path: string): Promise<T> => (await call<T>(server, "GET", path, undefined, cookie)).body;

export async function make_office(server: TestServer, actors: Actors): Promise<Office> {
  const admin = await actors.administrator_cookie();
  const found = async (name: string, kind: string, parent_id?: number) =>
    (await post<{ id: number }>(server, admin, "/organizations", { name, short_name: name, kind, founded_on: "2010-01-01", ...(parent_id ? { parent_id } : {}) })).id;
  const committee = await found("市直机关工委", "working_committee");
  const organ = await found("市财政局机关党委", "organ_committee", committee);
  const branch = await found("市财政局第一党支部", "branch", organ);
  await found("市水利局机关党委", "organ_committee", committee);
  const clerk = await actors.cookie_of("committee_clerk", committee);
  const inspector = await actors.cookie_of("inspector", committee);
  const { account } = await get<{ account: { id: number } }>(server, inspector, "/session");
  const inspection = await post<{ id: number; version: number }>(server, clerk, "/inspections", { title: "机关党建专题调研督导", kind: "research", organization_id: committee, coverage: "direct_below", starts_on: day(-3), ends_on: day(30), checklist: "organ_party_building" });
  await post(server, clerk, `/inspections/${inspection.id}/teams`, { name: "第一组", lead_id: account.id, members: [] });
  await post(server, clerk, `/inspections/${inspection.id}/opening`, {}, inspection.version);
  const { items } = await get<{ items: { id: number }[] }>(server, clerk, `/visits?inspection_id=${inspection.id}&organization_id=${organ}`);
  return { committee, organ, branch, inspection: inspection.id, visit: items[0]!.id, clerk, inspector };
}

// A problem of an organisation, fed back where `feed_back` says so.
export async function raise(server: TestServer, office: Office, organization_id: number, description: string, feed_back: boolean): Promise<number> {
  const problem = await post<{ id: number; version: number }>(server, office.inspector, "/problems", { organization_id, category: "record_thin", severity: "general", description, found_on: today() });
  if (feed_back) await post(server, office.inspector, `/problems/${problem.id}/steps/feed_back`, {}, problem.version);
  return problem.id;
}
