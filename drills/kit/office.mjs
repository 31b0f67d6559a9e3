// A small office made through the program's own interface: a tree, people, accounts, a meeting that was held.
import { Client } from "./server.mjs";
import { id_number } from "./load.mjs";

export const office_password = "Kept-Version-1";

const made = (answer) => {
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`);
  return answer.text ? answer.json() : {};
};

// Returns its places and the logged-in clerk and secretary. Of a server on an empty database.
export async function found_office(server) {
  const token = /^\s+([0-9a-zA-Z-]{8,})\s*$/m.exec(server.log)?.[1];
  const stranger = new Client(server);
  made(await stranger.post("/installation", { token, office_name: "市直机关工委", username: "admin", name: "林静", password: office_password }));
  const admin = await Client.log_in(server, "admin", office_password);
  const organization = async (name, kind, parent_id) => made(await admin.post("/organizations", { name, short_name: name, kind, founded_on: "2015-03-01", ...(parent_id ? { parent_id } : {}) })).id;
  const person = async (username, name, grants, member_id) => {
    made(await admin.post("/accounts", { username, name, password: "First-Kept-0", grants, ...(member_id ? { member_id } : {}) }));
    const settling = await Client.log_in(server, username, "First-Kept-0");
    made(await settling.post("/session/password", { current: "First-Kept-0", fresh: office_password }));
    settling.agent.destroy();
    return Client.log_in(server, username, office_password);
  };
  const committee = await organization("市直机关工委", "working_committee");
  const organ = await organization("市财政局机关党委", "organ_committee", committee);
  const branch = await organization("财政局第一党支部", "branch", organ);
  const clerk = await person("clerk", "许清", [{ role: "committee_clerk", organization_id: committee }]);
  const members = [];
  for (const [i, name] of ["王一", "李二", "张三"].entries())
    members.push(made(await clerk.post("/members", { name, organization_id: branch, stage: "formal", gender: "female", id_number: id_number(100 + i), phone: `1380000000${i}`, joined_on: "2010-07-01", regular_on: "2011-07-01" })).id);
  const secretary = await person("secretary", "王一", [{ role: "branch_secretary", organization_id: branch }, { role: "member", organization_id: branch }], members[0]);
  const moment = (ago) => new Date(Date.now() - ago).toISOString().slice(0, 19) + "Z";
  made(await secretary.post("/meetings/records", { organization_id: branch, kind: "theme_day", title: "主题党日", held_at: moment(3_600_000), ended_at: moment(60_000), place: "二楼会议室", host_id: members[0], participants: members, present: members.slice(0, 2), leave: [{ member_id: members[2], state: "leave", reason: "出差" }], minutes: "学习文件,交流体会。" }));
  for (const client of [stranger, admin]) client.agent.destroy();
  return { committee, organ, branch, members, clerk, secretary };
}
