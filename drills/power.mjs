// R2: power cuts. The data directory, and PostgreSQL's, lies on an ext4 of its own on a loop device; the cut drops what was not synced,
// the next mount replays the journal. Positive controls: with SQLite's log not synced at each commit (synchronous=NORMAL), and with
// PostgreSQL's fsync off, writes are lost.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { Load } from "./kit/load.mjs";
import { Postgresql } from "./kit/postgresql.mjs";
import { pause } from "./kit/trial.mjs";

export const what = "power cuts on a loop device, SQLite and PostgreSQL: what was acknowledged was synced, uploads are byte-identical";
export const seconds = { short: 150, all: 900 };

// `engine`: { name, data, extra, sql, cut (the power, what ran on it, and the disk mounted again), begin (what the program needs) }
async function on_engine(trial, engine, cuts) {
  const { name, data, extra, sql, cut } = engine, expect = (holds, words) => trial.expect(holds, `${name}: ${words}`);
  const serve = () => trial.serve(data, { extra });
  let server = await serve();
  const load = await Load.prepare(server);
  // Who is told that the database went away is not told whether the write was kept.
  if (extra.length) load.doubtful = (status) => status >= 500;
  for (let i = 0; i < cuts; ++i) {
    load.start(() => server, 8);
    await pause(300 + Math.random() * 700);
    await cut(server);
    await load.stop();
    await engine.begin();
    server = await serve();
    trial.expect_ready(server);
  }
  const unknown = load.of("unknown").length;
  await load.retry(server, trial);
  for (const words of await load.missing(sql, server)) trial.faults.push(`${name}: ${words}`);
  await server.stop();
  const verified = trial.command("verify", "--data", data, ...extra);
  expect(verified.status === 0, `zhibu verify: ${verified.out.slice(0, 2000)}`);
  trial.figure(`${name}: ${cuts} cuts, ${load.of("acknowledged").length} acknowledged, ${unknown} without an answer asked again, faults ${trial.faults.length}`);
  expect(load.of("acknowledged").length > 5 * cuts, "the load hardly wrote");
}

async function written(server, load) {
  load.start(() => server, 8, ["problem", "meeting"]);
  for (const until = Date.now() + 20_000; load.of("acknowledged").length < 10 && Date.now() < until;) await pause(20);
  await pause(300);
}

async function on_sqlite(trial, cutter) {
  const disk = trial.disk("disk", 700), data = trial.sample(join(disk.place, "data"));
  execFileSync("sync");
  const sql = (text) => trial.sql(join(data, "zhibu.db"), text), cut = async (server) => {
    execFileSync(cutter, [disk.place]);
    await server.kill();
    disk.unmount(), disk.mount();
  };
  await on_engine(trial, { name: "SQLite", data, extra: [], sql, cut, begin: () => {} }, trial.short ? 3 : 30);

  // The log may have been moved into the (synced) database file just before the cut: then once more.
  const { orders, env } = trial.breakable();
  let lost = 0, tried = 0, acknowledged = 0;
  while (!lost && tried++ < 5) {
    orders.syncs = "skip_log";
    const server = await trial.serve(data, { env }), forgetful = await Load.prepare(server);
    await written(server, forgetful);
    await cut(server);
    await forgetful.stop();
    acknowledged = forgetful.of("acknowledged").length, lost = (await forgetful.missing(sql)).length;
  }
  trial.control(lost > 0, `SQLite: a log that is not synced at each commit lost nothing (${orders.count} syncs left out)`);
  trial.figure(`control: without the log's sync ${lost} of ${acknowledged} lost`);
}

async function on_postgresql(trial, cutter) {
  const disk = trial.disk("disk-postgresql", 1500), data = trial.sample(join(disk.place, "data"));
  const cluster = await Postgresql.of_sample(trial, "disk-postgresql/cluster", data, { fsync: "on", max_wal_size: "128MB" });
  execFileSync("sync");
  const extra = ["--database", cluster.address], sql = (text) => cluster.asked(text), cut = async (server) => {
    execFileSync(cutter, [disk.place]);
    await server.kill();
    await cluster.kill();
    disk.unmount(), disk.mount();
  };
  await on_engine(trial, { name: "PostgreSQL", data, extra, sql, cut, begin: () => cluster.begin() }, trial.short ? 3 : 30);

  // Whether it then starts at all is chance: if not, everything since the last checkpoint is lost.
  await cluster.stop();
  execFileSync("sync");
  cluster.settings = { ...cluster.settings, fsync: "off" };
  await cluster.begin();
  const server = await trial.serve(data, { extra }), forgetful = await Load.prepare(server);
  await written(server, forgetful);
  await cut(server);
  await forgetful.stop();
  const acknowledged = forgetful.of("acknowledged").length, lost = await cluster.begin().then(() => forgetful.missing(sql), (error) => error);
  trial.control(acknowledged > 0 && (lost instanceof Error || lost.length > 0), `PostgreSQL: with fsync off ${acknowledged} writes were acknowledged and none is lost`);
  trial.figure(lost instanceof Error ? `control: with fsync off it does not start again, ${acknowledged} acknowledged` : `control: with fsync off ${lost.length} of ${acknowledged} lost`);
}

export async function run(trial) {
  const cutter = trial.native("cut");
  await on_sqlite(trial, cutter);
  await on_postgresql(trial, cutter);
  trial.figure(trial.ready_figure);
}
