// The key of an installation, of both families of algorithms (standard and 国密): chosen once, another one refused, every kind of
// tampering found, backed up and brought back, moved, and rotated by a command that is killed at one sync after the other.
import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { id_number } from "./kit/load.mjs";
import { form } from "./kit/server.mjs";
import { found_office } from "./kit/small_office.mjs";
import { passphrase } from "./kit/trial.mjs";

export const what = "keys of both families: chosen once, another refused, tampering found, backed up, and rotated under kills; the old key opens nothing";
export const seconds = { short: 120, all: 400 };

const files_below = (folder) => readdirSync(folder, { recursive: true }).map((name) => join(folder, name)).filter((path) => statSync(path).isFile());

async function office(trial, cryptography) {
  const data = trial.folder(`office-${cryptography}`);
  const made = trial.command("init", "--cryptography", cryptography, "--data", data);
  if (made.status !== 0) throw new Error(`init: ${made.out}`);
  const other = cryptography === "gm" ? "standard" : "gm";
  const changed = trial.command("init", "--cryptography", other, "--data", data);
  trial.expect(changed.status === 1 && changed.out.includes(`已定为 ${cryptography}`), `a second init with ${other}: ${changed.status} ${changed.out.slice(0, 200)}`);
  const server = await trial.serve(data);
  const token = /(?:token|口令).*\n\s+([0-9a-f]{16,})/i.exec(server.log)?.[1] ?? made.out.trim();
  const { clerk, branch } = await found_office(server, token);
  const numbers = [];
  for (let i = 0; i < (trial.short ? 20 : 200); ++i) {
    const number = id_number(500 + i), answer = await clerk.post("/members", { name: `党员${i}`, organization_id: branch, stage: "formal", joined_on: "2010-07-01", regular_on: "2011-07-01", id_number: number, phone: `1390000${1000 + i}` });
    if (answer.status !== 201) throw new Error(`member: ${answer.status} ${answer.text}`);
    numbers.push({ number, id: answer.json().id });
  }
  const batch = await clerk.post("/imports", form({ kind: "members", file: { name: "名单.csv", content: `姓名,性别,公民身份号码,手机号码,所在党支部\n甲,女,${id_number(17)},13900009999,没有的支部\n` } }).body, form({}).headers);
  trial.expect(batch.status === 201, `an import: ${batch.status} ${batch.text}`);
  return { data, server, clerk, numbers, batch: batch.status === 201 ? batch.json().id : 0 };
}

// What people do with it: found by the whole number, shown in clear with a reason, a stored file read.
async function usable(trial, server, { clerk, numbers, batch }, when) {
  const here = clerk.on(server);
  for (const { number, id } of [numbers[0], numbers.at(-1)]) {
    const found = await here.get(`/members?q=${number}`);
    trial.expect(found.status === 200 && found.json().items.some((each) => each.id === id), `${when}: not found by its ID number: ${found.status} ${found.text.slice(0, 200)}`);
    const shown = await here.post(`/members/${id}/reveal`, { field: "id_number", reason: "演练核对" });
    trial.expect(shown.text.includes(number), `${when}: the ID number is not shown: ${shown.status} ${shown.text.slice(0, 200)}`);
  }
  const file = await here.get(`/imports/${batch}/faults.xlsx`);
  trial.expect(file.status === 200, `${when}: the stored sheet cannot be read: ${file.status} ${file.text.slice(0, 120)}`);
}
const sound = (trial, data, when) => { const done = trial.command("verify", "--data", data); trial.expect(done.status === 0, `${when}: ${done.out.slice(0, 400)}`); };

function tampering(trial, data) {
  const copy = trial.folder("copy");
  let found = 0;
  const attacks = ["UPDATE audit SET action = action || 'x' WHERE sequence = 5", "DELETE FROM audit WHERE sequence = 5", "UPDATE audit SET mac = zeroblob(32) WHERE sequence = 5", "UPDATE audit_head SET seal = zeroblob(32)",
                   "DELETE FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)"];
  for (const sql of attacks) {
    rmSync(copy, { recursive: true, force: true });
    cpSync(data, copy, { recursive: true });
    trial.sql(join(copy, "zhibu.db"), sql);
    if (trial.expect(trial.command("verify", "--data", copy).status === 1, `not found: ${sql}`)) ++found;
  }
  // A stored file of which one bit is another.
  rmSync(copy, { recursive: true, force: true });
  cpSync(data, copy, { recursive: true });
  const [file] = files_below(join(copy, "files"));
  const bytes = readFileSync(file);
  bytes[Math.floor(bytes.length / 2)] ^= 4;
  writeFileSync(file, bytes);
  if (trial.expect(trial.command("verify", "--data", copy).status === 1, "a changed file was not found")) ++found;
  // Another key of the same family.
  rmSync(copy, { recursive: true, force: true });
  cpSync(data, copy, { recursive: true });
  const others = trial.folder("others");
  rmSync(others, { recursive: true, force: true });
  const family = JSON.parse(trial.command("keys", "show", "--json", "--data", data).out).cryptography;
  trial.command("init", "--cryptography", family, "--data", others);
  cpSync(join(others, "keys/master.key"), join(copy, "keys/master.key"));
  const refused = trial.command("verify", "--data", copy);
  trial.expect(refused.status === 1 && refused.out.includes("另一把主密钥"), `another key: ${refused.status} ${refused.out.slice(0, 300)}`);
  return `${found} of ${attacks.length + 1}`;
}

