// A whole cluster on the loopback, from the files of deploy/cluster: etcd, PostgreSQL under Patroni, nodes of Zhibu, HAProxy.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { pause } from "./trial.mjs";

const root = process.getuid() === 0;
const programs = "/usr/lib/postgresql/15/bin";
const passwords = { SUPERUSER_PASSWORD: "drill-super", REPLICATION_PASSWORD: "drill-replication", ZHIBU_PASSWORD: "drill-zhibu" };
export const missing_packages = () => [["patroni", "/usr/bin/patroni"], ["etcd-server", "/usr/bin/etcd"], ["haproxy", "/usr/sbin/haproxy"], ["postgresql-15", `${programs}/postgres`]].filter(([, path]) => !existsSync(path)).map(([name]) => name);

export async function free_ports(count) {
  const probes = await Promise.all(Array.from({ length: count }, () => new Promise((resolve) => { const probe = createServer().listen(0, "127.0.0.1", () => resolve(probe)); })));
  const ports = probes.map((probe) => probe.address().port);
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
  return ports;
}
function ask(port, path, { method = "GET", body } = {}) {
  return new Promise((resolve) => {
    const sent = request({ host: "127.0.0.1", port, path, method, headers: body ? { "content-type": "application/json" } : {} }, (answer) => {
      let text = "";
      answer.on("data", (piece) => (text += piece)).on("end", () => resolve({ status: answer.statusCode, text }));
    }).once("error", () => resolve(undefined));
    sent.setTimeout(3000, () => sent.destroy());
    sent.end(body);
  });
}

export class Cluster {
  members = new Map();  // name → { child, log }
  constructor(folder, binary) { Object.assign(this, { folder, binary }); }

