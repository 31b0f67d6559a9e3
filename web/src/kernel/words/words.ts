// The words on the screen, from the catalogues in words/<language>/<module>.json; a key is <module>.<path in the file>.
import { createI18n } from "vue-i18n";

export type Language = "zh-CN" | "en";
const languages: Language[] = ["zh-CN", "en"];
const place = "zhibu.language";

type Catalogue = { default: Record<string, unknown> };
const catalogues = import.meta.glob<Catalogue>("../../../../words/*/*.json");

function stored(): Language {
  const language = localStorage.getItem(place) as Language | null;
  return language && languages.includes(language) ? language : "zh-CN";
}

export const words = createI18n({ legacy: false, locale: stored(), fallbackLocale: "zh-CN", missingWarn: false, fallbackWarn: false, messages: {} });
export const language = (): Language => words.global.locale.value as Language;
export const t = words.global.t;

let wanted: string[] = [];

async function load(into: Language): Promise<void> {
  const files = wanted.map(async (module) => {
    const read = catalogues[`../../../../words/${into}/${module}.json`];
    return read ? ([module, (await read()).default] as const) : undefined;
  });
  const found = (await Promise.all(files)).filter((entry) => entry !== undefined);
  words.global.setLocaleMessage(into, Object.fromEntries(found) as never);
}

// Loads the current language's words of these modules; call once before the first page.
export async function start_words(modules: string[]): Promise<void> {
  wanted = modules;
  document.documentElement.lang = language();
  await load(language());
}

export async function change_language(to: Language): Promise<void> {
  await load(to);
  words.global.locale.value = to;
  document.documentElement.lang = to;
  localStorage.setItem(place, to);
}
