// Two maps that are compared move together, and show the same layer above the same threshold.
(() => {
  const pair = document.querySelector(".beside[data-together]");
  if (!pair) return;
  const hosts = [...pair.querySelectorAll(".sitemap")];
  const drawn = new Set();

  const together = ([a, b]) => {
    let busy = false;
    const follow = (from, to) => from.map.on("move", () => {
      if (busy) return;
      busy = true;
      to.map.jumpTo({ center: from.map.getCenter(), zoom: from.map.getZoom(), bearing: from.map.getBearing(), pitch: from.map.getPitch() });
      busy = false;
    });
    follow(a, b);
    follow(b, a);
  };

  pair.addEventListener("sitemap:drawn", async ({ target }) => {
    drawn.add(target);
    if (drawn.size < 2) return;
    const maps = hosts.map((host) => host.sitemap);
    await Promise.all(maps.map((map) => map.ready));
    together(maps);
  });
  const other = (host) => hosts.find((found) => found !== host)?.sitemap;
  pair.addEventListener("sitemap:layer", ({ target, detail }) => other(target)?.coverage?.follow(detail));
  pair.addEventListener("sitemap:tall", ({ target, detail }) => other(target)?.tall(detail, false));
})();
