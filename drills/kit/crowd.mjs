// A crowd of clients at an office of its own: some branches, members, a log-in for each voter; and how a page of each asks again.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { id_number } from "./load.mjs";
import { Client } from "./server.mjs";
import { found_office, token_of } from "./small_office.mjs";
import { pause } from "./trial.mjs";

const password = "Zhibu-drill-2021";

export class Crowd {
  statuses = new Map();  // how often each was answered
  asked_again = 0;
  unequal = [];          // two answers to one request that differ
  constructor(server) { this.server = server; }

  // An empty database becomes an office with branches and members, all sent by as many clients as there are members, each request twice.
  static async found(server, { branches, members }) {
    const crowd = new Crowd(server);
    Object.assign(crowd, await found_office(server, token_of(server)));
    crowd.clerks = Array.from({ length: members }, () => crowd.clerk.on(server));
    const at = (i) => crowd.clerks[i % members];
    crowd.branches = await Promise.all(Array.from({ length: branches }, async (_, i) =>
      (await crowd.once(at(i), "/organizations", { name: `演练第${i + 10}党支部`, short_name: `演练第${i + 10}党支部`, kind: "branch", parent_id: crowd.committee, founded_on: "2010-01-01" })).id));
    crowd.members = await Promise.all(Array.from({ length: members }, async (_, i) =>
      (await crowd.once(at(i), "/members", { name: "演练员", organization_id: crowd.branches[i % branches], stage: "formal", gender: "male", note: `voter-${i}`, id_number: id_number(5000 + i), joined_on: "2010-07-01", regular_on: "2011-07-01" })).id));
    return crowd;
  }
  // Accounts of the members and their log-ins as rows, which would cost a password's work each; the secretary keeps all branches. While nobody serves.
  accounts(sql, folder) {
    this.tokens = this.members.map(() => randomBytes(32).toString("hex"));
    const files = this.tokens.map((token, i) => { const file = join(folder, `token-${i}`); writeFileSync(file, token); return file; });
    const prints = execFileSync("b2sum", ["-l", "256", ...files], { encoding: "utf8" }).trim().split("\n").map((line) => line.split(" ")[0]);
    const never = 32_000_000_000_000, session = (member, i) => `(1, ${5e9 + member}, '${prints[i]}', ${3e9 + member}, 0, ${never}, ${never}, '', '')`;
    sql(`UPDATE role_grant SET organization_id = ${this.committee} WHERE role = 'branch_secretary';
      INSERT INTO account (tenant_id, id, username, name, member_id, password_hash, password_changed_at, must_change_password, totp_secret, totp_last_step, recovery_codes, state, large_type, created_at, last_login_at, authority, version)
        SELECT 1, 3000000000 + m.id, 'voter' || m.id, m.name, m.id, a.password_hash, a.password_changed_at, 0, NULL, 0, '[]', 'active', 0, a.created_at, NULL, 0, 1 FROM account a, member m WHERE a.username = 'secretary' AND m.note LIKE 'voter-%';
      INSERT INTO role_grant (tenant_id, id, account_id, role, organization_id, granted_by, granted_at)
        SELECT 1, 4000000000 + id, 3000000000 + id, 'member', organization_id, 1, 0 FROM member WHERE note LIKE 'voter-%';
      INSERT INTO login_session (tenant_id, id, token_fingerprint, account_id, created_at, seen_at, expires_at, peer, device) VALUES ${this.members.map(session).join(",")};`);
  }
  async log_in(server) {
    this.server = server;
    this.clerk = await Client.log_in(server, "clerk", password), this.secretary = await Client.log_in(server, "secretary", password);
    this.clerks = this.members.map(() => this.clerk.on(server)), this.secretaries = this.members.map(() => this.secretary.on(server));
    this.voters = this.members.map((member, i) => Object.assign(new Client(server, `zhibu=${this.tokens[i]}`, `voter${member}`), { member }));
  }
  // As a page does: asks again while it is told to come again later.
  async ask(client, path, body = {}, headers = {}) {
    for (let times = 0; ; ++times) {
      const answer = await client.post(path, body, headers);
      if ((answer.status !== 503 && answer.status !== 429) || times === 30) {
        this.statuses.set(answer.status, (this.statuses.get(answer.status) ?? 0) + 1);
        return answer;
      }
      ++this.asked_again;
      await pause(30 + Math.random() * 150);
    }
  }
  // The same request twice at the same time, as a double click or an impatient proxy sends it: one deed, one answer.
  async once(client, path, body, headers = {}) {
    const key = { ...headers, "idempotency-key": `k${randomBytes(12).toString("hex")}` };
    const [one, two] = await Promise.all([this.ask(client, path, body, key), this.ask(client, path, body, key)]);
    const done = [one, two].find(({ status }) => status < 300);
    if (!done) throw new Error(`POST ${path}: ${one.status} ${one.text.slice(0, 300)}`);
    if (one.text !== two.text) this.unequal.push(`POST ${path} twice with one key: ${one.status} ${one.text.slice(0, 120)} and ${two.status} ${two.text.slice(0, 120)}`);
    return done.json();
  }
  async act(client, path, verb, body = {}) {
    const answer = await this.ask(client, `${path}/${verb}`, body, { "if-match": String((await client.json(path)).version) });
    if (answer.status >= 300) throw new Error(`POST ${path}/${verb}: ${answer.status} ${answer.text.slice(0, 300)}`);
    return answer.json();
  }
}
