// Reads across scopes: six accounts walk every GET of the API's own description, with every kind of id, filter, search and export.
// No organisation and no member from outside an account's subtree may appear, by number or by name.
import { join } from "node:path";
import { Client } from "./kit/server.mjs";
import { text_of_zip } from "./kit/unzip.mjs";

export const what = "six accounts walk every list, detail, export, search and figure: nothing from outside their subtree appears";
export const seconds = { short: 60, all: 180 };

const users = ["secretary", "member", "organ", "zb7", "zb90", "inspector"];
const pairs = (text) => text.split("\n").filter(Boolean).map((line) => line.split("|"));

// Who lies inside: the subtree of each role; outside is what no role reaches and what lies not above either (a branch knows the
// names of its superiors). A name counts only where everybody who bears it is outside.
function outside_of(world, session) {
  const roots = session.roles.filter((each) => each.role !== "member" || true).map((each) => each.organization_id);
  const whole = roots.includes(0);
  const inside = new Set(world.organizations.filter((each) => whole || roots.some((root) => world.above(each.id).includes(root))).map((each) => each.id));
  const superiors = new Set(roots.flatMap((root) => world.above(root)));
  const organizations = world.organizations.filter((each) => !inside.has(each.id) && !superiors.has(each.id));
  const members = world.members.filter((each) => !inside.has(each.organization_id) && each.id !== session.member_id);
  const near_names = new Set([...world.members.filter((each) => !members.includes(each)).map((each) => each.name), ...world.account_names]);
  const far_names = new Map(members.filter((each) => each.name.length >= 3 && !near_names.has(each.name)).map((each) => [each.name, each.id]));
  const own_text = world.organizations.filter((each) => inside.has(each.id) || superiors.has(each.id)).flatMap((each) => [each.name, each.short_name]);
  const far_titles = organizations.flatMap((each) => [each.name]).filter((name) => name && !own_text.some((own) => own.includes(name)));
  return { organizations: new Set(organizations.map((each) => each.id)), members: new Set(members.map((each) => each.id)), far_names, far_titles, inside };
}

const organization_keys = /^(organization_id|parent_id|place_id|branch_id|organ_id|home_id|unit_id|organization|recipient_id)$/, member_keys = /^(member_id|host_id|lecturer_id|person_id)$/;
function walk(value, seen, key = "") {
  if (Array.isArray(value)) value.forEach((each) => walk(each, seen, key));
  else if (value && typeof value === "object") for (const [name, each] of Object.entries(value)) walk(each, seen, name);
  else if (typeof value === "number") {
    if (organization_keys.test(key)) seen.organizations.add(value);
    if (member_keys.test(key)) seen.members.add(value);
  }
}

// What a text gives away of the outside.
function leaks_in(answer, outside, path) {
  const type = answer.headers["content-type"] ?? "";
  const zip = answer.bytes.length > 4 && answer.bytes.readUInt32LE(0) === 0x04034b50;
  const text = zip ? text_of_zip(answer.bytes).replace(/<[^>]+>/g, "\n") : answer.text;
  const found = [];
  if (type.includes("json")) {
    const seen = { organizations: new Set(), members: new Set() };
    try { walk(JSON.parse(text), seen); } catch { found.push("broken JSON"); }
    for (const id of seen.organizations) if (outside.organizations.has(id)) found.push(`organization ${id}`);
    for (const id of seen.members) if (outside.members.has(id)) found.push(`member ${id}`);
    if (path.startsWith("/members?") || path.startsWith("/organizations?"))
      for (const item of JSON.parse(text).items ?? []) if ((path.startsWith("/members") ? outside.members : outside.organizations).has(item.id)) found.push(`row ${item.id}`);
  }
  for (const title of outside.far_titles) if (text.includes(title)) found.push(`「${title}」`);
  for (const name of new Set(text.match(/[\u4e00-\u9fff]{2,}/g) ?? [])) if (outside.far_names.has(name)) found.push(`member ${outside.far_names.get(name)} by name`);
  return found;
}

