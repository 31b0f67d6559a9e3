// The console's entry: the list of modules, their words, the session, and the first page.
import "@/kernel/old_browsers";
import { createPinia } from "pinia";
import { createApp } from "vue";
import { configure_api } from "@/kernel/api/client";
import { as_problem } from "@/kernel/api/problem";
import ConsoleShell from "@/kernel/console/ConsoleShell.vue";
import { console_modules } from "@/kernel/console/menu_place";
import { drop_old_drafts } from "@/kernel/draft/draft";
import { start_look } from "@/kernel/look/look";
import "@/kernel/look/tokens.css";
import "@/kernel/look/base.css";
import "@/kernel/look/element.css";
import "@/kernel/look/print.css";
import { menu_of, type ConsoleModule } from "@/kernel/module/console_module";
import { make_router, routes_of } from "@/kernel/module/pages";
import { go, go_first_to, go_to_login } from "@/kernel/session/door";
import { needed_first } from "@/kernel/session/needed_first";
import { use_session } from "@/kernel/session/session";
import { language, start_words } from "@/kernel/words/words";

const modules = Object.values(import.meta.glob<{ default: ConsoleModule }>("./*/module.ts", { eager: true })).map((found) => found.default);

async function start(): Promise<void> {
  start_look();
  configure_api({ language });
  drop_old_drafts();
  const app = createApp(ConsoleShell).use(createPinia()).provide(console_modules, modules);
  const session = use_session();
  const [, signed_in] = await Promise.all([start_words(["kernel", ...modules.map(({ name }) => name)]), session.load().catch(as_problem)]);
  const first = await needed_first(signed_in);
  if (first) return go(first);
  configure_api({ signed_out: go_to_login, must_first: go_first_to });
  session.follow_tabs();

  const routes = routes_of(modules);
  const home = menu_of(modules, session.can)[0]?.entries[0]?.to ?? "/my-account";
  if (!routes.some(({ path }) => path === "/")) routes.push({ path: "/", redirect: home });
  const router = make_router("/", routes);
  app.use(router);
  if (!session.current) await router.replace({ name: "offline" });
  app.mount("#app");
}

void start();
