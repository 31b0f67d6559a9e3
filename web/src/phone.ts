// The phone's entry, under /m/: light pages without Element Plus, a kept shell, and the queue for weak networks.
import "@/kernel/old_browsers";
import { createPinia } from "pinia";
import { createApp } from "vue";
import { configure_api } from "@/kernel/api/client";
import { as_problem } from "@/kernel/api/problem";
import { drop_old_drafts } from "@/kernel/draft/draft";
import { start_look } from "@/kernel/look/look";
import "@/kernel/look/tokens.css";
import "@/kernel/look/base.css";
import "@/kernel/look/phone.css";
import { make_router, routes_of } from "@/kernel/module/pages";
import type { PhoneModule } from "@/kernel/module/phone_module";
import { phone_modules } from "@/kernel/phone/phone_place";
import PhoneShell from "@/kernel/phone/PhoneShell.vue";
import { start_queue } from "@/kernel/queue/offline_queue";
import { go, go_first_to, go_to_login } from "@/kernel/session/door";
import { needed_first } from "@/kernel/session/needed_first";
import { use_session } from "@/kernel/session/session";
import { language, start_words } from "@/kernel/words/words";

const modules = Object.values(import.meta.glob<{ default: PhoneModule }>("./*/phone/module.ts", { eager: true })).map((found) => found.default);

async function start(): Promise<void> {
  start_look();
  configure_api({ language });
  drop_old_drafts();
  const app = createApp(PhoneShell).use(createPinia()).provide(phone_modules, modules);
  const session = use_session();
  const [, signed_in] = await Promise.all([start_words(["kernel"]), session.load_or_last().catch(as_problem)]);
  const first = await needed_first(signed_in);
  if (first) return go(first);
  configure_api({ signed_out: go_to_login, must_first: go_first_to });
  session.follow_tabs();

  const routes = routes_of(modules);
  routes.push(
    { path: "/my", component: () => import("@/kernel/phone/MyPage.vue"), meta: { words: "kernel.page.my" } },
    { path: "/waiting", component: () => import("@/kernel/phone/WaitingPage.vue"), meta: { words: "kernel.page.waiting", parent: "/my" } },
  );
  if (!routes.some(({ path }) => path === "/")) routes.push({ path: "/", component: () => import("@/kernel/phone/TodayPage.vue"), meta: { words: "kernel.page.today" } });
  const router = make_router("/m/", routes);
  app.use(router);
  if (session.current) void start_queue(session.current.account.id);
  else await router.replace({ name: "offline" });
  app.mount("#app");
  if ("serviceWorker" in navigator && import.meta.env.PROD) void navigator.serviceWorker.register("/m/sw.js").catch(() => undefined);
}

void start();
