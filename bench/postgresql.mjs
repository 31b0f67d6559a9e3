// The rows of PostgreSQL: its reads beside SQLite's, meetings beside pgbench with the very statements that Zhibu sent, a second node
// beside the first, and how far a standby lags behind. One throw-away cluster that syncs as a real one does.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const programs = "/usr/lib/postgresql/15/bin", root = process.getuid() === 0;
const as_postgres = (program, ...words) => execFileSync(root ? "runuser" : program, root ? ["-u", "postgres", "--", program, ...words] : words, { cwd: "/", stdio: ["ignore", "ignore", "pipe"] });

class Server {
  constructor(port, folder = mkdtempSync("/tmp/zhibu-bench-pg-")) {
    Object.assign(this, { port, folder });
    if (root) execFileSync("chown", ["-R", "postgres:postgres", folder]);
  }
  make() { as_postgres(`${programs}/initdb`, "-D", `${this.folder}/data`, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust", "-k"); }
  copy(of) { as_postgres(`${programs}/pg_basebackup`, "-h", "127.0.0.1", "-p", String(of.port), "-U", "postgres", "-D", `${this.folder}/data`, "-X", "stream", "-R", "-c", "fast"); }
  start() {
    as_postgres(`${programs}/pg_ctl`, "-D", `${this.folder}/data`, "-l", `${this.folder}/start.log`, "-w", "-o", `-p ${this.port} -k ${this.folder} -c listen_addresses=127.0.0.1 -c shared_buffers=512MB -c max_connections=200 ` +
      `-c max_pred_locks_per_transaction=256 -c max_wal_size=4GB -c logging_collector=on -c log_destination=csvlog -c log_directory=${this.folder}/log -c log_min_error_statement=panic`, "start");
  }
  end() {
    try { as_postgres(`${programs}/pg_ctl`, "-D", `${this.folder}/data`, "-m", "immediate", "-w", "stop"); } catch { /* was not started */ }
    rmSync(this.folder, { recursive: true, force: true });
  }
  get url() { return `postgresql://postgres@127.0.0.1:${this.port}/postgres`; }
  sql(text) { return execFileSync("psql", ["-X", "-A", "-t", "-d", this.url, "-c", text], { encoding: "utf8" }).trim(); }
  log() { return readdirSync(`${this.folder}/log`).filter((name) => name.endsWith(".csv")).sort().map((name) => readFileSync(`${this.folder}/log/${name}`, "utf8")).join(""); }
}

// Rows of a CSV log; its texts hold newlines.
function rows_of(text) {
  const rows = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === "\n") rows.push([]);
    if (end === "") break;
  }
  return rows;
}

