// R5: 64 clients at once, on both engines. What must never happen, whoever comes first: a voter with two papers, an award beyond the
// quota, a member with two homes on a day, a number given twice, a request that is done twice. The judge reads the database.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { Crowd } from "./kit/crowd.mjs";
import { Postgresql } from "./kit/postgresql.mjs";

export const what = "64 clients at once, SQLite and PostgreSQL: one paper a voter, no award beyond the quota, one home a day, each number and each retry once";
export const seconds = { short: 90, all: 300 };
export const own_office = true;  // needs no sample city

const clients = 64, quota = 5;
const all = (list, deed) => Promise.all(list.map(deed));
const good = (answers) => answers.filter(({ status }) => status < 300);

// Each voter's two phones put a paper in at the same moment: half of them the same paper (a retry), half another one.
async function vote(crowd, told) {
  const keeper = crowd.clerk, prepared = await crowd.once(keeper, "/ballots", { organization_id: crowd.committee, kind: "secret_resolution", title: "演练表决", voters: crowd.members });
  const at = `/ballots/${prepared.id}`, receipts = new Map();
  await crowd.act(keeper, at, "opening");
  await all(crowd.voters, async (voter, i) => {
    await all([0, 1], () => crowd.ask(voter, `${at}/taking`));
    const papers = [0, 1].map((phone) => ({ secret: `secret of phone ${i % 2 ? phone : 0} of ${voter.member}`, choices: [i % 2 && phone ? "no" : "yes"] }));
    const answers = good(await all(papers, (paper) => crowd.ask(voter, `${at}/paper`, paper))).map((answer) => answer.json());
    if (answers.length !== (i % 2 ? 1 : 2) || new Set(answers.map(({ receipt }) => receipt)).size !== 1 || answers.filter(({ again }) => !again).length !== 1) told.push(`voter ${voter.member} has ${JSON.stringify(answers)} of two phones`);
    else receipts.set(voter.member, answers[0].receipt);
  });
  await crowd.act(keeper, at, "ending");
  const closed = await crowd.act(keeper, at, "closing");
  if (closed.returned !== clients || closed.valid !== clients) told.push(`${closed.returned} papers of ${clients} voters came back, ${closed.valid} valid`);
  const published = (await keeper.get(`${at}/papers`)).text;
  for (const [member, receipt] of receipts) if (!published.includes(receipt)) told.push(`the paper of voter ${member} is not among the published`);
  return receipts.size;
}

// Everybody is nominated twice at once; then each nomination is chosen by two clerks at once.
async function select(crowd, told) {
  const made = await crowd.once(crowd.clerk, "/selections", { organization_id: crowd.committee, honour: "excellent_worker", title: "演练表彰", year: Number(crowd.today.slice(0, 4)), quota, handler_id: (await crowd.clerk.json("/session")).account.id });
  const at = `/selections/${made.id}`, named = crowd.members.slice(0, clients / 2);
  const home = new Map(await all(named, async (member) => [member, (await crowd.clerk.json(`/members/${member}`)).organization_id]));
  await all([...named, ...named], (member, i) => crowd.ask(crowd.clerks[i], `${at}/nominations`, { organization_id: home.get(member), member_id: member, deeds: "带头攻坚。" }));
  const review = await crowd.act(crowd.clerk, at, "steps/review"), nominations = review.nominations;
  if (nominations.length !== named.length) told.push(`${nominations.length} nominations of ${named.length} members`);
  await all([...nominations, ...nominations], ({ id }, i) => crowd.ask(crowd.clerks[i % clients], `${at}/nominations/${id}/review`, { chosen: true }));
  const chosen = (await crowd.clerk.json(at)).nominations.filter(({ state }) => state === "chosen");
  if (chosen.length !== quota) told.push(`${chosen.length} are chosen, the quota is ${quota}`);
  await all(nominations.filter(({ id }) => !chosen.some((each) => each.id === id)), ({ id }, i) => crowd.ask(crowd.clerks[i], `${at}/nominations/${id}/review`, { chosen: false, note: "名额已满" }));
  await crowd.act(crowd.clerk, at, "steps/publicise");
  return at;
}
// When the publicity is over, everybody publishes the result at the same moment.
async function decide(crowd, at, told) {
  const { version } = await crowd.clerk.json(at);
  const decided = good(await all(crowd.clerks, (clerk) => crowd.ask(clerk, `${at}/steps/decide`, {}, { "if-match": String(version) })));
  if (decided.length !== 1) told.push(`the result was published ${decided.length} times`);
}

