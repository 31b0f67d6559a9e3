// A what-if: the definition as it is being changed, with undo, and what it would do to all organisations. Nothing is saved.
import { computed, ref, shallowRef } from "vue";
import { api } from "@/kernel/api/client";
import { t } from "@/kernel/words/words";
import type { ClassName, IndexDefinition } from "./evaluation";

export interface TrialRow { organization_id: number; organization_name: string; before: number | null; after: number | null; class_before: ClassName | null; class_after: ClassName | null }
export interface TrialAnswer {
  organizations: number; up: number; down: number; same: number; classes: number[][]; bands_before: number[]; bands_after: number[]; manual_share: number; items: TrialRow[]; total: number; page: number; size: number;
}
export const moves = ["", "up", "down", "class"] as const;

const copy = (of: IndexDefinition): IndexDefinition => JSON.parse(JSON.stringify(of)) as IndexDefinition;
// What the server takes: without what it computed itself.
function sent(of: IndexDefinition): Record<string, unknown> {
  const body: Record<string, unknown> = { ...of };
  delete body.manual_share;
  delete body.ruling;
  return body;
}

export function use_trial(current: () => IndexDefinition | undefined) {
  const definition = shallowRef<IndexDefinition>();
  const past = ref<string[]>([]);
  const answer = shallowRef<TrialAnswer>();
  const changed = computed(() => !!definition.value && JSON.stringify(definition.value) !== JSON.stringify(current()));

  function begin(): void {
    const found = current();
    definition.value = found && copy(found);
    past.value = [];
  }
  // One change: the state before it can be come back to.
  function change(how: (definition: IndexDefinition) => void): void {
    if (!definition.value) return;
    past.value = [...past.value, JSON.stringify(definition.value)];
    const next = copy(definition.value);
    how(next);
    definition.value = next;
  }
  function undo(): void {
    const last = past.value[past.value.length - 1];
    if (last === undefined) return;
    past.value = past.value.slice(0, -1);
    definition.value = JSON.parse(last) as IndexDefinition;
  }
  async function compute(question: { period: string; organization_within?: number; moved: string; page: number; size: number }): Promise<void> {
    if (!definition.value) return;
    answer.value = await api.post<TrialAnswer>(`/indexes/${definition.value.name}/trial`, { ...question, definition: sent(definition.value) });
  }
  // Written into a draft of its file, where it is looked at and published: the file's address.
  async function take_over(): Promise<string> {
    const made = await api.post<{ file: string }>(`/indexes/${definition.value!.name}/draft`, { definition: sent(definition.value!), note: t("evaluation.trial.taken_over_note") });
    return `/packs/${made.file}`;
  }
  return { definition, past, answer, changed, begin, change, undo, compute, take_over };
}
