// R19 from outside: hostile HTTP on raw sockets (request smuggling, bare LF, overflows), and mutated multipart, sheets, JSON and
// searches against the running server. Never a 5xx, never a crash, and the connection of a request not understood is closed.
import { connect } from "node:net";
import { readFileSync } from "node:fs";
import { Client, form } from "./kit/server.mjs";
import { pause } from "./kit/trial.mjs";

export const what = "hostile HTTP, multipart, xlsx, CSV, JSON and searches against the running server: refused, never a crash";
export const seconds = { short: 40, all: 200 };

// Everything the server says to these bytes until it closes or is silent for a moment.
function talk(server, bytes, silence = 600) {
  return new Promise((resolve) => {
    let answer = "", closed = false, timer;
    const socket = connect(server.port, "127.0.0.1", () => socket.write(bytes));
    const done = () => { clearTimeout(timer); socket.destroy(); resolve({ answer, closed, statuses: [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status)) }); };
    const wait = () => { clearTimeout(timer); timer = setTimeout(done, silence); };
    socket.on("data", (piece) => { answer += piece.toString("latin1"); wait(); });
    socket.on("error", () => undefined);
    socket.on("close", () => { closed = true; done(); });
    wait();
  });
}
const hidden = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
const post = "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nX-Zhibu: 1\r\n";
const many = (text, n) => text.repeat(n);
const hostile = {
  "CL and TE": [`${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`, [400]],
  "TE and CL": [`${post}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${hidden}`, [400]],
  "double CL": [`${post}Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}${hidden}`, [400]],
  "double equal CL": [`${post}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}${hidden}`, [400]],
  "CL list": [`${post}Content-Length: 2, 2\r\n\r\n{}${hidden}`, [400]],
  "signed CL": [`${post}Content-Length: +2\r\n\r\n{}${hidden}`, [400]],
  "hex CL": [`${post}Content-Length: 0x2\r\n\r\n{}${hidden}`, [400]],
  "overflowing CL": [`${post}Content-Length: 18446744073709551618\r\n\r\n{}${hidden}`, [400, 413]],
  "space before colon": [`${post}Content-Length : 2\r\n\r\n{}${hidden}`, [400]],
  "TE xchunked": [`${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${hidden}`, [400, 501]],
  "TE chunked, identity": [`${post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${hidden}`, [400, 501]],
  "double TE": [`${post}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`, [400]],
  "TE with tab": [`${post}Transfer-Encoding:\tchunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${hidden}`, [400]],
  "folded header": [`${post}X-A: 1\r\n Transfer-Encoding: chunked\r\n\r\n`, [400]],
  "bare LF lines": ["GET /healthz HTTP/1.1\nHost: x\n\n", [400]],
  "bare LF in fields": ["GET /healthz HTTP/1.1\r\nHost: x\nX: 1\r\n\r\n", [400]],
  "bare CR": ["GET /healthz HTTP/1.1\r\nHost: x\rX: 1\r\n\r\n", [400]],
  "NUL in a field": ["GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n", [400]],
  "chunk overflow": [`${post}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n`, [400]],
  "chunk longer than said": [`${post}Transfer-Encoding: chunked\r\n\r\n2\r\n{}xx\r\n0\r\n\r\n`, [400]],
  "chunk size -1": [`${post}Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n`, [400]],
  "chunk size 0x2": [`${post}Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n`, [400]],
  "chunk ended by LF": [`${post}Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n`, [400]],
  "trailer": [`${post}Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 5\r\n\r\n`, [400]],
  "chunk of 1 TB": [`${post}Transfer-Encoding: chunked\r\n\r\nE8D4A51000\r\n`, [400, 413]],
  "16 KB of headers": [`GET /healthz HTTP/1.1\r\nHost: x\r\n${many(`X-${many("a", 50)}: ${many("b", 400)}\r\n`, 40)}\r\n`, [431]],
  "one field of 20 KB": [`GET /healthz HTTP/1.1\r\nHost: x\r\nX: ${many("b", 20000)}\r\n\r\n`, [431]],
  "1,000 fields": [`GET /healthz HTTP/1.1\r\nHost: x\r\n${many("A: b\r\n", 1000)}\r\n`, [431, 400]],
  "endless path": [`GET /${many("a", 20000)} HTTP/1.1\r\nHost: x\r\n\r\n`, [431, 414, 400]],
  "no host": ["GET /healthz HTTP/1.1\r\n\r\n", [400]],
  "two hosts": ["GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", [400]],
  "HTTP/2.0": ["GET /healthz HTTP/2.0\r\nHost: x\r\n\r\n", [400, 505]],
  "HTTP/1.1 twice": ["GET /healthz HTTP/1.1 HTTP/1.1\r\nHost: x\r\n\r\n", [400]],
  "TLS hello": [Buffer.from("16030100a5010000a10303", "hex"), []],
  "2 MB of body": [`${post}Content-Length: 2000000\r\n\r\n`, [413]],
};

