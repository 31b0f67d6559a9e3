// A small office made through the front door: a committee with two branches, a clerk and a secretary.
import { Client } from "./server.mjs";

const first = "Zhibu-first-2021", password = "Zhibu-drill-2021";

// What a server on an empty database prints for its first administrator.
export const token_of = (server) => /^\s+([0-9a-f]{32})\s*$/m.exec(server.log)?.[1];

const create = async (client, path, body) => {
  const answer = await client.post(path, body);
  if (answer.status !== 201) throw new Error(`POST ${path}: ${answer.status} ${answer.text}`);
  return answer.json();
};

// The first administrator of an empty database, whose server printed the token.
export async function install(front, token, name = "演练") {
  const admin = new Client(front, "", "admin");
  const made = await admin.post("/installation", { token, office_name: `${name}机关`, username: "admin", name: "管理员", password });
  if (made.status >= 300) throw new Error(`installation: ${made.status} ${made.text}`);
  admin.cookie = made.headers["set-cookie"].map((each) => each.split(";")[0]).join("; ");
  return admin;
}
async function account(admin, username, role, organization) {
  await create(admin, "/accounts", { username, name: username, password: first, grants: [{ role, organization_id: organization }] });
  const client = await Client.log_in(admin.server, username, first);
  const changed = await client.post("/session/password", { current: first, fresh: password });
  if (changed.status >= 300) throw new Error(`password of ${username}: ${changed.status} ${changed.text}`);
  return Client.log_in(admin.server, username, password);
}
const described = (committee, branch) => ({ today: new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10), branch: branch.id, branch_name: branch.name, branch_code: branch.code, category: "record_thin", committee });

export async function found_office(front, token, name = "演练") {
  const admin = await install(front, token, name);
  const committee = await create(admin, "/organizations", { name: `${name}机关工委`, short_name: `${name}工委`, kind: "working_committee", founded_on: "2010-01-01" });
  const clerk = await account(admin, "clerk", "committee_clerk", committee.id), branches = [];
  for (const which of ["第一党支部", "第二党支部"]) branches.push(await create(clerk, "/organizations", { name: name + which, short_name: name + which, kind: "branch", parent_id: committee.id, founded_on: "2010-01-01" }));
  return { clerk, secretary: await account(admin, "secretary", "branch_secretary", branches[0].id), ...described(committee.id, branches[0]) };
}
// Its clerk and the secretary of one branch, where the tree was imported.
export async function staff(admin) {
  const tree = (await admin.json("/organizations/tree")).items, root = tree.find(({ parent_id }) => !parent_id).id;
  const clerk = await account(admin, "clerk", "committee_clerk", root), branch = await clerk.json(`/organizations/${tree.find(({ kind }) => kind === "branch").id}`);
  return { clerk, secretary: await account(admin, "secretary", "branch_secretary", branch.id), ...described(root, branch) };
}
