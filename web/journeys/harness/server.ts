// Starts the server under test on a free port with a throw-away data directory, and ends it again.
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export interface TestServer {
  url: string;
  token: string; // of the first run; "" where it has been used
  stop: () => Promise<void>;
}

const built = (kind: string) => fileURLToPath(new URL(`../../../build/${kind}/zhibu`, import.meta.url));
const binary = process.env.ZHIBU_BINARY ?? [built("release"), built("debug")].find((path) => existsSync(path)) ?? built("release");
const start_limit = 15_000;
const stop_limit = 10_000;
const sample_limit = 240_000; // on a busy machine; half a minute on a quiet one

function free_port(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
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
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(binary, ["serve", "--data", data, "--address", "127.0.0.1", "--port", String(port), ...extra], { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece: Buffer) => (log += piece.toString()));
  const stop = async () => {
    await end(child);
    rmSync(data, { recursive: true, force: true });
  };
  try {
    await ready(url, child, () => log);
  } catch (error) {
    await stop();
    throw error;
  }
  // The token stands alone on the indented line after its label.
  const token = /(?:token|口令).*\n\s+([0-9a-f]{16,})/i.exec(log)?.[1] ?? "";
  return { url, token, stop };
}

function must_be_built(): void {
  if (!existsSync(binary)) throw new Error(`no binary at ${binary}: build it, or name it with ZHIBU_BINARY`);
}

// `extra` are further command-line arguments of the binary.
export async function start_server(extra: string[] = []): Promise<TestServer> {
  must_be_built();
  return start_binary(data_directory(), extra);
}

// With the sample city in it, made anew, or copied from the directory that ZHIBU_SAMPLE names (it saves half a minute).
export async function start_sample(): Promise<TestServer> {
  must_be_built();
  const data = data_directory();
  const made = process.env.ZHIBU_SAMPLE;
  if (made) cpSync(made, data, { recursive: true });
  else await promisify(execFile)(binary, ["sample", "laixi", "--data", data], { timeout: sample_limit });
  return start_binary(data, []);
}