async function http(trial, server) {
  const good = await talk(server, `${hidden}${hidden}`);
  trial.control(good.statuses.join() === "200,200" && !good.closed, `two good requests on one connection were answered ${good.statuses}`);
  const chunked = await talk(server, `${post}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`);
  trial.control(chunked.statuses.length === 1 && chunked.statuses[0] === 422, `a good chunked body was answered ${chunked.statuses}`);
  await Promise.all(Object.entries(hostile).map(async ([name, [bytes, expected]]) => {
    const { statuses, closed } = await talk(server, bytes, 3500);
    const refused = expected.length === 0 ? statuses.every((status) => status === 400) : statuses.length === 1 && expected.includes(statuses[0]);
    trial.expect(refused && (closed || expected.length === 0), `${name}: answered ${statuses.join(",") || "nothing"}${closed ? "" : ", left open"}`);
  }));
  return Object.keys(hostile).length;
}

const random = (n) => Math.floor(Math.random() * n);
function mutate(bytes) {
  let out = Buffer.from(bytes);
  for (let i = 1 + random(6); i > 0; --i) {
    const at = random(out.length), kind = random(6);
    if (kind === 0) out[at] ^= 1 << random(8);
    else if (kind === 1) out[at] = [0, 255, 13, 10, 34, 92, 45, 0x7b][random(8)];
    else if (kind === 2) out = Buffer.concat([out.subarray(0, at), out.subarray(Math.min(out.length, at + 1 + random(40)))]);
    else if (kind === 3) out = Buffer.concat([out.subarray(0, at), out.subarray(at, at + random(60)), out.subarray(at)]);
    else if (kind === 4) out = Buffer.concat([out.subarray(0, at), Buffer.from(["999999999999999999999", "\r\n\r\n", "\0\0\0\0", "\xff\xfe", "--", "]]>", "%00", "é", "𠮷", '"'][random(10)]), out.subarray(at)]);
    else out = out.subarray(0, at + 1);
    if (!out.length) out = Buffer.from("x");
  }
  return out;
}

