// Two cities on two PostgreSQL servers, each with its own Zhibu behind one HAProxy, and the nation's database over both (deploy/shards):
// the schema distributes by tenant, a city's work touches its own server only, and one server's end leaves the other city at work.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { free_ports } from "./kit/cluster.mjs";
import { found_office } from "./kit/small_office.mjs";
import { Client, send } from "./kit/server.mjs";
import { pause } from "./kit/trial.mjs";

export const what = "two cities on two PostgreSQL servers, and the nation's database over both: sums agree, a city goes on without the other";
export const seconds = { short: 75, all: 120 };
export const own_office = true;

const programs = "/usr/lib/postgresql/15/bin", root = process.getuid() === 0;
const as_postgres = (program, ...words) => execFileSync(root ? "runuser" : program, root ? ["-u", "postgres", "--", program, ...words] : words, { cwd: "/", encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

class Database {
  constructor(trial, name, port) {
    Object.assign(this, { name, port, folder: join(trial.folder("postgresql"), name) });
    for (const path of [trial.work, trial.folder("postgresql")]) chmodSync(path, 0o711);
    mkdirSync(this.folder);
    if (root) execFileSync("chown", ["postgres:postgres", this.folder]);
    as_postgres(`${programs}/initdb`, "-D", `${this.folder}/data`, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust", "--no-sync");
    this.start();
    this.sql("postgres", "CREATE DATABASE zhibu");
  }
  start() { as_postgres(`${programs}/pg_ctl`, "-D", `${this.folder}/data`, "-l", `${this.folder}/log`, "-w", "-o", `-p ${this.port} -k ${this.folder} -c listen_addresses=127.0.0.1 -c shared_buffers=64MB -c log_statement=mod`, "start"); }
  stop() { if (existsSync(`${this.folder}/data/postmaster.pid`)) as_postgres(`${programs}/pg_ctl`, "-D", `${this.folder}/data`, "-m", "immediate", "-w", "stop"); }
  at(database) { return `postgresql://postgres@127.0.0.1:${this.port}/${database}`; }
  sql(database, text) { return execFileSync("psql", ["-X", "-A", "-t", "-F", "|", "-v", "ON_ERROR_STOP=1", "-d", this.at(database), "-f", "-"], { input: text, encoding: "utf8", env: { ...process.env, PGOPTIONS: "-c client_min_messages=warning" }, stdio: ["pipe", "pipe", "pipe"] }).trim(); }
  file(database, path, variables) { execFileSync("psql", ["-X", "-q", ...Object.entries(variables).flatMap(([name, value]) => ["-v", `${name}=${value}`]), "-d", this.at(database), "-f", path], { stdio: ["ignore", "ignore", "pipe"] }); }
}

export async function run(trial) {
  if (!existsSync(`${programs}/initdb`) || !existsSync("/usr/sbin/haproxy")) trial.skip("not installed: postgresql-15, haproxy (bin/setup test)");
  const databases = [];
  try {
    await drill(trial, databases);
  } finally {
    for (const each of databases) each.stop();
  }
}

async function drill(trial, databases) {
  const [port_a, port_b, front_port, node_a, node_b] = await free_ports(5);
  databases.push(new Database(trial, "a", port_a));
  databases.push(new Database(trial, "b", port_b));
  const cities = [];
  for (const [i, database] of databases.entries()) {
    const data = join(trial.folder("zhibu"), database.name), at = ["--database", database.at("zhibu")];
    trial.command("init", "--data", data, ...at);
    const server = await trial.serve(data, { port: [node_a, node_b][i], extra: [...at, "--trusted-proxy", "127.0.0.1"] });
    cities.push({ tenant: i + 1, host: `city-${database.name}.example.gov.cn`, database, data, server, token: /[0-9a-f]{32}/.exec(server.log)[0] });
  }
  // The way to a city is its name: no router of ours.
  const proxy = join(trial.work, "haproxy.cfg");
  writeFileSync(proxy, `global\ndefaults\n    mode http\n    timeout connect 2s\n    timeout client 75s\n    timeout server 75s\nfrontend web\n    bind 127.0.0.1:${front_port}\n    option forwardfor\n` +
    cities.map(({ host, database }) => `    use_backend ${database.name} if { hdr(host) -i ${host} }\n`).join("") + cities.map(({ database, server }) => `backend ${database.name}\n    server node 127.0.0.1:${server.port}\n`).join(""));
  trial.run("/usr/sbin/haproxy", ["-db", "-f", proxy]);
  for (const city of cities) city.front = { port: front_port, headers: { host: city.host } };
  for (let i = 0; i < 100 && (await send(cities[0].front, { path: "/readyz", headers: cities[0].front.headers }).catch(() => undefined))?.status !== 200; ++i) await pause(100);

  const held = [7, 4];
  for (const [i, city] of cities.entries()) {
    city.office = await found_office(city.front, city.token, `演练${city.tenant}`);
    const member = (await city.office.clerk.post("/members", { name: "演练员", organization_id: city.office.branch, stage: "formal", joined_on: "2011-07-01", regular_on: "2012-07-01" })).json();
    city.record = (n) => city.office.clerk.post("/meetings/records", { organization_id: city.office.branch, kind: "theme_day", title: `主题党日 ${n}`, held_at: `${city.office.today}T00:00`, participants: [member.id], present: [member.id], minutes: "学习文件。" });
    for (let n = 0; n < held[i]; ++n) {
      const answer = await city.record(n);
      trial.expect(answer.status === 201, `meeting in city ${city.tenant}: ${answer.status} ${answer.text}`);
    }
  }
  // Each city's records stand on its own server and nowhere else.
  cities.forEach((city, i) => trial.expect(Number(city.database.sql("zhibu", "SELECT count(*) FROM meeting")) === held[i], `city ${city.tenant} holds other meetings than its own`));

  // ---- every table of the schema can be declared as partitioned by tenant, with all its keys ----
  const own = ["schema_version", "change_journal", "write_gate", "move_progress"];
  const tables = cities[0].database.sql("zhibu", "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1").split("\n").filter((name) => !own.includes(name));
  const distributed = (name) => `CREATE TABLE distributed.${name} (LIKE public.${name} INCLUDING ALL) PARTITION BY LIST (tenant_id);`;
  try {
    cities[0].database.sql("zhibu", `CREATE SCHEMA distributed; ${tables.map(distributed).join("\n")} DROP SCHEMA distributed CASCADE;`);
  } catch (error) { trial.expect(false, `a table cannot be partitioned by tenant: ${error.stderr}`); }
  let refused = false;
  try { cities[0].database.sql("zhibu", "CREATE SCHEMA distributed; CREATE TABLE distributed.wrong (tenant_id BIGINT, id BIGINT PRIMARY KEY) PARTITION BY LIST (tenant_id);"); } catch { refused = true; }
  trial.control(refused, "a key without the tenant was taken for one that can be distributed");
  trial.figure(`${tables.length} tables distribute by tenant`);

  // ---- the nation's database over both ----
  const nation = databases[0];
  nation.sql("postgres", "CREATE DATABASE nation");
  for (const { tenant, database } of cities) database.file("zhibu", "deploy/shards/city.sql", { tenant, reader_password: "drill" });
  const add = ({ tenant, database }) => nation.file("nation", "deploy/shards/nation.sql", { tenant, host: "127.0.0.1", port: database.port, reader_password: "drill" });
  const national = () => Object.fromEntries(nation.sql("nation", "SELECT tenant_id, sum(count) FROM nation_by_city WHERE kind LIKE 'life.held%' GROUP BY 1 ORDER BY 1").split("\n").filter(Boolean).map((line) => line.split("|").map(Number)));
  add(cities[0]);
  trial.control(Object.keys(national()).length === 1, "the second city was counted before it was there");
  add(cities[1]);
  const sums = national();
  trial.expect(sums[1] === held[0] && sums[2] === held[1], `the nation counts ${JSON.stringify(sums)}, the cities held ${held}`);
  await cities[1].record(99);
  trial.expect(national()[2] === held[1] + 1, "a meeting held since is not in the nation's figures");
  const plan = nation.sql("nation", "EXPLAIN SELECT sum(count) FROM rollup WHERE tenant_id = 1");
  trial.expect(/rollup_1/.test(plan) && !/rollup_2/.test(plan), `a question about one city goes to another's server:\n${plan}`);

  // ---- one server ends: the other city works on, and the nation still answers for it ----
  databases[1].stop();
  const answer = await cities[0].record(100), other = await cities[1].record(100);
  trial.expect(answer.status === 201, `the first city: ${answer.status} ${answer.text}`);
  trial.expect(other.status >= 500, `the second city acknowledged a write without its server (${other.status})`);
  trial.expect(Number(nation.sql("nation", "SELECT count(*) > 0 FROM nation_by_city WHERE tenant_id = 1") === "t"), "the nation does not answer for the city whose server stands");
  databases[1].start();
  let back;
  for (let i = 0; i < 100 && back?.status !== 201; ++i) await pause(100), back = await cities[1].record(101).catch(() => undefined);
  trial.expect(back?.status === 201, "the second city did not come back by itself");
  trial.figure(`the nation counts ${held[0]} and ${held[1]} meetings; with the second server ended the first city worked on`);
  for (const { data, database } of cities) {
    const verified = trial.command("verify", "--data", data, "--database", database.at("zhibu"));
    trial.expect(verified.status === 0, `zhibu verify: ${verified.out.slice(0, 500)}`);
  }
}
