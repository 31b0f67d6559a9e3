// The entry of the screen on the wall: no log-in where the address carries a link's token, else the session's.
import "@/kernel/old_browsers";
import { createApp } from "vue";
import { start_look } from "@/kernel/look/look";
import "@/kernel/look/tokens.css";
import "@/kernel/look/base.css";
import { start_words } from "@/kernel/words/words";

async function start(): Promise<void> {
  start_look();
  await start_words(["kernel", "cockpit"]);
  createApp((await import("@/cockpit/screen/ScreenPage.vue")).default).mount("#app");
}

void start();
