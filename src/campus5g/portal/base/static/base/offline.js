// Keeps this page on the device, with what it is drawn with, so that it opens without network; `marked` then says data-kept="yes".
globalThis.campusKeep = (worker, scope, marked) => {
  const drawn = [...document.querySelectorAll("link[rel=stylesheet], script[src], img[src], link[rel=icon]")].map((node) => node.href || node.src);
  navigator.serviceWorker?.addEventListener("message", () => { marked.dataset.kept = "yes"; });
  navigator.serviceWorker?.register(worker, { scope }).then(() => navigator.serviceWorker.ready).then((ready) => {
    ready.active.postMessage({ keep: [location.pathname, ...drawn] });
  });
};
