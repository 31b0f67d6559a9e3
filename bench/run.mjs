// Measures a release build on this machine and prints ratios against ceilings taken in the same run, in alternation.
// usage: bench/run [--rounds N] [--seconds S] [--members N] [--only sizes,sample,reads,province,postgresql]
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { Agent, get, request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { postgresql, pages } from "./postgresql.mjs";

const option = (name, usual) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? usual : Number(process.argv[at + 1]);
};
const rounds = option("rounds", 5), seconds = option("seconds", 2), members = option("members", 100000), branches = 3000;
const zhibu = "build/release/zhibu", made = "build/release/zhibu_bench";
const work = mkdtempSync(join(tmpdir(), "zhibu-bench-"));
const children = [];
const results = { taken_at: new Date().toISOString(), machine: execFileSync("uname", ["-srm"]).toString().trim(), rounds, seconds, rows: [] };

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const free_port = () => new Promise((resolve) => {
  const probe = createServer().listen(0, "127.0.0.1", () => { const { port } = probe.address(); probe.close(() => resolve(port)); });
});
function report(name, value, goal, met, note = "") {
  results.rows.push({ name, value, goal, met, note });
  console.log(`${met === undefined ? " " : met ? "+" : "-"} ${name.padEnd(58)} ${String(value).padStart(16)}   goal ${goal}${note ? `   ${note}` : ""}`);
}
function rss_kb(pid, what = "VmRSS") {
  return Number(new RegExp(`${what}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
}
async function serve(data, extra = []) {
  const port = await free_port(), url = `http://127.0.0.1:${port}`;
  const begun = process.hrtime.bigint();
  const child = spawn(zhibu, ["serve", "--data", data, "--port", String(port), "--no-rate-limits", ...extra], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  let log = "";
  child.stdout.on("data", (piece) => (log += piece));
  for (let i = 0; i < 3000; ++i) {
    const answer = await fetch(`${url}/api/v1/installation`).catch(() => undefined);
    if (answer?.ok) break;
    await pause(2);
  }
  const cold_ms = Number(process.hrtime.bigint() - begun) / 1e6;
  return { url, child, cold_ms, token: () => /\n\s{2}([0-9a-f]{32})/.exec(log)?.[1] };
}
async function end(server) {
  const gone = new Promise((resolve) => server.child.once("exit", resolve));
  server.child.kill("SIGTERM");
  await gone;
}
async function call(url, method, path, cookie, body, headers = {}) {
  const answer = await fetch(`${url}/api/v1${path}`, { method, headers: { "x-zhibu": "1", "content-type": "application/json", ...(cookie ? { cookie } : {}), ...headers }, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return { body: text ? JSON.parse(text) : undefined, cookie: answer.headers.get("set-cookie")?.split(";")[0], bytes: Buffer.byteLength(text) };
}
// One wrk run: requests a second and p99 in milliseconds.
function wrk(url, { cookie, script, threads = 1, connections = 64 } = {}) {
  const words = [`-t${threads}`, `-c${connections}`, `-d${seconds}s`, "--latency", ...(script ? ["-s", script] : []), ...(cookie ? ["-H", `Cookie: ${cookie}`] : []), "-H", "X-Zhibu: 1", url];
  const out = execFileSync("wrk", words).toString();
  const unit = { us: 0.001, ms: 1, s: 1000 };
  const p99 = /99%\s+([\d.]+)(us|ms|s)/.exec(out);
  if (/Non-2xx/.test(out)) throw new Error(`wrk: ${out}`);
  return { rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)[1]), p99: Number(p99[1]) * unit[p99[2]] };
}
function nginx(files, port) {
  const root = join(work, "static");
  mkdirSync(root, { recursive: true });
  for (const [name, size] of Object.entries(files)) writeFileSync(join(root, name), "x".repeat(size));
  const conf = join(work, "nginx.conf");
  writeFileSync(conf, `worker_processes 1; daemon off; pid ${work}/nginx.pid; error_log ${work}/nginx.log; events { worker_connections 1024; }
http { access_log off; sendfile on; keepalive_requests 1000000; open_file_cache max=100; client_body_temp_path ${work}/b; proxy_temp_path ${work}/p; fastcgi_temp_path ${work}/f; uwsgi_temp_path ${work}/u; scgi_temp_path ${work}/s;
server { listen 127.0.0.1:${port}; root ${root}; } }`);
  execFileSync("chmod", ["-R", "a+rX", root]);
  const child = spawn("nginx", ["-c", conf, "-g", "user root;"], { stdio: "ignore" });
  children.push(child);
  return child;
}
async function against_nginx(name, url, cookie, size, goal, p99_goal, note, script) {
  const port = await free_port();
  const child = nginx({ "body.json": size }, port);
  await pause(400);
  const ours = [], ceiling = [];
  for (let i = 0; i < rounds; ++i) {
    for (const turn of i % 2 ? ["n", "z"] : ["z", "n"]) (turn === "z" ? ours : ceiling).push(turn === "z" ? wrk(url, { cookie, script }) : wrk(`http://127.0.0.1:${port}/body.json`));
  }
  child.kill("SIGTERM");
  const rate = median(ours.map((r) => r.rate)), top = median(ceiling.map((r) => r.rate)), p99 = median(ours.map((r) => r.p99));
  const ratio = rate / top;
  report(name, ratio.toFixed(3), `≥ ${goal} of nginx, p99 ≤ ${p99_goal} ms`, ratio >= goal && p99 <= p99_goal, `${Math.round(rate)}/s of ${Math.round(top)}/s, p99 ${p99.toFixed(1)} ms, ${size} bytes ${note ?? ""}`);
}

async function empty_and_import() {
  const data = join(work, "big");
  const server = await serve(data);
  await pause(1500);
  const idle = rss_kb(server.child.pid) / 1024;
  report("idle RSS, empty database", `${idle.toFixed(0)} MB`, "≤ 60 MB", idle <= 60);
  const { cookie } = await call(server.url, "POST", "/installation", undefined, { token: server.token(), office_name: "测量", username: "admin", name: "测量", password: "Zhibu-bench-2021" });
  await end(server);
  const organizations = join(work, "organizations.xlsx"), roster = join(work, "members.xlsx");
  execFileSync(made, ["organizations", organizations, String(branches)]);
  execFileSync(made, ["members", roster, String(members), String(branches)]);
  execFileSync(zhibu, ["import", "organizations", organizations, "--data", data, "--json"], { stdio: "ignore" });
  const begun = process.hrtime.bigint();
  const out = execFileSync("/usr/bin/env", ["bash", "-c", `${zhibu} import members ${roster} --data ${data} --json >/dev/null & p=$!; peak=0; while kill -0 $p 2>/dev/null; do k=$(awk '/VmHWM/{print $2}' /proc/$p/status 2>/dev/null || true); [ "\${k:-0}" -gt "$peak" ] && peak=$k; sleep 0.05; done; wait $p; echo $peak`]).toString();
  const took = Number(process.hrtime.bigint() - begun) / 1e9, peak = Number(out.trim()) / 1024;
  report(`roster import of ${members} rows, checked and written`, `${took.toFixed(1)} s`, "≤ 10 s, RSS ≤ 150 MB", took <= 10 && peak <= 150, `peak RSS ${peak.toFixed(0)} MB`);
  return { data, cookie };
}

// A clerk of the whole committee, as an office has one: policy, scope and audit as in real use.
async function clerk({ url }, administrator, root) {
  const first = "Zhibu-first-2021", password = "Zhibu-bench-2021";
  await call(url, "POST", "/accounts", administrator, { username: "clerk", name: "测量员", password: first, grants: [{ role: "committee_clerk", organization_id: root }] });
  const { cookie } = await call(url, "POST", "/session", undefined, { username: "clerk", password: first });
  const changed = await call(url, "POST", "/session/password", cookie, { current: first, fresh: password });
  return changed.cookie ?? (await call(url, "POST", "/session", undefined, { username: "clerk", password })).cookie;
}

async function reads({ data, cookie: administrator }) {
  const server = await serve(data);
  const root = (await call(server.url, "GET", "/organizations/tree", administrator)).body.items.find(({ parent_id }) => !parent_id).id;
  const cookie = await clerk(server, administrator, root);
  const tree = (await call(server.url, "GET", "/organizations/tree", cookie)).body.items;
  const organ = tree.find((each) => each.kind === "organ_committee").id;
  const list = `/members?organization_within=${organ}&stage=formal&sort=-joined_on&size=50`;
  for (const [name, path, goal, p99] of [
    ["page of 50 members of a subtree, filtered and sorted", list, 0.3, 8],
    ["the same of the whole committee", "/members?stage=formal&sort=-joined_on&size=50", 0.3, 8],
    ["search of two Chinese characters over all people", `/search?q=${encodeURIComponent("王伟")}`, 0.25, 10],
  ]) {
    const { bytes } = await call(server.url, "GET", path, cookie);
    await against_nginx(name, `${server.url}/api/v1${path}`, cookie, bytes, goal, p99);
  }
  const script = pages({ work }, "pages", tree);
  await against_nginx("the same, another subtree, order or page each time", `${server.url}/api/v1${list}`, cookie, (await call(server.url, "GET", list, cookie)).bytes, 0.3, 8, "", script);
  await meetings(server, data, tree, cookie);
  await end(server);
  await ballot(data, cookie, root);
}

// A whole office votes at once: each voter takes a paper and puts it in, over a connection like a phone's; then the count.
async function ballot(data, keeper, root) {
  const voters = execFileSync(made, ["voters", join(data, "zhibu.db"), "5000"]).toString().trim().split("\n").map((line) => line.split(" "));
  const server = await serve(data);
  const prepared = (await call(server.url, "POST", "/ballots", keeper, { organization_id: root, kind: "secret_resolution", title: "测量", voters: voters.map(([member]) => Number(member)) })).body;
  const at = `/ballots/${prepared.id}`, verb = async (name) => call(server.url, "POST", `${at}/${name}`, keeper, {}, { "if-match": String((await call(server.url, "GET", at, keeper)).body.version) });
  await verb("opening");
  const receipts = new Set(), waiting = [...voters], agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const sent = (path, token, body) => new Promise((resolve, reject) => {
    const text = JSON.stringify(body);
    const asked = request(`${server.url}/api/v1${at}/${path}`, { method: "POST", agent, headers: { "x-zhibu": "1", "content-type": "application/json", "content-length": Buffer.byteLength(text), cookie: `zhibu=${token}` } }, (answer) => {
      let read = "";
      answer.on("data", (piece) => (read += piece)).on("end", () => (answer.statusCode < 300 ? resolve(JSON.parse(read)) : reject(new Error(`${path}: ${answer.statusCode} ${read}`))));
    }).once("error", reject);
    asked.end(text);
  });
  const begun = process.hrtime.bigint();
  await Promise.all(Array.from({ length: 64 }, async () => {
    for (let voter; (voter = waiting.pop());) {
      await sent("taking", voter[1], {});
      receipts.add((await sent("paper", voter[1], { secret: `secret of the device of ${voter[0]}`, choices: ["yes"] })).receipt);
    }
  }));
  const took = Number(process.hrtime.bigint() - begun) / 1e9;
  agent.destroy();
  await verb("ending");
  await verb("closing");
  const published = (await fetch(`${server.url}/api/v1${at}/papers?format=csv`, { headers: { cookie: keeper } }).then((answer) => answer.text()));
  const lost = [...receipts].filter((receipt) => !published.includes(receipt)).length + voters.length - receipts.size;
  report("ballot of 5,000 voters by phone, a paper taken and put in", `${took.toFixed(1)} s`, "≤ 60 s, none lost", took <= 60 && lost === 0, `${receipts.size} receipts, ${lost} lost`);
  await end(server);
}

async function sheets_of(url, tree, cookie, each = 7) {
  // Branches of 33 members each, as an office has them: thirty on the sheet, all present.
  const circle = tree.filter(({ kind }) => kind === "party_branch" || kind === "branch").filter((_, i) => i % each === 0).slice(0, 400);
  const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
  const sheets = [];
  for (const branch of circle) {
    const people = (await call(url, "GET", `/members?organization_id=${branch.id}&stage=formal&size=30`, cookie)).body.items.map(({ id }) => id);
    sheets.push(JSON.stringify({ organization_id: branch.id, kind: "theme_day", title: "测量", held_at: `${today}T00:00`, participants: people, present: people, minutes: "学习文件。" }));
  }
  return sheets;
}

function record_script(sheets) {
  const script = join(work, "record.lua");
  writeFileSync(script, `local bodies = {${sheets.map((s) => `[==[${s}]==]`).join(",\n")}}
local n = 0
request = function()
  n = n + 1
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Idempotency-Key"] = tostring(os.time()) .. "-" .. n .. "-" .. math.random(1, 2147483647)
  return wrk.format("POST", nil, nil, bodies[n % #bodies + 1])
end`);
  return script;
}

async function meetings(server, data, tree, cookie) {
  const script = record_script(await sheets_of(server.url, tree, cookie));
  const ours = [], ceiling = [];
  for (let i = 0; i < rounds; ++i) {
    ours.push(wrk(`${server.url}/api/v1/meetings/records`, { cookie, script }));
    // The very rows just recorded, written again by sqlite3 alone into a copy of the same database.
    ceiling.push(Number(execFileSync(made, ["bare-sqlite", join(data, "zhibu.db"), join(work, `bare-${i}.db`), "64", String(seconds)]).toString()));
    rmSync(join(work, `bare-${i}.db`));
  }
  const rate = median(ours.map((r) => r.rate)), top = median(ceiling);
  report("record a meeting with 30 attendees, synced, 64 writers", `${Math.round(rate)}/s`, "≥ 2000/s and ≥ 0.5 of bare sqlite3", rate >= 2000 && rate / top >= 0.5, `${(rate / top).toFixed(2)} of ${Math.round(top)}/s, p99 ${median(ours.map((r) => r.p99)).toFixed(1)} ms`);
}

// To the last byte, unread: taking megabytes of JSON apart is the caller's time.
const read = (url, cookie) => new Promise((resolve, reject) => {
  get(url, { headers: { cookie } }, (answer) => {
    if (answer.statusCode !== 200) reject(new Error(`${url}: ${answer.statusCode}`));
    answer.resume().once("end", resolve);
  }).once("error", reject);
});

// A province: 50,000 branches and a year of 20 million facts, generated; the roll-ups are recomputed by the program itself.
async function province() {
  const data = join(work, "province"), sheet = join(work, "province.xlsx");
  const first = await serve(data);
  await pause(500);
  const { cookie } = await call(first.url, "POST", "/installation", undefined, { token: first.token(), office_name: "测量", username: "admin", name: "测量", password: "Zhibu-bench-2021" });
  await end(first);
  execFileSync(made, ["organizations", sheet, "50000"]);
  execFileSync(zhibu, ["import", "organizations", sheet, "--data", data, "--json"], { stdio: "ignore" });
  const facts = Number(execFileSync(made, ["facts", join(data, "zhibu.db"), String(option("facts", 20000000)), "2025"]).toString());
  const begun = process.hrtime.bigint();
  execFileSync(zhibu, ["rebuild", "--data", data], { stdio: "ignore" });
  const took = Number(process.hrtime.bigint() - begun) / 1e9;
  report("roll-ups of the province recomputed", `${took.toFixed(0)} s`, "none: for scale", undefined, `${facts} facts, ${Math.round(facts / took)} a second`);
  evaluation_of_the_province(data);
  const server = await serve(data);
  const root = (await call(server.url, "GET", "/organizations/tree", cookie)).body.items.find(({ parent_id }) => !parent_id).id;
  await what_if(server, cookie);
  await cockpit(server, cookie, root);
  const asked = (n) => read(`${server.url}/api/v1/cadence/overview?organization_within=${root}&year=2025${"&".repeat(n)}`, cookie);
  const timed = async (f) => {
    const begun_at = process.hrtime.bigint();
    await f();
    return Number(process.hrtime.bigint() - begun_at) / 1e6;
  };
  const first_ms = await timed(() => asked(0));
  await pause(8000);  // the check of the file that follows a start
  const keeper = await clerk(server, cookie, root);
  // Between any two questions a branch records a meeting of that year, as in an office at work.
  const branch = (await call(server.url, "GET", "/organizations?kind=branch&size=1", cookie)).body.items[0].id;
  const member = (await call(server.url, "POST", "/members", keeper, { name: "测量员", organization_id: branch, stage: "formal", joined_on: "2010-07-01", regular_on: "2011-07-01" })).body.id;
  await asked(1);
  const times = [];
  for (let i = 2; i <= 31; ++i) {
    await call(server.url, "POST", "/meetings/records", keeper, { organization_id: branch, kind: "theme_day", title: `测量${i}`, held_at: `2025-03-${String(i % 28 + 1).padStart(2, "0")}T09:00`, participants: [member], present: [member], minutes: "学习文件。", late_reason: "测量" }, { "idempotency-key": `measure-${i}` });
    times.push(await timed(() => asked(i)));
  }
  report("cadence of the whole committee, 50,000 branches", `${median(times).toFixed(0)} ms`, "≤ 50 ms", median(times) <= 50, `over HTTP, ${facts} facts, a meeting recorded before each; the first of all ${first_ms.toFixed(0)} ms`);
  await end(server);
  points_of_the_province(data);
}

// All indicators of a year from the facts themselves, beside what the bare engine needs to group the same rows for one of them.
function evaluation_of_the_province(data) {
  const ours = [], bare = [];
  let last;
  for (let i = 0; i < 3; ++i) {
    last = JSON.parse(execFileSync(zhibu, ["evaluate", "--data", data, "--period", "2025", "--readers", "2", "--json"]).toString());
    ours.push(last.facts_a_second);
    const begun = process.hrtime.bigint();
    execFileSync("sqlite3", [join(data, "zhibu.db"), "PRAGMA cache_size=-65536; SELECT COUNT(*) FROM (SELECT organization_id, kind, SUM(sign), SUM(sign * amount) FROM fact WHERE tenant_id = 1 GROUP BY organization_id, kind)"]);
    bare.push(last.facts / (Number(process.hrtime.bigint() - begun) / 1e9));
  }
  const rate = median(ours), top = median(bare);
  report("all indicators of a year recomputed from facts, 2 cores", `${(rate / 1e6).toFixed(2)} M/s`, "≥ 1.5 M/s and ≥ 0.5 of a bare GROUP BY", rate >= 1.5e6 && rate / top >= 0.5,
    `${last.facts} facts, ${last.organizations} organisations, ${last.indicators} indicators; ${(rate / top).toFixed(2)} of ${(top / 1e6).toFixed(2)} M/s; ${last.differences.length} differ from the roll-ups, which are read in ${last.seconds_from_rollups.toFixed(1)} s`);
}

// Everybody's points of a year from the same facts, with the people behind them on the roster; held against single statements.
function points_of_the_province(data) {
  const people = Number(execFileSync(made, ["people", join(data, "zhibu.db"), "20"]).toString());
  const rates = [];
  let last;
  for (let i = 0; i < 3; ++i) {
    last = JSON.parse(execFileSync(zhibu, ["evaluate", "--data", data, "--period", "2025", "--readers", "2", "--json"]).toString()).points;
    rates.push(last.facts_a_second);
  }
  report("all points of a year recomputed from facts, 2 cores", `${(median(rates) / 1e6).toFixed(2)} M/s`, "≥ 1.5 M/s", median(rates) >= 1.5e6 && last.people >= people && !last.differences.length,
    `${last.facts} facts, ${last.people} members, ${last.periods} periods; ${last.differences.length} of ${last.compared} statements differ`);
}

// Weights and targets changed each time: before and after of all organisations, over HTTP.
async function what_if(server, cookie) {
  const { items } = (await call(server.url, "GET", "/indexes", cookie)).body;
  const { manual_share: _, ruling: _where, ...definition } = items.find(({ name }) => name === "five_indexes");
  const tried = (n) => {
    const changed = structuredClone(definition);
    changed.dimensions[n % 5].weight = 10 + n;
    changed.dimensions[0].items[2].target = String(3 + (n % 4));
    return call(server.url, "POST", "/indexes/five_indexes/trial", cookie, { period: "2025", definition: changed });
  };
  const { body } = await tried(0); // reads the matrix once
  const times = [];
  for (let i = 1; i <= 30; ++i) {
    const begun = process.hrtime.bigint();
    await tried(i);
    times.push(Number(process.hrtime.bigint() - begun) / 1e6);
  }
  report("what-if over all organisations", `${median(times).toFixed(0)} ms`, "≤ 200 ms", median(times) <= 200, `over HTTP, ${body.organizations} organisations, another weight and target each time, p97 ${[...times].sort((a, b) => a - b)[28].toFixed(0)} ms`);
}

// Each page of the cockpit, the whole province each time: the first reads its months, the others stand on what is kept. Every request
// differs from the one before, so that no answer is given twice; what it costs to read anew after a record is said beside.
async function cockpit(server, cookie, top) {
  const pages = { "temperatures": "/cockpit/temperature?year=2025", balance: "/cockpit/imbalance?period=2025", integration: "/cockpit/integration?period=2025", attention: "/cockpit/attention?", screen: "/cockpit/screen?" };
  for (const [name, path] of Object.entries(pages)) {
    const asked = async (i) => {
      const begun = process.hrtime.bigint();
      await read(`${server.url}/api/v1${path}&organization_within=${top}${"&".repeat(i)}`, cookie); // each its own address: no kept answer
      return Number(process.hrtime.bigint() - begun) / 1e6;
    };
    const first = await asked(0);
    const times = [];
    for (let i = 1; i <= 100; ++i) times.push(await asked(i));
    const p99 = [...times].sort((a, b) => a - b)[98];
    report(`cockpit of the province: ${name}`, `p99 ${p99.toFixed(1)} ms`, "≤ 30 ms", p99 <= 30, `over HTTP, median ${median(times).toFixed(1)} ms, the first of all ${first.toFixed(0)} ms`);
  }
}

async function sample() {
  const data = join(work, "sample");
  const begun = process.hrtime.bigint();
  execFileSync(zhibu, ["sample", "laixi", "--data", data], { stdio: ["ignore", "ignore", "ignore"] });
  const took = Number(process.hrtime.bigint() - begun) / 1e9;
  report("sample city laixi", `${took.toFixed(1)} s`, "≤ 60 s", took <= 60);
  const cold = [];
  for (let i = 0; i < 5; ++i) {
    const server = await serve(data);
    cold.push(server.cold_ms);
    await end(server);
  }
  report("cold start to first answer on the sample", `${median(cold).toFixed(0)} ms`, "≤ 300 ms", median(cold) <= 300);
  const server = await serve(data);
  const { cookie } = await call(server.url, "POST", "/session", undefined, { username: "clerk", password: "Zhibu-demo-2021" });
  const root = (await call(server.url, "GET", "/organizations/tree", cookie)).body.items.find(({ parent_id }) => !parent_id).id;
  const times = [];
  for (let i = 0; i < 30; ++i) {
    const begun_at = process.hrtime.bigint();
    await call(server.url, "GET", `/cadence/overview?organization_within=${root}&year=2021${"&".repeat(i)}`, cookie);
    times.push(Number(process.hrtime.bigint() - begun_at) / 1e6);
  }
  report("cadence of the whole committee, sample", `${median(times).toFixed(1)} ms`, "≤ 10 ms", median(times) <= 10, "over HTTP");
  await end(server);
}

function sizes() {
  const binary = statSync(zhibu).size / 1048576;
  report("binary", `${binary.toFixed(1)} MB`, "≤ 40 MB", binary <= 40);
  const weigh = (page) => {
    const html = readFileSync(join("web/dist", page), "utf8");
    const scripts = [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(([, path]) => path);
    return scripts.reduce((sum, path) => sum + gzipSync(readFileSync(join("web/dist", path.replace(/^\//, "")))).length, 0) / 1024;
  };
  for (const [page, goal] of [["login.html", 150], ["phone.html", 100]])
    report(`JavaScript of ${page}, gzipped, first load`, `${weigh(page).toFixed(0)} KB`, `≤ ${goal} KB`, weigh(page) <= goal);
}

try {
  const tools = { work, rounds, seconds, zhibu, made, children, option, median, pause, free_port, report, serve, end, call, clerk, wrk, sheets_of, record_script };
  const parts = { sizes, sample, reads: async () => reads(await empty_and_import()), province, postgresql: () => postgresql(tools) };
  const only = process.argv.includes("--only") ? process.argv[process.argv.indexOf("--only") + 1].split(",") : Object.keys(parts);
  for (const part of only) await parts[part]();
} finally {
  for (const child of children) child.kill("SIGKILL");
  rmSync(work, { recursive: true, force: true });
  writeFileSync("build/bench/result.json", JSON.stringify(results, null, 1));
}
