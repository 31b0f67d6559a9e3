// R19 from inside: coverage-guided fuzzing of the parsers under ASan and UBSan, from the kept corpora (drills/corpus) and the sheets
// of the sample packs. Builds the targets (cmake --preset fuzz). Positive control: a target with a planted fault is found out.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

export const what = "coverage-guided fuzzing of HTTP, forms, JSON, WebSocket frames, sheets, searches, pictures and packs under ASan and UBSan";
export const seconds = { short: 0, all: 1500 };

const seeds = { sheet_fuzz: "packs/samples/laixi", pack_fuzz: "packs/standard" };

export async function run(trial) {
  const limit = Number(process.env.DRILL_FUZZ_SECONDS ?? 60);
  if (!existsSync("build/fuzz/build.ninja")) spawnSync("cmake", ["--preset", "fuzz"], { stdio: "ignore" });
  const built = spawnSync("cmake", ["--build", "build/fuzz"], { encoding: "utf8" });
  if (!trial.expect(built.status === 0, `the fuzz targets do not build: ${built.stdout.slice(-600)}`)) return;
  const fuzz = (name, time) => {
    const corpus = trial.folder(name);
    for (const folder of [join("drills/corpus", name), seeds[name]]) if (folder && existsSync(folder)) for (const file of readdirSync(folder)) cpSync(join(folder, file), join(corpus, file));
    const done = spawnSync(join(process.cwd(), "build/fuzz", name), [`-max_total_time=${time}`, "-max_len=20000", "-timeout=10", "-rss_limit_mb=1500", `-artifact_prefix=${corpus}-`, corpus], { encoding: "utf8", timeout: (time + 60) * 1000, maxBuffer: 1 << 28 });
    return { failed: done.status !== 0, overflow: /AddressSanitizer: heap-buffer-overflow/.test(done.stderr), runs: Number(/Done (\d+) runs/.exec(done.stderr)?.[1] ?? 0), coverage: Number([...done.stderr.matchAll(/cov: (\d+)/g)].at(-1)?.[1] ?? 0), words: done.stderr.slice(-1500) };
  };
  const control = fuzz("control_fuzz", 30);
  trial.control(control.failed && control.overflow, "the planted fault was not found");
  for (const name of ["http_fuzz", "json_fuzz", "websocket_fuzz", "sheet_fuzz", "search_fuzz", "photo_fuzz", "pack_fuzz"]) {
    const result = fuzz(name, limit);
    if (result.failed) {
      mkdirSync("build/drill", { recursive: true });
      for (const file of readdirSync(trial.work).filter((each) => each.startsWith(`${name}-`))) cpSync(join(trial.work, file), join("build/drill", file));
    }
    trial.expect(!result.failed, `${name}: ${result.words} (the input is kept in build/drill)`);
    trial.expect(result.runs > 100, `${name}: only ${result.runs} runs`);
    trial.figure(`${name} ${result.runs} runs, ${result.coverage} edges`);
  }
}