// The command ends at its first, second, third … sync, until it gets through.
function rotate_under_kills(trial, data) {
  const { orders, env } = trial.breakable();
  for (let kills = 0; ; ++kills) {
    orders.kill_after_syncs(trial.short ? 1 + 2 * kills : 1 + kills);
    const done = spawnSync(trial.binary, ["keys", "rotate", "--json", "--data", data], { encoding: "utf8", timeout: 120_000, env: { ...process.env, ...env, ZHIBU_BACKUP_PASSPHRASE: passphrase } });
    if (done.status === 0) return { kills, ...JSON.parse(done.stdout.trim().split("\n").pop()) };
    if (done.signal !== "SIGKILL" && done.status !== 137) throw new Error(`rotation after ${kills} kills: ${done.status} ${done.signal} ${done.stderr}`);
    if (kills > 300) throw new Error("the rotation never gets through");
    const shown = JSON.parse(trial.command("keys", "show", "--json", "--data", data).out);
    if (shown.rotating) {
      const refused = trial.command("verify", "--data", data);
      if (!trial.expect(refused.status === 1 && refused.out.includes("轮换还没有完成"), `in the middle of a rotation: ${refused.status} ${refused.out.slice(0, 200)}`)) return { kills };
    }
  }
}

export async function run(trial) {
  for (const cryptography of ["standard", "gm"]) {
    const kept = await office(trial, cryptography), { data } = kept;
    await usable(trial, kept.server, kept, `${cryptography}, new`);
    const busy = trial.command("keys", "rotate", "--data", data);
    trial.expect(busy.status === 1 && busy.out.includes("请先停止"), `a rotation beside the server: ${busy.status} ${busy.out.slice(0, 200)}`);
    await kept.server.stop();
    sound(trial, data, `${cryptography}, new`);
    const plain = readFileSync(join(data, "zhibu.db")).includes(kept.numbers[0].number) || files_below(join(data, "files")).some((file) => readFileSync(file).includes("没有的支部"));
    trial.expect(!plain, `${cryptography}: something stands in clear`);
    const tampered = tampering(trial, data);

    // Backed up under the first key: a vault, and one file.
    trial.command("backup", "vault", "--data", data);
    const before = JSON.parse(trial.command("backup", "now", "--json", "--data", data).out.trim().split("\n").pop());
    const file = join(trial.work, `${cryptography}.zhibu`);
    trial.expect(trial.command("backup", "--data", data, file).status === 0, `${cryptography}: no backup file`);
    const old_key = join(trial.work, `${cryptography}-old.key`);
    cpSync(join(data, "keys/master.key"), old_key);

    const rotated = rotate_under_kills(trial, data);
    sound(trial, data, `${cryptography}, rotated after ${rotated.kills} kills`);
    const server = await trial.serve(data);
    await usable(trial, server, kept, `${cryptography}, rotated`);
    const after = JSON.parse(trial.command("backup", "now", "--json", "--data", data).out.trim().split("\n").pop());
    await server.stop();
    sound(trial, data, `${cryptography}, rotated and used`);

    // Positive control: with the old key in its place nothing opens.
    const stolen = trial.folder(`stolen-${cryptography}`);
    cpSync(data, stolen, { recursive: true });
    cpSync(old_key, join(stolen, "keys/master.key"));
    const useless = trial.command("verify", "--data", stolen);
    trial.control(useless.status === 1 && useless.out.includes("另一把主密钥"), `the old key is still taken: ${useless.status} ${useless.out.slice(0, 200)}`);

    // What was backed up before and after comes back with its own key.
    for (const [name, words] of [["before", [join(data, "vault"), "--moment", before.moment]], ["after", [join(data, "vault"), "--moment", after.moment]], ["file", [file]]]) {
      const target = join(trial.work, `${cryptography}-${name}`);
      const back = trial.command("restore", ...words, "--data", target);
      if (!trial.expect(back.status === 0, `${cryptography}, restore ${name}: ${back.out.slice(0, 400)}`)) continue;
      sound(trial, target, `${cryptography}, restored ${name}`);
      const restored = await trial.serve(target);
      await usable(trial, restored, kept, `${cryptography}, restored ${name}`);
      await restored.stop();
    }
    trial.figure(`${cryptography}: ${tampered} changes found; rotated through ${rotated.kills} kills, ${rotated.values ?? "?"} values in the last round; backups of before and after come back`);
  }
}
