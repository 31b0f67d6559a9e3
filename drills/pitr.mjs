// PostgreSQL back to the moment before a wrong deed, by its own log archive: nothing acknowledged before that moment is missing.
import { chownSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { Load } from "./kit/load.mjs";
import { Postgresql } from "./kit/postgresql.mjs";
import { pause } from "./kit/trial.mjs";

export const what = "PostgreSQL by base backup and WAL archive back to the moment before a wrong deed: sound, nothing acknowledged before it missing";
export const seconds = { short: 90, all: 240 };

async function brought_back(trial, name, base, archive, settings) {
  const folder = Postgresql.folder(trial, name), { uid, gid } = statSync(folder);
  execFileSync("cp", ["-a", base, join(folder, "data")]);
  writeFileSync(join(folder, "data", "recovery.signal"), "");
  if (process.getuid() === 0) chownSync(join(folder, "data", "recovery.signal"), uid, gid);
  const cluster = await Postgresql.start(trial, folder, { restore_command: `cp ${archive}/%f %p`, recovery_target_action: "promote", ...settings });
  for (const until = Date.now() + 40_000; cluster.sql("SELECT pg_is_in_recovery()") !== "f"; await pause(100)) if (Date.now() > until) throw new Error(`recovery does not end: ${readFileSync(cluster.log, "utf8").slice(-800)}`);
  return cluster;
}

export async function run(trial) {
  const data = trial.sample(trial.folder("data")), archive = Postgresql.folder(trial, "archive"), base = join(Postgresql.folder(trial, "base"), "data");
  const cluster = await Postgresql.create(trial, "cluster", { archive_mode: "on", archive_command: `test ! -f ${archive}/%f && cp %p ${archive}/%f.part && mv ${archive}/%f.part ${archive}/%f`, max_wal_senders: 4 });
  cluster.create_database();
  const moved = trial.command("move", "--data", data, "--to", cluster.address);
  if (!trial.expect(moved.status === 0, `move: ${moved.out.slice(-600)}`)) return;
  Postgresql.run("pg_basebackup", "-h", "127.0.0.1", "-p", String(cluster.port), "-U", "postgres", "-D", base, "-X", "stream", "-c", "fast");

  let server = await trial.serve(data, { extra: ["--database", cluster.address] });
  const load = await Load.prepare(server);
  load.start(() => server, 6);
  for (const until = Date.now() + 20_000; load.of("acknowledged").length < (trial.short ? 60 : 600) && Date.now() < until;) await pause(50);
  await load.stop();
  const before = [...load.of("acknowledged")];
  await pause(200);
  const moment = cluster.sql("SELECT clock_timestamp()");
  await pause(200);
  // Somebody deletes the ledger, past every right and rule; work goes on.
  cluster.sql("DELETE FROM problem; DELETE FROM meeting WHERE title LIKE '主题党日 m%'");
  load.start(() => server, 6, ["meeting", "member"]);
  await pause(700);
  await load.stop();
  const later = load.of("acknowledged").length - before.length;
  await server.stop();
  // The last piece of the log goes to the archive too.
  const last = cluster.sql("SELECT pg_walfile_name(pg_switch_wal())");
  for (const until = Date.now() + 20_000; cluster.sql("SELECT coalesce(last_archived_wal, '') >= '" + last + "' FROM pg_stat_archiver") !== "t" && Date.now() < until;) await pause(100);
  await cluster.stop();
  trial.expect(before.length > 20 && later > 0, `the load does not work: ${before.length} writes before, ${later} after (${[...load.refusals]})`);

  const begun = Date.now();
  const back = await brought_back(trial, "back", base, archive, { recovery_target_time: moment });
  const took = (Date.now() - begun) / 1000;
  // The seal in the data directory is younger than the database: verify names what was taken back, and nothing else.
  const told = trial.command("verify", "--data", data, "--database", back.address);
  const findings = told.out.split("\n").filter((line) => line && !line.startsWith("发现"));
  trial.expect(told.status === 1 && findings.length > 0 && findings.every((line) => line.includes("封存时已有")), `verify before the return is accepted: ${told.out.slice(0, 600)}`);
  const accepted = trial.command("backup", "accept", "--data", data, "--database", back.address, "--reason", `演练:回到 ${moment}`);
  trial.expect(accepted.status === 0, `accept: ${accepted.out}`);
  const sound = trial.command("verify", "--data", data, "--database", back.address);
  trial.expect(sound.status === 0, `verify after the return: ${sound.out.slice(0, 600)}`);
  server = await trial.serve(data, { extra: ["--database", back.address] });
  load.writes = before;
  trial.faults.push(...await load.missing((text) => back.asked(text), server));
  await server.stop();
  await back.stop();

  // The eyes are open: brought to the end of the log, the wrong deed is there again.
  const end = await brought_back(trial, "end", base, archive, {});
  const lost = await load.missing((text) => end.asked(text));
  trial.control(lost.length > 0, "at the end of the log nothing is missing: the wrong deed was none");
  await end.stop();
  trial.figure(`${before.length} writes acknowledged before the moment, all there; ${later} after it gone with the wrong deed, ${findings.length} chains named by verify; back in ${took.toFixed(1)} s; at the end of the log ${lost.length} missing`);
}