async function mutated(trial, server, milliseconds) {
  const clerk = await Client.log_in(server, "clerk");
  const book = readFileSync("packs/samples/laixi/organizations-national.xlsx");
  const csv = Buffer.from("姓名,性别,公民身份号码,所在党支部\n甲,女,\"37028519900101002X\",\"一\n支部\"\n乙,男,,二支部\n");
  const upload = (name, content) => { const made = form({ kind: "members", file: { name, content } }); return [made.body, made.headers]; };
  const json = Buffer.from(JSON.stringify({ description: "问题描述", organization_id: 5, found_on: "2021-12-01", severity: "general", item: null, nested: [[{ a: [1.5e300, -0, "\u{1F600}"] }]] }));
  const deep = Buffer.from(many("[", 5000) + many("]", 5000));
  const kinds = {
    json: () => clerk.call("POST", "/problems", random(50) ? mutate(json) : deep, { "content-type": "application/json" }),
    login: () => clerk.call("POST", "/session", mutate(Buffer.from('{"username":"nobody","password":"x","totp":"123456"}')), { "content-type": "application/json" }),
    xlsx: () => { const [body, headers] = upload("册.xlsx", mutate(book)); return clerk.call("POST", "/imports", body, headers); },
    csv: () => { const [body, headers] = upload("册.csv", mutate(csv)); return clerk.call("POST", "/imports", body, headers); },
    multipart: () => { const [body, headers] = upload("册.csv", csv); return clerk.call("POST", "/imports", mutate(body), random(3) ? headers : { "content-type": mutate(Buffer.from(headers["content-type"])).toString("latin1").replace(/[^\x20-\x7e]/g, "?") }); },
    search: () => clerk.get(`/search?q=${[...mutate(Buffer.from('"党建" AND -组织* (OR) NEAR'))].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("")}`),
    filter: () => clerk.get(`/members?${mutate(Buffer.from("q=wang&sort=-name,joined_on&page=2&size=20&organization_within=5&joined_on_from=2010-01-01")).toString("latin1").replace(/[^\x21-\x7e]/g, "%ff")}`),
    photo: () => clerk.post("/supervision-photos", { key: `fuzz-${random(1e9)}-aaaaaaaaaaaa`, content: mutate(Buffer.from("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c6300010000050001", "hex")).toString("base64") }),
    path: () => clerk.get(mutate(Buffer.from("/members/12/../..//%2e%2e/facts")).toString("latin1").replace(/[^\x21-\x7e]/g, "%ff")),
  };
  const counts = {}, until = Date.now() + milliseconds;
  await Promise.all(Object.entries(kinds).map(async ([kind, send]) => {
    counts[kind] = 0;
    while (Date.now() < until && server.alive) {
      const answer = await send().catch((error) => ({ status: 0, text: error.message }));
      ++counts[kind];
      trial.expect(answer.status < 500, `${kind}: ${answer.status} ${answer.text.slice(0, 200)} ${/request [^\n]*(?=[^]*$)/.exec(server.log.split("\n").slice(-2)[0]) ?? ""}`);
    }
  }));
  return counts;
}
// Whole random requests, mutated from good ones, on raw sockets.
async function noise(trial, server, milliseconds) {
  const seeds = [hidden, `${post}Content-Length: 2\r\n\r\n{}`, `${post}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`, "GET /api/v1/members?q=a HTTP/1.1\r\nHost: x\r\nCookie: zhibu=00\r\nAccept-Encoding: gzip\r\nIf-Match: \"3\"\r\n\r\n"].map((text) => Buffer.from(text));
  let count = 0;
  const until = Date.now() + milliseconds;
  await Promise.all(Array.from({ length: 8 }, async () => {
    while (Date.now() < until && server.alive) {
      const { statuses } = await talk(server, mutate(seeds[random(seeds.length)]), 60);
      ++count;
      trial.expect(statuses.every((status) => status < 500 || status === 505), `noise was answered ${statuses}`);
    }
  }));
  return count;
}

export async function run(trial) {
  const server = await trial.serve(trial.sample(trial.folder("data")));
  const refused = await http(trial, server);
  const time = trial.short ? 6000 : 60_000;
  const [counts, raw] = await Promise.all([mutated(trial, server, time), noise(trial, server, time)]);
  trial.expect(server.alive, `the server ended: ${server.log.slice(-500)}`);
  if (server.alive) {
    await pause(100);
    trial.expect((await server.get("/healthz")).status === 200, "after the noise /healthz is not well");
    trial.expect((await server.stop()) === 0, "after the noise the server does not end well");
  }
  trial.figure(`${refused} hostile requests refused, ${raw} mutated requests, bodies: ${Object.entries(counts).map(([kind, n]) => `${n} ${kind}`).join(", ")}`);
}
