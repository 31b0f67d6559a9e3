// From one city to 100 million members: rows, bytes, writes a second, servers and cost, computed from what was measured.
// usage: node bench/scale.mjs [--measure DATA_DIRECTORY]   prints the table of docs/scale.md; --measure takes rows and bytes anew from a sample
// city's data directory (SQLite) into bench/scale.json. Rates stand there too, with the run that gave them: change them and run it again.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const kept = new URL("scale.json", import.meta.url).pathname;
const known = JSON.parse(readFileSync(kept, "utf8"));

// What grows with each year of work; everything else grows with the roster alone.
const of_work = /^(attendance|fact|rollup|audit|meeting|search_|procedure_|problem|contact_visit|duty_|points|inspection|letter|ballot)/;

function measure(data) {
  const sql = (text) => execFileSync("sqlite3", ["-separator", "|", join(data, "zhibu.db"), text], { encoding: "utf8", maxBuffer: 1 << 26 }).trim().split("\n").map((line) => line.split("|"));
  const [[members, branches, meetings, attendances, facts, audit, rollups, first, last]] = sql(`SELECT (SELECT count(*) FROM member), (SELECT count(*) FROM organization WHERE kind LIKE '%branch%' AND ended_on IS NULL),
    (SELECT count(*) FROM meeting), (SELECT count(*) FROM attendance), (SELECT count(*) FROM fact), (SELECT count(*) FROM audit), (SELECT count(*) FROM rollup),
    (SELECT min(happened_on) FROM fact WHERE kind IN (SELECT number FROM fact_kind WHERE name LIKE 'life.held%')), (SELECT max(happened_on) FROM fact)`).map((row) => row.map(Number));
  const sizes = sql("SELECT coalesce(m.tbl_name, d.name), sum(d.pgsize) FROM dbstat d LEFT JOIN sqlite_schema m ON m.name = d.name GROUP BY 1");
  const bytes = (wanted) => sizes.filter(([name]) => of_work.test(name) === wanted).reduce((sum, [, size]) => sum + Number(size), 0);
  const years = (Math.floor(last / 10000) - Math.floor(first / 10000)) + 1;
  return { members, branches, years, per_member: { bytes: Math.round(bytes(false) / members) },
    per_member_year: { meetings: meetings / members / years, attendances: attendances / members / years, facts: facts / members / years, rollup_rows: rollups / members / years, audit_rows: audit / members / years, bytes: Math.round(bytes(true) / members / years) } };
}

const at = process.argv.indexOf("--measure");
if (at > 0) {
  known.sample = measure(process.argv[at + 1]);
  writeFileSync(kept, JSON.stringify(known, null, 2) + "\n");
}

const { sample, rates, assumed } = known;
const year = sample.per_member_year;
const tiers = [["a district's organs (the sample)", 4_000], ["a prefecture-level city", 400_000], ["a province", 5_000_000], ["a large province", 8_000_000], ["the whole country", 100_000_000]];
const short = (n) => (n >= 1e12 ? `${(n / 1e12).toFixed(1)} T` : n >= 1e9 ? `${(n / 1e9).toFixed(1)} G` : n >= 1e6 ? `${(n / 1e6).toFixed(1)} M` : n >= 1e3 ? `${(n / 1e3).toFixed(0)} k` : n.toFixed(n < 10 ? 1 : 0));

export function simulate(members) {
  const rows_a_year = members * (year.facts + year.attendances + year.meetings + year.audit_rows + year.rollup_rows);
  const bytes = members * (sample.per_member.bytes + year.bytes * assumed.years_kept) * assumed.postgresql_bytes_of_sqlite;
  // Theme day: one day a month on which most branches of a place meet; people sign in by telephone within the first hour.
  const sign_ins = members * assumed.share_at_theme_day / 3600;
  const meetings = members * year.meetings / assumed.working_seconds_a_year * assumed.peak_of_mean;
  const share = sign_ins / rates.sign_ins_a_second_per_core + meetings / rates.meetings_a_second_per_core;
  const reads = members * assumed.share_at_theme_day * assumed.reads_per_sign_in / 3600 / rates.reads_a_second_per_core;
  const cores_of_database = share / assumed.load_at_most, cores_of_nodes = reads / assumed.load_at_most;
  const shards_by_writes = Math.ceil(cores_of_database / assumed.cores_of_a_server), shards_by_bytes = Math.ceil(bytes / assumed.bytes_of_a_server);
  const shards = Math.max(1, shards_by_writes, shards_by_bytes);
  const nodes = Math.max(2, Math.ceil(cores_of_nodes / assumed.cores_of_a_node), shards > 1 ? 2 * shards : 0);
  const small = members <= assumed.members_on_one_machine;
  const servers = small ? 1 : shards * 3;
  const machines = small ? 1 : servers + nodes + 2;
  const first = small ? "nothing: one machine with SQLite" : shards_by_writes >= shards_by_bytes && shards_by_writes > 1 ? "writes of the theme day's first hour on one primary" : shards_by_bytes > 1 ? "the disk of one server" : "nothing yet: one primary carries it";
  return { members, rows_a_year, bytes, bytes_a_year: members * year.bytes * assumed.postgresql_bytes_of_sqlite, sign_ins, meetings, reads_a_second: members * assumed.share_at_theme_day * assumed.reads_per_sign_in / 3600, shards, servers, nodes: small ? 1 : nodes, machines, cost: machines * assumed.yuan_a_machine_year, first,
    busy: share / (shards * assumed.cores_of_a_server) };
}

console.log("| | members | rows a year | bytes after " + assumed.years_kept + " years | grows a year by | sign-ins a second, at most | meetings a second, at most | reads a second, at most | shards | PostgreSQL servers | nodes | machines | ¥ a year | what breaks first |");
console.log("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
for (const [name, members] of tiers) {
  const s = simulate(members);
  console.log(`| ${name} | ${short(members)} | ${short(s.rows_a_year)} | ${short(s.bytes)}B | ${short(s.bytes_a_year)}B | ${short(s.sign_ins)} | ${short(s.meetings)} | ${short(s.reads_a_second)} | ${s.shards} | ${s.servers} | ${s.nodes} | ${s.machines} | ${short(s.cost)} | ${s.first} |`);
}
