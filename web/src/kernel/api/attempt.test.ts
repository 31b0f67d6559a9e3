import { expect, test } from "vitest";
import { use_attempt } from "./attempt";

// An action that lasts until it is told to end.
function lasting(log: string[], name: string) {
  let end = () => undefined as void;
  const action = () => new Promise<void>((resolve) => { log.push(name); end = resolve; });
  return { action, end: () => end() };
}
const soon = () => new Promise((resolve) => setTimeout(resolve));

test("a second click while the first is under way does nothing", async () => {
  const log: string[] = [];
  const { attempt, busy } = use_attempt();
  const first = lasting(log, "first"), second = lasting(log, "second");
  const running = attempt(first.action);
  expect(await attempt(second.action)).toBe(false);
  first.end();
  expect(await running).toBe(true);
  expect([log, busy.value]).toEqual([["first"], false]);
});

test("names ticked faster than the server answers are all sent, in their order, also after one that failed", async () => {
  const log: string[] = [];
  const { in_turn, problem } = use_attempt();
  const first = lasting(log, "first"), third = lasting(log, "third");
  const all = [in_turn(first.action), in_turn(async () => { log.push("second"); throw new Error("refused"); }), in_turn(third.action)];
  await soon();
  expect(log).toEqual(["first"]);
  first.end();
  await soon();
  expect(log).toEqual(["first", "second", "third"]);
  third.end();
  expect(await Promise.all(all)).toEqual([true, false, true]);
  expect(problem.value, "the refusal in the middle is not hidden by what came after it").toBeDefined();
  await in_turn(async () => undefined);
  expect(problem.value).toBeUndefined();
});
