// The Debian package on a machine: installed, started, upgraded over settings that were changed, removed and purged; what it leaves behind.
// Positive control: dpkg tells a file of the package that was changed.
import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client, Server } from "./kit/server.mjs";
import { binary } from "./kit/trial.mjs";

export const what = "bin/package: install, serve, upgrade, remove, purge; settings and records stay";
export const seconds = { short: 180, all: 300 };
export const own_office = true;

const settings = "/etc/default/zhibu", program = "/usr/bin/zhibu";
const dpkg = (...words) => {
  const done = spawnSync("dpkg", words, { encoding: "utf8", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
  return { status: done.status, out: `${done.stdout}${done.stderr}` };
};
const build = (version, moment) => execFileSync("bin/package", [version], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, SOURCE_DATE_EPOCH: String(moment) } }).trim();

export async function run(trial) {
  if (process.getuid() !== 0) trial.skip("installing a package needs root");
  if (!binary.includes("release/")) trial.skip("a package holds the release build");
  if (dpkg("-s", "zhibu").out.includes("Status: install")) trial.skip("this machine has Zhibu installed");
  try {
    await installed(trial);
  } finally {
    dpkg("--purge", "zhibu");
  }
  for (const path of [program, settings, "/lib/systemd/system/zhibu.service", "/usr/share/doc/zhibu"]) trial.expect(!existsSync(path), `${path} is left behind`);
}

async function installed(trial) {
  const version = execFileSync(binary, ["version"], { encoding: "utf8" }).trim().split(" ")[1], moment = 1700000000;
  const first = build(version, moment), bytes = readFileSync(first);
  trial.figure(`${(bytes.length / 1048576).toFixed(1)} MB`);
  if (!trial.short) trial.expect(readFileSync(build(version, moment)).equals(bytes), "built twice it is not the same");
  const ok = (done, words) => trial.expect(done.status === 0, `${words}: ${done.out.slice(-400)}`);
  if (!ok(dpkg("--install", first), "install")) return;
  ok(dpkg("--verify", "zhibu"), "verify");
  trial.expect(dpkg("--verify", "zhibu").out === "", "installed files differ from the package");
  const unit = spawnSync("systemd-analyze", ["verify", "/lib/systemd/system/zhibu.service"], { encoding: "utf8" });
  trial.expect(!/zhibu\.service:.*(Unknown|not executable|Failed)/.test(unit.stderr), `the unit: ${unit.stderr}`);

  const data = trial.folder("records");
  const serve = () => Server.start(program, data);
  let server = await serve();
  const token = /\n\s{2}([0-9a-f]{32})/.exec(server.log)?.[1];
  const client = new Client(server);
  const made = await client.post("/installation", { token, office_name: "安装包", username: "admin", name: "管理员", password: "Zhibu-demo-2021" });
  trial.expect(made.status === 201, `installation answers ${made.status}`);
  await server.stop();

  appendFileSync(settings, "# changed by the administrator\n");
  const second = build(`${version}+later`, moment);
  ok(dpkg("--force-confdef", "--force-confold", "--install", second), "upgrade");
  trial.expect(readFileSync(settings, "utf8").includes("changed by the administrator"), "the administrator's settings are gone after an upgrade");
  server = await serve();
  trial.expect((await Client.log_in(server, "admin")).cookie !== "", "nobody can log in after the upgrade");
  await server.stop();

  writeFileSync("/usr/share/doc/zhibu/README.zh-CN.md", "changed");
  trial.control(dpkg("--verify", "zhibu").out.includes("README.zh-CN.md"), "a changed file of the package is not told");
  const sbom = JSON.parse(readFileSync("/usr/share/doc/zhibu/sbom.cdx.json", "utf8")), names = sbom.components.map(({ name }) => name);
  for (const name of ["libsqlite3-0", "libsodium23", "libboost1.81-dev", "vue"]) trial.expect(names.includes(name), `the bill of materials lacks ${name}`);
  trial.figure(`${names.length} components in the bill of materials`);

  ok(dpkg("--remove", "zhibu"), "remove");
  trial.expect(!existsSync(program) && existsSync(settings), "removing takes the program and leaves the settings");
  ok(dpkg("--purge", "zhibu"), "purge");
  trial.expect(existsSync(join(data, "zhibu.db")), "the records went with the program");
}
