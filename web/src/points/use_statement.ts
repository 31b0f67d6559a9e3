// The statement that a page shows: whose, of which period, and the periods there are.
import { computed, shallowRef } from "vue";
import { useRoute, useRouter } from "vue-router";
import { use_answer } from "@/kernel/api/answer";
import { load_rules, load_statement, type Rules } from "./points";

export function use_statement(member: () => number | undefined) {
  const route = useRoute();
  const router = useRouter();
  const rules = shallowRef<Rules>();
  const asked = () => (route.query.period ? String(route.query.period) : undefined);
  const period = computed<string>({ get: () => asked() ?? rules.value?.period ?? "", set: (to) => void router.replace({ query: { ...route.query, period: to } }) });
  const { answer: statement, error, load } = use_answer(async () => {
    rules.value ??= await load_rules();
    return load_statement(member(), asked());
  }, [member, asked]);
  return { statement, rules, error, period, load };
}
