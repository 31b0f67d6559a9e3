// One's own record and this year's facts, for console and phone.
import { computed } from "vue";
import { use_answer } from "@/kernel/api/answer";
import { api } from "@/kernel/api/client";
import type { OwnFact, OwnRecord } from "./member";

export function use_own_record() {
  const { answer, error, load } = use_answer(async () => {
    const [record, { items: facts }] = await Promise.all([api.get<OwnRecord>("/members/me"), api.get<{ items: OwnFact[] }>("/members/me/facts")]);
    return { record, facts };
  });
  return { record: computed(() => answer.value?.record), facts: computed(() => answer.value?.facts ?? []), error, load };
}
