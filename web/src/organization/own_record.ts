// One's own record and this year's facts, for console and phone.
import { ref, shallowRef } from "vue";
import { api } from "@/kernel/api/client";
import type { OwnFact, OwnRecord } from "./member";

export function use_own_record() {
  const record = shallowRef<OwnRecord>();
  const facts = shallowRef<OwnFact[]>([]);
  const error = shallowRef<unknown>();
  const loading = ref(true);

  async function load(): Promise<void> {
    error.value = undefined;
    loading.value = true;
    try {
      const [own, list] = await Promise.all([api.get<OwnRecord>("/members/me"), api.get<{ items: OwnFact[] }>("/members/me/facts")]);
      record.value = own;
      facts.value = list.items;
    } catch (problem) {
      error.value = problem;
    } finally {
      loading.value = false;
    }
  }
  void load();
  return { record, facts, error, loading, load };
}
