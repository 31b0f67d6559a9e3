// R7: a disk that fails in the middle: EIO on writes, syncs and reads of the log, the database and stored files, on SQLite and under
// PostgreSQL. Nothing is acknowledged that is not durable, the words are clear, and after a kill in the middle of it and a start on
// a sound disk everything acknowledged is there once. Positive control: a disk that swallows writes and calls them done must lose some.
import { randomBytes } from "node:crypto";
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { found_office } from "./kit/office.mjs";
import { Load } from "./kit/load.mjs";
import { Postgresql } from "./kit/postgresql.mjs";
import { pause } from "./kit/trial.mjs";

export const what = "EIO on writes, syncs and reads, then a kill: nothing acknowledged is lost, on SQLite and PostgreSQL";
export const seconds = { short: 120, all: 300 };

const until = async (limit, holds) => { for (const begun = Date.now(); Date.now() - begun < limit && !holds(); ) await pause(25); };

// What fails, of which files, and whether writes can still be acknowledged meanwhile.
const moments = [
  { name: "writes of the log", what: ["write"], files: ["log"], acknowledges: false },
  { name: "syncs of the log", what: ["sync"], files: ["log"], acknowledges: false },
  { name: "the third write of the log and on", what: ["write"], files: ["log"], after: 3, acknowledges: false },
  { name: "writes of the database file", what: ["write", "sync"], files: ["database"], acknowledges: true },
  { name: "writes of stored files", what: ["write", "sync"], files: ["files"], kinds: ["photo"], acknowledges: false },
];

async function moment(trial, { name, what: fails, files, after = 0, acknowledges, kinds = ["problem", "photo", "meeting", "member"] }) {
  const data = trial.sample(trial.folder(name.replaceAll(" ", "-")));
  const { orders, env } = trial.breakable();
  const server = await trial.serve(data, { env });
  const load = await Load.prepare(server);
  load.start(() => server, 6, kinds);
  await until(15_000, () => load.of("acknowledged").length >= 12);
  orders.fail(fails, files, after);
  await pause(60);  // what was under way may still have been sound
  const before = new Set(load.of("acknowledged"));
  await until(6000, () => (acknowledges ? load.of("acknowledged").length >= before.size + 30 : load.of("refused").length >= 30));
  const listed = await load.clerk.on(server).get("/members?size=20").then((answer) => answer.status, () => 0);
  const health = await server.get("/healthz");
  await load.stop();
  const during = load.of("acknowledged").filter((write) => !before.has(write));
  if (!acknowledges) {
    // Those that the batch of the moment carried; with 6 workers at most 6.
    trial.expect(during.length <= 6, `${name}: ${during.length} writes were acknowledged while they failed`);
    trial.expect(load.of("refused").length >= 20, `${name}: only ${load.of("refused").length} were refused`);
    trial.expect([...load.refusals.keys()].every((status) => status === 503), `${name}: refused with ${[...load.refusals]}`);
    const words = load.of("refused")[0]?.text ?? "";
    trial.expect(/磁盘|存储/.test(words), `${name}: the words: ${words}`);
    if (files.includes("log")) trial.expect(health.status === 503, `${name}: /healthz says ${health.status} ${health.text}`);
  }
  trial.expect(listed === 200, `${name}: a list was answered ${listed}`);
  trial.control(orders.failed > 0 || acknowledges, `${name}: nothing failed`);
  const failed = orders.failed, refused = load.of("refused").length;
  await server.kill();
  orders.mend();
  const again = await trial.serve(data);
  // What was refused because the disk did not confirm may be there or not; sent again with its key it must be there once.
  for (const write of load.of("refused")) write.state = "unknown";
  await load.retry(again, trial);
  trial.faults.push(...(await load.missing((text) => trial.sql(join(data, "zhibu.db"), text), again)).map((words) => `${name}: ${words}`));
  await again.stop();
  const verified = trial.command("verify", "--data", data);
  trial.expect(verified.status === 0, `${name}: zhibu verify: ${verified.out}`);
  rmSync(data, { recursive: true, force: true });
  return `${name}: ${failed} failed, ${refused} refused, each there once when sent again`;
}

// Reads that fail: said so. Lists are back as soon as the disk answers again; nothing is written any more until a start has looked
// through the file, because SQLite cannot tell an unreadable page from a damaged one.
async function reads(trial) {
  const data = trial.sample(trial.folder("reads")), { orders, env } = trial.breakable();
  const server = await trial.serve(data, { env });
  const load = await Load.prepare(server);
  orders.fail(["read"], ["database", "log"]);
  const seen = new Map();
  for (let i = 0; i < 40; ++i) {
    const answer = await load.clerk.on(server).get(`/facts?size=50&page=${i + 1}`).catch(() => ({ status: 0 }));
    seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
    if (answer.status >= 500) trial.expect(answer.status === 503 && /磁盘|存储/.test(answer.text), `a read that fails: ${answer.status} ${answer.text}`);
  }
  const failed = orders.failed;
  trial.control(failed > 0 && (seen.get(503) ?? 0) > 0, "no read failed");
  trial.expect(!seen.has(0) && server.alive, `while reads failed: ${[...seen]}`);
  orders.mend();
  let listed = 0;
  await until(3000, () => listed === 200 || void load.clerk.on(server).get("/members?size=20").then((answer) => (listed = answer.status)));
  trial.expect(listed === 200, `a list once the disk answers again: ${listed}`);
  const health = await server.get("/healthz");
  trial.expect(health.status === 503, `/healthz after reads that failed: ${health.status} ${health.text}`);
  await server.kill();
  const again = await trial.serve(data);
  trial.expect((await again.get("/readyz")).status === 200, "it is not ready after a start on a sound disk");
  await again.stop();
  const verified = trial.command("verify", "--data", data);
  trial.expect(verified.status === 0, `reads: zhibu verify: ${verified.out}`);
  return `reads: ${failed} failed, answered ${[...seen].map(([status, n]) => `${n} × ${status}`).join(" ")}`;
}

