// Takes a list out as a file. Where the server wants a reason (the list names people) it says so; then we ask for it. Where it wants a
// second person, the export waits for them.
import { download, type Query } from "@/kernel/api/client";
import { as_problem } from "@/kernel/api/problem";
import { ask, ask_reason } from "@/kernel/part/ask";
import { t } from "@/kernel/words/words";

async function take(path: string, query: Query): Promise<void> {
  try {
    await download(path, query);
  } catch (error) {
    const problem = as_problem(error);
    if (problem.name_of_type !== "export-waits-for-consent") throw error;
    if (await ask({ title: problem.title, body: problem.detail, yes: t("kernel.list.see_export_requests") })) location.assign("/export-requests");
  }
}

// Throws what the server refuses for another cause; returns without a file where no reason is given.
export async function take_out(path: string, query: Query): Promise<void> {
  try {
    await take(path, query);
  } catch (error) {
    const wanted = as_problem(error).for_field("reason");
    if (!wanted || query.reason) throw error;
    const reason = await ask_reason({ title: t("kernel.list.export_reason_title"), body: wanted, yes: t("kernel.action.export"), reason: t("kernel.list.export_reason") });
    if (reason) await take(path, { ...query, reason });
  }
}