async function paths_for(clerk, world, description, outside) {
  const pick = (list, n = 4) => { const all = [...list]; return Array.from({ length: Math.min(n, all.length) }, (_, i) => all[Math.floor((i * all.length) / Math.min(n, all.length))]); };
  const far_organizations = pick(outside.organizations.size ? outside.organizations : world.organizations.map((each) => each.id)), far_members = pick(outside.members.size ? outside.members : world.members.map((each) => each.id));
  const paths = [];
  const ids_of = (list) => world.ids[list] ?? [];
  for (const [route, methods] of Object.entries(description.paths)) {
    if (!methods.get) continue;
    const path = route.replace("/api/v1", "");
    if (/openapi|descriptions|sign-code/.test(path)) continue;
    const query = (methods.get.parameters ?? []).filter((each) => each.in === "query").map((each) => each.name);
    let filled = [path];
    if (path.includes("{")) {
      const noun = path.split("/")[1];
      const ids = noun === "organizations" ? far_organizations : noun === "members" ? far_members : pick(ids_of(noun), 6);
      filled = ids.flatMap((id) => { const rest = path.replace("{id}", id); return rest.includes("{") ? (/file_id/.test(rest) ? pick(world.files, 3) : [1, 2]).map((each) => rest.replace(/\{[^}]+\}/, each)) : [rest]; });
    }
    for (const each of filled) {
      paths.push(each);
      for (const name of query) {
        const values = /organization|place|issuer|parent/.test(name) ? far_organizations.slice(0, 2) : /member_id|lecturer_id|host_id/.test(name) ? far_members.slice(0, 2) : name === "format" ? ["xlsx", "docx"] : name === "q" ? [...pick(outside.far_names.keys(), 2), ...pick(outside.far_titles, 2), "党支部"] : name === "year" ? [2021] : name === "size" ? [200] : [];
        for (const value of values) paths.push(`${each}?${name}=${encodeURIComponent(value)}${path === "/facts" ? "&kind=life.held" : ""}`);
      }
      if (query.includes("organization_within") && query.includes("format")) paths.push(`${each}?format=xlsx&reason=drill&organization_within=${far_organizations[0]}`);
      if (path === "/figures" || path === "/rosters" || path === "/cadence/overview" || path === "/cadence/missing" || path === "/facts") for (const id of far_organizations.slice(0, 2)) paths.push(`${each}?organization_id=${id}&organization_within=${id}&period=2021&year=2021&of=members&kind=life.held&until=2021-12-28`);
    }
  }
  return [...new Set(paths)];
}

export async function run(trial) {
  const data = trial.sample(trial.folder("data")), file = join(data, "zhibu.db");
  const rows = (text) => pairs(trial.sql(file, text));
  const organizations = rows("SELECT id, coalesce(parent_id, 0), name, short_name FROM organization").map(([id, parent, name, short_name]) => ({ id: +id, parent: +parent, name, short_name }));
  const parents = new Map(organizations.map((each) => [each.id, each.parent]));
  const above = (id) => { const all = []; for (let at = id; at; at = parents.get(at)) all.push(at); return all; };
  const numbers = (sql) => rows(sql).map(([id]) => Number(id));
  const world = {
    organizations, above,
    members: rows("SELECT id, organization_id, name FROM member").map(([id, organization, name]) => ({ id: +id, organization_id: +organization, name })),
    account_names: rows("SELECT name FROM account").map(([name]) => name),
    files: numbers("SELECT id FROM stored_file"),
    ids: Object.fromEntries(Object.entries({ accounts: "account", audit: "fact", imports: "roster_import", meetings: "meeting", "contact-leaders": "contact_leader", "contact-points": "contact_point", "contact-visits": "contact_visit", inspections: "inspection", visits: "visit", problems: "problem", letters: "letter", draws: "draw", facts: "fact", reports: "report", binders: "binder", jobs: "job", "supervision-photos": "stored_file" }).map(([noun, table]) => [noun, numbers(`SELECT ${table === "fact" ? "id" : "id"} FROM ${table}`)])),
  };
  const server = await trial.serve(data);
  const clerk = await Client.log_in(server, "clerk");
  const description = await clerk.json("/openapi.json");
  let requests = 0, answered = 0;
  const counts = [];
  for (const user of users) {
    const client = await Client.log_in(server, user), session = await client.json("/session");
    const outside = outside_of(world, session);
    const paths = await paths_for(clerk, world, description, outside);
    const visit = async (path) => {
      const answer = await client.get(path);
      ++requests;
      trial.expect(answer.status < 500, `${user} GET ${path}: ${answer.status} ${answer.text.slice(0, 150)}`);
      if (answer.status !== 200) return;
      ++answered;
      const found = leaks_in(answer, outside, path);
      trial.expect(found.length === 0, `${user} GET ${decodeURIComponent(path)}: ${found.slice(0, 4).join(", ")}${found.length > 4 ? ` and ${found.length - 4} more` : ""}`);
    };
    for (let i = 0; i < paths.length; i += 6) await Promise.all(paths.slice(i, i + 6).map(visit));
    counts.push(`${user} ${outside.organizations.size}/${outside.members.size}`);
    if (user !== "secretary") continue;
    // The same walk by the clerk sees the outside of a secretary: by number, by name, in lists, exports and search.
    const seen = { list: 0, export: 0, search: 0, organizations: 0 };
    seen.list = leaks_in(await clerk.get("/members?size=200"), outside, "/members?size=200").length;
    seen.organizations = leaks_in(await clerk.get("/organizations/tree"), outside, "/organizations/tree").length;
    seen.export = leaks_in(await clerk.get("/members?format=xlsx&reason=drill"), outside, "/members?format=xlsx&reason=drill").length;
    seen.search = leaks_in(await clerk.get(`/search?q=${encodeURIComponent([...outside.far_names.keys()][0])}`), outside, "/search").length;
    for (const [where, found] of Object.entries(seen)) trial.control(found > 0, `the clerk's ${where} shows nobody from outside the branch: these eyes are closed`);
  }
  trial.expect(answered > requests / 10, `only ${answered} of ${requests} requests were answered: the walk tries the wrong things`);
  trial.figure(`${requests} requests by ${users.length} accounts, ${answered} answered; outside (organisations/members): ${counts.join(", ")}`);
}
