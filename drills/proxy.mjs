// deploy/nginx/zhibu.conf as it stands, but for ports, name and certificate: nginx takes it, speaks TLS before Zhibu, hands on who
// asked, and keeps /readyz to itself; SIGTERM makes /readyz say no first. Then TLS without a proxy. Positive controls: a broken
// file is refused by nginx -t; TLS 1.1 is refused.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { request as https_request } from "node:https";
import { createServer } from "node:net";
import { join } from "node:path";
import { connect as tls_connect } from "node:tls";
import { demo_password } from "./kit/server.mjs";
import { binary, pause } from "./kit/trial.mjs";

export const what = "TLS by nginx with deploy/nginx/zhibu.conf, and by Zhibu itself; /readyz goes first";
export const seconds = { short: 60, all: 60 };

const free_port = () => new Promise((resolve) => { const probe = createServer().listen(0, "127.0.0.1", () => { const { port } = probe.address(); probe.close(() => resolve(port)); }); });
const ask = (port, path, { method = "GET", headers = {}, body } = {}) => new Promise((resolve, reject) => {
  const sent = https_request({ host: "127.0.0.1", port, path, method, headers, rejectUnauthorized: false, timeout: 10_000 }, (answer) => {
    let text = "";
    answer.setEncoding("utf8").on("data", (piece) => (text += piece)).on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
  });
  sent.on("error", reject).on("timeout", () => sent.destroy(new Error("timeout")));
  sent.end(body);
});
const protocol_of = (port, version) => new Promise((resolve) => {
  const socket = tls_connect({ host: "127.0.0.1", port, rejectUnauthorized: false, minVersion: version, maxVersion: version, ciphers: "DEFAULT@SECLEVEL=0" }, () => { resolve(socket.getProtocol()); socket.destroy(); });
  socket.on("error", () => resolve(undefined));
});

