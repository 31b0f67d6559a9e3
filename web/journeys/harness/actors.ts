// People for journeys: installs the server once, makes an account for each role asked for, and logs its browser in.
import { randomUUID } from "node:crypto";
import type { Browser } from "playwright-core";
import { open_page, type GuardedPage, type Size } from "./browser.ts";
import type { TestServer } from "./server.ts";
import { totp_code } from "./totp.ts";

export const password = "Correct-Horse-9"; // of everybody, once they have changed their first one
export const first_password = "First-Battery-7";
export const administrator = { username: "admin", name: "林静", password };

export interface Answer<T> {
  body: T;
  cookie: string;
}

// One request to the interface, as a program would send it; throws with the server's words where it is refused. With the version that was
// seen where the record must still be that one.
export async function call<T>(server: TestServer, method: string, path: string, body?: unknown, cookie = "", version?: number): Promise<Answer<T>> {
  const headers: Record<string, string> = { ...(version ? { "If-Match": String(version) } : {}), "X-Zhibu": "1", "Idempotency-Key": randomUUID(), "Content-Type": "application/json", Cookie: cookie, Origin: server.url };
  const answer = await fetch(`${server.url}/api/v1${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  const fresh = answer.headers.getSetCookie().map((each) => each.split(";")[0]).join("; ");
  return { body: (text ? JSON.parse(text) : undefined) as T, cookie: fresh || cookie };
}

interface Needs {
  needs: { password_change: boolean; totp: boolean; totp_by: string | null };
}

// Logs in; a first password is changed into everybody's.
export async function log_in(server: TestServer, username: string, secret: string): Promise<string> {
  const opened = await call<Needs>(server, "POST", "/session", { username, password: secret });
  if (opened.body.needs.password_change) await call(server, "POST", "/session/password", { current: secret, fresh: password }, opened.cookie);
  return opened.cookie;
}

// Sets up a second factor for the person behind the cookie; the secret makes the codes, each recovery code works once.
export async function set_up_totp(server: TestServer, cookie: string): Promise<{ secret: string; recovery_codes: string[] }> {
  const { secret } = (await call<{ secret: string }>(server, "POST", "/session/totp", undefined, cookie)).body;
  const { recovery_codes } = (await call<{ recovery_codes: string[] }>(server, "PUT", "/session/totp", { code: totp_code(secret) }, cookie)).body;
  return { secret, recovery_codes };
}

export interface NewGrant {
  role: string;
  organization_id?: number; // the whole office where none is given
}

export interface Person {
  id: number;
  name: string;
}

export class Actors {
  private cookies = new Map<string, string>();
  private made = 0;

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

  // An organisation, made once for each name.
  async organization(name: string, kind: string, parent_id?: number): Promise<number> {
    const admin = await this.administrator_cookie();
    const { items } = (await call<{ items: { id: number; name: string }[] }>(this.server, "GET", "/organizations/tree", undefined, admin)).body;
    const known = items.find((each) => each.name === name);
    if (known) return known.id;
    return (await call<{ id: number }>(this.server, "POST", "/organizations", { name, short_name: name, kind, founded_on: "2010-01-01", ...(parent_id ? { parent_id } : {}) }, admin)).body.id;
  }

  // A new account with its first password, as the administrator makes it; of a member on the roster where one is named.
  async account(name: string, grants: NewGrant[], member_id?: number): Promise<{ id: number; username: string }> {
    const username = `${grants[0]?.role ?? "nobody"}_${++this.made}`;
    const body = { name, username, password: first_password, grants, ...(member_id ? { member_id } : {}) };
    return (await call<{ id: number; username: string }>(this.server, "POST", "/accounts", body, await this.administrator_cookie())).body;
  }

  // The cookie of a member of a branch, who has an account of the own.
  async member_cookie({ name, id }: Person, branch: number): Promise<string> {
    return log_in(this.server, (await this.account(name, [{ role: "member", organization_id: branch }], id)).username, first_password);
  }

  // The cookie of somebody with this role at an organisation (its id; the whole office where none is given).
  async cookie_of(role: string, organization_id?: number): Promise<string> {
    if (role === "administrator") return this.administrator_cookie();
    const place = `${role}@${organization_id ?? "office"}`;
    const known = this.cookies.get(place);
    if (known) return known;
    const { username } = await this.account("王芳", [{ role, ...(organization_id ? { organization_id } : {}) }]);
    const cookie = await log_in(this.server, username, first_password);
    this.cookies.set(place, cookie);
    return cookie;
  }

  // A browser page of that person, already logged in.
  async as(role: string, size: Size = "desktop", organization_id?: number): Promise<GuardedPage> {
    return this.with_cookie(await this.cookie_of(role, organization_id), size);
  }

  async with_cookie(cookie: string, size: Size = "desktop"): Promise<GuardedPage> {
    const opened = await open_page(this.browser, this.server.url, size);
    const pairs = cookie.split("; ").map((pair) => pair.split("=") as [string, string]);
    await opened.context.addCookies(pairs.map(([name, value]) => ({ name, value, url: this.server.url })));
    return opened;
  }
}