// A few members, whom everybody moves somewhere at once, on some day.
async function move(crowd, told, rounds) {
  const moved = crowd.members.slice(0, 8);
  let acknowledged = 0;
  await all(crowd.clerks, async (clerk, i) => {
    for (let round = 0; round < rounds; ++round) {
      const path = `/members/${moved[(i + round) % moved.length]}`, member = await clerk.json(path);
      const last = new Date(member.memberships.map(({ from }) => from).sort().pop()), day = new Date(+last + Math.floor(Math.random() * 4) * 86_400_000).toISOString().slice(0, 10);
      const answer = await crowd.ask(clerk, `${path}/transfer`, { organization_id: crowd.branches[Math.floor(Math.random() * crowd.branches.length)], effective_on: day > crowd.today ? crowd.today : day, reason: "演练" }, { "if-match": String(member.version) });
      if (answer.status < 300) ++acknowledged;
    }
  });
  if (!acknowledged) told.push("nobody was moved");
  return acknowledged;
}

// Letters drafted and issued, each by two clients; their numbers are one series.
async function write_letters(crowd, told) {
  const drafts = await all(crowd.clerks.slice(0, clients / 2), (clerk, i) => crowd.once(clerk, "/letters", { kind: "reminder", issuer_id: crowd.committee, organization_id: crowd.branches[i % crowd.branches.length] }));
  const issued = good(await all([...drafts, ...drafts], (draft, i) => crowd.ask(crowd.clerks[i], `/letters/${draft.id}/issue`, { burden_seen: 1000 }, { "if-match": String(draft.version) }))).map((answer) => answer.json());
  const numbers = new Set(issued.map(({ number }) => number));
  if (issued.length !== drafts.length || numbers.size !== drafts.length) told.push(`${drafts.length} letters were issued ${issued.length} times with ${numbers.size} numbers`);
  return issued.length;
}

// A round of acceptance: every sheet handed in, reviewed, and graded by two clerks at once; the certificates are one series.
async function certify(crowd, told) {
  const year = Number(crowd.today.slice(0, 4)) - 1;
  const round = await crowd.once(crowd.clerk, "/standard-rounds", { organization_id: crowd.committee, title: "演练验收", standard: "standard/standard.toml", period: String(year), handler_id: (await crowd.clerk.json("/session")).account.id });
  await crowd.act(crowd.clerk, `/standard-rounds/${round.id}`, "opening");
  const sheets = (await crowd.clerk.json(`/standard-sheets?round_id=${round.id}&size=200`)).items.filter(({ organization_id }) => crowd.branches.includes(organization_id));
  await all(sheets, async ({ id }, i) => {
    const path = `/standard-sheets/${id}`, secretary = crowd.secretaries[i], clerk = crowd.clerks[i];
    const items = (await clerk.json(path)).whole.sections.flatMap((section) => section.items);
    const said = (list, more) => list.map(({ name }) => ({ item: name, met: "yes", ...more }));
    const claims = await crowd.ask(secretary, `${path}/claims`, { claims: said(items.filter(({ proof }) => proof === "evidence"), { words: "见材料" }) });
    if (claims.status >= 300) throw new Error(`claims: ${claims.status} ${claims.text.slice(0, 300)}`);
    await crowd.act(secretary, path, "steps/submit");
    const marks = await crowd.ask(clerk, `${path}/marks`, { marks: said(items.filter(({ proof }) => proof !== "on_site"), { note: "演练" }) });
    if (marks.status >= 300) throw new Error(`marks: ${marks.status} ${marks.text.slice(0, 300)}`);
    await crowd.act(clerk, path, "steps/accept");
  });
  const ready = await all(sheets, async ({ id }) => ({ id, version: (await crowd.clerk.json(`/standard-sheets/${id}`)).version }));
  const graded = good(await all([...ready, ...ready], ({ id, version }, i) => crowd.ask(crowd.clerks[i % clients], `/standard-sheets/${id}/grade`, {}, { "if-match": String(version) }))).map((answer) => answer.json());
  const numbers = new Set(graded.map(({ certificate }) => certificate?.number));
  if (!sheets.length || graded.length !== sheets.length || numbers.size !== sheets.length || numbers.has(undefined)) told.push(`${sheets.length} sheets were graded ${graded.length} times with ${numbers.size} certificates`);
  return graded.length;
}

// Meetings of a few branches by everybody, each sent twice: their facts fall into the same roll-ups.
async function meet(crowd, rounds) {
  const people = (branch) => [20, 40].map((n) => crowd.members[n + branch]);  // of that branch, and moved by nobody
  const made = await all(crowd.secretaries, async (secretary, i) => {
    const ids = [];
    for (let round = 0; round < rounds; ++round)
      ids.push((await crowd.once(secretary, "/meetings/records", { organization_id: crowd.branches[i % 4], kind: "theme_day", title: `演练主题党日 ${i}-${round}`, held_at: `${crowd.today}T00:00`, participants: people(i % 4), present: people(i % 4), minutes: "学习文件。" })).id);
    return ids;
  });
  return made.flat().length;
}

