// People for journeys: installs the server once, makes an account for each role asked for, and logs its browser in.
import { randomUUID } from "node:crypto";
import type { Browser } from "playwright-core";
import { open_page, type GuardedPage, type Size } from "./browser.ts";
import type { TestServer } from "./server.ts";
import { totp_code } from "./totp.ts";

export const password = "Correct-Horse-9";
const administrator = { username: "admin", name: "林静", password };

interface Answer<T> {
  body: T;
  cookie: string;
}

// One request to the interface, as a program would send it; throws with the server's words where it is refused.
export async function call<T>(server: TestServer, method: string, path: string, body?: unknown, cookie = ""): Promise<Answer<T>> {
  const headers: Record<string, string> = { "X-Zhibu": "1", "Idempotency-Key": randomUUID(), "Content-Type": "application/json", Cookie: cookie, Origin: server.url };
  const answer = await fetch(`${server.url}/api/v1${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  const fresh = answer.headers.getSetCookie().map((each) => each.split(";")[0]).join("; ");
  return { body: (text ? JSON.parse(text) : undefined) as T, cookie: fresh || cookie };
}

interface Needs {
  needs: { password_change: boolean; totp: boolean };
}

// Logs in and does what the server asks of a new account: another password, a second factor.
async function log_in(server: TestServer, username: string, secret: string): Promise<string> {
  let { cookie } = await call(server, "POST", "/session", { username, password: secret });
  const { needs } = (await call<Needs>(server, "GET", "/session", undefined, cookie)).body;
  if (needs.password_change) ({ cookie } = await call(server, "PUT", "/account/password", { current_password: secret, new_password: `${secret}-new` }, cookie));
  if (needs.totp) {
    const offer = await call<{ secret: string }>(server, "POST", "/account/totp", undefined, cookie);
    ({ cookie } = await call(server, "POST", "/account/totp/confirmation", { code: totp_code(offer.body.secret) }, offer.cookie));
  }
  return cookie;
}

export class Actors {
  private cookies = new Map<string, string>();

  constructor(private readonly server: TestServer, private readonly browser: Browser) {}

  async administrator_cookie(): Promise<string> {
    const known = this.cookies.get("administrator");
    if (known) return known;
    const { installed } = (await call<{ installed: boolean }>(this.server, "GET", "/installation")).body;
    if (!installed) await call(this.server, "POST", "/installation", { token: this.server.token, office_name: "市直机关工委", ...administrator });
    const cookie = await log_in(this.server, administrator.username, administrator.password);
    this.cookies.set("administrator", cookie);
    return cookie;
  }

  // The cookie of somebody with this role at an organisation (its id; the top where none is given).
  async cookie_of(role: string, organization_id?: number): Promise<string> {
    if (role === "administrator") return this.administrator_cookie();
    const place = `${role}@${organization_id ?? "top"}`;
    const known = this.cookies.get(place);
    if (known) return known;
    const admin = await this.administrator_cookie();
    const top = organization_id ?? (await call<{ roles: { organization_id: number }[] }>(this.server, "GET", "/session", undefined, admin)).body.roles[0]!.organization_id;
    const username = `${role}_${this.cookies.size}`;
    const { body: account } = await call<{ id: number }>(this.server, "POST", "/accounts", { name: "王芳", username, password }, admin);
    await call(this.server, "POST", `/accounts/${account.id}/grants`, { role, organization_id: top }, admin);
    const cookie = await log_in(this.server, username, password);
    this.cookies.set(place, cookie);
    return cookie;
  }

  // A browser page of that person, already logged in.
  async as(role: string, size: Size = "desktop", organization_id?: number): Promise<GuardedPage> {
    const opened = await open_page(this.browser, this.server.url, size);
    const pairs = (await this.cookie_of(role, organization_id)).split("; ").map((pair) => pair.split("=") as [string, string]);
    await opened.context.addCookies(pairs.map(([name, value]) => ({ name, value, url: this.server.url })));
    return opened;
  }
}
