// Short messages at the edge of the page; one of them can take a deed back for ten seconds.
import { reactive } from "vue";
import type { Tone } from "./tone";

export interface Toast {
  id: number;
  tone: Tone;
  text: string;
  undo?: () => void | Promise<void>;
}

export const undo_milliseconds = 10_000;
const plain_milliseconds = 4_000;
export const toasts = reactive<Toast[]>([]);
let last = 0;

export function dismiss(id: number): void {
  const at = toasts.findIndex((toast) => toast.id === id);
  if (at >= 0) toasts.splice(at, 1);
}

export function tell(text: string, tone: Tone = "ok"): void {
  const id = ++last;
  toasts.push({ id, tone, text });
  setTimeout(() => dismiss(id), plain_milliseconds);
}

// Tells that something was done and offers to take it back; `undo` runs at most once.
export function tell_with_undo(text: string, undo: () => void | Promise<void>): void {
  const id = ++last;
  toasts.push({ id, tone: "ok", text, undo });
  setTimeout(() => dismiss(id), undo_milliseconds);
}
