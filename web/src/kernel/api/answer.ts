// What a page shows is an answer of the server: the answer, the error where it failed, and the way to ask again.
import { shallowRef, toValue, watch, type ShallowRef, type WatchSource } from "vue";

export interface Answer<T> {
  answer: ShallowRef<T | undefined>;
  error: ShallowRef<unknown>;
  load: () => Promise<void>;
}

// Asks at once, and again whenever what it depends on changes; where that is undefined there is nothing to ask for. An answer that
// a later question has overtaken is dropped; the one that stands stays while the next is on its way, or fails.
export function use_answer<T>(ask: () => Promise<T>, depends_on?: WatchSource | WatchSource[]): Answer<T> {
  const answer = shallowRef<T>();
  const error = shallowRef<unknown>();
  let last = 0;
  async function load(): Promise<void> {
    const mine = ++last;
    if (depends_on && !Array.isArray(depends_on) && toValue(depends_on) === undefined) return;
    try {
      const found = await ask();
      if (mine !== last) return;
      answer.value = found;
      error.value = undefined;
    } catch (problem) {
      if (mine === last) error.value = problem;
    }
  }
  if (depends_on) watch(depends_on, load);
  void load();
  return { answer, error, load };
}
