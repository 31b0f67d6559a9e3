// The entry of the light pages before the console: log-in, first run, forced password change, second factor.
import "@/kernel/old_browsers";
import { createPinia } from "pinia";
import { createApp, h } from "vue";
import { RouterView, createRouter, createWebHistory } from "vue-router";
import { configure_api } from "@/kernel/api/client";
import { start_look } from "@/kernel/look/look";
import "@/kernel/look/tokens.css";
import "@/kernel/look/base.css";
import DoorShell from "@/kernel/part/DoorShell.vue";
import { language, start_words } from "@/kernel/words/words";

async function start(): Promise<void> {
  start_look();
  configure_api({ language });
  await start_words(["kernel"]);
  const router = createRouter({
    history: createWebHistory(),
    routes: [
      { path: "/login", component: () => import("@/door/LoginPage.vue") },
      { path: "/setup", component: () => import("@/door/SetupPage.vue") },
      { path: "/password", component: () => import("@/door/PasswordPage.vue") },
      { path: "/second-factor", component: () => import("@/door/SecondFactorPage.vue") },
      { path: "/:rest(.*)*", redirect: "/login" },
    ],
  });
  createApp(() => h(DoorShell, () => h(RouterView))).use(createPinia()).use(router).mount("#app");
}

void start();
