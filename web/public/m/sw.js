// Keeps the phone's shell for weak networks. Never touches /api: what is shown of records is always the server's.
const VERSION = "__VERSION__";
const KEEP = ["__KEEP__"];
const SHELL = "/m/";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll(KEEP)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const drop_old = (names) => Promise.all(names.filter((name) => name !== VERSION).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(drop_old).then(() => self.clients.claim()));
});

// A page: the network first, so that a new release shows at once; after 3 s, or without a network, the kept shell.
function page(request) {
  const kept = () => caches.match(SHELL).then((answer) => answer || Response.error());
  const slow = new Promise((resolve) => setTimeout(() => caches.match(SHELL).then((answer) => answer && resolve(answer)), 3000));
  return Promise.race([fetch(request).catch(kept), slow]);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || url.pathname.startsWith("/api/")) return;
  if (request.mode === "navigate") {
    if (url.pathname.startsWith("/m")) event.respondWith(page(request));
    return;
  }
  event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
});
