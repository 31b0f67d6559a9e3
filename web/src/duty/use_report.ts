// The report in the address, for console and phone.
import { shallowRef, watch } from "vue";
import { useRoute } from "vue-router";
import { api } from "@/kernel/api/client";
import type { Report } from "./duty";

export function use_report() {
  const route = useRoute();
  const report = shallowRef<Report>();
  const error = shallowRef<unknown>();
  async function load(): Promise<void> {
    try {
      report.value = await api.get<Report>(`/duty-reports/${String(route.params.id)}`);
      error.value = undefined;
    } catch (problem) {
      error.value = problem;
    }
  }
  watch(() => route.params.id, load, { immediate: true });
  return { report, error, load };
}
