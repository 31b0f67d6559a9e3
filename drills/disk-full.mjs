// R6, R7: a full disk and a disk whose fsync fails. Writes are refused in words (507, 503), reads and log-in go on, nothing refused
// is there, nothing acknowledged is lost, and the service recovers by itself.
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { Load } from "./kit/load.mjs";
import { Client } from "./kit/server.mjs";
import { pause } from "./kit/trial.mjs";

export const what = "a full disk (507) and a failing fsync (503): never acknowledged, reads go on, recovers by itself";
export const seconds = { short: 60, all: 120 };

const readable = async (trial, server, load, when) => {
  const list = await load.clerk.on(server).get("/members?size=20");
  trial.expect(list.status === 200 && list.json().items.length === 20, `${when}: a list was answered ${list.status}`);
  const client = await Client.log_in(server, "leader").catch((error) => error);
  return client instanceof Client ? 201 : client.message;
};

async function full(trial) {
  const disk = trial.disk("disk", 160), data = trial.sample(join(disk.place, "data"));
  const { orders, env } = trial.breakable();
  const server = await trial.serve(data, { env });
  const load = await Load.prepare(server);
  const ballast = join(disk.place, "ballast"), block = Buffer.alloc(1 << 20, 1);
  const file = openSync(ballast, "w");
  for (const size of [1 << 20, 4096]) try { for (;;) writeSync(file, block, 0, size); } catch (error) { if (error.code !== "ENOSPC") throw error; }
  closeSync(file);
  const writing = Date.now();
  load.start(() => server, 4, ["problem", "photo", "meeting", "photo"]);
  while (Date.now() - writing < 15_000 && !(load.refusals.get(507) > 20)) await pause(50);
  await load.stop();
  const refused = load.of("refused").filter((write) => write.status === 507);
  trial.expect(refused.length > 20, `a full disk was answered ${[...load.refusals].map(([status, n]) => `${n} × ${status}`)}`);
  for (const kind of ["problem", "photo"]) trial.expect(refused.some((write) => write.kind === kind), `no ${kind} was refused with 507`);
  trial.expect([...load.refusals.keys()].every((status) => status === 507), `other refusals: ${load.of("refused").filter((write) => write.status !== 507).slice(0, 3).map((write) => `${write.kind} ${write.status} ${write.text}`)}`);
  if (refused.length) trial.expect(/空间|磁盘/.test(refused[0].text), `the words of 507: ${refused[0].text}`);
  orders.shift_clock(150_000);  // long enough for a read to want to note that its log-in is still in use
  const signed_in = await readable(trial, server, load, "full disk");
  for (let i = 0; i < 20; ++i) {
    const again = await readable(trial, server, load, "full disk");
    if (!trial.expect(again === 201, `log-in ${i + 2} on a full disk: ${again}`)) break;
  }
  const still = await load.clerk.on(server).post("/problems", { description: "演练时的问题", organization_id: load.branch, found_on: load.today, severity: "general", category: load.category });
  trial.expect(still.status === 507, `a write beside the log-ins on a full disk: ${still.status}`);
  trial.expect(signed_in === 201, `log-in on a full disk: ${signed_in}`);
  const health = await server.get("/healthz");
  trial.expect(health.status === 503 && health.json().status === "degraded", `/healthz on a full disk: ${health.status} ${health.text}`);
  rmSync(ballast);
  const begun = Date.now();
  let back;
  while (Date.now() - begun < 10_000 && back !== 201) back = (await load.clerk.on(server).post("/problems", { description: `演练之后 ${Date.now()}`, organization_id: load.branch, found_on: load.today, severity: "general", category: load.category })).status;
  trial.expect(back === 201 && (await server.get("/healthz")).status === 200, `with space again a write is answered ${back}`);
  trial.figure(`full disk: ${refused.length} × 507, ${load.of("acknowledged").length} acknowledged, back after ${Date.now() - begun} ms`);
  await load.retry(server, trial);
  trial.faults.push(...await load.missing((text) => trial.sql(join(data, "zhibu.db"), text), server));
  await server.stop();
  const verified = trial.command("verify", "--data", data);
  trial.expect(verified.status === 0, `zhibu verify after a full disk: ${verified.out}`);
}

async function failing(trial) {
  const data = trial.sample(trial.folder("failing")), { orders, env } = trial.breakable();
  const server = await trial.serve(data, { env });
  const load = await Load.prepare(server);
  load.start(() => server, 6, ["problem", "photo", "meeting", "member"]);
  for (const begun = Date.now(); Date.now() - begun < 15_000 && load.of("acknowledged").length < 10;) await pause(50);
  orders.syncs = "fail";
  await pause(50);  // what was under way may still have been synced
  const before = new Set(load.of("acknowledged"));
  for (const since = Date.now(); Date.now() - since < 15_000 && load.of("refused").length < 40;) await pause(50);
  const during = load.of("acknowledged").filter((write) => !before.has(write));
  const health = await server.get("/healthz");
  const listed = (await load.clerk.on(server).get("/members?size=20")).status;
  await load.stop();
  const after_stop = load.of("acknowledged").filter((write) => !before.has(write));
  // A write whose sync began before the order may be answered just after it; with 6 workers at most 6.
  trial.expect(after_stop.length === 0 || (during.length <= 6 && after_stop.length === during.length), `${after_stop.length} writes were acknowledged while every fsync failed`);
  trial.expect(load.of("refused").length > 20 && [...load.refusals.keys()].every((status) => status === 503), `refusals while fsync failed: ${[...load.refusals]}`);
  trial.expect(health.status === 503, `/healthz while fsync failed: ${health.status} ${health.text}`);
  trial.expect(listed === 200, `a list while fsync failed: ${listed}`);
  trial.control(orders.count > 0 && before.size > 0, "the failing fsync was never called, or nothing was written before it failed");
  const failed = orders.count;
  orders.syncs = "honest";
  const begun = Date.now();
  let state = 503;
  while (Date.now() - begun < 10_000 && state !== 200) state = (await server.get("/healthz")).status;
  trial.expect(state === 200, `/healthz once fsync works again: ${state}`);
  await load.retry(server, trial);
  trial.faults.push(...await load.missing((text) => trial.sql(join(data, "zhibu.db"), text), server));
  await server.stop();
  const verified = trial.command("verify", "--data", data);
  trial.expect(verified.status === 0, `zhibu verify after a failing disk: ${verified.out}`);
  trial.figure(`failing fsync: ${failed} failed, ${load.of("refused").length} writes refused, ${after_stop.length} acknowledged, degraded and back after ${Date.now() - begun} ms`);
}

export async function run(trial) {
  await failing(trial);
  await full(trial);
}