function certificate(trial) {
  const folder = trial.folder("certificate"), [key, chain] = ["key.pem", "certificate.pem"].map((name) => join(folder, name));
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=zhibu.example", "-keyout", key, "-out", chain], { stdio: "ignore" });
  return { key, chain };
}
// The file with this drill's ports and certificate, inside the frame that Debian's nginx.conf gives it.
function configuration(trial, { key, chain }, to, port, plain) {
  const text = readFileSync("deploy/nginx/zhibu.conf", "utf8").replace("127.0.0.1:8080", `127.0.0.1:${to}`).replace("listen 443", `listen 127.0.0.1:${port}`).replace("listen 80;", `listen 127.0.0.1:${plain};`)
    .replace("/etc/nginx/zhibu/certificate.pem", chain).replace("/etc/nginx/zhibu/key.pem", key);
  const folder = trial.folder("nginx"), file = join(folder, "nginx.conf");
  const bodies = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${join(folder, name)};`).join("\n");
  writeFileSync(file, `${process.getuid() === 0 ? "user root;\n" : ""}daemon off;\nworker_processes 1;\npid ${folder}/pid;\nerror_log ${folder}/error.log;\nevents { worker_connections 512; }\nhttp {\naccess_log off;\n${bodies}\n${text}\n}\n`);
  return file;
}
const tested = (file) => spawnSync("nginx", ["-t", "-q", "-c", file], { encoding: "utf8" });

async function behind_nginx(trial, pair) {
  const port = await free_port(), plain = await free_port(), data = trial.sample(trial.folder("proxied"));
  const server = await trial.serve(data, { extra: ["--trusted-proxy", "127.0.0.1", "--leave-seconds", "3"] });
  const file = configuration(trial, pair, server.port, port, plain), first = tested(file);
  if (!trial.expect(first.status === 0, `nginx -t: ${first.stderr}`)) return;
  const broken = join(trial.folder("broken"), "nginx.conf");
  writeFileSync(broken, readFileSync(file, "utf8").replace("ssl_protocols", "ssl_protokols"));
  trial.control(tested(broken).status !== 0, "nginx -t took a broken file");
  const nginx = spawn("nginx", ["-c", file], { stdio: "ignore" });
  try {
    let answer;
    for (let i = 0; i < 100 && !answer; ++i) answer = await ask(port, "/login").catch(() => pause(50));
    trial.expect(answer?.status === 200, `the log-in page through nginx: ${answer?.status}`);
    trial.expect(/max-age/.test(answer?.headers["strict-transport-security"] ?? ""), "no Strict-Transport-Security");
    const headers = { "x-zhibu": "1", "content-type": "application/json", "x-forwarded-for": "203.0.113.9" };
    const opened = await ask(port, "/api/v1/session", { method: "POST", headers, body: JSON.stringify({ username: "auditor", password: demo_password }) });
    trial.expect(opened.status < 300, `log-in through nginx: ${opened.status} ${opened.text}`);
    const cookie = opened.headers["set-cookie"]?.[0] ?? "";
    trial.expect(/^__Host-/.test(cookie) && /Secure/i.test(cookie), `the cookie over TLS: ${cookie.replace(/=[^;]*/, "=…")}`);
    const peers = await ask(port, "/api/v1/audit?action=session.opened&size=1", { headers: { cookie: cookie.split(";")[0], "x-zhibu": "1" } });
    trial.expect(!peers.text.includes("203.0.113.9"), "an address that the client made up stands in the audit");
    trial.expect((await ask(port, "/readyz")).status === 200, "/readyz from this machine through nginx");
    trial.expect((await protocol_of(port, "TLSv1.2")) === "TLSv1.2" && (await protocol_of(port, "TLSv1.3")) === "TLSv1.3", "nginx: TLS 1.2 and 1.3");
    trial.control((await protocol_of(port, "TLSv1.1")) === undefined, "nginx: TLS 1.1 was taken");
    const stopped = server.stop();
    await pause(300);
    const [ready, alive] = await Promise.all([server.get("/readyz"), server.get("/healthz")]);
    trial.expect(ready.status === 503 && ready.json().status === "leaving", `/readyz after SIGTERM: ${ready.status} ${ready.text}`);
    trial.expect(alive.status === 200, `/healthz after SIGTERM: ${alive.status}`);
    trial.expect((await ask(port, "/login")).status === 200, "a request after SIGTERM, while it leaves");
    trial.expect((await stopped) === 0, "it did not end well");
  } finally {
    nginx.kill("SIGTERM");  // it ends its workers
    await new Promise((resolve) => nginx.once("exit", resolve));
  }
}

async function by_itself(trial, { key, chain }) {
  const data = trial.sample(trial.folder("encrypted")), port = await free_port();
  const child = spawn(binary, ["serve", "--data", data, "--port", String(port), "--certificate", chain, "--key", key], { stdio: "ignore" });
  try {
    let answer;
    for (let i = 0; i < 200 && !answer; ++i) answer = await ask(port, "/healthz").catch(() => pause(50));
    trial.expect(answer?.status === 200, `TLS by itself: ${answer?.status}`);
    trial.expect((await protocol_of(port, "TLSv1.3")) === "TLSv1.3" && (await protocol_of(port, "TLSv1.2")) === "TLSv1.2", "TLS 1.2 and 1.3 by itself");
    trial.control((await protocol_of(port, "TLSv1.1")) === undefined, "TLS 1.1 was taken");
  } finally {
    child.kill("SIGKILL");
  }
}

export async function run(trial) {
  if (spawnSync("nginx", ["-v"], { stdio: "ignore" }).error) trial.skip("nginx is not installed");
  const pair = certificate(trial);
  await behind_nginx(trial, pair);
  await by_itself(trial, pair);
  trial.figure("nginx and built in: TLS 1.2 and 1.3, cookie __Host-, forwarded address, /readyz no before the port closes");
}
