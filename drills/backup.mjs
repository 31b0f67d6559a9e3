// R14, R17: a backup under load, its way back, one flipped byte, and a damaged database that refuses to serve.
import { createHash } from "node:crypto";
import { closeSync, cpSync, existsSync, openSync, readFileSync, readdirSync, statSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { Load } from "./kit/load.mjs";
import { pause } from "./kit/trial.mjs";

export const what = "backup under load, restore with an equal dump, a flipped byte refused, a damaged database refuses to serve";
export const seconds = { short: 60, all: 240 };

// Every row of every table, without the rows that backing up and restoring add themselves.
const dump = (trial, data) => {
  const file = join(data, "zhibu.db");
  const tables = trial.sql(file, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('search_text', 'audit_head', 'id_block') ORDER BY name").split("\n");
  const text = tables.map((table) => `SELECT '${table}';\nSELECT * FROM ${table}${table === "audit" ? " WHERE action NOT LIKE 'backup.%'" : ""};`).join("\n");
  return createHash("sha256").update(trial.sql(file, `.mode quote\n${text}`)).digest("hex");
};
const hash = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");

export async function run(trial) {
  const data = trial.sample(trial.folder("data"));
  let server = await trial.serve(data);
  const load = await Load.prepare(server);
  load.start(() => server, 8);
  await pause(500);
  const before = new Set(load.of("acknowledged"));
  const online = join(trial.work, "online.zhibu"), begun = Date.now();
  const written = trial.command("backup", "--data", data, online);
  const took = Date.now() - begun;
  await pause(100);
  await load.stop();
  trial.expect(written.status === 0, `backup under load: ${written.out}`);
  const during = load.of("acknowledged").length - before.size;
  await server.stop();
  const restored = join(trial.work, "restored");
  const back = trial.command("restore", online, "--data", restored);
  if (!trial.expect(back.status === 0, `restore: ${back.out}`)) return;
  const verified = trial.command("verify", "--data", restored);
  trial.expect(verified.status === 0, `verify after the restore: ${verified.out}`);
  // What was acknowledged before the backup began is in it.
  const whole = load.writes;
  load.writes = [...before];
  server = await trial.serve(restored);
  trial.faults.push(...(await load.missing((text) => trial.sql(join(restored, "zhibu.db"), text), server)).map((each) => `in the backup: ${each}`));
  await server.stop();
  load.writes = whole;

  const quiet = join(trial.work, "quiet.zhibu"), again = join(trial.work, "again");
  trial.command("backup", "--data", data, quiet);
  trial.command("restore", quiet, "--data", again);
  const [here, there] = [dump(trial, data), dump(trial, again)];
  trial.expect(here === there, "the logical dump of the restored database differs");
  const other = trial.folder("other");
  cpSync(again, other, { recursive: true });
  trial.sql(join(other, "zhibu.db"), "UPDATE member SET name = name || 'x' WHERE id = (SELECT max(id) FROM member)");
  trial.control(dump(trial, other) !== here, "a changed row does not change the dump");

  const good = readFileSync(quiet), flipped = join(trial.work, "flipped.zhibu"), target = join(trial.work, "target");
  let refused = 0;
  const flips = trial.short ? 6 : 40;
  for (let i = 0; i < flips; ++i) {
    const bytes = Buffer.from(good), at = i === 0 ? 0 : i === 1 ? bytes.length - 1 : Math.floor(Math.random() * bytes.length);
    bytes[at] ^= 1 << Math.floor(Math.random() * 8);
    writeFileSync(flipped, bytes);
    const attempt = trial.command("restore", flipped, "--data", target);
    const untouched = !existsSync(target) && !readdirSync(trial.work).some((name) => name.includes("restoring"));
    if (trial.expect(attempt.status === 1 && untouched, `a flipped byte at ${at}: ended with ${attempt.status}, ${untouched ? "untouched" : "something was left"}: ${attempt.out.slice(0, 200)}`)) ++refused;
  }
  writeFileSync(flipped, good.subarray(0, good.length - 100));
  trial.expect(trial.command("restore", flipped, "--data", target).status === 1 && !existsSync(target), "a cut-off backup was not refused");
  trial.expect(trial.command("restore", quiet, "--data", again).status === 1, "a restore over a filled directory was not refused");

  // Damage: a page in the middle, then the header. Nothing is repaired, the newest backup is named.
  let named = 0;
  for (const [place, at] of [["the middle", Math.floor(statSync(join(again, "zhibu.db")).size / 2 / 4096) * 4096], ["the header", 0]]) {
    const file = join(data, "zhibu.db"), whole_file = readFileSync(file);
    const handle = openSync(file, "r+");
    writeSync(handle, Buffer.alloc(8192, 0xa5), 0, 8192, at);
    closeSync(handle);
    const damaged = hash(file);
    const start = await trial.serve(data, { may_refuse: true });
    if (start.alive) await Promise.race([start.exited, pause(5000)]);
    const tells = start.log.includes(quiet);
    if (trial.expect(!start.alive && tells, `damage in ${place}: ${start.alive ? "it serves" : "it refuses"}, ${tells ? "names" : "does not name"} the backup: ${start.log.slice(0, 400)}`)) ++named;
    trial.expect(hash(file) === damaged, `damage in ${place}: the file was changed`);
    await start.kill();
    writeFileSync(file, whole_file);
  }
  trial.figure(`backup of ${(statSync(online).size / 1e6).toFixed(1)} MB in ${took} ms beside ${during} acknowledged writes, ${refused} of ${flips} flipped bytes refused, dumps equal, damage refused ${named} of 2`);
}
