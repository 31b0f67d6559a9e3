// Every page of the phone (see harness/every_page.ts).
import { test } from "vitest";
import { walk, walk_limit } from "./harness/every_page.ts";
import { open_full_sample } from "./harness/full_sample.ts";

const stage = open_full_sample();

test("every page of the phone", () => walk(stage, { size: "phone", start: "/m/", narrow: { width: 320, height: 640 } }), walk_limit);