  static async start(trial, { postgresql = 3, etcd = 3, settings = {} } = {}) {
    const cluster = new Cluster(trial.folder("cluster"), trial.binary);
    // User postgres must be able to pass through.
    for (const path of [trial.work, cluster.folder]) chmodSync(path, 0o711);
    const ports = await free_ports(2 * etcd + 2 * postgresql + 2 + 1);
    const take = () => ports.pop();
    const names = (stem, count, ports_each) => Array.from({ length: count }, (_, i) => ({ name: `${stem}${i + 1}`, ports: Array.from({ length: ports_each }, take) }));
    cluster.etcds = names("etcd", etcd, 2), cluster.servers = names("pg", postgresql, 2), cluster.zhibus = names("node", 2, 1), cluster.port = take();
    const listed = (list) => list.map(({ name, ports: at }) => `${name}=127.0.0.1:${at.join(":")}`).join(" ");
    cluster.office = join(cluster.folder, "office.env");
    const data = cluster.own("postgresql"), sockets = cluster.own("sockets"), first = join(cluster.folder, "first-start");
    mkdirSync(join(cluster.folder, "zhibu"), { mode: 0o700 });
    const words = { CLUSTER: "drill", ETCD: listed(cluster.etcds), POSTGRESQL: listed(cluster.servers), POSTGRESQL_DATA: data, POSTGRESQL_SOCKETS: sockets, POSTGRESQL_MEMORY: "64MB", POSTGRESQL_NET: "127.0.0.1/32",
      ZHIBU: listed(cluster.zhibus), ZHIBU_DATA: cluster.data, HAPROXY: `127.0.0.1:${cluster.port}`, FIRST_START: first, ...passwords, ...settings };
    writeFileSync(cluster.office, Object.entries(words).map(([name, value]) => `${name}="${value}"\n`).join(""), { mode: 0o600 });
    writeFileSync(first, cluster.file("first-start"));
    cluster.give_to_postgres(first, 0o700);
    cluster.pgpass = join(cluster.folder, "pgpass");
    writeFileSync(cluster.pgpass, cluster.file("pgpass"), { mode: 0o600 });
    cluster.database = cluster.file("database").trim(), cluster.replica = cluster.file("replica").trim();
    for (const { name } of cluster.etcds) cluster.run(name, "/usr/bin/etcd", [], { ...Object.fromEntries(cluster.file(`etcd:${name}`).trim().split("\n").map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)])), ETCD_DATA_DIR: join(cluster.folder, name) });
    // One first: the others copy it.
    for (const { name } of cluster.servers) cluster.start_postgresql(name);
    return cluster;
  }
  get data() { return join(this.folder, "zhibu"); }
  file(what) { return execFileSync("deploy/cluster/configure", [this.office, what], { encoding: "utf8" }); }
  own(name) {
    const path = join(this.folder, name);
    mkdirSync(path);
    this.give_to_postgres(path, 0o700);
    return path;
  }
  give_to_postgres(path, mode) {
    if (root) execFileSync("chown", ["postgres:postgres", path]);
    chmodSync(path, mode);
  }
  run(name, program, words, env = {}, as_postgres = false) {
    const [command, rest] = root && as_postgres ? ["runuser", ["-u", "postgres", "--", program, ...words]] : [program, words];
    const member = { log: "", child: spawn(command, rest, { cwd: "/", env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] }) };
    for (const stream of [member.child.stdout, member.child.stderr]) stream.on("data", (piece) => (member.log = (member.log + piece).slice(-20_000)));
    member.exited = new Promise((resolve) => member.child.once("exit", resolve));
    this.members.set(name, member);
    return member;
  }
  start_postgresql(name) {
    const path = join(this.folder, `${name}.yml`);
    if (!existsSync(path)) {
      writeFileSync(path, this.file(`patroni:${name}`));
      this.give_to_postgres(path, 0o600);
    }
    this.run(name, "/usr/bin/patroni", [path], {}, true);
  }
  start_haproxy() {
    const path = join(this.folder, "haproxy.cfg");
    writeFileSync(path, this.file("haproxy"));
    this.run("haproxy", "/usr/sbin/haproxy", ["-db", "-f", path]);
  }
  port_of(name) { return [...this.servers, ...this.zhibus].find((each) => each.name === name).ports; }

  // What Patroni says of its members, by whichever answers.
  async state() {
    for (const { ports } of this.servers) {
      const answer = await ask(ports[1], "/cluster");
      if (answer?.status === 200) return JSON.parse(answer.text).members;
    }
    return [];
  }
  async primary() {
    for (const { name, ports } of this.servers) if ((await ask(ports[1], "/primary"))?.status === 200) return name;
    return undefined;
  }
  async until(words, limit, holds) {
    const begun = performance.now();
    for (;;) {
      const found = await holds();
      if (found) return { found, ms: performance.now() - begun };
      if (performance.now() - begun > limit) throw new Error(`${words}: not within ${limit / 1000} s\n${JSON.stringify(await this.state())}\n${[...this.members].map(([name, { log }]) => `${name}: ${log.slice(-300)}`).join("\n")}`);
      await pause(100);
    }
  }
  // All there, and a standby that confirms each commit.
  ready(limit = 60_000, standbys = this.servers.length - 1) {
    return this.until("the cluster", limit, async () => {
      const members = await this.state();
      return members.filter(({ role, state }) => /standby|replica/.test(role) && /running|streaming/.test(state)).length >= standbys && members.some(({ role }) => role === "leader") && (standbys === 0 || members.some(({ role }) => role === "sync_standby"));
    });
  }
  change(settings) { return Promise.all(this.servers.slice(0, 1).map(({ ports }) => ask(ports[1], "/config", { method: "PATCH", body: JSON.stringify(settings) }))); }

  pids_of(name) {
    const folder = join(this.folder, "postgresql", name);
    const [postmaster] = existsSync(join(folder, "postmaster.pid")) ? readFileSync(join(folder, "postmaster.pid"), "utf8").split("\n") : [];
    const children = postmaster ? spawnSync("pgrep", ["-P", postmaster], { encoding: "utf8" }).stdout.trim().split("\n").filter(Boolean) : [];
    const patroni = this.members.get(name)?.child.pid, below = patroni ? spawnSync("pgrep", ["-P", String(patroni)], { encoding: "utf8" }).stdout.trim().split("\n").filter(Boolean) : [];
    return { postmaster, children, patroni: [...below, patroni].filter(Boolean) };
  }
  // As if the machine's plug were pulled: Patroni, the postmaster and everything below it at once.
  kill_postgresql(name) {
    const { postmaster, children, patroni } = this.pids_of(name);
    for (const pid of [...patroni, postmaster, ...children]) try { process.kill(Number(pid), "SIGKILL"); } catch { /* gone with its parent */ }
  }
  sql(text, name) {
    const port = name ? this.port_of(name)[0] : undefined;
    const where = port ? `postgresql://zhibu@127.0.0.1:${port}/zhibu` : `${this.database}?target_session_attrs=read-write`;
    return execFileSync("psql", ["-X", "-A", "-t", "-F", "|", "-v", "ON_ERROR_STOP=1", "-d", where, "-f", "-"], { input: text, encoding: "utf8", env: { ...process.env, PGPASSFILE: this.pgpass }, maxBuffer: 1 << 27, stdio: ["pipe", "pipe", "pipe"] }).trim();
  }
  async end() {
    for (const { name } of this.servers) this.kill_postgresql(name);
    for (const { child } of this.members.values()) child.kill("SIGKILL");
    await Promise.all([...this.members.values()].map(({ exited }) => exited));
  }
}
