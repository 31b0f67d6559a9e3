// The entry of the page for strangers: whoever holds a certificate finds whether it holds; no log-in, no session.
import "@/kernel/old_browsers";
import { createApp } from "vue";
import { start_look } from "@/kernel/look/look";
import "@/kernel/look/tokens.css";
import "@/kernel/look/base.css";
import { start_words } from "@/kernel/words/words";

async function start(): Promise<void> {
  start_look();
  await start_words(["kernel", "standard"]);
  createApp((await import("@/standard/certificate/CertificatePage.vue")).default).mount("#app");
}

void start();
