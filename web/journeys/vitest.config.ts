// How journeys run: two files side by side, the longest first, each in a real browser against a real server of its own.
import { fileURLToPath } from "node:url";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { defineConfig } from "vitest/config";

// Where no earlier run is remembered vitest takes the largest files first; the pages' walks are short to read and long to go. The
// phone's comes third: its sample is ready by then.
const long = ["routes_console.journey.ts", "meeting.journey.ts", "routes_phone.journey.ts"];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => (long.findIndex((name) => moduleId.endsWith(name)) + 1 || long.length + 1);
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

const slow = Math.max(1, Number(process.env.ZHIBU_SLOW_PAGES ?? 1)) + Number(process.env.ZHIBU_SLOW_ANSWERS ?? 0) / 100;

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    environment: "node",
    include: ["journeys/**/*.journey.ts"],
    globalSetup: ["journeys/harness/sample_once.ts"],
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 180_000 * slow,
    hookTimeout: 120_000 * slow,
    expect: { poll: { timeout: 20_000, interval: 50 } }, // a busy machine is no failure
  },
});
