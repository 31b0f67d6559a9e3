// One sheet and what may be done with it, for the desk and for the phone; words and marks go out item by item.
import { ref, shallowRef } from "vue";
import { use_answer } from "@/kernel/api/answer";
import { use_attempt } from "@/kernel/api/attempt";
import { api } from "@/kernel/api/client";
import { as_problem } from "@/kernel/api/problem";
import { ask, ask_reason } from "@/kernel/part/ask";
import { tell } from "@/kernel/part/toasts";
import { t } from "@/kernel/words/words";
import type { Item, Met, Sheet } from "./standard";

type Send = (path: string, body: unknown, title: string) => Promise<Sheet | undefined>;
const at_once: Send = (path, body) => api.post<Sheet>(path, body);

export function use_sheet(id: () => number, send: Send = at_once) {
  const { answer: sheet, error, load } = use_answer(() => api.get<Sheet>(`/standard-sheets/${id()}`), id);
  const { busy, problem, attempt } = use_attempt();
  const wrong = ref<Record<string, string>>({}); // by item: what the server refused of it
  const note = shallowRef("");

  const show = (next: Sheet | undefined) => next && (sheet.value = next);
  // Without a network the word is kept on the phone; the page shows it at once.
  function keep(name: string, change: Partial<Item>): void {
    const now = sheet.value!;
    sheet.value = { ...now, whole: { ...now.whole, sections: now.whole.sections.map((section) => ({ ...section, items: section.items.map((item) => (item.name === name ? { ...item, ...change } : item)) })) } };
  }
  async function say(item: Item, rest: string, body: unknown, change: Partial<Item>): Promise<void> {
    try {
      const answer = await send(`/standard-sheets/${id()}/${rest}`, body, `${sheet.value!.organization_name}：${item.title}`);
      wrong.value = { ...wrong.value, [item.name]: "" };
      if (answer) show(answer);
      else keep(item.name, change);
    } catch (refused) {
      const found = as_problem(refused);
      wrong.value = { ...wrong.value, [item.name]: found.errors[0]?.message ?? (found.detail || found.title) };
    }
  }
  const claim = (item: Item, met: Met, words: string) => say(item, "claims", { claims: [{ item: item.name, met, words }] }, { claimed: met === "open" ? null : met, words });
  const mark = (item: Item, where: "marks" | "on-site-marks", sent: { met: Met; points: string; note: string }) => {
    const next = sent.met === "open" ? null : { ...sent, by: "" };
    return say(item, where, { marks: [{ item: item.name, ...sent }] }, where === "marks" ? { review: next } : { on_site: next });
  };
  const post = (rest: string, body: unknown) => attempt(async () => show(await api.post<Sheet>(`/standard-sheets/${id()}/${rest}`, body, { version: sheet.value!.version })));
  async function step(verb: string): Promise<void> {
    const { labels, required } = sheet.value!.procedure;
    const label = labels[verb] ?? verb;
    if (required[verb]?.length) {
      const given = await ask_reason({ title: label, yes: label, reason: t("standard.page.note"), dangerous: verb === "withdraw" });
      if (given) await post(`steps/${verb}`, { note: given });
      return;
    }
    const question = verb === "submit" ? { title: t("standard.page.submit_title"), body: t("standard.page.submit_body", { organ: sheet.value!.organ_name }), yes: label } : { title: `${label}？`, yes: label };
    if ((await ask(question)) && (await post(`steps/${verb}`, {}))) tell(label);
  }
  return { sheet, error, load, busy, problem, wrong, note, show, claim, mark, post, step };
}
