// An answer belongs to its question: it goes when another is asked, stays while the same is asked again, and a late one is dropped.
import { expect, test } from "vitest";
import { effectScope, nextTick, ref } from "vue";
import { use_answer } from "./answer";

// A server that answers when told to.
function slow<T>() {
  const asked: { give: (value: T) => void; fail: (problem: Error) => void }[] = [];
  const ask = () => new Promise<T>((give, fail) => asked.push({ give, fail }));
  return { asked, ask };
}
const given = async (): Promise<void> => {
  await Promise.resolve();
  await nextTick();
};
const within = <T>(body: () => T): T => effectScope().run(body)!;

test("the figure of one period does not stand under another", async () => {
  const { asked, ask } = slow<number>();
  const period = ref("2022-Q3");
  const { answer, error } = within(() => use_answer(ask, period));
  asked[0]!.give(61);
  await given();
  expect(answer.value).toBe(61);
  period.value = "2022-Q4";
  await nextTick();
  expect(answer.value).toBeUndefined();
  asked[1]!.fail(new Error("no network"));
  await given();
  expect(answer.value).toBeUndefined();
  expect(error.value).toBeInstanceOf(Error);
});

test("an answer overtaken by a later question is dropped", async () => {
  const { asked, ask } = slow<string>();
  const period = ref("2021");
  const { answer } = within(() => use_answer(ask, [period]));
  period.value = "2022";
  await nextTick();
  asked[1]!.give("of 2022");
  await given();
  asked[0]!.give("of 2021");
  await given();
  expect(answer.value).toBe("of 2022");
});

test("asked again, or only turned to another page, what is there stays meanwhile", async () => {
  const { asked, ask } = slow<string>();
  const period = ref("2022");
  const page = ref(1);
  const { answer, load } = within(() => use_answer(ask, period, page));
  asked[0]!.give("first page");
  await given();
  page.value = 2;
  await nextTick();
  expect(answer.value).toBe("first page");
  asked[1]!.give("second page");
  await given();
  expect(answer.value).toBe("second page");
  void load();
  expect(answer.value).toBe("second page");
  expect(asked).toHaveLength(3);
});

test("where there is nothing to ask for, nothing is asked and nothing goes", async () => {
  const { asked, ask } = slow<string>();
  const id = ref<string | undefined>("7");
  const { answer } = within(() => use_answer(ask, id));
  asked[0]!.give("seven");
  await given();
  id.value = undefined; // the page is being left
  await nextTick();
  expect(answer.value).toBe("seven");
  expect(asked).toHaveLength(1);
});
