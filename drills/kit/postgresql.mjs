// A PostgreSQL 15 cluster of its own on a free port of the loopback, ended and removed with the drill.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, closeSync, mkdirSync, openSync, readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { pause } from "./trial.mjs";

const programs = "/usr/lib/postgresql/15/bin";
const free_port = () => new Promise((resolve, reject) => {
  const probe = createServer().once("error", reject).listen(0, "127.0.0.1", () => { const { port } = probe.address(); probe.close(() => resolve(port)); });
});
const is_root = process.getuid() === 0;
const owner = (word) => Number(execFileSync("id", [word, "postgres"], { encoding: "utf8" }));
export const as_owner = (program, words) => (is_root ? ["runuser", ["-u", "postgres", "--", program, ...words]] : [program, words]);

export class Postgresql {
  // A folder that the server's own account may enter.
  static folder(trial, name) {
    const path = join(trial.work, name);
    mkdirSync(path, { recursive: true });
    chmodSync(trial.work, 0o711);
    if (is_root) chownSync(path, owner("-u"), owner("-g"));
    return path;
  }
  static run(program, ...words) {
    const [first, rest] = as_owner(`${programs}/${program}`, words);
    const done = spawnSync(first, rest, { encoding: "utf8", cwd: "/", timeout: 120_000 });
    if (done.status !== 0) throw new Error(`${program}: ${done.stdout}${done.stderr}`);
    return done.stdout;
  }
  // options: env of the server's processes; port, of one that is started again
  static async create(trial, name, settings = {}, options = {}) {
    const folder = Postgresql.folder(trial, name);
    Postgresql.run("initdb", "-D", join(folder, "data"), "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust", "--no-sync");
    return Postgresql.start(trial, folder, settings, options);
  }
  static async start(trial, folder, settings = {}, { env = {}, port } = {}) {
    const cluster = new Postgresql();
    Object.assign(cluster, { folder, settings, env, data: join(folder, "data"), port: port ?? (await free_port()) });
    cluster.log = join(trial.work, `postgresql-${cluster.port}.log`);
    trial.at_end(() => cluster.stop());
    await cluster.begin();
    return cluster;
  }
  // The sample city in a cluster of its own, moved there from the data directory.
  static async of_sample(trial, name, data, settings = {}) {
    const cluster = await Postgresql.create(trial, name, settings);
    cluster.create_database();
    const moved = trial.command("move", "--data", data, "--to", cluster.address);
    if (moved.status !== 0) throw new Error(`move: ${moved.out.slice(-600)}`);
    return cluster;
  }
  // Also after a crash: recovery has ended when it returns.
  async begin(limit = 60_000) {
    const options = { listen_addresses: "127.0.0.1", unix_socket_directories: this.folder, fsync: "off", shared_buffers: "64MB", ...this.settings };
    const words = ["-D", this.data, "-p", String(this.port), ...Object.entries(options).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
    const log = openSync(this.log, "a");
    // Our own child, not runuser's: a killed postmaster that nobody has waited for counts as running for the next one.
    this.child = spawn(`${programs}/postgres`, words, { cwd: "/", stdio: ["ignore", log, log], env: { ...process.env, ...this.env }, ...(is_root ? { uid: owner("-u"), gid: owner("-g") } : {}) });
    closeSync(log);
    this.exited = new Promise((resolve) => this.child.once("exit", resolve));
    for (const begun = Date.now(); this.alive && Date.now() - begun < limit; await pause(50))
      if (spawnSync(`${programs}/pg_isready`, ["-h", "127.0.0.1", "-p", String(this.port)], { stdio: "ignore" }).status === 0) return;
    throw new Error(`PostgreSQL does not start, see ${this.log}: ${readFileSync(this.log, "utf8").slice(-400)}`);
  }
  get alive() { return this.child.exitCode === null && this.child.signalCode === null; }
  // The load's questions are SQLite's; only this differs.
  asked(text, database) { return this.sql(text.replace(/substr\((\w+), -(\d+)\)/g, "right($1, $2)"), database); }
  get address() { return `postgresql://postgres@127.0.0.1:${this.port}/zhibu`; }
  create_database() { this.sql("CREATE DATABASE zhibu", "postgres"); }
  sql(text, database = "zhibu") {
    return execFileSync(`${programs}/psql`, ["-h", "127.0.0.1", "-p", String(this.port), "-U", "postgres", "-d", database, "-AtqX", "-v", "ON_ERROR_STOP=1"], { input: text, encoding: "utf8", maxBuffer: 1 << 27, stdio: ["pipe", "pipe", "pipe"] }).trim();
  }
  // kill -9 of the postmaster and of all that it started, at once.
  async kill() {
    const own = new Set([this.child.pid]), parents = new Map();
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name)))
      try { parents.set(Number(pid), Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ")[1])); } catch { /* gone */ }
    for (let before = 0; own.size > before;) {
      before = own.size;
      for (const [pid, parent] of parents) if (own.has(parent)) own.add(pid);
    }
    for (const pid of own) try { process.kill(pid, "SIGKILL"); } catch { /* gone */ }
    await this.exited;
    // Who still holds the shared memory would keep the next one from starting.
    for (const begun = Date.now(); Date.now() - begun < 10_000 && [...own].some((pid) => { try { return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8")); } catch { return false; } });) await pause(10);
  }
  // As if its machine had failed.
  async crash() {
    if (!this.alive) return;
    try { Postgresql.run("pg_ctl", "-D", this.data, "-m", "immediate", "-w", "stop"); } catch { this.child.kill("SIGKILL"); }
    await this.exited;
  }
  // Orderly, all connections ended.
  async stop() {
    if (!this.alive) return;
    try { Postgresql.run("pg_ctl", "-D", this.data, "-m", "fast", "-w", "stop"); } catch { this.child.kill("SIGKILL"); }
    await this.exited;
  }
}