// The control: a disk that calls writes done and leaves them out. What the check finds lost here it would find anywhere.
async function swallowed(trial) {
  const data = trial.sample(trial.folder("swallowed")), { orders, env } = trial.breakable();
  const server = await trial.serve(data, { env });
  const load = await Load.prepare(server);
  orders.fail(["swallow"], ["log"]);
  load.start(() => server, 2, ["problem"]);
  await until(6000, () => load.of("acknowledged").length >= 5 || load.of("refused").length >= 20);
  await load.stop();
  await server.kill();
  orders.mend();
  const again = await trial.serve(data, { may_refuse: true });
  const lost = again.refused ? ["it does not start"] : await load.missing((text) => trial.sql(join(data, "zhibu.db"), text));
  trial.control(lost.length > 0, `${load.of("acknowledged").length} writes were swallowed and none was missed`);
  if (!again.refused) await again.stop();
  return `control: ${lost.length} swallowed writes missed`;
}

// Writes of a drill's own, as the small office of PostgreSQL has no sample.
async function write_members(office, server, ends, limit) {
  const acknowledged = [], others = new Map();
  await Promise.all(Array.from({ length: 4 }, async () => {
    const clerk = office.clerk.on(server);
    for (const begun = Date.now(); Date.now() - begun < limit && !ends(acknowledged, others); await pause(5)) {
      const mark = `m${randomBytes(8).toString("hex")}`;
      const answer = await clerk.post("/members", { name: "演练员", organization_id: office.branch, note: mark, stage: "formal", gender: "male" }, { "idempotency-key": mark }).catch(() => ({ status: 0 }));
      if (answer.status < 300 && answer.status > 0) acknowledged.push(mark);
      else others.set(answer.status, [...(others.get(answer.status) ?? []), mark]);
    }
    clerk.agent.destroy();
  }));
  return { acknowledged, others };
}
const count = (others) => [...others.values()].flat().length;

async function postgresql(trial, fails) {
  // The server's own user loads the library and reads the orders.
  const folder = mkdtempSync("/tmp/zhibu-drill-io-"), library = join(folder, "faults.so");
  chmodSync(folder, 0o755);
  const { orders, env } = trial.breakable();
  copyFileSync(env.LD_PRELOAD, library);
  chmodSync(library, 0o755), chmodSync(orders.path, 0o666), chmodSync(trial.work, 0o711);
  const settings = { fsync: "on" };
  let cluster = await Postgresql.create(trial, `cluster-${fails}`, settings, { env: { LD_PRELOAD: library, DRILL_FAULTS: orders.path } });
  cluster.create_database();
  try {
    const server = await trial.serve(trial.folder(`postgresql-${fails}`), { extra: ["--database", cluster.address] });
    const office = await found_office(server);
    const sound = await write_members(office, server, (done) => done.length >= 20, 10_000);
    orders.fail([fails], ["log"]);
    const broken = await write_members(office, server, (done, others) => count(others) >= 20, 8000);
    const failed = orders.failed;
    trial.control(failed > 0, `PostgreSQL, ${fails} of its log: nothing failed`);
    trial.expect(broken.acknowledged.length <= 4, `PostgreSQL, ${fails} of its log: ${broken.acknowledged.length} were acknowledged while it failed`);
    trial.expect([...broken.others.keys()].every((status) => status === 503), `PostgreSQL, ${fails} of its log: answered ${[...broken.others.keys()]}`);
    orders.mend();
    await cluster.crash();
    cluster = await Postgresql.start(trial, cluster.folder, settings, { port: cluster.port });
    // Without a restart of its own.
    let back = [];
    for (const begun = Date.now(); Date.now() - begun < 20_000 && !back.length; await pause(200)) back = (await write_members(office, server, (done) => done.length >= 1, 1000)).acknowledged;
    trial.expect(back.length > 0, "PostgreSQL answers again and Zhibu does not");
    const there = new Set(cluster.sql("SELECT note FROM member WHERE note LIKE 'm%'").split("\n"));
    const lost = [...sound.acknowledged, ...broken.acknowledged, ...back].filter((mark) => !there.has(mark));
    trial.expect(lost.length === 0, `PostgreSQL, ${fails} of its log: ${lost.length} acknowledged writes are lost`);
    await server.stop();
    const verified = trial.command("verify", "--data", server.data, "--database", cluster.address);
    trial.expect(verified.status === 0, `PostgreSQL, ${fails} of its log: zhibu verify: ${verified.out}`);
    return `PostgreSQL, ${fails} of its log: ${failed} failed, ${count(broken.others)} refused, ${sound.acknowledged.length + broken.acknowledged.length} acknowledged and there`;
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function run(trial) {
  const wanted = trial.short ? [moments[1], moments[4]] : moments;
  for (const each of wanted) trial.figure(await moment(trial, each));
  trial.figure(await reads(trial));
  trial.figure(await swallowed(trial));
  trial.figure(await postgresql(trial, "sync"));
  if (!trial.short) trial.figure(await postgresql(trial, "write"));
}
