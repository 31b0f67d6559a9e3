// R3: a province of a million members in one database, killed under writes: /healthz within 2 s of each new start, nothing acknowledged lost.
import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { Load } from "./kit/load.mjs";
import { install, staff, token_of } from "./kit/small_office.mjs";
import { binary, pause } from "./kit/trial.mjs";

export const what = "a million members, 50,000 branches, 2,000,000 facts: kill -9 under writes, /healthz within 2 s";
export const seconds = { short: 0, all: 900 };
export const own_office = true;

export async function run(trial) {
  const make = trial.bench();
  const data = trial.folder("data"), file = join(data, "zhibu.db"), sheet = join(trial.work, "organizations.xlsx");
  let server = await trial.serve(data);
  const admin = await install(server, token_of(server));
  await server.stop();
  execFileSync(make, ["organizations", sheet, "50000"]);
  const brought = trial.command("import", "organizations", sheet, "--data", data, "--json");
  if (!trial.expect(brought.status === 0, `import of organisations: ${brought.out.slice(-400)}`)) return;
  execFileSync(make, ["facts", file, "2000000", "2025"], { stdio: "ignore" });
  execFileSync(make, ["people", file, "20"], { stdio: "ignore" });
  execFileSync(binary, ["rebuild", "--data", data], { stdio: "ignore" });
  const members = Number(trial.sql(file, "SELECT count(*) FROM member"));
  trial.expect(members >= 1_000_000, `only ${members} members`);
  trial.figure(`${members} members, ${(statSync(file).size / 1e9).toFixed(1)} GB`);

  server = await trial.serve(data);
  const load = Load.of(await staff(admin.on(server))), kills = Number(process.env.DRILL_KILLS ?? 10);
  load.start(() => server, 8, ["problem", "meeting", "meeting", "member", "photo"]);
  for (let i = 0; i < kills; ++i) {
    await pause(800 + Math.random() * 800);
    await server.kill();
    server = await trial.serve(data);
    trial.expect_ready(server);
  }
  await pause(500);
  await load.stop();
  await load.retry(server, trial);
  trial.faults.push(...await load.missing((text) => trial.sql(file, text), server));
  trial.expect(load.of("acknowledged").length > kills, `only ${load.of("acknowledged").length} writes were acknowledged (${[...load.refusals]})`);
  await server.stop();

  // The watch runs: a start that takes three seconds is late.
  const late = await trial.serve(data, { shell: "sleep 3;" });
  trial.control(!trial.in_time(late, false), `a start held back for 3 s counts as one after ${Math.round(late.ready_ms)} ms`);
  await late.stop();
  trial.figure(`${kills} kills, ${load.of("acknowledged").length} acknowledged, faults ${trial.faults.length}`);
  trial.figure(trial.ready_figure);
}
