// Mixed load that remembers every write it sent: which were acknowledged, with what answer, and what must be there afterwards.
import { createHash, randomBytes } from "node:crypto";
import { crc32, deflateSync } from "node:zlib";
import { Client, form } from "./server.mjs";

const crc = crc32 ?? ((bytes) => {
  let value = ~0;
  for (const byte of bytes) { value ^= byte; for (let i = 0; i < 8; ++i) value = (value >>> 1) ^ (0xedb88320 & -(value & 1)); }
  return ~value >>> 0;
});
// A picture of chance that no other equals.
export function picture(side = 40) {
  const rows = Buffer.alloc(side * (1 + side * 3));
  randomBytes(rows.length).copy(rows);
  for (let y = 0; y < side; ++y) rows[y * (1 + side * 3)] = 0;
  const chunk = (name, content) => {
    const body = Buffer.concat([Buffer.from(name), content]), out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(content.length), body.copy(out, 4), out.writeUInt32BE(crc(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side), head.writeUInt32BE(side, 4), head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}
const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");

// An invented ID number with a right check digit; `n` makes it unique (region 999999 is nobody's).
export function id_number(n) {
  const day = 1 + (n % 28), month = 1 + (Math.floor(n / 28) % 12), year = 1950 + (Math.floor(n / 336) % 35), order = (2 * Math.floor(n / 11760) + 1) % 1000;
  const body = `370285${year}${String(month).padStart(2, "0")}${String(day).padStart(2, "0")}${String(order).padStart(3, "0")}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  return body + "10X98765432"[[...body].reduce((sum, digit, i) => sum + weights[i] * Number(digit), 0) % 11];
}

export class Load {
  writes = [];
  refusals = new Map();
  #running = [];
  #stopped = true;
  #number = Math.floor(Math.random() * 1e5);
  // In an office that stands already. `doubtful(status)`: an answer after which the write may be there or not. `insists`: as a page does, a
  // worker asks again with the same key until it is told.
  static of(office, { doubtful = () => false, insists = false } = {}) { return Object.assign(new Load(), office, { doubtful, insists }); }
  insists = false;
  pace = 4;  // ms between two writes of a worker
  heard = () => {};
  doubtful = () => false;
  static async prepare(server) {
    const load = new Load();
    load.clerk = await Client.log_in(server, "clerk");
    load.secretary = await Client.log_in(server, "secretary");
    load.today = (await load.clerk.json("/session")).sample.today;
    load.branch = (await load.secretary.json("/session")).roles.find((each) => each.role === "branch_secretary").organization_id;
    load.category = (await load.clerk.json("/problems?size=1")).items[0].category;
    const branch = await load.clerk.json(`/organizations/${load.branch}`);
    load.branch_name = branch.name, load.branch_code = branch.code;
    return load;
  }

  // ---- the kinds of writes: what to send, and how the answer is recognised later ----
  #next = {
    problem: (mark) => ({ by: "clerk", path: "/problems", body: { description: `演练发现的问题 ${mark}`, organization_id: this.branch, found_on: this.today, severity: "general", category: this.category } }),
    meeting: (mark) => ({ by: "secretary", path: "/meetings", body: { organization_id: this.branch, kind: "theme_day", title: `主题党日 ${mark}`, planned_at: `${this.today}T01:00:00Z`, duration: 60, place: "会议室" } }),
    member: (mark) => ({ by: "clerk", path: "/members", body: { name: "演练员", organization_id: this.branch, note: mark, stage: "formal", gender: "male", id_number: id_number(this.#number++) } }),
    photo: (mark) => {
      const bytes = picture();
      return { by: "clerk", path: "/supervision-photos", body: { key: mark, content: bytes.toString("base64") }, digest: digest(bytes) };
    },
    import: (mark) => {
      const rows = Array.from({ length: 12 }, (_, i) => `演练员,男,${id_number(this.#number++)},${this.branch_name},2010-07-01,2011-07-01,${mark}-${i}`);
      const sheet = ["姓名,性别,公民身份号码,所在党支部,入党时间,转正时间,备注", ...rows].join("\r\n");
      return { by: "clerk", path: "/imports", ...form({ kind: "members", file: { name: `${mark}.csv`, content: "\ufeff" + sheet } }), rows: rows.length };
    },
  };

  // `server()` gives the server of the moment; workers go on from one to the next.
  start(server, workers = 12, kinds = ["problem", "problem", "meeting", "meeting", "member", "photo", "photo", "import"]) {
    this.#stopped = false;
    this.#running = Array.from({ length: workers }, (_, i) => this.#work(server, kinds, i));
  }
  async stop() {
    this.#stopped = true;
    await Promise.all(this.#running);
  }
  async #work(server, kinds, worker) {
    for (let i = worker; !this.#stopped; ++i) {
      const mark = `m${randomBytes(10).toString("hex")}`;
      const kind = kinds[i % kinds.length];
      const write = { kind, mark, key: mark, ...this.#next[kind](mark), state: "unknown" };
      this.writes.push(write);
      await this.#send(server(), write);
      while (this.insists && write.state === "unknown" && !this.#stopped) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        write.asked_again = true;
        await this.#send(server(), write);
      }
      if (write.state === "acknowledged" && kind === "import" && !this.#stopped) await this.#apply(server, write);
      await new Promise((resolve) => setTimeout(resolve, write.state === "unknown" ? 20 : this.pace));
    }
  }
  async #apply(server, batch) {
    const write = { kind: "application", mark: batch.mark, key: `a${batch.mark}`, by: "clerk", path: `/imports/${batch.answer.id}/application`, body: {}, headers: { "if-match": String(batch.answer.version) }, rows: batch.rows, state: "unknown" };
    this.writes.push(write);
    await this.#send(server(), write);
  }
  async #send(server, write) {
    const client = this[write.by].on(server);
    try {
      const answer = await client.post(write.path, write.body, { ...write.headers, "idempotency-key": write.key });
      if (answer.status < 300) this.heard(write), write.state = "acknowledged", write.answer = answer.json(), write.replayed = answer.headers["idempotent-replayed"] === "true";
      else if (this.doubtful(answer.status)) write.state = "unknown", write.status = answer.status, write.text = answer.text;
      else {
        write.state = "refused", write.status = answer.status, write.text = answer.text;
        this.refusals.set(answer.status, (this.refusals.get(answer.status) ?? 0) + 1);
      }
    } catch {
      write.state = "unknown";  // sent, and no answer: it may be there or not
    }
    client.agent.destroy();
  }
  // The same request twice at the same time, as a double click or an impatient proxy sends it.
  async twice(server, times) {
    for (let i = 0; i < times; ++i)
      for (const kind of ["problem", "meeting", "member", "photo", "import"]) {
        const mark = `m${randomBytes(10).toString("hex")}`, write = { kind, mark, key: mark, ...this.#next[kind](mark), state: "unknown" };
        const again = { ...write };
        this.writes.push(write);
        await Promise.all([this.#send(server, write), this.#send(server, again)]);
        if (kind !== "import" || write.state !== "acknowledged") continue;
        const apply = { kind: "application", mark, key: `a${mark}`, by: "clerk", path: `/imports/${write.answer.id}/application`, body: {}, headers: { "if-match": String(write.answer.version) }, rows: write.rows, state: "unknown" };
        const other = { ...apply };
        this.writes.push(apply);
        await Promise.all([this.#send(server, apply), this.#send(server, other)]);
        for (const each of [apply, other]) if (each.state !== "acknowledged") apply.state = "unknown", apply.text = each.text;
      }
  }
  of(state) { return this.writes.filter((write) => write.state === state); }

  // The client whose answer was lost asks again with the same key; whose answer came asks again too and must get the same.
  async retry(server, trial, { sample = 40 } = {}) {
    for (const write of this.of("unknown")) {
      await this.#send(server, write);
      trial.expect(write.state === "acknowledged", `${write.kind} ${write.mark}: the retry was answered ${write.status ?? "nothing"} ${write.text ?? ""}`);
    }
    const known = this.of("acknowledged").filter((write) => !write.replayed);
    for (const write of known.sort(() => Math.random() - 0.5).slice(0, sample)) {
      const before = write.answer;
      await this.#send(server, write);
      trial.expect(write.state === "acknowledged" && write.replayed && identity(write.answer) === identity(before), `${write.kind} ${write.mark}: the same key gave another answer`);
    }
  }
  // Every acknowledged write is there exactly once: by the database, and the files by the API, byte for byte.
  async missing(sql, server) {
    const column = (text) => new Map(sql(text).split("\n").filter(Boolean).map((line) => { const at = line.lastIndexOf("|"); return [line.slice(0, at), Number(line.slice(at + 1))]; }));
    const counts = {
      problem: column("SELECT substr(description, -21), count(*) FROM problem WHERE description LIKE '演练%' GROUP BY 1"),
      meeting: column("SELECT substr(title, -21), count(*) FROM meeting WHERE title LIKE '主题党日 m%' GROUP BY 1"),
      member: column("SELECT note, count(*) FROM member WHERE note LIKE 'm%' GROUP BY 1"),
      photo: column("SELECT photo_key, count(*) FROM supervision_photo GROUP BY 1"),
      import: column("SELECT substr(file_name, 1, 21), count(*) FROM roster_import WHERE file_name LIKE 'm%' GROUP BY 1"),
      application: column("SELECT substr(file_name, 1, 21), count(*) FROM roster_import WHERE file_name LIKE 'm%' AND state = 'applied' GROUP BY 1"),
    };
    const rows = column("SELECT substr(note, 1, 21), count(*) FROM member WHERE note LIKE 'm%-%' GROUP BY 1");
    const lost = [];
    for (const write of this.of("acknowledged")) {
      const found = counts[write.kind].get(write.mark) ?? 0;
      if (found !== 1) lost.push(`${write.kind} ${write.mark} stands ${found} times`);
      if (write.kind === "application" && rows.get(write.mark) !== write.rows) lost.push(`import ${write.mark} brought ${rows.get(write.mark)} of ${write.rows} members`);
    }
    for (const write of this.of("refused").filter((each) => each.kind !== "application"))
      if (counts[write.kind].get(write.mark)) lost.push(`${write.kind} ${write.mark} was refused with ${write.status} and is there`);
    if (server) {
      const clerk = this.clerk.on(server);
      const photos = this.of("acknowledged").filter((write) => write.kind === "photo");
      await Promise.all(Array.from({ length: 4 }, async (_, n) => {
        for (let i = n; i < photos.length; i += 4) {
          const answer = await clerk.get(`/supervision-photos/${photos[i].answer.file_id}`);
          if (answer.status !== 200 || digest(answer.bytes) !== photos[i].digest) lost.push(`photo ${photos[i].mark} comes back as ${answer.status}, ${answer.bytes.length} bytes`);
        }
      }));
      clerk.agent.destroy();
    }
    return lost;
  }
}
const identity = (answer) => answer?.id ?? answer?.file_id;
