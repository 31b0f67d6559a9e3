// A drill's surroundings: its folder, servers, expectations and figures; and what it does at its end.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, openSync, readdirSync, readSync, rmSync, statSync, writeFileSync, writeSync, renameSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { dirname, join } from "node:path";
import { Server } from "./server.mjs";

export const binary = process.env.ZHIBU_BINARY ?? ["build/release/zhibu", "build/debug/zhibu"].find((path) => existsSync(path));
export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
export const passphrase = "a passphrase of the drills";

// Where the sample city lies that drills copy: made once a binary, in build/drill.
export function sample_place() {
  const made = statSync(binary);
  return process.env.ZHIBU_SAMPLE ?? `build/drill/sample-${made.size}-${Math.floor(made.mtimeMs)}`;
}
export async function make_sample() {
  const ready = sample_place(), unfinished = `${ready}.${process.pid}`;
  const at_work = (name) => /^sample-\d+-\d+\.\d+$/.test(name) && existsSync(`/proc/${name.split(".")[1]}`), others = () => existsSync("build/drill") && readdirSync("build/drill").some(at_work);
  while (!existsSync(ready) && others()) await pause(200);
  if (existsSync(ready)) return;
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  // Of older binaries, and what was never finished.
  for (const old of readdirSync("build/drill")) if (/^sample-/.test(old) && !at_work(old)) rmSync(`build/drill/${old}`, { recursive: true, force: true });
  execFileSync(binary, ["sample", "laixi", "--data", unfinished], { stdio: ["ignore", "ignore", "inherit"] });
  try { renameSync(unfinished, ready); } catch { rmSync(unfinished, { recursive: true, force: true }); }
}

