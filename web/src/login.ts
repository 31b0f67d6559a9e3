// The entry of the light pages before the console: log-in, first run, forced password change, second factor.
import "@/kernel/old_browsers";
import { createPinia } from "pinia";
import { createApp } from "vue";
import { createRouter, createWebHistory } from "vue-router";
import DoorShell from "@/door/DoorShell.vue";
import { configure_api } from "@/kernel/api/client";
import { start_look } from "@/kernel/look/look";
import "@/kernel/look/tokens.css";
import "@/kernel/look/base.css";
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
  createApp(DoorShell).use(createPinia()).use(router).mount("#app");
}

void start();
