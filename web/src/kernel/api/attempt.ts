// One action of a page and how it goes: busy while it runs, the problem where it failed, the focus on the first wrong field.
import { nextTick, ref, shallowRef } from "vue";
import { as_problem, type Problem } from "./problem";

export function use_attempt() {
  const busy = ref(false);
  const problem = shallowRef<Problem>();

  // Runs the action unless one is running already; true where it succeeded.
  async function attempt(action: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    problem.value = undefined;
    try {
      await action();
      return true;
    } catch (error) {
      problem.value = as_problem(error);
      await nextTick();
      document.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
      return false;
    } finally {
      busy.value = false;
    }
  }
  // Runs the action after those before it: for what comes faster than its answers, a sheet that is ticked name by name. What was
  // refused stays told until all of them are through.
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let refused: Problem | undefined;
  function in_turn(action: () => Promise<unknown>): Promise<boolean> {
    ++waiting;
    const mine = last.then(async () => {
      const done = await attempt(action);
      problem.value = refused = done ? refused : problem.value;
      if (--waiting === 0) refused = undefined;
      return done;
    });
    last = mine;
    return mine;
  }
  return { busy, problem, attempt, in_turn };
}
