// A stand-in for fetch: answers requests in order and keeps what was asked.
import { vi } from "vitest";

export interface Asked {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: unknown;
}
type Reply = { status?: number; body?: unknown; headers?: Record<string, string> } | "no network";

export function answer_with(...replies: Reply[]): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", async (url: string, request: RequestInit = {}) => {
    asked.push({ url, method: request.method ?? "GET", headers: request.headers as Record<string, string>, body: request.body ? JSON.parse(String(request.body)) : undefined });
    const reply = replies.shift() ?? "no network";
    if (reply === "no network") throw new TypeError("Failed to fetch");
    const status = reply.status ?? 200;
    return new Response(status === 204 ? null : JSON.stringify(reply.body ?? {}), { status, headers: reply.headers });
  });
  return asked;
}
