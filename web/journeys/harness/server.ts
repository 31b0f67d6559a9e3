// Starts the server under test on a free port with a throw-away data directory, and ends it again.
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { inject } from "vitest";
import "./sample_once.ts";

export interface TestServer {
  url: string;
  data: string; // its data directory
  token: string; // of the first run; "" where it has been used
  stop: () => Promise<void>;
}

const built = (kind: string) => fileURLToPath(new URL(`../../../build/${kind}/zhibu`, import.meta.url));
const binary = process.env.ZHIBU_BINARY ?? [built("release"), built("debug")].find((path) => existsSync(path)) ?? built("release");
const answer_delay = Number(process.env.ZHIBU_SLOW_ANSWERS ?? 0); // milliseconds; shows what a journey takes for an answer that has not come yet
const start_limit = 60_000; // on a busy machine; less than a second on a quiet one
const stop_limit = 10_000;
const sample_limit = 800_000; // on a busy machine; half a minute on a quiet one

// Files that run side by side look in places of their own: a port found free is not taken by the neighbour before the server has it.
const places = 400;
let looked = Math.floor(Math.random() * places);

async function free_port(): Promise<number> {
  const first = 21_000 + (Number(process.env.VITEST_POOL_ID ?? 0) % 20) * places;
  for (let tried = 0; tried < places; ++tried) {
    const port = first + (++looked % places);
    const free = await new Promise<boolean>((resolve) => {
      const probe = createServer();
      probe.once("error", () => resolve(false));
      probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
  throw new Error("no port of the loopback is free");
}

// Stands before the server and hands each piece of its answers on later, as a slow network does.
async function late(port: number): Promise<{ port: number; end: () => void }> {
  const before: Server = createServer((client) => {
    const server = connect(port, "127.0.0.1");
    client.pipe(server);
    server.on("data", (piece: Buffer) => setTimeout(() => client.write(piece), answer_delay));
    server.on("close", () => setTimeout(() => client.end(), answer_delay));
    client.on("close", () => server.destroy());
    for (const each of [client, server]) each.on("error", () => (client.destroy(), server.destroy()));
  });
  const own = await free_port();
  await new Promise<void>((resolve) => before.listen(own, "127.0.0.1", resolve));
  return { port: own, end: () => before.close() };
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function ready(url: string, process_of: ChildProcess, log: () => string): Promise<void> {
  for (const end = Date.now() + start_limit; Date.now() < end; await pause(100)) {
    if (process_of.exitCode !== null) throw new Error(`the server ended with ${process_of.exitCode}:\n${log()}`);
    const answer = await fetch(`${url}/healthz`).catch(() => undefined);
    if (answer?.ok) return;
  }
  throw new Error(`the server was not ready within ${start_limit} ms:\n${log()}`);
}

async function end(process_of: ChildProcess): Promise<void> {
  if (process_of.exitCode !== null) return;
  const ended = new Promise((resolve) => process_of.once("exit", resolve));
  process_of.kill("SIGTERM");
  const in_time = await Promise.race([ended.then(() => true), pause(stop_limit).then(() => false)]);
  if (!in_time) process_of.kill("SIGKILL");
}

const data_directory = () => mkdtempSync(join(tmpdir(), "zhibu-journey-"));

async function start_binary(data: string, extra: string[]): Promise<TestServer> {
  const port = await free_port();
  const front = answer_delay ? await late(port) : undefined;
  const url = `http://127.0.0.1:${front?.port ?? port}`;
  const fresh = !existsSync(join(data, "zhibu.db"));
  const child = spawn(binary, ["serve", "--data", data, "--address", "127.0.0.1", "--port", String(port), ...extra], { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece: Buffer) => (log += piece.toString()));
  const stop = async () => {
    front?.end();
    await end(child);
    rmSync(data, { recursive: true, force: true });
  };
  try {
    await ready(url, child, () => log);
  } catch (error) {
    await stop();
    throw error;
  }
  // The token stands alone on the indented line after its label; its words may come after the first answer.
  let token = "";
  for (const end = Date.now() + start_limit; !token && Date.now() < end; await pause(20)) {
    token = /(?:token|口令).*\n\s+([0-9a-f]{16,})\s*\n/i.exec(log)?.[1] ?? "";
    if (!fresh) break;
  }
  return { url, data, token, stop };
}

function must_be_built(): void {
  if (!existsSync(binary)) throw new Error(`no binary at ${binary}: build it, or name it with ZHIBU_BINARY`);
}

// `extra` are further command-line arguments of the binary.
export async function start_server(extra: string[] = []): Promise<TestServer> {
  must_be_built();
  return start_binary(data_directory(), extra);
}

// Made by the first file that asks; the others wait until it lies there whole, and try themselves where it could not be made.
async function shared_sample(): Promise<string> {
  const place = inject("sample_place"), making = join(place, "making"), made = join(place, "made");
  for (; !existsSync(made); await pause(100)) {
    if (!(await mkdir(making).then(() => true, () => false))) continue;
    try {
      await promisify(execFile)(binary, ["sample", "laixi", "--data", making], { timeout: sample_limit });
      renameSync(making, made);
    } catch (error) {
      rmSync(making, { recursive: true, force: true });
      throw error;
    }
  }
  return made;
}

// With the sample city in it, made once a run, or copied from the directory that ZHIBU_SAMPLE names (it saves half a minute).
export async function start_sample(): Promise<TestServer> {
  must_be_built();
  const sample = process.env.ZHIBU_SAMPLE ?? (await shared_sample());
  const data = data_directory();
  cpSync(sample, data, { recursive: true });
  return start_binary(data, []);
}
