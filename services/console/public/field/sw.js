/** Keeps the page of the grid worker on the telephone, so that it opens without a network. What is done there the page keeps itself. */
const CACHE = "field-1";
const PAGE = "/field/";
/** Names of categories: the same for everybody, and needed to read a task. */
const KEPT_ANSWERS = ["/api/v1/categories"];

const filesOf = (html) =>
  [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+|\/icon\.svg|\/field\/[^"]+)"/g)].map(([, url]) => url);

const keepPage = async () => {
  const cache = await caches.open(CACHE);
  const answer = await fetch(PAGE, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`the page answered ${answer.status}`);
  const files = filesOf(await answer.clone().text());
  await cache.addAll([...files, ...KEPT_ANSWERS]);
  await cache.put(PAGE, answer);
  // What an earlier edition of the page had, it does not need any more.
  const needed = new Set([PAGE, ...files, ...KEPT_ANSWERS]);
  for (const { url } of await cache.keys()) if (!needed.has(new URL(url).pathname)) await cache.delete(url);
};

const newest = async (request, key) => {
  try {
    const answer = await fetch(request);
    if (answer.ok) await (await caches.open(CACHE)).put(key, answer.clone());
    return answer;
  } catch (error) {
    const kept = await caches.match(key);
    if (kept === undefined) throw error;
    return kept;
  }
};

const keptFirst = async (request) => (await caches.match(request)) ?? fetch(request);

self.addEventListener("install", (event) => {
  event.waitUntil(keepPage().then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(newest(request, PAGE));
  else if (KEPT_ANSWERS.includes(pathname)) event.respondWith(newest(request, pathname));
  else if (pathname.startsWith("/assets/") || pathname === "/icon.svg") event.respondWith(keptFirst(request));
});