// What the child process orders from drills/native/faults.c.
class Faults {
  #file;
  constructor(path) {
    this.path = path;
    writeFileSync(path, Buffer.alloc(4096));
    this.#file = openSync(path, "r+");
  }
  #set(place, value) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(value));
    writeSync(this.#file, bytes, 0, 8, place * 8);
  }
  shift_clock(milliseconds) { this.#set(0, milliseconds); }
  set syncs(how) { this.#set(1, { honest: 0, fail: 1, skip_log: 2, skip: 3 }[how]); }
  // What fails with EIO from now on: any of write, read, sync, or swallow (a write is left out and called done); of which files:
  // log, database, files; after so many calls that pass.
  fail(what, files, after = 0) {
    const sum = (words, values) => words.reduce((all, word) => all + values[word], 0);
    this.#set(5, after), this.#set(6, 0), this.#set(4, sum(files, { log: 1, database: 2, files: 4 }));
    this.#set(3, sum(what, { write: 1, read: 2, sync: 4, swallow: 8 }));
  }
  mend() { this.#set(3, 0), this.#set(7, 0); }
  get failed() {
    const bytes = Buffer.alloc(8);
    readSync(this.#file, bytes, 0, 8, 48);
    return Number(bytes.readBigInt64LE());
  }
  kill_after_syncs(count) { this.#set(7, count); }
  leak_at_syncs(bytes) { this.#set(8, bytes); }
  get count() {
    const bytes = Buffer.alloc(8);
    readSync(this.#file, bytes, 0, 8, 16);
    return Number(bytes.readBigInt64LE());
  }
}

export class Trial {
  faults = [];
  figures = [];
  #servers = [];
  #mounts = [];
  #built = [];
  #endings = [];
  #beside = [];
  constructor(name, work, short) {
    Object.assign(this, { name, work, short });
    if (!binary || !existsSync(binary)) throw new Error("no binary: build it, or name it with ZHIBU_BINARY");
  }
  expect(holds, words) { if (!holds) this.faults.push(words); return holds; }
  // The positive control: a thing that must be seen to fail, or this drill shows nothing.
  control(failed, words) { if (!failed) this.faults.push(`positive control: ${words}`); }
  figure(words) { this.figures.push(words); }
  skip(words) { throw Object.assign(new Error(words), { skip: true }); }

  folder(name) {
    const path = join(this.work, name);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  }
  // A copy of the sample city.
  sample(into) {
    const ready = sample_place();
    if (!existsSync(ready)) execFileSync(process.execPath, ["bin/drill", "--sample"], { stdio: ["ignore", "ignore", "inherit"] });
    cpSync(ready, into, { recursive: true, preserveTimestamps: true });
    return into;
  }
  async serve(data, options = {}) {
    const server = await Server.start(binary, data, options);
    this.#servers.push(server);
    return server;
  }
  // Another program beside, ended with the drill.
  run(program, words, options = {}) {
    const child = spawn(program, words, { stdio: "ignore", ...options });
    this.#beside.push(child);
    return child;
  }
  // The program as a command: { status, out } with both streams.
  command(...words) {
    const done = spawnSync(binary, words, { encoding: "utf8", timeout: 120_000 * this.patience, maxBuffer: 1 << 27, env: { ...process.env, ZHIBU_BACKUP_PASSPHRASE: passphrase } });
    return { status: done.status, out: `${done.stdout}${done.stderr}`, said: done.stdout };
  }
  sql(file, text) { return execFileSync("sqlite3", [file], { input: `.timeout 5000\n${text}\n`, encoding: "utf8", maxBuffer: 1 << 27, stdio: ["pipe", "pipe", "pipe"] }).trim(); }

  // What makes provinces and sheets, beside the program; built where that can be built.
  bench() {
    const folder = dirname(binary), path = join(folder, "zhibu_bench");
    if (!existsSync(path) && existsSync(join(folder, "build.ninja"))) {
      const built = spawnSync("cmake", ["--build", folder, "--target", "zhibu_bench"], { encoding: "utf8" });
      if (built.status !== 0) throw new Error(`zhibu_bench does not build: ${built.stdout.slice(-600)}`);
    }
    if (!existsSync(path)) this.skip(`there is no ${path} (it makes the data) and ${folder} is no build directory: cmake --build build/release --target zhibu_bench, and ZHIBU_BINARY=build/release/zhibu`);
    return path;
  }

  native(name) {
    const path = `${process.cwd()}/build/drill/${process.pid}-${name}`, shared = name.endsWith(".so") ? ["-shared", "-fPIC"] : [];
    const compiler = ["clang-19", "clang", "cc"].find((each) => spawnSync(each, ["--version"], { stdio: "ignore" }).status === 0);
    mkdirSync("build/drill", { recursive: true });
    if (!existsSync(path)) this.#built.push(path), execFileSync(compiler, ["-O1", "-Wall", "-o", path, ...shared, `drills/native/${name.replace(/\.so$/, "")}.c`, "-ldl"], { stdio: ["ignore", "inherit", "inherit"] });
    return path;
  }
  // For serve(): { env, orders }.
  breakable() {
    const orders = new Faults(join(this.work, `faults-${this.#servers.length}`));
    return { orders, env: { LD_PRELOAD: this.native("faults.so"), DRILL_FAULTS: orders.path } };
  }

  // On a machine that is busy with other things everything takes longer.
  get patience() { return Math.min(4, Math.max(1, Math.ceil(loadavg()[0] / availableParallelism()))); }
  get binary() { return binary; }
  get busy() { return loadavg()[0] > 1.5 * availableParallelism(); }
  // Back in service within 2 s. Where others keep the processors busy the wall clock says nothing; then our own time counts.
  in_time(server, busy = this.busy) { return (busy ? server.ready_cpu_ms : server.ready_ms) <= 2000; }
  expect_ready(server) {
    const busy = this.busy;
    this.expect(this.in_time(server, busy), `/healthz answered after ${Math.round(server.ready_ms)} ms (${server.ready_cpu_ms} ms of processor)`);
    this.slowest = Math.max(this.slowest ?? 0, server.ready_ms), this.slowest_cpu = Math.max(this.slowest_cpu ?? 0, server.ready_cpu_ms);
    this.ready_figure = `healthz after at most ${Math.round(this.slowest)} ms (${this.slowest_cpu} ms of processor${busy ? ", busy machine" : ""})`;
  }

  // A small ext4 of its own on a loop device.
  disk(name, megabytes) {
    const image = join(this.work, `${name}.image`), place = this.folder(name);
    if (process.getuid() !== 0) this.skip("a loop device needs root");
    writeFileSync(image, "");
    execFileSync("truncate", ["-s", `${megabytes}M`, image]);
    execFileSync("mkfs.ext4", ["-q", "-F", "-m", "0", "-b", "4096", image]);
    const disk = {
      place, image,
      mount: () => execFileSync("mount", ["-o", "loop", image, place], { stdio: "pipe" }),
      unmount: () => execFileSync("umount", [place], { stdio: "pipe" }),
    };
    try { disk.mount(); } catch { this.skip("loop devices cannot be mounted here"); }
    this.#mounts.push(disk);
    return disk;
  }

  // What a drill started itself.
  at_end(f) { this.#endings.push(f); }
  async end() {
    for (const end of this.#endings) await end();
    await Promise.all(this.#servers.map((server) => server.kill()));
    for (const child of this.#beside) child.kill("SIGKILL");
    for (const disk of this.#mounts) try { disk.unmount(); } catch { /* the outside sees to it */ }
    for (const path of this.#built) rmSync(path, { force: true });
  }
}
