// R9: memory, descriptors and threads of a server under hours of an office's work: they level off and stay. An empty office is small;
// an import of 100,000 rows stays bounded. Positive control: the same judge before a server that keeps a little with every sync.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Load } from "./kit/load.mjs";
import { Client, form } from "./kit/server.mjs";
import { install, staff, token_of } from "./kit/small_office.mjs";
import { pause } from "./kit/trial.mjs";

export const what = "memory, descriptors and threads under mixed load; an empty office; 100,000 rows imported";
export const seconds = { short: 75, all: 2400 };

const megabytes = (kb) => `${Math.round(kb / 1024)} MB`;
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

// What somebody at a desk and somebody at a telephone ask for, one after the other, over connections that are kept and new ones.
const questions = ["/inbox", "/problems?size=50", "/members?size=50&sort=-joined_on", "/meetings?size=50", "/organizations/tree", "/cadence/overview", "/search?q=%E5%85%9A%E5%91%98", "/desk/figures", "/letters", "/calendar", "/session"];
async function read(client, going, pace, faults) {
  client.asked = 0;
  for (let i = Math.floor(Math.random() * questions.length); going(); ++i, ++client.asked) {
    const fresh = i % 5 === 0 ? client.on(client.server) : client;
    const answer = await fresh.get(questions[i % questions.length]).catch((error) => ({ status: error.message }));
    if (answer.status !== 200) faults.push(`GET ${questions[i % questions.length]}: ${answer.status}`);
    if (fresh !== client) fresh.agent.destroy();
    await pause(pace);
  }
}

// Samples of the server while it works: { rss, descriptors, threads } each second, once its caches hold what is asked: everybody has
// asked everything twice, some forty records are written, and `warm` seconds are over.
async function worked(server, time, { pace, warm, kinds }) {
  const load = await Load.prepare(server), begun = performance.now(), faults = [];
  let end = Infinity;
  const going = () => performance.now() < end;
  load.pace = pace;
  load.start(() => server, 4, kinds);
  const readers = [load.secretary.on(server), ...[1, 2, 3].map(() => load.clerk.on(server))];
  const reading = readers.map((client) => read(client, going, pace, faults));
  const warmed = () => readers.every(({ asked }) => asked > 2 * questions.length) && load.of("acknowledged").length > 40 && performance.now() - begun > warm * 1000;
  while (!warmed() && performance.now() - begun < warm * 1000 + 90_000) await Promise.race([pause(200), ...reading]);
  const samples = [];
  for (end = performance.now() + time * 1000; going(); await pause(1000)) samples.push({ rss: server.rss_kb, own: server.own_kb, descriptors: server.descriptors, threads: server.threads });
  await Promise.all(reading);
  await load.stop();
  for (const client of [...readers, load.clerk, load.secretary]) client.agent.destroy();
  return { samples, asked: readers.reduce((sum, { asked }) => sum + asked, 0), written: load.of("acknowledged").length, load, faults };
}

// The share by which a median of the end lies over the beginning's.
export function grown(series) {
  const part = Math.max(3, Math.floor(series.length / 5));
  return median(series.slice(-part)) / median(series.slice(0, part)) - 1;
}
const percent = (share) => `${(100 * share).toFixed(1)} %`;
// Of the memory its own: the pages of the database's file, which are mapped and grow with it, the system takes back when it wants.
function judged(samples, bound) {
  const faults = [], of = (name) => samples.map((each) => each[name]);
  if (grown(of("own")) > bound) faults.push(`memory grew by ${percent(grown(of("own")))}, more than ${percent(bound)}`);
  for (const name of ["descriptors", "threads"]) if (grown(of(name)) > 0.25) faults.push(`${name} grew by ${percent(grown(of(name)))}`);
  return faults;
}

