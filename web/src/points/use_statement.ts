// The statement that a page shows: whose, of which period, and the periods there are.
import { computed, ref, shallowRef, watch } from "vue";
import { useRoute, useRouter } from "vue-router";
import { load_rules, load_statement, type Rules, type Statement } from "./points";

export function use_statement(member: () => number | undefined) {
  const route = useRoute();
  const router = useRouter();
  const statement = shallowRef<Statement>();
  const rules = shallowRef<Rules>();
  const error = shallowRef<unknown>();
  const loading = ref(false);
  const period = computed<string>({ get: () => String(route.query.period ?? rules.value?.period ?? ""), set: (to) => void router.replace({ query: { ...route.query, period: to } }) });
  async function load(): Promise<void> {
    loading.value = true;
    try {
      rules.value ??= await load_rules();
      statement.value = await load_statement(member(), route.query.period ? String(route.query.period) : undefined);
      error.value = undefined;
    } catch (problem) {
      error.value = problem;
    } finally {
      loading.value = false;
    }
  }
  watch([member, () => route.query.period], load, { immediate: true });
  return { statement, rules, error, loading, period, load };
}
