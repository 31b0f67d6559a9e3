// R6, R7: a full disk on both engines and a disk whose fsync fails. Writes are refused in words (507, 503), reads and log-in go on, nothing refused
// is there, nothing acknowledged is lost, and the service recovers by itself.
import { execFileSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { Load } from "./kit/load.mjs";
import { Postgresql } from "./kit/postgresql.mjs";
import { Client } from "./kit/server.mjs";
import { pause } from "./kit/trial.mjs";

export const what = "a full disk (507), SQLite's and PostgreSQL's, and a failing fsync (503): never acknowledged, reads go on, recovers by itself";
export const seconds = { short: 150, all: 240 };

const readable = async (trial, server, load, when) => {
  const list = await load.clerk.on(server).get("/members?size=20");
  trial.expect(list.status === 200 && list.json().items.length === 20, `${when}: a list was answered ${list.status}`);
  const client = await Client.log_in(server, "leader").catch((error) => error);
  return client instanceof Client ? 201 : client.message;
};

// Not a byte is free any more; returns what to take away.
function fill(place) {
  const ballast = join(place, "ballast"), block = Buffer.alloc(1 << 20, 1), file = openSync(ballast, "w");
  for (const size of [1 << 20, 4096]) try { for (;;) writeSync(file, block, 0, size); } catch (error) { if (error.code !== "ENOSPC") throw error; }
  closeSync(file);
  return ballast;
}

const problem = (load, words) => ({ description: words, organization_id: load.branch, found_on: load.today, severity: "general", category: load.category });

// `engine`: { name, place (the small disk), data, extra, sql, keeps_room (for log-ins) }
async function full(trial, { name, place, data, extra, sql, keeps_room }) {
  const expect = (holds, words) => trial.expect(holds, `${name}: ${words}`);
  const { orders, env } = trial.breakable();
  const server = await trial.serve(data, { env, extra });
  const load = await Load.prepare(server);
  load.start(() => server, 4, ["problem", "photo", "meeting", "photo"]);
  for (const begun = Date.now(); Date.now() - begun < 15_000 && load.of("acknowledged").length < 10;) await pause(50);
  await load.stop();
  const ballast = fill(place), before = load.of("acknowledged").length, writing = Date.now();
  load.start(() => server, 4, ["problem", "photo", "meeting", "photo"]);
  while (Date.now() - writing < 15_000 && !(load.refusals.get(507) > 20)) await pause(50);
  await load.stop();
  const refused = load.of("refused").filter((write) => write.status === 507);
  trial.control(before >= 10, `${name}: only ${before} writes were acknowledged before the disk was full`);
  expect(refused.length > 20, `a full disk was answered ${[...load.refusals].map(([status, n]) => `${n} × ${status}`)}`);
  for (const kind of ["problem", "photo"]) expect(refused.some((write) => write.kind === kind), `no ${kind} was refused with 507`);
  expect([...load.refusals.keys()].every((status) => status === 507), `other refusals: ${load.of("refused").filter((write) => write.status !== 507).slice(0, 3).map((write) => `${write.kind} ${write.status} ${write.text}`)}`);
  if (refused.length) expect(/空间|磁盘/.test(refused[0].text), `the words of 507: ${refused[0].text}`);
  orders.shift_clock(150_000);  // long enough for a read to want to note that its log-in is still in use
  let signed_in = 0;
  for (let i = 0; i < 21; ++i) {
    const answer = await readable(trial, server, load, `${name}: full disk`);
    if (answer === 201) ++signed_in;
    else expect(!keeps_room && /507/.test(answer), `log-in ${i + 1} on a full disk: ${answer}`);
  }
  const still = await load.clerk.on(server).post("/problems", problem(load, "演练时的问题"));
  expect(still.status === 507, `a write beside the log-ins on a full disk: ${still.status}`);
  const health = await server.get("/healthz");
  expect(health.status === 503 && health.json().status === "degraded", `/healthz on a full disk: ${health.status} ${health.text}`);
  rmSync(ballast);
  const begun = Date.now();
  let back;
  while (Date.now() - begun < 10_000 && back !== 201) back = (await load.clerk.on(server).post("/problems", problem(load, `演练之后 ${Date.now()}`))).status;
  expect(back === 201 && (await server.get("/healthz")).status === 200, `with space again a write is answered ${back}`);
  trial.figure(`${name}, full disk: ${refused.length} × 507, ${load.of("acknowledged").length} acknowledged, ${signed_in} of 21 log-ins, back after ${Date.now() - begun} ms`);
  await load.retry(server, trial);
  for (const words of await load.missing(sql, server)) trial.faults.push(`${name}: ${words}`);
  await server.stop();
  const verified = trial.command("verify", "--data", data, ...extra);
  expect(verified.status === 0, `zhibu verify after a full disk: ${verified.out.slice(0, 2000)}`);
}

async function full_sqlite(trial) {
  const disk = trial.disk("disk", 160), data = trial.sample(join(disk.place, "data"));
  await full(trial, { name: "SQLite", place: disk.place, data, extra: [], sql: (text) => trial.sql(join(data, "zhibu.db"), text), keeps_room: true });
}

// PostgreSQL alone on the small disk, its log with room of its own (min_wal_size): no table can grow. It keeps no reserve for log-ins: they go on as
// long as pages of their tables have room, and are told 507 then.
async function full_postgresql(trial) {
  const disk = trial.disk("disk-postgresql", 600), data = trial.sample(trial.folder("postgresql"));
  const cluster = await Postgresql.of_sample(trial, "disk-postgresql/cluster", data, { fsync: "on", min_wal_size: "80MB", max_wal_size: "80MB" });
  await full(trial, { name: "PostgreSQL", place: disk.place, data, extra: ["--database", cluster.address], sql: (text) => cluster.asked(text), keeps_room: false });
  await cluster.stop();
}

// Its log cannot grow: PostgreSQL ends itself, whoever supervises it starts it again. Nobody is told that a write was kept which was not, the
// program stays, says 503 and goes on by itself once there is a PostgreSQL again.
async function full_log(trial) {
  const disk = trial.disk("disk-log", 160), data = trial.sample(trial.folder("log"));
  const cluster = await Postgresql.of_sample(trial, "cluster-log", data, { fsync: "on", min_wal_size: "32MB", max_wal_size: "32MB" });
  await cluster.stop();
  execFileSync("sh", ["-c", `mv '${cluster.data}/pg_wal' '${disk.place}/' && ln -s '${disk.place}/pg_wal' '${cluster.data}/pg_wal'`]);
  await cluster.begin();
  const extra = ["--database", cluster.address], server = await trial.serve(data, { extra });
  const load = await Load.prepare(server);
  load.doubtful = (status) => status >= 500;
  load.start(() => server, 4, ["problem", "member", "meeting", "photo"]);
  for (const begun = Date.now(); Date.now() - begun < 15_000 && load.of("acknowledged").length < 20;) await pause(50);
  const ballast = fill(disk.place);
  // Segments that lie ready are used up first.
  for (let i = 0; i < 12 && cluster.alive; ++i) try { cluster.sql("SELECT pg_switch_wal()"), await pause(300); } catch { break; }
  const ended = await Promise.race([cluster.exited.then(() => true), pause(15_000)]);
  trial.control(ended === true, "PostgreSQL: its log stood on a full disk and it went on");
  await pause(500);
  await load.stop();
  const told = load.of("unknown").find((write) => write.text), health = await server.get("/healthz");
  trial.expect(server.alive && health.status === 503 && health.json().status === "degraded", `PostgreSQL's log full: /healthz ${health.status} ${health.text}`);
  trial.expect(load.of("unknown").every((write) => write.status === undefined || write.status === 503 || write.status === 507), `PostgreSQL's log full: writes were answered ${[...new Set(load.of("unknown").map(({ status }) => status))]}`);
  trial.expect(told !== undefined, "PostgreSQL's log full: no write was refused");
  const refused = load.of("unknown").length, acknowledged = load.of("acknowledged").length;
  rmSync(ballast);
  await cluster.begin();
  const begun = Date.now();
  let state = 0;
  while (Date.now() - begun < 15_000 && state !== 200) state = (await server.get("/healthz")).status, await pause(50);
  trial.expect(state === 200, `PostgreSQL has room for its log again, /healthz ${state}`);
  const back = Date.now() - begun;
  await load.retry(server, trial);
  for (const words of await load.missing((text) => cluster.asked(text), server)) trial.faults.push(`PostgreSQL's log full: ${words}`);
  await server.stop();
  const verified = trial.command("verify", "--data", data, ...extra);
  trial.expect(verified.status === 0, `zhibu verify after a full log: ${verified.out.slice(0, 2000)}`);
  trial.figure(`PostgreSQL's log on a full disk: it ended itself, ${acknowledged} acknowledged before, ${refused} asked again, service back ${back} ms after it`);
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
  await full_sqlite(trial);
  await full_postgresql(trial);
  await full_log(trial);
}
