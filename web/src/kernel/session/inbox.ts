// The to-do inbox as every page needs it: its items, and the red counts of the menus.
import { defineStore } from "pinia";
import { api } from "@/kernel/api/client";
import type { Nearness } from "@/kernel/part/tone";

export interface InboxItem {
  kind: string;
  title: string;
  reason: string;
  from: string;
  due_on: string | null;
  state: Nearness;
  working_days: number; // until it is due; below 0: since then
  link: string;
  phone_link: string; // "/m/…"; empty: to be done at a desk
  action: string;
}

export const use_inbox = defineStore("inbox", {
  state: () => ({ items: [] as InboxItem[], counts: {} as Record<string, number>, working_days_left: 0, loaded: false, error: undefined as unknown }),
  actions: {
    // `unasked`: nobody did anything; the look alone must not keep a forgotten log-in alive.
    async load(unasked = false): Promise<void> {
      try {
        const { items, counts, working_days_left } = await (unasked ? api.watch : api.get)<{ items: InboxItem[]; counts: Record<string, number>; working_days_left: number }>("/inbox");
        Object.assign(this, { items, counts, working_days_left, loaded: true, error: undefined });
      } catch (error) {
        this.error = error;
      }
    },
  },
});
