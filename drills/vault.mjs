// R14: hourly backups into a vault beside a load, on both engines: cheap where nothing changed, whole, and refused where a byte differs.
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Load } from "./kit/load.mjs";
import { Postgresql } from "./kit/postgresql.mjs";
import { pause } from "./kit/trial.mjs";

export const what = "backups into a vault under load: nothing acknowledged missing, an unchanged city costs nothing, a flipped byte refused; PostgreSQL's into SQLite";
export const seconds = { short: 80, all: 300 };

const files_of = (folder) => readdirSync(folder, { recursive: true }).map((name) => join(folder, name)).filter((path) => statSync(path).isFile() && statSync(path).size > 0);

export async function run(trial) {
  const data = trial.sample(trial.folder("data")), vault = join(data, "vault");
  const set_up = trial.command("backup", "vault", "--data", data);
  if (!trial.expect(set_up.status === 0, `set up: ${set_up.out}`)) return;
  const take = (...more) => { const done = trial.command("backup", "now", "--json", "--data", data, ...more); trial.expect(done.status === 0, `backup: ${done.out.slice(0, 600)}`); return done.status === 0 ? JSON.parse(done.out.trim().split("\n").pop()) : {}; };
  const first = take(), unchanged = take();
  trial.expect(unchanged.fresh < first.fresh / 50, `a backup of an unchanged city costs ${unchanged.fresh} bytes, the first ${first.fresh}`);

  let server = await trial.serve(data);
  const load = await Load.prepare(server);
  load.start(() => server, 6);
  for (const until = Date.now() + 20_000; load.of("acknowledged").length < 60 && Date.now() < until;) await pause(50);
  const before = [...load.of("acknowledged")], begun = Date.now();
  const online = take(), took = Date.now() - begun;
  await load.stop();
  await server.stop();
  const restored = join(trial.work, "restored");
  const back = trial.command("restore", join(vault, "moments", online.moment), "--data", restored);
  if (!trial.expect(back.status === 0, `restore: ${back.out}`)) return;
  const verified = trial.command("verify", "--data", restored);
  trial.expect(verified.status === 0, `verify after the restore: ${verified.out}`);
  server = await trial.serve(restored);
  load.writes = before;
  trial.faults.push(...(await load.missing((text) => trial.sql(join(restored, "zhibu.db"), text), server)).map((each) => `in the backup: ${each}`));
  await server.stop();

  // A byte of a chunk or of a list; the restore leaves nothing behind.
  const target = join(trial.work, "target"), flips = trial.short ? 3 : 20;
  let refused = 0;
  // Of this moment: what it added to the vault itself, and its list.
  const all = files_of(join(vault, "chunks")).filter((path) => statSync(path).mtimeMs >= begun && statSync(path).mtimeMs <= begun + took).concat(join(vault, "moments", online.moment));
  const named = (path) => trial.command("restore", vault, "--moment", online.moment, "--data", path);
  for (let i = 0; i < flips; ++i) {
    const path = i === 0 ? all[all.length - 1] : all[Math.floor(Math.random() * all.length)], good = readFileSync(path), bytes = Buffer.from(good);
    bytes[Math.floor(Math.random() * bytes.length)] ^= 1 << Math.floor(Math.random() * 8);
    writeFileSync(path, bytes);
    const attempt = named(target), examined = i === 0 ? trial.command("backup", "verify", vault, "--moment", online.moment) : { status: 1 };
    writeFileSync(path, good);
    const untouched = !existsSync(target) && !readdirSync(trial.work).some((name) => name.includes("restoring"));
    if (trial.expect(attempt.status === 1 && examined.status === 1 && untouched, `a flipped byte in ${path}: ${attempt.status}, ${untouched ? "untouched" : "something was left"}: ${attempt.out.slice(0, 200)}`)) ++refused;
  }
  trial.expect(refused > 0, "no flipped byte was refused");

  // From PostgreSQL into SQLite, as the restore drill does it.
  const cluster = await Postgresql.create(trial, "cluster");
  cluster.create_database();
  const moved = trial.command("move", "--data", restored, "--to", cluster.address);
  if (!trial.expect(moved.status === 0, `move: ${moved.out.slice(-400)}`)) return;
  trial.command("backup", "vault", "--data", restored, "--database", cluster.address);
  const there = trial.command("backup", "now", "--json", "--data", restored, "--database", cluster.address);
  trial.expect(there.status === 0, `backup of PostgreSQL: ${there.out.slice(0, 400)}`);
  const tried = trial.command("backup", "verify", join(restored, "vault"), "--scratch", trial.folder("scratch"));
  trial.expect(tried.status === 0 && tried.out.includes("完好"), `verify of PostgreSQL's backup: ${tried.out.slice(0, 400)}`);
  // The eyes are open: a row of the audit changed in the database is found in the backup taken of it.
  cluster.sql("UPDATE audit SET action = action || 'x' WHERE sequence = (SELECT max(sequence) / 2 FROM audit) AND chain = 0");
  trial.command("backup", "now", "--data", restored, "--database", cluster.address);
  const found = trial.command("backup", "verify", join(restored, "vault"), "--scratch", trial.folder("scratch"));
  trial.control(found.status === 1 && found.out.includes("审计链"), `a changed row of the audit was not found in its backup: ${found.out.slice(0, 400)}`);
  trial.figure(`${online.rows} rows: ${(first.fresh / 1e6).toFixed(1)} MB the first time, ${(unchanged.fresh / 1e3).toFixed(1)} kB unchanged, ${(online.fresh / 1e6).toFixed(2)} MB in ${took} ms beside a load; ${before.length} acknowledged before it, all there; ${refused} of ${flips} flipped bytes refused; PostgreSQL's backup verified in SQLite`);
}
