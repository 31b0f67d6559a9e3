// For the pages of the door that need a person: who it is, or off to the log-in page.
import { computed, onMounted, shallowRef } from "vue";
import { as_problem, type Problem } from "@/kernel/api/problem";
import { go, login_address } from "@/kernel/session/door";
import { use_session } from "@/kernel/session/session";

export function use_signed_in() {
  const session = use_session();
  const problem = shallowRef<Problem>();
  async function load(): Promise<void> {
    problem.value = undefined;
    try {
      await session.load();
      session.follow_tabs();
    } catch (error) {
      problem.value = as_problem(error);
      if (problem.value.kind === "signed_out") go(login_address("/"));
    }
  }
  onMounted(load);
  return { current: computed(() => session.current), problem, load };
}