// ---- the judge: what stands in the database, whatever anybody was told ----
const laws = {
  "voters whose papers were taken more than once": "SELECT account_id FROM audit WHERE action = 'ballot.returned' GROUP BY account_id, subject_id HAVING count(*) > 1",
  "boxes with other than one paper a voter": "SELECT id FROM ballot_box b WHERE (SELECT count(*) FROM ballot_paper p WHERE p.box_id = b.id) <> (SELECT count(*) FROM ballot_voter v WHERE v.box_id = b.id AND v.returned = 1)",
  "selections with more honours than the quota": "SELECT s.id FROM selection s JOIN honour h ON h.selection_id = s.id GROUP BY s.id, s.quota HAVING count(*) > s.quota",
  "members nominated or honoured twice in a selection": "SELECT member_id FROM nomination WHERE state <> 'withdrawn' GROUP BY selection_id, member_id HAVING count(*) > 1 UNION ALL SELECT member_id FROM honour GROUP BY selection_id, member_id HAVING count(*) > 1",
  "honours without their one fact": "SELECT h.id FROM honour h WHERE (SELECT count(*) FROM fact f WHERE f.source_kind = 'honour' AND f.source_id = h.id) <> 1",
  "members with two homes on a day": "SELECT a.member_id FROM membership a JOIN membership b ON b.member_id = a.member_id AND b.valid_from > a.valid_from AND b.valid_from <= a.valid_to",
  "members with no home to this day, or another than their record's": "SELECT m.id FROM member m WHERE m.left_on IS NULL AND (SELECT count(*) FROM membership h WHERE h.member_id = m.id AND h.valid_to > 29991231 AND h.organization_id = m.organization_id) <> 1",
  "letters with a number given twice, or a gap": "SELECT number FROM letter WHERE number <> '' GROUP BY number HAVING count(*) > 1 UNION ALL SELECT kind FROM letter WHERE number <> '' GROUP BY issuer_id, kind, year HAVING count(*) <> max(sequence)",
  "certificates with a number given twice, or a gap": "SELECT number FROM standard_certificate GROUP BY number HAVING count(*) > 1 UNION ALL SELECT 'series' FROM standard_certificate GROUP BY year HAVING count(*) <> max(sequence)",
  "deeds sent twice and done twice": "SELECT title FROM meeting WHERE title LIKE '演练主题党日%' GROUP BY title HAVING count(*) > 1 UNION ALL SELECT note FROM member WHERE note LIKE 'voter-%' GROUP BY note HAVING count(*) > 1 UNION ALL SELECT name FROM organization GROUP BY name HAVING count(*) > 1",
  "meetings without their one fact": "SELECT m.id FROM meeting m WHERE m.title LIKE '演练主题党日%' AND (SELECT count(*) FROM fact f WHERE f.source_kind = 'meeting' AND f.source_id = m.id AND f.kind = (SELECT number FROM fact_kind WHERE name = 'life.held.theme_day')) <> 1",
};
const broken = (sql) => Object.entries(laws).map(([name, question]) => [name, sql(question).split("\n").filter(Boolean).length]).filter(([, rows]) => rows > 0);

// One breach of each law, as a program without locks would leave it: between the first row and the last, which are two whoever came first.
const breaches = `
  INSERT INTO ballot_paper SELECT tenant_id, box_id, receipt || 'x', circle, content FROM ballot_paper WHERE receipt = (SELECT max(receipt) FROM ballot_paper);
  UPDATE selection SET quota = quota - 1;
  UPDATE nomination SET member_id = (SELECT member_id FROM nomination WHERE id = (SELECT min(id) FROM nomination)) WHERE id = (SELECT max(id) FROM nomination);
  DELETE FROM fact WHERE source_kind = 'honour' AND source_id = (SELECT min(id) FROM honour);
  INSERT INTO membership SELECT tenant_id, member_id, valid_from + 1, valid_to, organization_id, why FROM membership WHERE member_id = (SELECT max(member_id) FROM membership);
  UPDATE letter SET number = (SELECT number FROM letter WHERE id = (SELECT max(id) FROM letter)) WHERE id = (SELECT min(id) FROM letter);
  UPDATE standard_certificate SET number = (SELECT number FROM standard_certificate WHERE id = (SELECT max(id) FROM standard_certificate)) WHERE id = (SELECT min(id) FROM standard_certificate);
  UPDATE meeting SET title = '演练主题党日 0-0' WHERE title LIKE '演练主题党日%';
  DELETE FROM fact WHERE source_kind = 'meeting' AND source_id = (SELECT min(source_id) FROM fact WHERE source_kind = 'meeting');
  UPDATE audit SET subject_id = (SELECT min(subject_id) FROM audit WHERE action = 'ballot.returned'), account_id = (SELECT min(account_id) FROM audit WHERE action = 'ballot.returned') WHERE action = 'ballot.returned';`;

