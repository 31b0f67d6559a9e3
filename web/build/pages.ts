// The faces' pages out of one template (page.html): which address opens which, in the build and while developing.
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Plugin } from "vite";

const faces: Record<string, { title: string; head?: string }> = {
  console: { title: "支部" },
  phone: { title: "支部", head: '<link rel="manifest" href="/m/manifest.webmanifest" />' },
  login: { title: "登录 · 支部" },
  screen: { title: "驾驶舱 · 支部" },
  certificate: { title: "证书核验 · 支部", head: '<meta name="robots" content="noindex" />' },
};

function page_of(face: string, root: string): string {
  const { title, head } = faces[face]!;
  const page = readFileSync(join(root, "page.html"), "utf8").replace("%TITLE%", title).replace("%FACE%", face);
  return head ? page.replace("  </head>", `    ${head}\n  </head>`) : page;
}

// The same addresses as the server's: /m/… is the phone, /login and its neighbours the log-in page, /screen the wall, /certificate what a stranger with a paper sees, all else the console.
const face_at = (path: string): string => (path === "/m" || path.startsWith("/m/") ? "phone" : /^\/(login|setup|password|second-factor)$/.test(path) ? "login" : path === "/screen" ? "screen" : path === "/certificate" ? "certificate" : "console");

export const inputs = (root: string): Record<string, string> => Object.fromEntries(Object.keys(faces).map((face) => [face, join(root, `${face}.html`)]));

export function pages(root: string): Plugin {
  const made = new Set(Object.values(inputs(root)));
  return {
    name: "zhibu-pages",
    enforce: "pre",
    resolveId: (id) => (made.has(id) ? id : undefined),
    load: (id) => (made.has(id) ? page_of(basename(id, ".html"), root) : undefined),
    configureServer(vite) {
      vite.middlewares.use((request, response, next) => {
        const path = (request.url ?? "/").split("?")[0]!;
        if (!request.headers.accept?.includes("text/html") || path.includes(".") || path.startsWith("/api/")) return next();
        vite.transformIndexHtml(path, page_of(face_at(path), root)).then((page) => response.setHeader("Content-Type", "text/html").end(page), next);
      });
    },
  };
}
