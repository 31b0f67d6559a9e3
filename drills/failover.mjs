// R15: three PostgreSQL under Patroni and etcd, two nodes of Zhibu, HAProxy, from the files of deploy/cluster. The primary is killed under
// mixed load; then a node; then the old primary comes back. Nothing acknowledged is lost, nothing stands twice, service within 60 s.
import { Cluster, missing_packages } from "./kit/cluster.mjs";
import { Load } from "./kit/load.mjs";
import { found_office } from "./kit/small_office.mjs";
import { Client, send } from "./kit/server.mjs";
import { pause } from "./kit/trial.mjs";

export const what = "the primary PostgreSQL and then a node are killed under load: nothing acknowledged is lost, service within 60 s by itself";
export const seconds = { short: 150, all: 420 };
export const own_office = true;

// How long nobody was given an acknowledgement: the longest pause between two.
const longest_pause = (moments, from) => moments.filter((at) => at >= from - 1000).reduce((longest, at, i, all) => (i ? Math.max(longest, at - all[i - 1]) : 0), 0);
const as_postgresql = (text) => text.replaceAll(/substr\((\w+), -(\d+)\)/g, "right($1, $2)");

export async function run(trial) {
  const missing = missing_packages();
  if (missing.length) trial.skip(`not installed: ${missing.join(", ")} (bin/setup test)`);
  const begun = performance.now();
  const cluster = await Cluster.start(trial);
  try {
    await drill(trial, cluster, begun);
  } finally {
    await cluster.end();
  }
}

