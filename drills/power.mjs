// R2: power cuts. The data directory lies on an ext4 of its own on a loop device; the cut drops what was not synced, the next
// mount replays the journal. Positive control: with SQLite's log not synced at each commit (synchronous=NORMAL) writes are lost.
import { cpSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { Load } from "./kit/load.mjs";
import { pause } from "./kit/trial.mjs";

export const what = "power cuts on a loop device: what was acknowledged was synced, uploads are byte-identical";
export const seconds = { short: 90, all: 500 };

export async function run(trial) {
  const cuts = trial.short ? 3 : 30;
  const disk = trial.disk("disk", 700), data = join(disk.place, "data"), cutter = trial.native("cut");
  trial.sample(data);
  execFileSync("sync");
  const cut = async (server) => {
    execFileSync(cutter, [disk.place]);
    await server.kill();
    disk.unmount(), disk.mount();
  };
  const file = join(data, "zhibu.db"), sql = (text) => trial.sql(file, text);

  let server = await trial.serve(data);
  const load = await Load.prepare(server);
  for (let i = 0; i < cuts; ++i) {
    load.start(() => server, 8);
    await pause(300 + Math.random() * 700);
    await cut(server);
    await load.stop();
    server = await trial.serve(data);
    trial.expect_ready(server);
  }
  await load.retry(server, trial);
  trial.faults.push(...await load.missing(sql, server));
  await server.stop();
  const verified = trial.command("verify", "--data", data);
  trial.expect(verified.status === 0, `zhibu verify: ${verified.out}`);
  trial.figure(`${cuts} cuts, ${load.of("acknowledged").length} acknowledged, faults ${trial.faults.length}, ${trial.ready_figure}`);
  trial.expect(load.of("acknowledged").length > 5 * cuts, "the load hardly wrote");

  // The log may have been moved into the (synced) database file just before the cut: then once more.
  const { orders, env } = trial.breakable();
  let lost = 0, tried = 0, acknowledged = 0;
  while (!lost && tried++ < 5) {
    orders.syncs = "skip_log";
    server = await trial.serve(data, { env });
    const forgetful = await Load.prepare(server);
    forgetful.start(() => server, 8, ["problem", "meeting"]);
    for (const until = Date.now() + 20_000; forgetful.of("acknowledged").length < 10 && Date.now() < until;) await pause(20);
    await pause(300);
    await cut(server);
    await forgetful.stop();
    acknowledged = forgetful.of("acknowledged").length, lost = (await forgetful.missing(sql)).length;
  }
  trial.control(lost > 0, `a log that is not synced at each commit lost nothing (${orders.count} syncs left out)`);
  trial.figure(`control: without the log's sync ${lost} of ${acknowledged} lost`);
}
