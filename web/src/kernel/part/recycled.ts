// After a deletion: ten seconds to take it back at once, thirty days to find it in the recycle bin.
import { api } from "@/kernel/api/client";
import { t } from "@/kernel/words/words";
import { tell, tell_with_undo } from "./toasts";

export interface Deleted {
  recycled: number; // its number in the recycle bin
}

// Puts it back; returns the console's page of the record.
export const restore = async (recycled: number): Promise<string> => (await api.post<{ page: string }>(`/recycle-bin/${recycled}/restoration`)).page;

// `back` shows the restored record, or the list it stands in again.
export function tell_deleted(title: string, { recycled }: Deleted, back: (page: string) => unknown): void {
  tell_with_undo(t("kernel.recycle.deleted", { title }), async () => {
    const page = await restore(recycled);
    tell(t("kernel.recycle.restored", { title }));
    await back(page);
  });
}
