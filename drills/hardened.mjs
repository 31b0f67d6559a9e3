// The binary and its unit: PIE, RELRO, no executable stack, stack protector, FORTIFY; the service sandboxed.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { binary } from "./kit/trial.mjs";

export const what = "PIE, RELRO, NX, stack protector, FORTIFY of the binary; the systemd unit is sandboxed; what a new place starts with and without";
export const seconds = { short: 40, all: 40 };
export const own_office = true;

function lacks(file) {
  const read = (...words) => execFileSync("readelf", ["-W", ...words, file], { encoding: "utf8", maxBuffer: 1 << 28 });
  const segments = read("-l"), dynamic = read("-d"), symbols = read("--dyn-syms");
  return Object.entries({
    PIE: /Type:\s+DYN/.test(read("-h")) && /FLAGS_1.*PIE/.test(dynamic),
    RELRO: /GNU_RELRO/.test(segments) && /FLAGS.*(BIND_NOW|NOW)/.test(dynamic),
    NX: /GNU_STACK.*RW\s/.test(segments),
    "stack protector": /__stack_chk_fail/.test(symbols),
    FORTIFY: (symbols.match(/__\w+_chk@/g) ?? []).filter((name) => !name.startsWith("__stack")).length > 0,
    "no run path": !/R(UN)?PATH/.test(dynamic),
  }).filter(([, holds]) => !holds).map(([name]) => name);
}

// How a new place starts: no account, a token once; and what it refuses to start with.
async function starts(trial) {
  const data = trial.folder("data"), refused = (words, ...more) => {
    const done = trial.command("serve", "--data", data, "--port", "0", ...more);
    return trial.expect(done.status === 1 && done.out.includes(words), `serve ${more.join(" ")}: ${done.status} ${done.out.slice(0, 200)}`);
  };
  const server = await trial.serve(data);
  const log_in = await server.get("/api/v1/session", { method: "POST", body: JSON.stringify({ username: "admin", password: "admin" }), headers: { "x-zhibu": "1", "content-type": "application/json" } });
  trial.expect(log_in.status === 401 && /[0-9a-f]{32}/.test(server.log), `a new place: log-in as admin ${log_in.status}, token ${/[0-9a-f]{32}/.test(server.log)}`);
  trial.expect(trial.sql(join(data, "zhibu.db"), "SELECT count(*) FROM account") === "0", "a new place has an account");
  await server.stop();
  refused("plain HTTP", "--address", "0.0.0.0");
  const key = join(data, "keys/master.key");
  for (const mode of [0o644, 0o640, 0o604]) chmodSync(key, mode), refused("chmod 600");
  chmodSync(key, 0o600);
  const again = await trial.serve(data);
  trial.control(again.alive, "the place does not start with a key of its own either");
  await again.stop();
  trial.figure("no account in a new place; not in clear beyond loopback, not with a key that others read");
}

export async function run(trial) {
  const missing = lacks(binary);
  // A debug build is not fortified: FORTIFY needs an optimising compiler.
  trial.expect(missing.length === 0 || (binary.includes("/debug/") && missing.join() === "FORTIFY"), `${binary} lacks ${missing}`);
  const source = join(trial.work, "bare.c"), bare = join(trial.work, "bare");
  writeFileSync(source, "int main(void) { return 0; }\n");
  execFileSync("cc", ["-o", bare, source, "-no-pie", "-fno-stack-protector", "-z", "norelro", "-z", "execstack"], { stdio: "pipe" });
  trial.control(lacks(bare).length === 5, `a program without any of it lacks only ${lacks(bare)}`);
  trial.figure(missing.length ? `lacks ${missing}` : "PIE, RELRO, NX, stack protector, FORTIFY");

  await starts(trial);

  const exposure = (unit) => {
    const judged = spawnSync("systemd-analyze", ["security", "--offline=true", unit], { encoding: "utf8" });
    return Number(/exposure level for [^:]+: ([\d.]+)/.exec(judged.stdout)?.[1] ?? 10);
  };
  if (spawnSync("systemd-analyze", ["--version"]).status !== 0) return trial.figure("no systemd here to judge the unit");
  const level = exposure("deploy/zhibu.service");
  trial.expect(level <= 2, `deploy/zhibu.service is exposed at ${level} of 10`);
  const open_unit = join(trial.work, "open.service");
  writeFileSync(open_unit, readFileSync("deploy/zhibu.service", "utf8").split("\n").filter((line) => !/^(Protect|Private|Restrict|System|Capability|NoNew|Lock|Memory|Remove|Device|IPAddress|UMask|User|Group|ProcSubset|DynamicUser|Ambient)/.test(line)).join("\n"));
  trial.control(exposure(open_unit) > 8, "a unit without a sandbox is judged safe");
  trial.figure(`unit exposed at ${level} of 10 (${exposure(open_unit)} without its sandbox)`);
}
