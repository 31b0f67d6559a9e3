// The audit under sqlite3's knife: every kind of tampering in the database file is found by `zhibu verify` and located.
import { createHash } from "node:crypto";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const what = "edit, delete, reorder, truncate, forge, re-chain the audit with sqlite3: verify finds and locates each";
export const seconds = { short: 45, all: 120 };

const all_columns = "at, account_id, actor, action, subject_kind, subject_id, organization_id, detail, request_id, peer, mac";

export async function run(trial) {
  const data = trial.sample(trial.folder("data"));
  const first = await trial.serve(data);  // seals the chain's head when it ends
  await first.stop();
  const older = trial.folder("older");
  cpSync(data, older, { recursive: true });
  const second = await trial.serve(data);  // one more stretch of the chain, sealed again
  const { Client } = await import("./kit/server.mjs");
  for (const user of ["leader", "clerk"]) await Client.log_in(second, user);
  await second.stop();

  const sound = trial.command("verify", "--data", data);
  trial.control(sound.status === 0, `the untouched chain is not sound, so a finding would prove nothing: ${sound.out}`);
  const [chain, last] = trial.sql(join(data, "zhibu.db"), "SELECT chain, max(sequence) FROM audit GROUP BY chain ORDER BY 2 DESC LIMIT 1").split("|").map(Number);
  let found = 0, tried = 0;
  const attack = (name, sql, places, with_files) => {
    const copy = trial.folder("copy");
    rmSync(copy, { recursive: true, force: true });
    cpSync(data, copy, { recursive: true });
    if (sql) trial.sql(join(copy, "zhibu.db"), sql);
    with_files?.(copy);
    const verified = trial.command("verify", "--data", copy);
    trial.expect(verified.status === 1, `${name}: verify ended with ${verified.status}: ${verified.out.slice(0, 200)}`);
    for (const place of places) {
      ++tried;
      if (trial.expect(place.test(verified.out), `${name}: not located (${place}): ${verified.out.slice(0, 400)}`)) ++found;
    }
  };
  const row = (n) => `tenant_id = 1 AND chain = ${chain} AND sequence = ${n}`;
  const line = (n) => new RegExp(`审计链 ${chain}：第 ${n} 条`);

  // Every column of a row of its own, and rows removed and exchanged in between: one look finds all.
  const edits = all_columns.split(", ").map((column, i) => [column, 100 + 10 * i]);
  const change = { mac: "zeroblob(32)", at: "at + 1", account_id: "account_id + 1", subject_id: "subject_id + 1", organization_id: "organization_id + 1" };
  attack("edits", [
    ...edits.map(([column, n]) => `UPDATE audit SET ${column} = ${change[column] ?? `${column} || 'x'`} WHERE ${row(n)};`),
    `DELETE FROM audit WHERE ${row(400)};`,
    `UPDATE audit SET sequence = -1 WHERE ${row(500)}; UPDATE audit SET sequence = 500 WHERE ${row(501)}; UPDATE audit SET sequence = 501 WHERE ${row(-1)};`,
    `UPDATE audit SET chain = 77 WHERE ${row(600)};`,
    `UPDATE audit SET tenant_id = 2 WHERE ${row(700)};`,
    `UPDATE audit SET (${all_columns}) = (SELECT ${all_columns} FROM audit WHERE ${row(850)}) WHERE ${row(800)};`,
  ].join("\n"), [...edits.map(([, n]) => line(n)), new RegExp(`第 399 条之后缺 1 条`), line(500), line(501), /审计链 77/, /第 599 条之后缺 1 条/, /第 699 条之后缺 1 条/, line(800)]);
  attack("the first row deleted", `DELETE FROM audit WHERE ${row(1)}`, [/第 0 条之后缺 1 条/]);
  attack("the end cut off", `DELETE FROM audit WHERE chain = ${chain} AND sequence > ${last - 5}`, [new RegExp(`应有 ${last} 条，只到第 ${last - 5} 条`)]);
  attack("the end cut off and the head set back", `DELETE FROM audit WHERE chain = ${chain} AND sequence > ${last - 5}; UPDATE audit_head SET sequence = ${last - 5}, mac = (SELECT mac FROM audit WHERE ${row(last - 5)}) WHERE chain = ${chain}`, [/链头的封印不符/]);
  // The head as it really once was, with its true seal: only what was sealed outside the database tells.
  attack("the end cut off and an older true head put back", `ATTACH '${join(older, "zhibu.db")}' AS older; DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM older.audit_head; DELETE FROM audit WHERE sequence > (SELECT sequence FROM audit_head WHERE chain = audit.chain) OR chain NOT IN (SELECT chain FROM audit_head)`, [/封存时已有 \d+ 条/]);
  attack("everything deleted", "DELETE FROM audit; DELETE FROM audit_head", [/封存时已有 \d+ 条|没有/]);
  attack("everything deleted with the seal", "DELETE FROM audit; DELETE FROM audit_head", [/封存文件/], (copy) => rmSync(join(copy, "audit.seal")));
  attack("the end cut off, an older true head, the seal deleted", `ATTACH '${join(older, "zhibu.db")}' AS older; DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM older.audit_head; DELETE FROM audit WHERE sequence > (SELECT sequence FROM audit_head WHERE chain = audit.chain) OR chain NOT IN (SELECT chain FROM audit_head)`, [/封存文件/], (copy) => rmSync(join(copy, "audit.seal")));
  attack("the seal edited", "", [/封存文件被改动/], (copy) => writeFileSync(join(copy, "audit.seal"), readFileSync(join(copy, "audit.seal"), "utf8").replace(/ (\d+) /, " 1 ")));
  attack("a forged row at the end", `INSERT INTO audit SELECT tenant_id, chain, sequence + 1, ${all_columns} FROM audit WHERE ${row(last)}; UPDATE audit_head SET sequence = ${last + 1} WHERE chain = ${chain}`, [line(last + 1)]);
  // Re-chained by somebody who knows the scheme and lacks the key: from row 900 on every mac is computed anew.
  const rows = trial.sql(join(data, "zhibu.db"), `.mode quote\nSELECT sequence, hex(mac) FROM audit WHERE chain = ${chain} AND sequence >= 899 ORDER BY sequence`).split("\n").map((each) => each.split(",").map((word) => word.replaceAll("'", "")));
  let mac = Buffer.from(rows[0][1], "hex");
  const forged = rows.slice(1).map(([sequence]) => {
    mac = createHash("sha256").update(mac).update(String(sequence)).digest();
    return `UPDATE audit SET mac = x'${mac.toString("hex")}' WHERE ${row(sequence)};`;
  });
  attack("re-chained without the key", `BEGIN; UPDATE audit SET actor = '无人' WHERE ${row(900)}; ${forged.join("")} UPDATE audit_head SET mac = x'${mac.toString("hex")}' WHERE chain = ${chain}; COMMIT;`, [line(900), line(last), /链头的封印不符/]);
  trial.figure(`${found} of ${tried} tamperings located in a chain of ${last}`);
}
