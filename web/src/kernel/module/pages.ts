// Turns the modules' routes into a router: permission before each page, titles, and the pages that stand in.
import { createRouter, createWebHistory, type RouteLocationNormalized, type Router, type RouteRecordRaw } from "vue-router";
import StandingPage from "@/kernel/part/StandingPage.vue";
import { use_session } from "@/kernel/session/session";
import { load_words, t } from "@/kernel/words/words";

const reloaded = "zhibu.reloaded";
const words_for = ({ meta }: RouteLocationNormalized) => load_words([...(meta.words_of ?? []), ...(meta.more_words ?? [])]);

// The modules' routes, each with the name of the catalogue that its page needs.
export const routes_of = (modules: { name: string; routes: RouteRecordRaw[] }[]): RouteRecordRaw[] =>
  modules.flatMap(({ name, routes }) => routes.map((route) => ({ ...route, meta: { ...route.meta, words_of: [name] } })));

export function make_router(base: string, routes: RouteRecordRaw[]): Router {
  const router = createRouter({
    history: createWebHistory(base),
    routes: [
      ...routes,
      { path: "/forbidden", name: "forbidden", component: StandingPage, props: { kind: "forbidden" }, meta: { words: "kernel.standing.forbidden.title" } },
      { path: "/offline", name: "offline", component: StandingPage, props: { kind: "offline" }, meta: { words: "kernel.standing.offline.title" } },
      { path: "/:rest(.*)*", name: "missing", component: StandingPage, props: { kind: "missing" }, meta: { words: "kernel.standing.missing.title" } },
    ],
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  });
  router.beforeEach((to) => {
    if (to.meta.permission && !use_session().can(to.meta.permission)) return { name: "forbidden", query: { needs: to.meta.permission, page: to.meta.words }, replace: true };
    void words_for(to).catch(() => undefined); // on their way beside the page's script
    return true;
  });
  router.beforeResolve(async (to) => words_for(to));
  router.afterEach((to) => {
    document.title = to.meta.words ? `${t(to.meta.words)} · ${t("kernel.shell.mark")}` : t("kernel.shell.mark");
  });
  // A page's script that is gone after an upgrade of the server: load the new release once.
  router.onError((error, to) => {
    const target = router.resolve(to.fullPath).href;
    if (!/dynamically imported module|module script failed/.test(String(error)) || sessionStorage.getItem(reloaded) === target) return;
    sessionStorage.setItem(reloaded, target);
    location.assign(target);
  });
  return router;
}
