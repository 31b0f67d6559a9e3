// R8, R10, R11, R12: slow and too many sockets, a drain that keeps its promises, a clock that jumps.
import { connect } from "node:net";
import { Client } from "./kit/server.mjs";
import { Load, picture } from "./kit/load.mjs";
import { pause } from "./kit/trial.mjs";

export const what = "1,000 slow sockets, out of descriptors, slow headers and bodies cut, SIGTERM drains, the clock jumps";
export const seconds = { short: 60, all: 150 };
export const alone = true;

const open_socket = (server, text = "") => new Promise((resolve, reject) => {
  const socket = connect(server.port, "127.0.0.1", () => {
    socket.off("error", reject);
    if (text) socket.write(text);
    resolve(socket);
  });
  socket.on("error", () => undefined);  // the server cuts it: that is what is awaited
  socket.answer = "", socket.begun = performance.now();
  socket.gone = new Promise((tell) => socket.once("close", () => tell(performance.now() - socket.begun)));
  socket.on("data", (piece) => (socket.answer += piece));
  socket.once("error", reject);
});
// The worst of some new connections, each asking for the health page.
async function worst(server, times = 20) {
  let most = 0;
  for (let i = 0; i < times; ++i) {
    const begun = performance.now();
    const answer = await server.get("/healthz");
    if (answer.status !== 200) throw new Error(`/healthz: ${answer.status}`);
    most = Math.max(most, performance.now() - begun);
    await pause(10);
  }
  return most;
}
// A slow client sends a byte a second and is cut where the limit stands.
async function drip(socket, limit_ms, every = 500) {
  const timer = setInterval(() => socket.writable && socket.write("x"), every);
  const took = await Promise.race([socket.gone, pause(limit_ms + 8000).then(() => undefined)]);
  clearInterval(timer);
  socket.destroy();
  return took;
}

async function slow(trial) {
  const server = await trial.serve(trial.sample(trial.folder("slow")));
  const quiet = await worst(server);
  const count = 1000, sockets = [];
  for (let i = 0; i < count; i += 50) sockets.push(...await Promise.all(Array.from({ length: 50 }, () => open_socket(server, "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "))));
  const busy = await worst(server);
  trial.expect(busy <= (trial.busy ? Math.max(200, 2 * quiet) : 200), `a new client waited ${Math.round(busy)} ms beside ${count} slow ones (${Math.round(quiet)} ms without)`);
  const timer = setInterval(() => { for (const socket of sockets) if (socket.writable) socket.write("x"); }, 1000);
  const times = await Promise.all(sockets.map((socket) => Promise.race([socket.gone, pause(25_000).then(() => Infinity)])));
  clearInterval(timer);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  trial.expect(first > 13_000 && last < 18_500, `slow headers were cut after ${(first / 1000).toFixed(1)} to ${(last / 1000).toFixed(1)} s`);
  for (const socket of sockets) socket.destroy();
  trial.figure(`beside ${count} slow sockets a new client waits at most ${Math.round(busy)} ms (${Math.round(quiet)} without), slow headers cut at ${(first / 1000).toFixed(1)}–${(last / 1000).toFixed(1)} s`);
  if (!trial.short) {
    const head = "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nX-Zhibu: 1\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{";
    const took = await drip(await open_socket(server, head), 60_000);
    trial.expect(took > 55_000 && took < 68_000, `a slow body was cut after ${took ? (took / 1000).toFixed(1) : "no"} s`);
    trial.figure(`slow body cut at ${(took / 1000).toFixed(1)} s`);
  }
  await server.stop();
}

async function descriptors(trial) {
  const server = await trial.serve(trial.sample(trial.folder("few")), { shell: "ulimit -Sn 120; ulimit -Hn 120;" });
  const clerk = await Client.log_in(server, "clerk");
  await clerk.get("/inbox");  // this connection is kept
  const sockets = (await Promise.allSettled(Array.from({ length: 300 }, () => open_socket(server)))).filter((each) => each.status === "fulfilled").map((each) => each.value);
  await pause(500);
  const refused = await Promise.race([server.get("/healthz", { limit: 1500 }).then(() => false, () => true)]);
  trial.control(refused, "a new client was answered at once: the descriptors were not used up");
  const cpu = server.cpu_ms, begun = performance.now();
  const answers = [];
  for (let i = 0; i < 10; ++i) { answers.push((await clerk.get("/inbox").catch((error) => ({ status: error.message }))).status); await pause(200); }
  const share = (server.cpu_ms - cpu) / (performance.now() - begun);
  trial.expect(answers.every((status) => status === 200), `an old connection was answered ${answers}`);
  trial.expect(share < 0.3, `out of descriptors it uses ${Math.round(100 * share)} % of a processor`);
  for (const socket of sockets) socket.destroy();
  const again = performance.now();
  let back;
  while (performance.now() - again < 5000 && back !== 200) back = (await server.get("/healthz", { limit: 1000 }).catch(() => ({}))).status;
  trial.expect(back === 200, "no new client is served once descriptors are free again");
  trial.figure(`120 descriptors used up: old connections served, ${Math.round(100 * share)} % of a processor, new ones again after ${Math.round(performance.now() - again)} ms`);
  await server.stop();
}

