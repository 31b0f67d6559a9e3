// Builds the three pages: the console, the phone (under /m/) and the small log-in page.
import { fileURLToPath } from "node:url";
import vue from "@vitejs/plugin-vue";
import components from "unplugin-vue-components/vite";
import { ElementPlusResolver } from "unplugin-vue-components/resolvers";
import { defineConfig, type Plugin } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env.ZHIBU_SERVER ?? "http://127.0.0.1:8080";

// The same addresses as the server's: /m/… is the phone, /login and its neighbours the log-in page, all else the console.
function pages(): Plugin {
  const page_of = (path: string) =>
    path === "/m" || path.startsWith("/m/") ? "/phone.html" : /^\/(login|setup|password|second-factor)$/.test(path) ? "/login.html" : "/console.html";
  return {
    name: "zhibu-pages",
    configureServer(vite) {
      vite.middlewares.use((request, _response, next) => {
        const path = (request.url ?? "/").split("?")[0]!;
        const is_page = request.headers.accept?.includes("text/html") && !path.includes(".");
        if (is_page && !path.startsWith("/api/")) request.url = page_of(path);
        next();
      });
    },
  };
}

// What only the server says (faults of fields, reasons of refusals) comes with its answers: not part of what a page loads.
function words_of_pages(): Plugin {
  return {
    name: "zhibu-words",
    apply: "build",
    enforce: "pre",
    transform(code, id) {
      if (!/\/words\/[^/]+\/\w+\.json$/.test(id)) return undefined;
      const { violation: _violation, reason: _reason, ...words } = JSON.parse(code) as Record<string, unknown>;
      return { code: JSON.stringify(words), map: null };
    },
  };
}

export default defineConfig({
  plugins: [
    words_of_pages(),
    vue(),
    components({ dirs: [], dts: false, resolvers: [ElementPlusResolver({ importStyle: "css" })] }),
    pages(),
  ],
  resolve: { alias: { "@": here("./src"), "@words": here("../words") } },
  define: {
    __VUE_OPTIONS_API__: "true",
    __VUE_PROD_DEVTOOLS__: "false",
    __VUE_I18N_FULL_INSTALL__: "false",
    __VUE_I18N_LEGACY_API__: "false",
    __INTLIFY_PROD_DEVTOOLS__: "false",
  },
  server: { port: 5173, proxy: { "/api": { target: server, ws: true } }, fs: { allow: [here("."), here("../words")] } },
  build: {
    target: "chrome80",
    cssTarget: "chrome80",
    assetsInlineLimit: 0,
    manifest: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 900,
    rollupOptions: { input: { console: here("console.html"), phone: here("phone.html"), login: here("login.html") } },
  },
});
