// Takes a list out as a file. Where the server wants a reason (the list names people) it says so; then we ask for it.
import { download, type Query } from "@/kernel/api/client";
import { as_problem } from "@/kernel/api/problem";
import { ask_reason } from "@/kernel/part/ask";
import { t } from "@/kernel/words/words";

// Throws what the server refuses for another cause; returns without a file where no reason is given.
export async function take_out(path: string, query: Query): Promise<void> {
  try {
    await download(path, query);
  } catch (error) {
    const wanted = as_problem(error).for_field("reason");
    if (!wanted || query.reason) throw error;
    const reason = await ask_reason({ title: t("kernel.list.export_reason_title"), body: wanted, yes: t("kernel.action.export"), reason: t("kernel.list.export_reason") });
    if (reason) await download(path, { ...query, reason });
  }
}
