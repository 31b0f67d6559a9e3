// What a page shows is an answer of the server: the answer, the error where it failed, and the way to ask again.
import { shallowRef, toValue, watch, type ShallowRef, type WatchSource } from "vue";

export interface Answer<T> {
  answer: ShallowRef<T | undefined>;
  error: ShallowRef<unknown>;
  load: () => Promise<void>;
}

const each = (sources?: WatchSource | WatchSource[]): WatchSource[] => (sources === undefined ? [] : [sources].flat());

// Asks at once, and again whenever what it depends on changes; where that is undefined there is nothing to ask for. What was asked
// before goes with its question: no figure of one period stands under the name of another. The answer stays while the same is asked
// again, and while only what `turns` changes: the page of a list. An answer that a later question has overtaken is dropped.
export function use_answer<T>(ask: () => Promise<T>, depends_on?: WatchSource | WatchSource[], turns?: WatchSource | WatchSource[]): Answer<T> {
  const answer = shallowRef<T>();
  const error = shallowRef<unknown>();
  const question = each(depends_on);
  let last = 0;
  const nothing_to_ask = () => depends_on !== undefined && !Array.isArray(depends_on) && toValue(depends_on) === undefined;
  async function load(): Promise<void> {
    const mine = ++last;
    if (nothing_to_ask()) return;
    try {
      const found = await ask();
      if (mine !== last) return;
      answer.value = found;
      error.value = undefined;
    } catch (problem) {
      if (mine === last) error.value = problem;
    }
  }
  watch([...question, ...each(turns)], (now, before) => {
    const another = question.some((_, at) => now[at] !== before[at]);
    if (another && !nothing_to_ask()) (answer.value = undefined), (error.value = undefined);
    void load();
  });
  void load();
  return { answer, error, load };
}
