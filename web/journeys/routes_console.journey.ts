// Every page of the console (see harness/every_page.ts), and its frame in the dark at full width.
import { test } from "vitest";
import { walk, walk_limit, Windows, type Face } from "./harness/every_page.ts";
import { open_full_sample } from "./harness/full_sample.ts";

const stage = open_full_sample();
const console_face: Face = { size: "desktop", start: "/", narrow: { width: 683, height: 384 } };

test("every page of the console", () => walk(stage, console_face), walk_limit);

test("the console's frame is clean in the dark at full width", async () => {
  const opened = await new Windows(stage, console_face, { dark: true, large: false }).of(stage.people[0]!);
  await opened.settled();
  await opened.check();
  await opened.shot("home-dark");
});
