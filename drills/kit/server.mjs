// The server as a child process on a free port, and a client of its API.
import { spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { Agent, request as send_request } from "node:http";
import { createServer } from "node:net";

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const free_port = () => new Promise((resolve, reject) => {
  const probe = createServer().once("error", reject).listen(0, "127.0.0.1", () => { const { port } = probe.address(); probe.close(() => resolve(port)); });
});

export class Server {
  log = "";
  // options: port (else a free one), env, extra (arguments), limit (ms until /healthz answers), shell (a prefix such as "ulimit -n 64;"), may_refuse (a start that is refused is no error)
  static async start(binary, data, { env = {}, extra = [], limit = 20_000, shell = "", rate_limits = false, may_refuse = false, port } = {}) {
    const server = new Server();
    server.data = data;
    server.port = port ?? await free_port();
    server.host = `127.0.0.1:${server.port}`;
    const words = ["serve", "--data", data, "--port", String(server.port), ...(rate_limits ? [] : ["--no-rate-limits"]), ...extra];
    const begun = performance.now();
    server.child = shell
      ? spawn("bash", ["-c", `${shell} exec "$@"`, "bash", binary, ...words], { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } })
      : spawn(binary, words, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
    for (const stream of [server.child.stdout, server.child.stderr]) stream.on("data", (piece) => (server.log += piece));
    server.exited = new Promise((resolve) => server.child.once("exit", (code, signal) => resolve(code ?? signal)));
    server.child.once("error", (error) => (server.log += error.message));
    while (performance.now() - begun < limit) {
      if (server.child.exitCode !== null) break;
      const answer = await server.get("/healthz").catch(() => undefined);
      if (answer) {
        server.ready_ms = performance.now() - begun;
        server.ready_cpu_ms = server.cpu_ms;
        return server;
      }
      await pause(5);
    }
    server.refused = server.child.exitCode;
    await server.kill();
    if (server.refused === null || !may_refuse) throw new Error(`the server ${server.refused === null ? `gave no answer within ${limit} ms` : `refused to start (${server.refused})`}:\n${server.log}`);
    return server;
  }
  get(path, options = {}) { return send(this, { method: "GET", path, ...options }); }
  get cpu_ms() {  // user and system time so far
    const fields = readFileSync(`/proc/${this.child.pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  }
  #status(word) { return Number(new RegExp(`${word}:\\s+(\\d+)`).exec(readFileSync(`/proc/${this.child.pid}/status`, "utf8"))[1]); }
  get rss_kb() { return this.#status("VmRSS"); }
  get own_kb() { return this.#status("RssAnon"); }  // without the pages of files, which the system takes back
  get peak_rss_kb() { return this.#status("VmHWM"); }
  get threads() { return this.#status("Threads"); }
  get descriptors() { return readdirSync(`/proc/${this.child.pid}/fd`).length; }
  get alive() { return this.child.exitCode === null && this.child.signalCode === null; }
  async kill(signal = "SIGKILL") {
    if (this.alive) this.child.kill(signal);
    return this.exited;
  }
  stop() { return this.kill("SIGTERM"); }
}

// One request; { status, headers, bytes, text, json() }.
export function send(server, { method = "GET", path, headers = {}, body, agent = false, limit = 30_000 }) {
  return new Promise((resolve, reject) => {
    const request = send_request({ host: "127.0.0.1", port: server.port, method, path, headers: { ...server.headers, ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }), ...headers }, agent }, (answer) => {
      const pieces = [];
      answer.on("data", (piece) => pieces.push(piece));
      answer.on("error", reject);
      answer.on("end", () => {
        const bytes = Buffer.concat(pieces);
        resolve({ status: answer.statusCode, headers: answer.headers, bytes, get text() { return bytes.toString("utf8"); }, json: () => JSON.parse(bytes.toString("utf8")) });
      });
    });
    request.setTimeout(limit, () => request.destroy(new Error("timeout")));
    request.on("error", reject);
    request.end(body);
  });
}

export const demo_password = "Zhibu-demo-2021";

export class Client {
  constructor(server, cookie = "", user = "") { Object.assign(this, { server, cookie, user, agent: new Agent({ keepAlive: true, maxSockets: 8 }) }); }
  static async log_in(server, user, password = demo_password) {
    const client = new Client(server, "", user);
    const answer = await client.post("/session", { username: user, password });
    if (answer.status >= 300) throw new Error(`log-in of ${user}: ${answer.status} ${answer.text}`);
    client.cookie = answer.headers["set-cookie"][0].split(";")[0];
    return client;
  }
  on(server) { return Object.assign(new Client(server, this.cookie, this.user)); }
  call(method, path, body, headers = {}, limit = undefined) {
    const raw = body instanceof Buffer || body === undefined;
    return send(this.server, { method, path: `/api/v1${path}`, body: raw ? body : JSON.stringify(body), agent: this.agent, limit,
      headers: { "x-zhibu": "1", ...(this.cookie ? { cookie: this.cookie } : {}), ...(raw ? {} : { "content-type": "application/json" }), ...headers } });
  }
  get(path, headers) { return this.call("GET", path, undefined, headers); }
  post(path, body, headers) { return this.call("POST", path, body, headers); }
  async json(path) {
    const answer = await this.get(path);
    if (answer.status !== 200) throw new Error(`GET ${path} as ${this.user}: ${answer.status} ${answer.text.slice(0, 300)}`);
    return answer.json();
  }
}

export function form(fields) {
  const mark = "drill-boundary-7f3a";
  const pieces = [];
  for (const [name, value] of Object.entries(fields)) {
    const file = typeof value === "object";
    pieces.push(Buffer.from(`--${mark}\r\nContent-Disposition: form-data; name="${name}"${file ? `; filename="${value.name}"\r\nContent-Type: application/octet-stream` : ""}\r\n\r\n`), Buffer.from(file ? value.content : value), Buffer.from("\r\n"));
  }
  pieces.push(Buffer.from(`--${mark}--\r\n`));
  return { body: Buffer.concat(pieces), headers: { "content-type": `multipart/form-data; boundary=${mark}` } };
}
