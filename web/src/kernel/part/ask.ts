// Asks before what cannot be taken back, and for the reason of what is logged; Confirm.vue shows the question.
import { shallowRef } from "vue";

export interface Question {
  title: string;
  body?: string;
  yes: string; // names the deed: 删除, 离开
  dangerous?: boolean;
  reason?: string; // label of a reason that must be given
}

export const question = shallowRef<Question | undefined>();
let answer_with: ((reason: string | undefined) => void) | undefined;

// The reason given ("" where none was asked for), or undefined where the person said no.
export function ask_reason(next: Question): Promise<string | undefined> {
  answer_with?.(undefined);
  question.value = next;
  return new Promise((resolve) => (answer_with = resolve));
}

export const ask = async (next: Question): Promise<boolean> => (await ask_reason(next)) !== undefined;

export function answer(reason: string | undefined): void {
  question.value = undefined;
  answer_with?.(reason);
  answer_with = undefined;
}
