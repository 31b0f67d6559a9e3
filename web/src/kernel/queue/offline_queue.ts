// Records made without a network: kept in IndexedDB and sent later, in order, exactly once thanks to their idempotency key.
import { reactive } from "vue";
import { api } from "@/kernel/api/client";
import { as_problem, Problem } from "@/kernel/api/problem";
import { random_key } from "@/kernel/api/random_key";

export interface Waiting {
  id?: number;
  key: string;
  account: number;
  path: string;
  body: unknown;
  title: string; // what it is, in the user's words
  made_at: string;
  refused?: string; // the server's reason; a refused entry waits for the user
}

export const queue_state = reactive({ waiting: 0, refused: 0, sending: false });

let account = 0;
let opened: Promise<IDBDatabase> | undefined;

const done = <T>(request: IDBRequest<T>) =>
  new Promise<T>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("zhibu", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("waiting", { keyPath: "id", autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

// Resolves only when the change is on the disk: before that nobody is told that the entry is kept.
async function change(act: (store: IDBObjectStore) => void): Promise<void> {
  const transaction = (await database()).transaction("waiting", "readwrite");
  act(transaction.objectStore("waiting"));
  await new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

export async function waiting_entries(): Promise<Waiting[]> {
  const store = (await database()).transaction("waiting").objectStore("waiting");
  const all = await done(store.getAll() as IDBRequest<Waiting[]>);
  return all.filter((entry) => entry.account === account);
}

async function count(): Promise<void> {
  const entries = await waiting_entries();
  queue_state.refused = entries.filter(({ refused }) => refused).length;
  queue_state.waiting = entries.length - queue_state.refused;
}

const forget = (id: number) => change((store) => store.delete(id));

// Sends the entries in order and stops at the first that the network does not carry. A refusal is kept and shown.
async function send_all(): Promise<void> {
  for (const entry of (await waiting_entries()).filter(({ refused }) => !refused)) {
    try {
      await api.post(entry.path, entry.body, { key: entry.key });
      await forget(entry.id!);
    } catch (error) {
      const problem = as_problem(error);
      if (problem.passes || problem.kind === "signed_out") return;
      await change((store) => store.put({ ...entry, refused: problem.detail || problem.title || String(problem.status) }));
    }
  }
}

// Two tabs must not send side by side: the order of one person's records would be lost.
const alone = (act: () => Promise<void>): Promise<unknown> => (navigator.locks ? navigator.locks.request("zhibu-queue", act) : act());

// Asked while an attempt is under way it makes another after it: the network may have come back since that one began to fail.
let asked_again = false;
export async function send_waiting(): Promise<void> {
  asked_again = queue_state.sending;
  if (queue_state.sending) return;
  queue_state.sending = true;
  try {
    do {
      asked_again = false;
      await alone(send_all);
    } while (asked_again);
  } finally {
    queue_state.sending = false;
    await count();
  }
}

// Sends now; where the network is gone keeps the record for later and returns undefined.
export async function post_or_keep<T>(path: string, body: unknown, title: string): Promise<T | undefined> {
  const key = random_key();
  try {
    if (queue_state.waiting > 0) throw new Problem({ status: 0, title: "" });
    return await api.post<T>(path, body, { key });
  } catch (error) {
    if (!as_problem(error).passes) throw error;
    const plain: unknown = JSON.parse(JSON.stringify(body)); // what a page holds may be reactive, which IndexedDB cannot keep
    await change((store) => store.add({ key, account, path, body: plain, title, made_at: new Date().toISOString() }));
    await count();
    void send_waiting();
    return undefined;
  }
}

export async function discard(id: number): Promise<void> {
  await forget(id);
  await count();
}

// Starts the queue for the signed-in account; it tries again when the network or the page comes back, and every minute.
export async function start_queue(signed_in: number): Promise<void> {
  account = signed_in;
  await count();
  const try_again = () => void send_waiting();
  window.addEventListener("online", try_again);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && try_again());
  setInterval(() => queue_state.waiting > 0 && try_again(), 60_000);
  try_again();
}
