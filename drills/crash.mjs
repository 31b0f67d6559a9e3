// R1, R3, R4: kill -9 under mixed load; every acknowledged write is there exactly once, the lost answers are asked for again.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { Load } from "./kit/load.mjs";
import { pause } from "./kit/trial.mjs";

export const what = "kill -9 under imports, meetings, problems and uploads: nothing acknowledged is lost, nothing stands twice";
export const seconds = { short: 90, all: 500 };

export async function run(trial) {
  const kills = trial.short ? 5 : 50;
  const data = trial.sample(trial.folder("data"));
  let server = await trial.serve(data);
  const load = await Load.prepare(server);
  load.start(() => server, 12);
  for (let i = 0; i < kills; ++i) {
    await pause(250 + Math.random() * 650);
    await server.kill();
    server = await trial.serve(data);
    trial.expect_ready(server);
  }
  await pause(300);
  await load.stop();
  await load.twice(server, trial.short ? 3 : 10);
  const unknown = load.of("unknown").length;
  await load.retry(server, trial);
  const sql = (text) => trial.sql(join(data, "zhibu.db"), text);
  trial.faults.push(...await load.missing(sql, server));
  const sums = Object.fromEntries(["problem", "meeting", "member", "photo", "import", "application"].map((kind) => [kind, load.of("acknowledged").filter((write) => write.kind === kind).length]));
  for (const [kind, sum] of Object.entries(sums)) trial.expect(sum > 0, `no ${kind} was acknowledged: the load does not work (${[...load.refusals]})`);
  await server.stop();
  const verified = trial.command("verify", "--data", data);
  trial.expect(verified.status === 0, `zhibu verify: ${verified.out}`);

  // The eyes are open: a copy from which one row was taken and one doubled is found out.
  const copy = trial.folder("control");
  cpSync(data, copy, { recursive: true });
  const problem = load.of("acknowledged").find((write) => write.kind === "problem"), meeting = load.of("acknowledged").find((write) => write.kind === "meeting");
  const copied = (text) => trial.sql(join(copy, "zhibu.db"), text);
  copied(`DELETE FROM problem WHERE id = ${problem.answer.id}; UPDATE meeting SET title = 'x' WHERE id = ${meeting.answer.id};`);
  trial.control((await load.missing(copied)).length === 2, "a deleted problem and a renamed meeting were not noticed");
  trial.figure(`${kills} kills, ${load.of("acknowledged").length} acknowledged (${Object.entries(sums).map(([kind, sum]) => `${sum} ${kind}`).join(", ")}), ${unknown} without an answer asked again, lost 0`.replace("lost 0", `faults ${trial.faults.length}`));
  trial.figure(trial.ready_figure);
}
