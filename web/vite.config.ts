// Builds the three pages: the console, the phone (under /m/) and the small log-in page.
import { fileURLToPath } from "node:url";
import vue from "@vitejs/plugin-vue";
import components from "unplugin-vue-components/vite";
import { ElementPlusResolver } from "unplugin-vue-components/resolvers";
import { defineConfig } from "vite";
import { inputs, pages } from "./build/pages.ts";
import { words_of_pages } from "./build/words.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env.ZHIBU_SERVER ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [
    words_of_pages(here("./src"), here("../words")),
    vue(),
    components({ dirs: [], dts: false, resolvers: [ElementPlusResolver({ importStyle: "css" })] }),
    pages(here(".")),
  ],
  resolve: { alias: { "@": here("./src"), "@words": here("../words") } },
  define: {
    __VUE_OPTIONS_API__: "true",
    __VUE_PROD_DEVTOOLS__: "false",
  },
  server: { port: 5173, proxy: { "/api": { target: server, ws: true } }, fs: { allow: [here("."), here("../words")] } },
  build: {
    target: "chrome80",
    cssTarget: "chrome80",
    assetsInlineLimit: 0,
    manifest: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 900,
    rollupOptions: { input: inputs(here(".")) },
  },
});