async function import_many(trial, make) {
  const data = trial.folder("many"), organizations = join(trial.work, "organizations.xlsx"), roster = join(trial.work, "members.xlsx");
  let server = await trial.serve(data);
  const admin = await install(server, token_of(server));
  await server.stop();
  execFileSync(make, ["organizations", organizations, "3000"]);
  execFileSync(make, ["members", roster, "100000", "3000"]);
  const tree = trial.command("import", "organizations", organizations, "--data", data, "--json");
  if (!trial.expect(tree.status === 0, `import of organisations: ${tree.out.slice(-400)}`)) return;
  server = await trial.serve(data);
  const { clerk: keeper } = await staff(admin.on(server)), sent = form({ kind: "members", file: { name: "名册.xlsx", content: readFileSync(roster) } });
  const begun = performance.now(), before = server.rss_kb;
  const wait = (path, body, headers) => keeper.call("POST", path, body, headers, 300_000);
  const batch = await wait("/imports", sent.body, sent.headers);
  if (!trial.expect(batch.status === 201, `upload of 100,000 rows: ${batch.status} ${batch.text.slice(0, 300)}`)) return;
  const checked = server.peak_rss_kb, { id, version } = batch.json();
  const applied = await wait(`/imports/${id}/application`, {}, { "if-match": String(version) });
  trial.expect(applied.status === 200, `import of 100,000 rows: ${applied.status} ${applied.text.slice(0, 300)}`);
  const rows = Number(trial.sql(join(data, "zhibu.db"), "SELECT count(*) FROM member")), peak = server.peak_rss_kb;
  trial.expect(rows === 100_000, `${rows} members after the import of 100,000`);
  trial.expect(peak <= 300 * 1024, `${megabytes(peak)} at most while importing, more than 300 MB`);
  trial.figure(`100,000 rows uploaded and taken over in ${((performance.now() - begun) / 1000).toFixed(0)} s: ${megabytes(peak)} at most (${megabytes(before)} before, ${megabytes(checked)} when checked)`);
  await server.stop();
}

export async function run(trial) {
  const make = trial.short ? undefined : trial.bench();
  const empty = await trial.serve(trial.folder("empty"));
  await pause(1500);
  trial.expect(empty.rss_kb <= 60 * 1024, `an empty office takes ${megabytes(empty.rss_kb)}, more than 60 MB`);
  trial.figure(`empty office ${megabytes(empty.rss_kb)}`);
  await empty.stop();

  // Short: from a server just started, whose caches still fill a little; the bound is wide and catches what runs away.
  const time = trial.short ? 15 : Number(process.env.DRILL_SOAK_SECONDS ?? 1800), bound = trial.short ? 0.6 : 0.05, kinds = ["problem", "meeting", "meeting", "member", "photo", "import"];
  const server = await trial.serve(trial.sample(trial.folder("data"))), before = server.descriptors;
  const { orders, env } = trial.breakable(), leaking = await trial.serve(trial.sample(trial.folder("leaking")), { env });
  const control = async () => {
    orders.leak_at_syncs(trial.short ? 8 << 20 : 512 << 10);
    return worked(leaking, trial.short ? time : 60, { pace: 30, warm: 0, kinds }).finally(() => leaking.stop());
  };
  const [seen, kept] = await Promise.all([worked(server, time, { pace: trial.short ? 30 : 100, warm: trial.short ? 0 : 180, kinds }), control()]);
  // Who waits for half a minute on a machine that others keep busy says nothing of memory.
  trial.expect(seen.faults.length <= (trial.busy ? seen.asked / 100 : 0), `${seen.faults.length} questions were not answered: ${seen.faults.slice(0, 3)}`);
  for (const words of judged(seen.samples, bound)) trial.expect(false, words);
  trial.expect(seen.written > 40 && seen.asked > 80, `the load does not work: ${seen.written} writes (${[...seen.load.refusals]}), ${seen.asked} questions`);
  for (const until = Date.now() + 5000; server.descriptors > before + 4 && Date.now() < until;) await pause(100);
  trial.expect(server.descriptors <= before + 4, `${server.descriptors} descriptors when all clients are gone, ${before} before they came`);
  trial.control(judged(kept.samples, bound).some((words) => words.startsWith("memory")), `a server that keeps memory with every sync grew by ${percent(grown(kept.samples.map(({ own }) => own)))} only`);

  // Connections that are opened and never ended are descriptors that grow, to the same judge.
  const open = seen.samples.slice(-15), crowd = [];
  for (let i = 0; i < 15; ++i) {
    for (let n = 0; n < 4; ++n) { const client = new Client(server); await client.get("/session"); crowd.push(client); }
    open.push({ own: server.own_kb, descriptors: server.descriptors, threads: server.threads });
  }
  trial.control(judged(open, 9).some((words) => words.startsWith("descriptors")), "60 connections that are kept open were not seen");
  for (const client of crowd) client.agent.destroy();
  const of = (name) => seen.samples.map((each) => each[name]), told = (name) => `${megabytes(of(name)[0])} after the warm-up, ${megabytes(median(of(name).slice(-10)))} at the end (${percent(grown(of(name)))})`;
  trial.figure(`${seen.samples.length} s of load, ${seen.written} writes, ${seen.asked} questions: own memory ${told("own")}, with mapped files ${told("rss")}; leaking ${percent(grown(kept.samples.map(({ own }) => own)))}; descriptors at most ${Math.max(...of("descriptors"))}, threads ${Math.max(...of("threads"))}`);
  await server.stop();
  if (!trial.short) await import_many(trial, make);
}