async function drill(trial, cluster, begun) {
  await cluster.ready(90_000 * trial.patience);
  const where = ["--database", cluster.database];
  process.env.PGPASSFILE = cluster.pgpass;
  const token = /[0-9a-f]{32}/.exec(trial.command("init", "--data", cluster.data, ...where).out)?.[0];
  const nodes = [];
  const serve = async (i) => (nodes[i] = await trial.serve(cluster.data, { port: cluster.zhibus[i].ports[0], extra: [...where, "--replica", cluster.replica, "--trusted-proxy", "127.0.0.1"] }));
  await serve(0);
  const again = /[0-9a-f]{32}/.exec(nodes[0].log)?.[0] ?? token;
  cluster.start_haproxy();
  const front = { port: cluster.port };
  await cluster.until("HAProxy", 20_000, async () => (await send(front, { path: "/readyz" }).catch(() => undefined))?.status === 200);
  const office = await found_office(front, again);
  await serve(1);
  trial.figure(`cluster ready after ${Math.round((performance.now() - begun) / 1000)} s`);

  // ---- the primary is killed under load ----
  const load = Load.of(office, { doubtful: (status) => status >= 500, insists: true });
  const acknowledged = [];
  load.heard = () => acknowledged.push(performance.now());
  load.start(() => front, 12);
  await pause(trial.short ? 3000 : 8000);
  const before = load.of("acknowledged").length;
  trial.expect(before > 20, `only ${before} writes were acknowledged before the kill (${[...load.refusals]})`);
  const primary = await cluster.primary();
  const lag = Number(cluster.sql("SELECT coalesce(round(max(extract(epoch FROM replay_lag)) * 1000), 0) FROM pg_stat_replication", primary) || 0);
  const killed_at = performance.now();
  cluster.kill_postgresql(primary);
  const { found: next, ms: elected } = await cluster.until("a new primary", 60_000 * trial.patience, async () => { const name = await cluster.primary(); return name !== primary && name; });
  await cluster.until("an acknowledged write", 60_000 * trial.patience, async () => acknowledged.at(-1) > killed_at + elected);
  await pause(trial.short ? 2000 : 5000);
  const gap = longest_pause(acknowledged, killed_at);
  trial.expect(gap <= 60_000, `no write was acknowledged for ${(gap / 1000).toFixed(1)} s`);
  trial.figure(`${primary} killed, ${next} primary after ${(elected / 1000).toFixed(1)} s, no acknowledgement for ${(gap / 1000).toFixed(1)} s, lag of the standbys before ${lag} ms`);

  // ---- a node is killed: log-ins, work in hand and uploads go on at the other ----
  const session = new Client(front, office.clerk.cookie, "clerk");
  // As a page does: with the same key until it is told.
  const order = () => session.post("/binders", { organization_id: office.committee, year: Number(office.today.slice(0, 4)) }, { "idempotency-key": "drill-binder" }).catch((error) => ({ status: 503, text: error.message }));
  let binder = await order();
  for (let times = 0; binder.status >= 500 && times < 20; ++times) await pause(300), binder = await order();
  trial.expect(binder.status === 201, `POST /binders: ${binder.status} ${binder.text}`);
  const node_at = performance.now();
  const victim = /node=(node\d)/.exec(binder.headers["set-cookie"]?.join(";") ?? office.clerk.cookie)?.[1] === "node2" ? 1 : 0;
  await nodes[victim].kill();
  await cluster.until("the same log-in at the other node", 15_000 * trial.patience, async () => (await session.get("/session").catch(() => undefined))?.status === 200);
  await cluster.until("the binder begun at the killed node", 90_000 * trial.patience, async () => {
    const answer = await session.get(`/binders/${binder.json().id}`).catch(() => undefined);
    return answer?.status === 200 && answer.json().state === "done";  // between two nodes HAProxy answers with a page of its own
  });
  await pause(1000);
  const node_gap = longest_pause(acknowledged, node_at);
  trial.expect(node_gap <= 15_000 * trial.patience, `with one node killed no write was acknowledged for ${(node_gap / 1000).toFixed(1)} s`);
  trial.figure(`${victim ? "node2" : "node1"} killed: no acknowledgement for ${(node_gap / 1000).toFixed(1)} s, its binder done by the other`);
  await serve(victim);

  // ---- the old primary comes back by itself as a standby ----
  const back_at = performance.now();
  cluster.start_postgresql(primary);
  await cluster.ready(120_000 * trial.patience);
  trial.figure(`${primary} a standby again after ${((performance.now() - back_at) / 1000).toFixed(1)} s`);
  await load.stop();

  // ---- everything acknowledged is there once; what had no answer is asked again ----
  const unknown = load.writes.filter((write) => write.asked_again || write.state === "unknown").length;
  await load.retry(front, trial, { sample: trial.short ? 20 : 60 });
  const sql = (text) => cluster.sql(as_postgresql(text));
  trial.faults.push(...await load.missing(sql, front));
  for (const kind of ["problem", "meeting", "member", "photo", "import"]) trial.expect(load.of("acknowledged").some((write) => write.kind === kind), `no ${kind} was acknowledged (${[...load.refusals]})`);
  trial.figure(`${load.of("acknowledged").length} acknowledged, ${unknown} without an answer asked again, faults ${trial.faults.length}`);
  const verified = trial.command("verify", "--data", cluster.data, ...where);
  trial.expect(verified.status === 0, `zhibu verify: ${verified.out.slice(0, 2000)}`);

  // ---- the eyes are open: a row taken away behind the program's back is missed ----
  const problem = load.of("acknowledged").find((write) => write.kind === "problem");
  sql(`DELETE FROM problem WHERE id = ${problem.answer.id}`);
  trial.control((await load.missing(sql)).length === 1, "a deleted problem was not noticed");
  if (!trial.short) await lose(trial, cluster, office, front);
}

// The positive control of the whole: without a synchronous standby, and with the log held back for two seconds, a killed primary takes
// acknowledged writes along. If none is found missing, this drill could not have found one above either.
async function lose(trial, cluster, office, front) {
  await cluster.change({ synchronous_mode: false });
  await cluster.until("asynchronous commits", 60_000, async () => cluster.sql("SHOW synchronous_standby_names") === "");
  const primary = await cluster.primary();
  const load = Load.of(office, { doubtful: (status) => status >= 500 });
  const senders = cluster.sql("SELECT pid FROM pg_stat_replication", primary).split("\n").filter(Boolean).map(Number);
  trial.expect(senders.length > 0, "no standby was connected");
  for (const pid of senders) process.kill(pid, "SIGSTOP");
  load.start(() => front, 4, ["problem", "member"]);
  await pause(2000);
  const before = load.of("acknowledged").length;
  cluster.kill_postgresql(primary);
  await cluster.until("a new primary", 60_000 * trial.patience, async () => { const name = await cluster.primary(); return name !== primary && name; });
  await load.stop();
  const lost = (await load.missing((text) => cluster.sql(as_postgresql(text)))).length;
  trial.control(before > 0 && lost > 0, `without a synchronous standby ${before} writes were acknowledged and none was found missing`);
  trial.figure(`control without a synchronous standby: ${lost} acknowledged writes lost`);
}
