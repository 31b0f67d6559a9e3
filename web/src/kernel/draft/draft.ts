// Nothing typed is lost: what stands in a form is kept on this machine for its user until the server has it.
import { onBeforeUnmount, ref, watch, type Ref } from "vue";
import { leaving } from "@/kernel/session/door";
import { use_session } from "@/kernel/session/session";

const prefix = "zhibu.draft.";
const keep_days = 30;

interface Kept<T> {
  saved_at: string;
  data: T;
}

const place_of = (account: number, form: string) => `${prefix}${account}.${form}`;

function read<T>(place: string): Kept<T> | undefined {
  try {
    const text = localStorage.getItem(place);
    return text ? (JSON.parse(text) as Kept<T>) : undefined;
  } catch {
    return undefined;
  }
}

// Drops drafts nobody came back to, so that a shared computer does not collect them.
export function drop_old_drafts(now = Date.now()): void {
  for (const place of Object.keys(localStorage).filter((name) => name.startsWith(prefix))) {
    const saved = Date.parse(read(place)?.saved_at ?? "");
    if (!(now - saved < keep_days * 86_400_000)) localStorage.removeItem(place);
  }
}

export interface Draft {
  restored_from: Ref<string | null>; // when the restored draft was written; null where none was
  changed: Ref<boolean>;
  settle: () => void; // the server has it, or the user gave it up: forget the draft
}

// Keeps `data` under the form's name. Fields in `never` (protected values, passwords) stay out of the draft.
export function use_draft<T extends object>(form: string, data: Ref<T>, never: () => string[] = () => []): Draft {
  const place = place_of(use_session().current?.account.id ?? 0, form);
  const kept = read<Partial<T>>(place);
  const restored_from = ref(kept?.saved_at ?? null);
  const changed = ref(kept !== undefined);
  if (kept) data.value = { ...data.value, ...kept.data };

  let timer: number | undefined;
  const keep = () => {
    const open = Object.entries(data.value).filter(([name]) => !never().includes(name));
    localStorage.setItem(place, JSON.stringify({ saved_at: new Date().toISOString(), data: Object.fromEntries(open) }));
    timer = undefined;
  };
  const flush = () => {
    if (timer === undefined) return;
    clearTimeout(timer);
    keep();
  };
  const stop = watch(data, () => {
    changed.value = true;
    clearTimeout(timer);
    timer = window.setTimeout(keep, 400);
  }, { deep: true });
  const warn = (event: BeforeUnloadEvent) => {
    flush();
    if (changed.value && !leaving.by_program) event.preventDefault();
  };
  window.addEventListener("beforeunload", warn);
  onBeforeUnmount(() => {
    stop();
    flush();
    window.removeEventListener("beforeunload", warn);
  });

  const settle = () => {
    clearTimeout(timer);
    timer = undefined;
    changed.value = false;
    restored_from.value = null;
    localStorage.removeItem(place);
  };
  return { restored_from, changed, settle };
}
