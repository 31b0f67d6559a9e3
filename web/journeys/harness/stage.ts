// What every journey stands on: a server with its own data, a browser, and the people who log in; ended after the last test.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { Actors } from "./actors.ts";
import { open_browser } from "./browser.ts";
import { start_server, type TestServer } from "./server.ts";

export interface Stage {
  server: TestServer;
  browser: Browser;
  actors: Actors;
}

// Opens the stage before a file's first test; `prepare` makes what its journeys find there, `extra` are further arguments of the
// server. Filled only once they run.
export function open_stage(prepare?: (stage: Stage) => Promise<void>, extra: string[] = []): Stage {
  const stage = {} as Stage;
  beforeAll(async () => {
    [stage.server, stage.browser] = await Promise.all([start_server(extra), open_browser()]);
    stage.actors = new Actors(stage.server, stage.browser);
    await prepare?.(stage);
  });
  afterAll(async () => {
    await (stage.browser as Browser | undefined)?.close();
    await (stage.server as TestServer | undefined)?.stop();
  });
  return stage;
}