// The write transactions of a log, statement by statement with their values.
function transactions_of(log) {
  const open = new Map(), done = [];
  for (const row of rows_of(log)) {
    const pid = row[3], message = row[13] ?? "", detail = row[14] ?? "";
    const statement = /^statement: ([\s\S]*)$/.exec(message)?.[1], executed = /^execute \w+: ([\s\S]*)$/.exec(message)?.[1];
    if (statement?.startsWith("BEGIN ISOLATION LEVEL SERIALIZABLE")) open.set(pid, []);
    else if (statement?.includes("COMMIT") && open.has(pid)) done.push([...open.get(pid), { sql: statement.replace(/; COMMIT$/, ""), values: [] }]), open.delete(pid);
    else if (statement === "ROLLBACK") open.delete(pid);
    else if (executed && open.has(pid)) open.get(pid).push({ sql: executed, values: [...detail.matchAll(/\$\d+ = (NULL|'((?:[^']|'')*)')/g)].map(([, all, text]) => (all === "NULL" ? null : text)) });
  }
  return done;
}

// One transaction as a script of pgbench: what was new gets new numbers in each run, and each client chains and slots of its own.
function script_of(statements, first_new, key) {
  const moved = 10_000_000n, mask = (1n << 53n) - 1n;
  const literal = (sql, value, place) => {
    if (value === null) return "NULL";
    if (/ audit(_head)? /.test(sql) && place === 2) return "(1000 + :client_id)";
    if (sql.startsWith("INSERT INTO audit ") && place === 3) return "CAST(:k AS BIGINT)";
    if (sql.startsWith("INSERT INTO rollup ") && place % 11 === 6 && value !== "0") return "(1000 + :client_id)";  // eleven values a row
    if (value === key) return `('${key}' || :k)`;
    if (/^\d+$/.test(value)) {
      const low = BigInt(value) & mask;
      if (low >= first_new && low < first_new + moved) return `(${value} + CAST(:k AS BIGINT))`;
      return value;
    }
    return `E'${value.replaceAll("\\", "\\\\").replaceAll("'", "''").replaceAll("\n", "\\n").replaceAll(":", "\\x3a")}'`;  // pgbench takes :word for a variable, also inside a text
  };
  const lines = statements.map(({ sql, values }) => sql.replaceAll(/\$(\d+)/g, (_, n) => literal(sql, values[n - 1] ?? null, Number(n))).replaceAll("\n", " ") + ";");
  return `\\set k random(1, 400000000) * 10000000\nBEGIN ISOLATION LEVEL SERIALIZABLE;\n${lines.join("\n")}\nCOMMIT;\n`;
}

function pgbench(server, scripts, seconds, clients) {
  const out = spawnSync("pgbench", ["-n", "-M", "prepared", "-c", String(clients), "-j", "2", "-T", String(seconds), "--max-tries=20", "-h", "127.0.0.1", "-p", String(server.port), "-U", "postgres",
    ...scripts.flatMap((path) => ["-f", path]), "postgres"], { encoding: "utf8", env: { ...process.env, PGOPTIONS: "-c enable_seqscan=off -c jit=off -c plan_cache_mode=force_generic_plan" }, maxBuffer: 1 << 26 });
  const rate = /tps = ([\d.]+)/.exec(out.stdout)?.[1];
  if (!rate || /client \d+ (script|aborted)/.test(out.stderr)) throw new Error(`pgbench: ${out.stdout.slice(-500)}${out.stderr.slice(-1500)}`);
  return Number(rate);
}

export async function postgresql(tools) {
  const { option, free_port } = tools;
  const servers = [new Server(await free_port())];
  try {
    servers[0].make(), servers[0].start();
    await measure(tools, servers, option("members", 20000));
  } finally {
    for (const each of servers.reverse()) each.end();
  }
}

async function office(tools, name, extra, sheets) {
  const { serve, end, call, work, zhibu } = tools;
  const data = join(work, name);
  execFileSync(zhibu, ["init", "--data", data, ...extra], { stdio: "ignore" });
  let server = await serve(data, extra);
  await tools.pause(1500);
  const { cookie: administrator } = await call(server.url, "POST", "/installation", undefined, { token: server.token(), office_name: "测量", username: "admin", name: "测量", password: "Zhibu-bench-2021" });
  for (const [kind, sheet] of Object.entries(sheets)) execFileSync(zhibu, ["import", kind, sheet, "--data", data, "--json", ...extra], { stdio: "ignore" });
  await end(server);
  server = await serve(data, extra);
  const root_id = (await call(server.url, "GET", "/organizations/tree", administrator)).body.items.find(({ parent_id }) => !parent_id).id;
  const cookie = await tools.clerk(server, administrator, root_id);
  const tree = (await call(server.url, "GET", "/organizations/tree", cookie)).body.items;
  return { data, extra, server, cookie, tree };
}

// Nobody asks for the same page twice: no kept answer, no kept total of this condition, each time another order or stage.
export function pages(tools, name, tree) {
  const organs = tree.filter(({ kind }) => kind === "organ_committee").map(({ id }) => id);
  const path = join(tools.work, `${name}.lua`);
  writeFileSync(path, `local organs = {${organs.join(",")}}
local sorts = {"-joined_on", "joined_on", "name", "-name", "-regular_on"}
local n = 0
request = function()
  n = n + 1
  return wrk.format("GET", "/api/v1/members?organization_within=" .. organs[n % #organs + 1] .. "&stage=formal&sort=" .. sorts[n % #sorts + 1] .. "&page=" .. (math.floor(n / #organs) % 8 + 1) .. "&size=50")
end`);
  return path;
}

async function measure(tools, servers, members) {
  const { work, rounds, seconds, made, median, pause, report, serve, end, call, wrk } = tools;
  const [primary] = servers;
  const branches = Math.round(members / 33), sheets = { organizations: join(work, "pg-organizations.xlsx"), members: join(work, "pg-members.xlsx") };
  execFileSync(made, ["organizations", sheets.organizations, String(branches)]);
  execFileSync(made, ["members", sheets.members, String(members), String(branches)]);
  const on_sqlite = await office(tools, "on-sqlite", [], sheets), on_postgresql = await office(tools, "on-postgresql", ["--database", primary.url], sheets);
  execFileSync("psql", ["-X", "-q", "-d", primary.url, "-c", "ANALYZE"]);

  const both = { sqlite: on_sqlite, postgresql: on_postgresql };
  const compare = (name, ask) => {
    const rates = { sqlite: [], postgresql: [] };
    for (let i = 0; i < rounds; ++i) for (const [engine, place] of Object.entries(both)) rates[engine].push(ask(place, engine).rate);
    const ratio = median(rates.postgresql) / median(rates.sqlite);
    report(`PostgreSQL beside SQLite: ${name}`, ratio.toFixed(2), "≥ 0.6", ratio >= 0.6, `${Math.round(median(rates.postgresql))} of ${Math.round(median(rates.sqlite))} a second, ${members} members`);
  };
  const scripts = Object.fromEntries(Object.entries(both).map(([engine, { tree }]) => [engine, pages(tools, engine, tree)]));
  compare("pages of members, another each time", ({ server, cookie }, engine) => wrk(`${server.url}/api/v1/members`, { cookie, script: scripts[engine] }));
  compare("one page asked again", ({ server, cookie }) => wrk(`${server.url}/api/v1/members?stage=formal&sort=-joined_on&size=50`, { cookie }));

  // ---- meetings, and the same statements by pgbench ----
  const bodies = await tools.sheets_of(on_postgresql.server.url, on_postgresql.tree, on_postgresql.cookie, 1);
  const record = tools.record_script(bodies);
  wrk(`${on_postgresql.server.url}/api/v1/meetings/records`, { cookie: on_postgresql.cookie, script: record });  // the year's rows exist
  const captured = await capture(tools, primary, on_postgresql, bodies.slice(0, 64));
  const ours = [], theirs = [];
  for (let i = 0; i < rounds; ++i) {
    ours.push(wrk(`${on_postgresql.server.url}/api/v1/meetings/records`, { cookie: on_postgresql.cookie, script: record }));
    theirs.push(pgbench(primary, captured.paths, seconds, 16));
  }
  const rate = median(ours.map((each) => each.rate)), top = median(theirs);
  report("meetings on PostgreSQL beside pgbench with the same statements", (rate / top).toFixed(2), "≥ 0.5", rate / top >= 0.5, `${Math.round(rate)} of ${Math.round(top)} a second, ${captured.statements} statements each, p99 ${median(ours.map((each) => each.p99)).toFixed(0)} ms`);

  // ---- a second node beside the first; and a standby behind the primary ----
  const alone = [], beside = [], together = [];
  for (let i = 0; i < rounds; ++i) {
    alone.push(wrk(`${on_postgresql.server.url}/api/v1/meetings/records`, { cookie: on_postgresql.cookie, script: record }).rate);
    const second = await serve(on_postgresql.data, on_postgresql.extra);
    await pause(500);
    beside.push(wrk(`${on_postgresql.server.url}/api/v1/meetings/records`, { cookie: on_postgresql.cookie, script: record }).rate);
    const other = running_wrk(tools, `${second.url}/api/v1/meetings/records`, on_postgresql.cookie, record);
    const first = wrk(`${on_postgresql.server.url}/api/v1/meetings/records`, { cookie: on_postgresql.cookie, script: record, connections: 32 }).rate;
    together.push(first + (await other));
    await end(second);
  }
  const kept = median(beside) / median(alone), sum = median(together) / median(alone);
  report("meetings at a node while a second one stands beside it", kept.toFixed(2), "≥ 0.95 of alone", kept >= 0.95, `${Math.round(median(beside))} of ${Math.round(median(alone))} a second; both under load together ${sum.toFixed(2)} of one alone`);

  servers.push(new Server(await tools.free_port()));
  servers[1].copy(primary), servers[1].start();
  await pause(1000);
  const load = running_wrk(tools, `${on_postgresql.server.url}/api/v1/meetings/records`, on_postgresql.cookie, record, Math.max(4, 2 * seconds));
  const lags = [];
  for (let i = 0; i < 8 * Math.max(4, 2 * seconds) / 2; ++i) {
    await pause(240);
    lags.push(Number(primary.sql("SELECT coalesce(extract(epoch FROM max(replay_lag)) * 1000, 0) FROM pg_stat_replication")));
  }
  await load;
  report("lag of a standby's replay under meetings", `${median(lags).toFixed(1)} ms`, "none: for scale", undefined, `at most ${Math.max(...lags).toFixed(1)} ms`);
  for (const { server } of Object.values(both)) await end(server);
}

// wrk beside others; resolves to its rate.
function running_wrk({ seconds, children }, url, cookie, script, duration = seconds) {
  const child = spawn("wrk", ["-t1", "-c32", `-d${duration}s`, "-s", script, "-H", `Cookie: ${cookie}`, "-H", "X-Zhibu: 1", url], { stdio: ["ignore", "pipe", "ignore"] });
  children.push(child);
  let out = "";
  child.stdout.on("data", (piece) => (out += piece));
  return new Promise((resolve) => child.once("exit", () => resolve(Number(/Requests\/sec:\s+([\d.]+)/.exec(out)?.[1] ?? 0))));
}

// What the program sends for one meeting of each branch, as the server's own log says.
async function capture({ work, call, pause }, primary, { server, cookie }, bodies) {
  const folder = join(work, "pgbench");
  mkdirSync(folder, { recursive: true });
  primary.sql("ALTER SYSTEM SET log_statement = 'all'"), primary.sql("SELECT pg_reload_conf()");
  await pause(1200);
  const paths = [];
  let statements = 0;
  for (const [i, body] of bodies.entries()) {
    const before = primary.log().length, key = `capture-${process.pid}-${i}`;
    const { body: made } = await call(server.url, "POST", "/meetings/records", cookie, JSON.parse(body), { "idempotency-key": key });
    await pause(60);
    const transaction = transactions_of(primary.log().slice(before)).find((each) => each.some(({ values }) => values.includes(key)));
    if (!transaction) throw new Error("the log does not show the meeting's transaction");
    statements = transaction.length;
    paths.push(join(folder, `${i}.sql`));
    writeFileSync(paths.at(-1), script_of(transaction, BigInt(made.id) - 900n, key));
  }
  primary.sql("ALTER SYSTEM RESET log_statement"), primary.sql("SELECT pg_reload_conf()");
  return { paths, statements };
}
