// Before each unit test: an empty machine (no drafts, no queue) and the Chinese words.
import "fake-indexeddb/auto";
import { beforeEach } from "vitest";
import { start_words } from "@/kernel/words/words";

// jsdom lays nothing out, so nothing ever changes its size there.
globalThis.ResizeObserver ??= class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};

beforeEach(async () => {
  localStorage.clear();
  await start_words(["kernel", "access", "organization"]);
});
