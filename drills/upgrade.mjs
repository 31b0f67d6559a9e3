// R13: what an older version left behind comes to the schema of today though the program is killed at one sync after the other; a
// backup was made first; a newer database is refused in words. Positive control: with the backup's folder in the way it does not start.
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Postgresql } from "./kit/postgresql.mjs";
import { Server } from "./kit/server.mjs";
import { binary, pause } from "./kit/trial.mjs";

export const what = "an upgrade killed at every sync goes on; backup first; a newer database is refused";
export const seconds = { short: 180, all: 300 };
export const own_office = true;

const versions = readdirSync("server/testkit/versions").sort();

// The data directory as that version left it.
function left_by(trial, version, engine, name) {
  const data = trial.folder(name), from = join("server/testkit/versions", version);
  for (const folder of ["keys", "files"]) mkdirSync(join(data, folder), { recursive: true, mode: 0o700 });
  writeFileSync(join(data, "keys/master.key"), Buffer.from(readFileSync(join(from, "master.key"), "utf8").trim(), "hex"), { mode: 0o600 });
  copyFileSync(join(from, `${engine}.seal`), join(data, "audit.seal"));
  if (engine === "sqlite") execFileSync("sqlite3", [join(data, "zhibu.db")], { input: readFileSync(join(from, "sqlite.sql")), stdio: ["pipe", "ignore", "pipe"] });
  return data;
}
const backups = (data) => (existsSync(join(data, "upgrade-backups")) ? readdirSync(join(data, "upgrade-backups")).filter((name) => name.startsWith("upgrade-")) : []);
const whole = (trial, words, ...where) => {
  const verified = trial.command("verify", ...where);
  trial.expect(verified.status === 0, `${words}: ${verified.out}`);
};

async function killed_at_every_sync(trial, version) {
  const data = left_by(trial, version, "sqlite", `killed-${version}`), file = join(data, "zhibu.db");
  const steps = () => Number(trial.sql(file, "SELECT count(*) FROM schema_version"));
  const before = steps();
  const seen = new Set([before]);
  let kills = 0;
  for (let syncs = 1; ; syncs += trial.short ? 3 : 1) {
    const { orders, env } = trial.breakable();
    orders.kill_after_syncs(syncs);
    const server = await Server.start(binary, data, { env }).catch(() => undefined);
    orders.mend();
    if (server) { await server.stop(); break; }
    seen.add(steps());
    if (!trial.expect(++kills < 200, "it never came through")) break;
  }
  trial.expect(kills > 3, `killed only ${kills} times`);
  trial.expect(steps() > before, "no step was missing: this shows nothing");
  trial.expect(backups(data).length >= 1 && backups(data).length <= 3, `${backups(data).length} backups`);
  trial.expect(!existsSync(join(data, "upgrade.going")), "the note of an upgrade under way is left behind");
  whole(trial, `after ${kills} kills`, "--data", data);
  trial.figure(`${version}: ${kills} kills in ${steps() - before} steps of the schema, stopped at ${seen.size} different ones, ${backups(data).length} backups`);
  return data;
}

async function refused(trial, data) {
  const file = join(data, "zhibu.db");
  trial.sql(file, "INSERT INTO schema_version (module, number, name, applied_at, checksum) VALUES ('life', 999, 'of_tomorrow', 0, '')");
  const bytes = readFileSync(file);
  const server = await trial.serve(data, { may_refuse: true });
  trial.expect(server.refused === 1 && server.log.includes("life 999") && /newer program/.test(server.log), `a newer database: ${server.refused} ${server.log}`);
  trial.expect(readFileSync(file).equals(bytes), "the newer database was changed");
  trial.sql(file, "DELETE FROM schema_version WHERE number = 999");
}

// Where no backup can be made nothing is upgraded, unless told.
async function control(trial, version) {
  const data = left_by(trial, version, "sqlite", "no-backup"), file = join(data, "zhibu.db");
  writeFileSync(join(data, "upgrade-backups"), "in the way");
  const before = trial.sql(file, "SELECT count(*) FROM schema_version");
  const server = await trial.serve(data, { may_refuse: true });
  trial.control(server.refused === 1 && server.log.includes("--upgrade-without-backup"), `it started without its backup: ${server.log}`);
  trial.expect(trial.sql(file, "SELECT count(*) FROM schema_version") === before, "it was upgraded without its backup");
  const told = await trial.serve(data, { extra: ["--upgrade-without-backup"] });
  await told.stop();
  whole(trial, "upgraded without a backup, as told", "--data", data);
}

async function killed_on_postgresql(trial, version) {
  const cluster = await Postgresql.create(trial, "upgraded", { fsync: "on" });
  try {
    cluster.create_database();
    const data = left_by(trial, version, "postgresql", "postgresql");
    cluster.sql(readFileSync(join("server/testkit/versions", version, "postgresql.sql"), "utf8"));
    const where = ["--database", cluster.address], steps = () => Number(cluster.sql("SELECT count(*) FROM schema_version"));
    const before = steps();
    let kills = 0;
    for (let wait = 60; ; wait += trial.short ? 60 : 25) {
      const words = ["serve", "--data", data, "--port", "0", ...where];
      const child = spawn(binary, words, { stdio: ["ignore", "pipe", "ignore"] });
      let ready = false;
      child.stdout.on("data", () => (ready = true));
      const ended = new Promise((resolve) => child.once("exit", resolve));
      await Promise.race([pause(wait), ended]);
      child.kill("SIGKILL");
      await ended;
      if (ready) break;
      if (!trial.expect(++kills < 120, "it never came through")) break;
    }
    const dumps = backups(data).filter((name) => name.endsWith(".pgdump"));
    trial.expect(dumps.length >= 1, "no dump was made first");
    trial.expect(steps() > before, "no step was missing: this shows nothing");
    whole(trial, "PostgreSQL after the kills", "--data", data, ...where);
    trial.figure(`PostgreSQL: ${kills} kills in ${steps() - before} steps, dump of ${dumps.length} starts`);
  } finally {
    await cluster.stop();
  }
}

export async function run(trial) {
  const oldest = versions[0];
  const data = await killed_at_every_sync(trial, oldest);
  await refused(trial, data);
  await control(trial, oldest);
  await killed_on_postgresql(trial, oldest);
}
