// Before each unit test: an empty machine (no drafts, no queue) and the Chinese words.
import "fake-indexeddb/auto";
import { beforeEach } from "vitest";
import { start_words } from "@/kernel/words/words";

beforeEach(async () => {
  localStorage.clear();
  await start_words(["kernel", "access", "organization"]);
});