async function on_engine(trial, { name, data, extra, sql, copy }) {
  const told = [], rounds = trial.short ? 3 : 20, { orders, env } = trial.breakable(), begun = performance.now();
  let server = await trial.serve(data, { extra, limit: 90_000 });
  const crowd = await Crowd.found(server, { branches: 20, members: clients });
  await server.stop();
  crowd.accounts(sql, trial.folder(`tokens-${name}`));
  server = await trial.serve(data, { extra, env, limit: 90_000 });
  await crowd.log_in(server);
  const counts = { papers: await vote(crowd, told), moves: await move(crowd, told, rounds), meetings: await meet(crowd, rounds), letters: await write_letters(crowd, told), certificates: await certify(crowd, told) };
  const selection = await select(crowd, told);
  orders.shift_clock(25 * 86_400_000);
  await crowd.log_in(server);
  await decide(crowd, selection, told);
  await server.stop();
  const met = [409, 412].reduce((sum, status) => sum + (crowd.statuses.get(status) ?? 0), 0);
  trial.control(met > clients, `${name}: only ${met} requests were refused for another's: the clients did not meet`);
  for (const [status, times] of crowd.statuses) trial.expect(status < 500, `${name}: ${times} answers ${status}`);
  for (const words of [...told, ...crowd.unequal]) trial.expect(false, `${name}: ${words}`);
  for (const [law, rows] of broken(sql)) trial.expect(false, `${name}: ${rows} ${law}`);
  trial.expect(sql("SELECT count(*) FROM honour") === String(quota), `${name}: ${sql("SELECT count(*) FROM honour")} honours of ${quota}`);
  trial.expect(sql("SELECT count(*) FROM audit WHERE action = 'member.transferred'") === String(counts.moves), `${name}: ${counts.moves} moves were acknowledged, the audit has ${sql("SELECT count(*) FROM audit WHERE action = 'member.transferred'")}`);
  const verified = trial.command("verify", "--data", data, ...extra);
  trial.expect(verified.status === 0, `${name}: zhibu verify: ${verified.out}`);

  // The same judges before a copy in which every law is broken once, and a roll-up that differs from its facts.
  const control = await copy();
  control.sql(breaches);
  const missed = Object.keys(laws).filter((law) => !broken(control.sql).some(([found]) => found === law));
  trial.control(missed.length === 0, `${name}: these were broken and not found: ${missed.join("; ")}`);
  control.sql("UPDATE rollup SET count = count + 1 WHERE kind = (SELECT number FROM fact_kind WHERE name = 'life.held.theme_day')");
  const unsound = trial.command("verify", "--data", control.data, ...control.extra);
  trial.control(unsound.status === 1 && /汇总|审计/.test(unsound.out), `${name}: verify does not find a changed roll-up: ${unsound.out.slice(0, 300)}`);
  const sum = [...crowd.statuses.values()].reduce((a, b) => a + b, 0);
  trial.figure(`${name}: ${Object.entries(counts).map(([word, count]) => `${count} ${word}`).join(", ")}, ${quota} honours of ${clients / 2} nominated; ${sum} requests in ${((performance.now() - begun) / 1000).toFixed(0)} s, ${met} refused for another's, ${crowd.asked_again} asked again`);
}

export async function run(trial) {
  const data = trial.folder("sqlite"), file = join(data, "zhibu.db");
  const cluster = await Postgresql.create(trial, "cluster", { max_connections: 60 }), there = trial.folder("postgresql");
  cluster.create_database();
  await on_engine(trial, { name: "SQLite", data, extra: [], sql: (text) => trial.sql(file, text), copy: async () => {
    const other = join(trial.work, "copy");
    cpSync(data, other, { recursive: true });
    return { data: other, extra: [], sql: (text) => trial.sql(join(other, "zhibu.db"), text) };
  } });
  await on_engine(trial, { name: "PostgreSQL", data: there, extra: ["--database", cluster.address], sql: (text) => cluster.sql(text), copy: async () => {
    cluster.sql("CREATE DATABASE copy TEMPLATE zhibu", "postgres");
    return { data: there, extra: ["--database", cluster.address.replace(/zhibu$/, "copy")], sql: (text) => cluster.sql(text, "copy") };
  } });
}
