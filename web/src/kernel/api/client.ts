// The one way to the server: adds what every request must carry, repeats what may be repeated, turns failures into Problems.
import { Problem, problem_of } from "./problem";
import { random_key } from "./random_key";

export type QueryValue = string | number | boolean | null | undefined;
export type Query = Record<string, QueryValue | QueryValue[]>;

export interface Page<Item> {
  items: Item[];
  total: number;
  page: number;
  size: number;
}

export interface WriteOptions {
  version?: number | string; // sent as If-Match: the write fails as stale where another was faster
  key?: string; // the Idempotency-Key of an earlier attempt
  signal?: AbortSignal;
}

interface Circumstances {
  language: () => string;
  signed_out: () => void;
  must_first: (page: string) => void; // the server answers nothing else before the password or the second factor is set
  pause: (milliseconds: number) => Promise<void>;
  written: () => void; // something was changed: what waits for somebody may be another thing now
}

const base = "/api/v1";
const attempts = 3;
const circumstances: Circumstances = {
  language: () => "zh-CN",
  signed_out: () => undefined,
  must_first: () => undefined,
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  written: () => undefined,
};

// Tells the client the page's language and what to do when the session has ended.
export function configure_api(changes: Partial<Circumstances>): void {
  Object.assign(circumstances, changes);
}

export function api_url(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const each of Array.isArray(value) ? value : [value]) if (each !== undefined && each !== null && each !== "") parameters.append(name, String(each));
  const text = parameters.toString();
  return `${base}${path}${text ? `?${text}` : ""}`;
}

async function once(url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch (error) {
    if (request.signal?.aborted) throw error;
    throw new Problem({ status: 0, title: "" });
  }
}

const first_pages: Record<string, string> = { "password-change-required": "/password", "totp-required-by-now": "/second-factor" };

function notice(problem: Problem): void {
  if (problem.kind === "signed_out") circumstances.signed_out();
  const page = first_pages[problem.name_of_type];
  if (page) circumstances.must_first(page);
}

// GET, PUT, DELETE and a POST with its key may be sent again: the server answers the second like the first.
async function send(url: string, request: RequestInit): Promise<Response> {
  for (let attempt = 1; ; ++attempt) {
    try {
      const answer = await once(url, request);
      if (answer.ok) return answer;
      throw await problem_of(answer);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      notice(error);
      const transient = error.kind === "offline" || error.status === 502 || error.status === 503 || error.status === 504;
      if (!transient || attempt === attempts || error.retry_after > 5) throw error;
      await circumstances.pause(error.retry_after * 1000 || 300 * attempt * attempt);
    }
  }
}

async function body_of<T>(answer: Response): Promise<T> {
  if (answer.status === 204) return undefined as T;
  return (await answer.json()) as T;
}

function headers(extra: Record<string, string> = {}): Record<string, string> {
  return { Accept: "application/json", "Accept-Language": circumstances.language(), ...extra };
}

async function write<T>(method: string, path: string, body: unknown, options: WriteOptions): Promise<T> {
  const extra: Record<string, string> = { "X-Zhibu": "1" };
  if (method === "POST") extra["Idempotency-Key"] = options.key ?? random_key();
  if (options.version !== undefined) extra["If-Match"] = String(options.version);
  if (body !== undefined) extra["Content-Type"] = "application/json";
  const request = { method, headers: headers(extra), body: body === undefined ? undefined : JSON.stringify(body), signal: options.signal };
  const answer = await send(api_url(path), request);
  circumstances.written();
  return body_of<T>(answer);
}

export const api = {
  get: async <T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> => body_of<T>(await send(api_url(path, query), { headers: headers(), signal })),
  // Like get, for what the page looks up by itself: it does not count as the person being there.
  watch: async <T>(path: string, query: Query = {}): Promise<T> => body_of<T>(await send(api_url(path, query), { headers: headers({ "X-Zhibu": "unasked" }) })),
  post: <T>(path: string, body?: unknown, options: WriteOptions = {}) => write<T>("POST", path, body, options),
  put: <T>(path: string, body?: unknown, options: WriteOptions = {}) => write<T>("PUT", path, body, options),
  patch: <T>(path: string, body: unknown, options: WriteOptions = {}) => write<T>("PATCH", path, body, options),
  remove: <T = void>(path: string, options: WriteOptions = {}) => write<T>("DELETE", path, undefined, options),
};

// Fetches a file and hands it to the browser under the name the server gave it.
export async function download(path: string, query: Query = {}): Promise<void> {
  await keep(await send(api_url(path, query), { headers: headers({ Accept: "*/*" }) }));
}

// The same for what is asked with a body; nothing is written by it.
export async function download_post(path: string, body: unknown, query: Query = {}): Promise<void> {
  await keep(await send(api_url(path, query), { method: "POST", headers: headers({ Accept: "*/*", "X-Zhibu": "1", "Content-Type": "application/json" }), body: JSON.stringify(body) }));
}

async function keep(answer: Response): Promise<void> {
  const disposition = answer.headers.get("Content-Disposition") ?? "";
  const name = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1] ?? /filename="?([^";]+)/i.exec(disposition)?.[1] ?? "download";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = decodeURIComponent(name);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// Sends one file; progress is a share from 0 to 1. XMLHttpRequest, because fetch tells nothing about what has gone up.
export function upload<T>(path: string, file: File, progress: (share: number) => void, options: WriteOptions = {}): Promise<T> {
  const form = new FormData();
  form.append("file", file, file.name);
  return new Promise<T>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", api_url(path));
    const all = headers({ "X-Zhibu": "1", "Idempotency-Key": options.key ?? random_key() });
    for (const [name, value] of Object.entries(all)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onerror = () => reject(new Problem({ status: 0, title: "" }));
    request.onload = () => {
      const answer = new Response(request.status === 204 ? null : request.responseText, { status: request.status });
      if (answer.ok) resolve(body_of<T>(answer));
      else
        void problem_of(answer).then((problem) => {
          notice(problem);
          reject(problem);
        });
    };
    options.signal?.addEventListener("abort", () => request.abort());
    request.onabort = () => reject(new DOMException("aborted", "AbortError"));
    request.send(form);
  });
}