// Answers under way are finished, new connections refused, and the end comes within 10 s even beside a client that never ends.
async function drain(trial) {
  const data = trial.sample(trial.folder("drain"));
  let worst_ms = 0, cut = 0;
  for (let i = 0; i < (trial.short ? 3 : 10); ++i) {
    const server = await trial.serve(data);
    const load = await Load.prepare(server);
    const stuck = await open_socket(server, "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nX-Zhibu: 1\r\nContent-Length: 1000\r\n\r\n{");
    await server.get("/healthz");
    // Uploads whose head the server has: each must be answered, not torn.
    const body = JSON.stringify({ key: `drain-${i}-${"x".repeat(20)}`, content: picture(200).toString("base64") });
    const upload = await open_socket(server, `POST /api/v1/supervision-photos HTTP/1.1\r\nHost: ${server.host}\r\nX-Zhibu: 1\r\nCookie: ${load.clerk.cookie}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body.slice(0, 50)}`);
    await pause(100);
    const begun = performance.now();
    const ended = server.stop();
    await pause(150);
    upload.write(body.slice(50));
    const status = await ended;
    const took = performance.now() - begun;
    worst_ms = Math.max(worst_ms, took);
    await pause(20);
    if (!upload.answer.startsWith("HTTP/1.1 201")) ++cut;
    trial.expect(status === 0, `SIGTERM: the server ended with ${status}`);
    stuck.destroy(), upload.destroy();
  }
  trial.expect(worst_ms < 10_500, `the drain took ${Math.round(worst_ms)} ms`);
  trial.expect(cut === 0, `${cut} requests under way were torn by the drain`);
  trial.figure(`drain at most ${(worst_ms / 1000).toFixed(1)} s, requests under way answered`);
}

async function clock(trial) {
  const data = trial.sample(trial.folder("clock")), { orders, env } = trial.breakable();
  const server = await trial.serve(data, { env });
  const clerk = await Client.log_in(server, "clerk");
  const before = (await clerk.json("/session")).now;
  orders.shift_clock(-3_600_000);
  const earlier = await clerk.get("/session");
  trial.expect(earlier.status === 200, `an hour back: the session is answered ${earlier.status}`);
  trial.control(earlier.status === 200 && earlier.json().now < before, "the clock did not go back");
  const load = await Load.prepare(server);
  load.start(() => server, 3, ["problem", "photo"]);
  await pause(200);
  await load.stop();
  trial.expect(load.of("acknowledged").length > 0, `an hour back nothing can be written: ${[...load.refusals]}`);
  orders.shift_clock(30 * 86_400_000);
  trial.expect((await clerk.get("/session")).status === 401, "a month ahead the old log-in still holds");
  const later = await Load.prepare(server);
  later.start(() => server, 3, ["problem", "meeting", "photo"]);
  await pause(200);
  await later.stop();
  trial.expect(later.of("acknowledged").length > 0, `a month ahead nothing can be written: ${[...later.refusals]}`);
  orders.shift_clock(0);
  const back = await Client.log_in(server, "clerk");
  trial.expect((await back.get("/inbox")).status === 200, "back at the right time the inbox fails");
  await server.stop();
  const verified = trial.command("verify", "--data", data);
  trial.expect(verified.status === 0, `after the jumps: ${verified.out}`);
  trial.figure("clock an hour back, a month ahead and right again: sessions expire, writes go on, audit sound");
}

export async function run(trial) {
  // The waiting of one is not the work of another: together.
  const done = await Promise.allSettled([slow(trial), descriptors(trial).then(() => drain(trial)).then(() => clock(trial))]);
  for (const each of done) if (each.status === "rejected") throw each.reason;
}
