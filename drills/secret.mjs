// No ID number and no telephone in clear: every number of the sample and every number of a running import is looked for in every
// byte of the data directory, its log, its temporary files, the server's own log and a backup, also after a kill in the middle.
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { id_number, Load } from "./kit/load.mjs";
import { form } from "./kit/server.mjs";
import { pause } from "./kit/trial.mjs";
import { text_of_zip } from "./kit/unzip.mjs";

export const what = "every ID number and telephone of the sample, looked for in all bytes at rest: none in clear";
export const seconds = { short: 60, all: 120 };

const files_below = (folder) => readdirSync(folder, { recursive: true }).map((name) => join(folder, name)).filter((path) => statSync(path).isFile());
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const is_id_number = (text) => "10X98765432"[weights.reduce((sum, weight, i) => sum + weight * Number(text[i]), 0) % 11] === text[17].toUpperCase() && /^[1-6]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])/.test(text);

// Any ID number that could be a person's (right check digit, a date inside), known or not; and the known telephones. As bytes of
// ASCII or UTF-8, of UTF-16, and inside base64.
function found_in(bytes, phones) {
  const found = [];
  const look = (text, how) => {
    for (const [number] of text.matchAll(/(?<!\d)\d{17}[\dXx](?!\d)/g)) if (is_id_number(number)) found.push(`${how} ${number}`);
    for (const [number] of text.matchAll(/(?<!\d)1[3-9]\d{9}(?!\d)/g)) if (phones.has(number)) found.push(`${how} ${number}`);
  };
  const text = bytes.toString("latin1");
  look(text, "plain");
  look(text.replaceAll("\0", ""), "UTF-16");
  for (const [run] of text.matchAll(/[A-Za-z0-9+/]{24,}={0,2}/g))
    for (const shift of [0, 1, 2, 3]) look(Buffer.from(run.slice(shift), "base64").toString("latin1"), "base64");
  return found;
}

export async function run(trial) {
  const sheet = text_of_zip(readFileSync("packs/samples/laixi/members-national.xlsx"));
  const known = new Set(sheet.match(/(?<!\d)\d{17}[\dX](?!\d)/g)), phones = new Set(sheet.match(/(?<!\d)1[3-9]\d{9}(?!\d)/g));
  trial.expect(known.size > 3000 && phones.size > 1000, `only ${known.size} ID numbers and ${phones.size} telephones in the sample's sheet`);
  const data = trial.sample(trial.folder("data")), temporary = trial.folder("temporary");
  const server = await trial.serve(data, { env: { TMPDIR: temporary } });
  const load = await Load.prepare(server);

  // All that handles numbers: a look, an export, a search, a faulty import and its annotated copy, members by hand; then the kill.
  const clerk = load.clerk;
  const some = (await clerk.json("/members?size=5")).items;
  let revealed = 0;
  for (const member of some) {
    const answer = await clerk.post(`/members/${member.id}/reveal`, { field: "id_number", reason: "演练核对" });
    if (answer.status === 200 && /\d{17}[\dX]/.test(answer.text)) ++revealed;
  }
  const example = [...known][7], phone = [...phones][7];
  const steps = {
    search: await clerk.get(`/search?q=${example}`), filter: await clerk.get(`/members?q=${phone}`), export: await clerk.get("/members?format=xlsx&reason=drill"),
    bad_member: await clerk.post("/members", { name: "演练", organization_id: load.branch, id_number: example }),
    not_json: await clerk.call("POST", "/members", Buffer.from(`{"id_number":"${example}",,`), { "content-type": "application/json" }),
  };
  const batch = await clerk.post("/imports", form({ kind: "members", file: { name: "错.csv", content: `姓名,性别,公民身份号码,手机号码,所在党支部\n甲,女,${id_number(17)},${phone},没有的支部\n乙,男,${example},${phone},${load.branch_name}\n` } }).body, form({}).headers);
  if (trial.expect(batch.status === 201, `the faulty import: ${batch.status} ${batch.text}`)) steps.annotated = await clerk.get(`/imports/${batch.json().id}/faults.xlsx`);
  load.start(() => server, 6, ["import", "member"]);
  await pause(1500);
  const backup = join(trial.work, "backup.zhibu");
  const written = trial.command("backup", "--data", data, backup);
  trial.expect(written.status === 0, `backup: ${written.out}`);
  await pause(200);
  await server.kill();
  await load.stop();

  // What a client with the right to export gets is masked; only a look with its reason is in clear.
  trial.expect(steps.export.status === 200, `export: ${steps.export.status}`);
  if (steps.export.status === 200) trial.expect(found_in(Buffer.from(text_of_zip(steps.export.bytes)), phones).length === 0, "the exported roster holds numbers in clear");
  trial.control(revealed > 0, "no look showed a number in clear: the numbers are not in this database at all");
  trial.control(load.of("acknowledged").some((write) => write.kind === "application"), "no import was applied before the kill");

  writeFileSync(join(trial.work, "server.log"), server.log);
  const places = [...files_below(data), ...files_below(temporary), backup, join(trial.work, "server.log")];
  let bytes = 0;
  for (const path of places) {
    const content = readFileSync(path);
    bytes += content.length;
    const found = found_in(content, phones);
    trial.expect(found.length === 0, `${path.slice(trial.work.length)} holds ${found.length} numbers in clear: ${found.slice(0, 3).map((each) => each.slice(0, 14) + "…")}`);
  }
  trial.expect(files_below(temporary).length === 0, `temporary files stay behind: ${files_below(temporary)}`);
  const planted = (content) => found_in(Buffer.from(content), phones).length > 0;
  trial.control(planted(`\x01\x02${example}\x03`) && planted([...example].join("\0")) && planted(Buffer.from(`{"n":"${example}"}`).toString("base64")) && planted(`x${phone}x`), "a planted number was not found");
  trial.control(places.some((path) => path.endsWith("-wal")), "no write-ahead log was among the files");
  trial.figure(`${known.size} ID numbers and ${phones.size} telephones, and any other valid number, looked for in ${places.length} files, ${(bytes / 1e6).toFixed(0)} MB: found ${trial.faults.length ? "some" : "none"}`);
}
