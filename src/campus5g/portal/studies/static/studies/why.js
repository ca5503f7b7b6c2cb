// A click on the map asks why the place has what it has: it types the place in the form and sends it. The answer marks the way.
(() => {
  const { METRES } = window.sitemap;
  const form = document.getElementById("why-form");
  const map = document.querySelector(".sitemap[data-pick]");
  if (!form || !map) return;

  const origin = () => [Number(form.dataset.longitude), Number(form.dataset.latitude)];
  const type = (name, value) => { form.elements.namedItem(name).value = String(value); };

  map.addEventListener("sitemap:pick", ({ detail: { lng, lat } }) => {
    const [lon0, lat0] = origin();
    type("place", "");
    type("x", Math.round((lng - lon0) * METRES * Math.cos((lat0 * Math.PI) / 180) * 10) / 10);
    type("y", Math.round((lat - lat0) * METRES * 10) / 10);
    form.requestSubmit();
    map.sitemap.mark([lng, lat]);
  });

  document.body.addEventListener("htmx:afterSettle", () => {
    const answer = document.querySelector("#why-here .why");
    if (answer && map.sitemap) map.sitemap.mark(...JSON.parse(answer.dataset.ends));
  });
})();
