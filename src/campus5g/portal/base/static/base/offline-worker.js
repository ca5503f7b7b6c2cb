// Hands pages back when the network is gone: those that asked to be kept, and what they are drawn with, and nothing else.
const KEPT = `campus5g ${self.registration.scope}`;
const path = (url) => new URL(url).pathname;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  if (event.data.keep) event.waitUntil(keep(event.data.keep).then(() => event.source.postMessage("kept")));
  if (event.data.forget) event.waitUntil(caches.delete(KEPT));
});

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  if (event.request.mode === "navigate") event.respondWith(page(event.request));
  else event.respondWith(caches.match(event.request).then((kept) => kept || fetch(event.request)));
});

async function keep(addresses) {
  const cache = await caches.open(KEPT);
  await Promise.all(addresses.map((url) => cache.add(url).catch(() => null)));
}

// The newest page while the network answers; without it, the one that was kept, whatever stands behind its question mark.
async function page(request) {
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) (await caches.open(KEPT)).put(path(request.url), answer.clone());
    return answer;
  } catch (gone) {
    return (await caches.match(path(request.url))) || Promise.reject(gone);
  }
}
