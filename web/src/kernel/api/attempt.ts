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
  return { busy, problem, attempt };
}
