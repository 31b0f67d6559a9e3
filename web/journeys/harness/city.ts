// A branch with members and recorded meetings, made through the interface as its secretary would.
import { call, type Actors, type Person } from "./actors.ts";
import type { TestServer } from "./server.ts";

export interface Branch {
  committee: number;
  organ: number;
  branch: number;
  members: Person[]; // of the branch, all with a vote
  secretary: string; // the cookie
}
export interface City extends Branch {
  year: number;
  meetings: number;
}
interface Roster {
  people: { member_id: number }[];
  agenda: object[];
}

export async function branch_with_members(server: TestServer, actors: Actors): Promise<Branch> {
  const committee = await actors.organization("市直机关工委", "working_committee");
  const organ = await actors.organization("市财政局机关党委", "organ_committee", committee);
  const branch = await actors.organization("财政局第一党支部", "branch", organ);
  const admin = await actors.administrator_cookie();
  const members: Person[] = [];
  for (const name of ["王建国", "李秀英", "张文明", "刘晓燕", "陈志强"])
    members.push((await call<Person>(server, "POST", "/members", { name, organization_id: branch, stage: "formal", joined_on: "2012-07-01", regular_on: "2013-07-01" }, admin)).body);
  return { committee, organ, branch, members, secretary: await actors.cookie_of("branch_secretary", branch) };
}

export async function recorded_city(server: TestServer, actors: Actors): Promise<City> {
  const made = await branch_with_members(server, actors);
  const { branch, secretary } = made;
  const today = (await call<{ now: string }>(server, "GET", "/session", undefined, secretary)).body.now.slice(0, 10);
  const year = Number(today.slice(0, 4));
  const kinds = ["theme_day", "general_meeting"];
  for (const kind of kinds) {
    const { people, agenda } = (await call<Roster>(server, "GET", `/meeting-roster?organization_id=${branch}&kind=${kind}&day=${today}`, undefined, secretary)).body;
    const body = {
      organization_id: branch,
      kind,
      title: kind === "theme_day" ? "主题党日：走进社区办实事" : "支部党员大会：学习讨论",
      held_at: `${today}T00:00:00+08:00`, // over at any hour of the day
      present: people.slice(0, 4).map(({ member_id }) => member_id),
      agenda: agenda.map((item) => ({ ...item, done: true })),
      minutes: "按议程进行，与会党员作了交流发言。",
    };
    await call(server, "POST", "/meetings/records", body, secretary);
  }
  return { ...made, year, meetings: kinds.length };
}
