// A PostgreSQL 15 cluster of its own on a free port of the loopback, ended and removed with the drill.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, openSync } from "node:fs";
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
    Object.assign(cluster, { folder, data: join(folder, "data"), port: port ?? (await free_port()) });
    const options = { listen_addresses: "127.0.0.1", unix_socket_directories: folder, fsync: "off", shared_buffers: "64MB", ...settings };
    const words = ["-D", cluster.data, "-p", String(cluster.port), ...Object.entries(options).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
    const [first, rest] = as_owner(`${programs}/postgres`, words);
    cluster.log = join(trial.work, `postgresql-${cluster.port}.log`);
    const log = openSync(cluster.log, "a");
    cluster.child = spawn(first, rest, { cwd: "/", stdio: ["ignore", log, log], env: { ...process.env, ...env } });
    cluster.exited = new Promise((resolve) => cluster.child.once("exit", resolve));
    trial.at_end(() => cluster.stop());
    const begun = Date.now();
    while (cluster.child.exitCode === null && Date.now() - begun < 60_000) {
      if (spawnSync(`${programs}/pg_isready`, ["-h", "127.0.0.1", "-p", String(cluster.port)], { stdio: "ignore" }).status === 0) return cluster;
      await pause(50);
    }
    throw new Error(`PostgreSQL does not start, see ${cluster.log}`);
  }
  get address() { return `postgresql://postgres@127.0.0.1:${this.port}/zhibu`; }
  create_database() { this.sql("CREATE DATABASE zhibu", "postgres"); }
  sql(text, database = "zhibu") {
    return execFileSync(`${programs}/psql`, ["-h", "127.0.0.1", "-p", String(this.port), "-U", "postgres", "-d", database, "-AtqX", "-v", "ON_ERROR_STOP=1"], { input: text, encoding: "utf8", maxBuffer: 1 << 27, stdio: ["pipe", "pipe", "pipe"] }).trim();
  }
  // As if its machine had failed.
  async crash() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    try { Postgresql.run("pg_ctl", "-D", this.data, "-m", "immediate", "-w", "stop"); } catch { this.child.kill("SIGKILL"); }
    await this.exited;
  }
  // Orderly, all connections ended.
  async stop() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    try { Postgresql.run("pg_ctl", "-D", this.data, "-m", "fast", "-w", "stop"); } catch { this.child.kill("SIGKILL"); }
    await this.exited;
  }
}
