// R1, R3, R4: kill -9 under mixed load, of the program on each engine and of PostgreSQL itself; every acknowledged write is there exactly
// once, the lost answers are asked for again.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { Load } from "./kit/load.mjs";
import { Postgresql } from "./kit/postgresql.mjs";
import { pause } from "./kit/trial.mjs";

export const what = "kill -9 under imports, meetings, problems and uploads, on SQLite and PostgreSQL, and of PostgreSQL itself: nothing acknowledged is lost, nothing stands twice";
export const seconds = { short: 180, all: 900 };

// `cluster`: whose server is killed at every second time instead of the program.
async function on_engine(trial, { name, data, extra, sql, copy, cluster }, kills) {
  const told = (words) => trial.faults.push(`${name}: ${words}`), expect = (holds, words) => { if (!holds) told(words); };
  const serve = () => trial.serve(data, { extra });
  let server = await serve(), slowest = 0, acknowledged_at = 0;
  const load = await Load.prepare(server);
  // Who is told that the database went away is not told whether the write was kept: asked again with its key, as a page does.
  if (cluster) load.insists = true, load.doubtful = (status) => status >= 500;
  load.heard = () => (acknowledged_at = performance.now());
  load.start(() => server, 12);
  for (let i = 0; i < kills; ++i) {
    await pause(250 + Math.random() * 650);
    if (cluster && i % 2) {
      const begun = performance.now();
      await cluster.kill();
      await pause(Math.random() * 400);
      await cluster.begin();
      while (acknowledged_at < begun + 1 && performance.now() - begun < 30_000 * trial.patience) await pause(20);
      const gap = performance.now() - begun;
      expect(acknowledged_at > begun + 1, `no write was acknowledged ${Math.round(gap / 1000)} s after PostgreSQL was killed`);
      expect(server.alive, "the program ended with its database");
      slowest = Math.max(slowest, gap);
    } else {
      await server.kill();
      server = await serve();
      trial.expect_ready(server);
    }
  }
  await pause(300);
  await load.stop();
  await load.twice(server, trial.short ? 3 : 10);
  const unknown = load.writes.filter((write) => write.asked_again || write.state === "unknown").length;
  await load.retry(server, trial);
  for (const words of await load.missing(sql, server)) told(words);
  const sums = Object.fromEntries(["problem", "meeting", "member", "photo", "import", "application"].map((kind) => [kind, load.of("acknowledged").filter((write) => write.kind === kind).length]));
  for (const [kind, sum] of Object.entries(sums)) expect(sum > 0, `no ${kind} was acknowledged: the load does not work (${[...load.refusals]})`);
  await server.stop();
  const verified = trial.command("verify", "--data", data, ...extra);
  expect(verified.status === 0, `zhibu verify: ${verified.out.slice(0, 2000)}`);

  // The eyes are open: a copy from which one row was taken and one renamed is found out.
  const copied = copy();
  const problem = load.of("acknowledged").find((write) => write.kind === "problem"), meeting = load.of("acknowledged").find((write) => write.kind === "meeting");
  copied(`DELETE FROM problem WHERE id = ${problem.answer.id}; UPDATE meeting SET title = 'x' WHERE id = ${meeting.answer.id};`);
  trial.control((await load.missing(copied)).length === 2, `${name}: a deleted problem and a renamed meeting were not noticed`);
  trial.figure(`${name}: ${kills} kills${cluster ? `, ${Math.floor(kills / 2)} of them of PostgreSQL (acknowledging again after at most ${(slowest / 1000).toFixed(1)} s)` : ""}, ${load.of("acknowledged").length} acknowledged (${Object.entries(sums).map(([kind, sum]) => `${sum} ${kind}`).join(", ")}), ${unknown} without an answer asked again, faults ${trial.faults.length}`);
}

export async function run(trial) {
  const kills = trial.short ? 5 : 50;
  const data = trial.sample(trial.folder("data"));
  await on_engine(trial, { name: "SQLite", data, extra: [], sql: (text) => trial.sql(join(data, "zhibu.db"), text), copy: () => {
    const copy = trial.folder("control");
    cpSync(data, copy, { recursive: true });
    return (text) => trial.sql(join(copy, "zhibu.db"), text);
  } }, kills);
  const there = trial.sample(trial.folder("postgresql")), cluster = await Postgresql.of_sample(trial, "cluster", there, { fsync: "on" });
  await on_engine(trial, { name: "PostgreSQL", data: there, extra: ["--database", cluster.address], cluster, sql: (text) => cluster.asked(text), copy: () => {
    cluster.sql("CREATE DATABASE copy TEMPLATE zhibu", "postgres");
    return (text) => cluster.asked(text, "copy");
  } }, kills);
  trial.figure(trial.ready_figure);
}
