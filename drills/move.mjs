// R16: the records go from SQLite to PostgreSQL and back while people read, the mover killed on the way; both sides are compared row by row.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { Load } from "./kit/load.mjs";
import { Postgresql } from "./kit/postgresql.mjs";
import { binary, pause } from "./kit/trial.mjs";

export const what = "move SQLite → PostgreSQL → SQLite under load, the mover killed and run again: nothing lost, equal row by row";
export const seconds = { short: 110, all: 400 };

// The mover as a process that may be killed; resolves to { status, json, err }.
function move(words) {
  const child = spawn(binary, ["move", "--json", ...words], { stdio: ["ignore", "pipe", "pipe"] });
  let out = "", err = "";
  child.stdout.on("data", (piece) => (out += piece)), child.stderr.on("data", (piece) => (err += piece));
  const ended = new Promise((resolve) => child.once("close", (status) => resolve({ status, err, json: out ? JSON.parse(out) : undefined })));
  return { child, ended };
}
// The table filled so far, as the target's own notes say.
const brought = (cluster) => { try { return Number(cluster.sql("SELECT coalesce(sum(rows), 0) FROM move_progress")); } catch { return 0; } };
const begun_at = (cluster) => { try { return cluster.sql("SELECT state FROM write_gate") === "filling"; } catch { return false; } };

export async function run(trial) {
  const data = trial.sample(trial.folder("data")), cluster = await Postgresql.create(trial, "cluster");
  cluster.create_database();
  let server = await trial.serve(data);
  const load = await Load.prepare(server);
  load.start(() => server, 6);
  await pause(700);

  // Somebody reads all the time.
  let reading = true, reads = 0, failed = 0, slowest = 0;
  const reader = (async () => {
    const clerk = load.clerk.on(server);
    for (; reading; await pause(20)) {
      const begun = performance.now(), answer = await clerk.get("/problems?size=20").catch(() => undefined);
      ++reads, slowest = Math.max(slowest, performance.now() - begun);
      if (answer?.status !== 200) ++failed;
    }
  })();

  const words = ["--data", data, "--to", cluster.address], kills = trial.short ? 3 : 12;
  let killed = 0, highest = 0, half_filled_refused = 0;
  for (let i = 0; i < kills; ++i) {
    const mover = move(words), from = brought(cluster);
    // Each goes further than the last before it is killed; one is killed at once, in the middle of making the schema or of the first table.
    const until = Date.now() + 60_000;
    while (i > 0 && mover.child.exitCode === null && brought(cluster) <= from && Date.now() < until) await pause(15);
    await pause(i === 0 ? 150 : Math.random() * 200);
    if (mover.child.exitCode === null) mover.child.kill("SIGKILL"), ++killed;
    await mover.ended;
    const now = brought(cluster);
    trial.expect(now >= from, `after kill ${i + 1} the target holds ${now} rows, before it ${from}`);
    highest = Math.max(highest, now);
    if (begun_at(cluster) && half_filled_refused < 2) {
      const refused = await trial.serve(data, { extra: ["--database", cluster.address], may_refuse: true });
      if (trial.expect(!refused.alive && refused.log.includes("还没有迁完"), `a half-filled target serves: ${refused.log.slice(0, 300)}`)) ++half_filled_refused;
      await refused.kill();
    }
  }
  trial.expect(killed > 0 && half_filled_refused > 0, `the mover was killed ${killed} times, half a target was tried ${half_filled_refused} times`);
  // The server of the source may itself be started anew meanwhile.
  const begun = Date.now(), last = move(words);
  const told = await last.ended, took = (Date.now() - begun) / 1000;
  reading = false;
  await reader;
  await load.stop();
  if (!trial.expect(told.status === 0, `move: ended with ${told.status}: ${told.err.slice(-600)} ${JSON.stringify(told.json ?? {}).slice(0, 1500)}`)) return;
  trial.expect(told.json.brought < told.json.rows, "the last run brought every row again");
  trial.expect(failed === 0, `${failed} of ${reads} reads failed while moving`);
  const closed = load.of("refused").filter((write) => write.status === 503);
  trial.expect(closed.length > 0 && closed.every((write) => write.text.includes("database-mov")), `writes while moving: ${[...load.refusals].map(([status, count]) => `${count} × ${status}`).join(", ")}`);
  trial.expect(closed.some((write) => write.text.includes("正在迁移") || write.text.includes("being moved")), "no write was told that the database is being moved");
  await server.stop();
  const left = await trial.serve(data, { may_refuse: true });
  trial.expect(!left.alive && left.log.includes(cluster.address.replace(/:\d+$/, "")), `the source that was left serves: ${left.log.slice(0, 300)}`);
  await left.kill();

  // On PostgreSQL: it works, and then it goes back.
  server = await trial.serve(data, { extra: ["--database", cluster.address] });
  load.start(() => server, 6);
  await pause(trial.short ? 1500 : 6000);
  await load.stop();
  await server.stop();
  const back = await move(["--from", cluster.address, "--to-data", data]).ended;
  if (!trial.expect(back.status === 0, `move back: ended with ${back.status}: ${back.err.slice(-600)} ${JSON.stringify(back.json ?? {}).slice(0, 1500)}`)) return;
  const verified = trial.command("verify", "--data", data);
  trial.expect(verified.status === 0, `verify after both moves: ${verified.out}`);
  server = await trial.serve(data);
  await load.retry(server, trial, { sample: 15 });
  trial.faults.push(...await load.missing((text) => trial.sql(join(data, "zhibu.db"), text), server));
  await server.stop();

  // There and back without a write between: the same bytes, but for the row in the audit that says so.
  const again = await Postgresql.create(trial, "again");
  again.create_database();
  const there = await move(["--data", data, "--to", again.address]).ended, home = await move(["--from", again.address, "--to-data", data]).ended;
  trial.expect(there.status === 0 && home.status === 0, `there and back: ${there.status}, ${home.status}: ${there.err.slice(-300)} ${home.err.slice(-300)}`);
  if (there.status || home.status) return;
  const differing = there.json.tables.filter((table, i) => table.hash !== home.json.tables[i].hash_there).map(({ table }) => table);
  trial.expect(differing.join() === "audit,audit_head", `after a way there and back these differ: ${differing}`);

  // The eyes are open.
  const compare = () => trial.command("move", "--compare", "--json", "--from", again.address, "--to-data", data);
  trial.expect(compare().status === 0, "the two sides differ after the move");
  again.sql("UPDATE member SET name = name || 'x' WHERE id = (SELECT max(id) FROM member)");
  const seen = compare();
  trial.control(seen.status === 1 && /"table":"member","key":"tenant_id=1, id=\d+","what":"differs in name"/.test(seen.out), `a changed row was not found: ${seen.out.slice(0, 400)}`);
  const whole = there.json;
  trial.figure(`${killed} kills on the way (${highest} rows stood at the last), ${load.of("acknowledged").length} acknowledged writes there after both moves, ${reads} reads meanwhile (slowest ${Math.round(slowest)} ms), ${closed.length} writes told to wait, ${half_filled_refused} starts on half a target refused`);
  trial.figure(`${whole.rows} rows to PostgreSQL in ${whole.seconds.toFixed(1)} s with comparison and verification, back in ${home.json.seconds.toFixed(1)} s; the last of the killed ones ${took.toFixed(1)} s`);
}
