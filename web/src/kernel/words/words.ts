// The words on the screen, from the catalogues in words/<language>/<module>.json; a key is <module>.<path in the file>.
import { ref, shallowRef } from "vue";

export type Language = "zh-CN" | "en";
type Tree = { [name: string]: string | Tree };
type Read = () => Promise<{ default: Tree }>;

const place = "zhibu.language";
const catalogues = import.meta.glob<{ default: Tree }>("../../../../words/*/*.json");
// What tabs and titles say of modules whose own catalogue is not loaded yet; build/words.ts picks it out.
const titles: Record<Language, Read> = { "zh-CN": () => import("virtual:titles/zh-CN"), en: () => import("virtual:titles/en") };

function stored(): Language {
  const kept = localStorage.getItem(place);
  return kept === "en" ? kept : "zh-CN";
}

const spoken = ref<Language>(stored());
const known = shallowRef<Tree>({}); // by module, in the spoken language
const named = shallowRef<Tree>({}); // titles by their whole key
const loading = new Map<string, Promise<void>>(); // by module, in the spoken language

export const language = (): Language => spoken.value;

function find(key: string): string | undefined {
  let at: string | Tree | undefined = known.value;
  for (const name of key.split(".")) at = typeof at === "object" ? at[name] : undefined;
  at ??= named.value[key];
  return typeof at === "string" ? at : undefined;
}

// {top_body} and {lower_body}: what stands at the top of this office's tree and what below it, by the top's kind.
const usual_top = "working_committee";
const top_kind = ref(usual_top);
export const speak_of = (kind: string | undefined) => { top_kind.value = kind || usual_top; };
const called = (name: string) => find(`kernel.hierarchy.${top_kind.value}.${name}`) ?? find(`kernel.hierarchy.${usual_top}.${name}`);

// The words of a key with its {names} filled in; the key itself where nobody has written them.
export const t = (key: string, values: Record<string, unknown> = {}): string =>
  (find(key) ?? key).replace(/\{(\w+)\}/g, (hole, name: string) => (name in values ? String(values[name] ?? "") : called(name) ?? hole));
export const has_words = (key: string): boolean => find(key) !== undefined;

const path_of = (into: Language, module: string) => `../../../../words/${into}/${module}.json`;

async function load(module: string): Promise<void> {
  const into = spoken.value;
  const read = catalogues[path_of(into, module)];
  const found = read && (await read()).default;
  if (found && into === spoken.value) known.value = { ...known.value, [module]: found };
}

// Loads the words of these modules where they are not there yet; a module's pages are opened after its words.
export async function load_words(modules: string[]): Promise<void> {
  const each = modules.map((module) => {
    const under_way = loading.get(module) ?? load(module).catch((error: unknown) => { loading.delete(module); throw error; });
    loading.set(module, under_way);
    return under_way;
  });
  await Promise.all(each);
}

// Loads the current language's titles and the words of these modules; call once before the first page.
export async function start_words(modules: string[]): Promise<void> {
  document.documentElement.lang = language();
  await Promise.all([load_words(modules), titles[language()]().then((found) => (named.value = found.default))]);
}

export async function change_language(to: Language): Promise<void> {
  const modules = [...loading.keys()];
  const read = await Promise.all(modules.map(async (module) => [module, (await catalogues[path_of(to, module)]?.())?.default ?? {}] as const));
  named.value = (await titles[to]()).default;
  known.value = Object.fromEntries(read);
  spoken.value = to;
  document.documentElement.lang = to;
  localStorage.setItem(place, to);
}
