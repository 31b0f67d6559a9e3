// The binary and its unit: PIE, RELRO, no executable stack, stack protector, FORTIFY; the service sandboxed.
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { binary } from "./kit/trial.mjs";

export const what = "PIE, RELRO, NX, stack protector, FORTIFY of the binary; the systemd unit is sandboxed";
export const seconds = { short: 20, all: 20 };

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

export async function run(trial) {
  const missing = lacks(binary);
  // A debug build is not fortified: FORTIFY needs an optimising compiler.
  trial.expect(missing.length === 0 || (binary.includes("/debug/") && missing.join() === "FORTIFY"), `${binary} lacks ${missing}`);
  const source = join(trial.work, "bare.c"), bare = join(trial.work, "bare");
  writeFileSync(source, "int main(void) { return 0; }\n");
  execFileSync("cc", ["-o", bare, source, "-no-pie", "-fno-stack-protector", "-z", "norelro", "-z", "execstack"], { stdio: "pipe" });
  trial.control(lacks(bare).length === 5, `a program without any of it lacks only ${lacks(bare)}`);
  trial.figure(missing.length ? `lacks ${missing}` : "PIE, RELRO, NX, stack protector, FORTIFY");

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
