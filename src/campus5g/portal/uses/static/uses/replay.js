// The cursor of a replay: one slider moves through all pictures of a story, and the values under it are said beside it.
(() => {
  const locale = document.documentElement.lang || "en";
  const digits = new Intl.NumberFormat(locale, { maximumSignificantDigits: 4 });
  const colon = locale.startsWith("fr") ? "\u00a0: " : ": ";
  const STEP_MS = 60;

  const curvesOf = (figure) => {
    const curves = new Map();
    for (const { curve, x, y } of JSON.parse(document.getElementById(figure.dataset.chart).textContent).data.values) {
      if (curve === undefined) continue; // a floor seen from above has no curve to read off
      if (!curves.has(curve)) curves.set(curve, []);
      curves.get(curve).push([x, y]);
    }
    return curves;
  };

  // The value of a curve at the last of its points that is not beyond the cursor.
  const valueAt = (points, at) => {
    let [low, high] = [0, points.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (points[middle][0] <= at) low = middle; else high = middle - 1;
    }
    return points[low][1];
  };

  const follow = (story) => {
    const [slider, said, play] = ["input[type=range]", "output", "button"].map((part) => story.querySelector(part));
    const figures = [...story.querySelectorAll("figure.chart")];
    const curves = figures.map(curvesOf);
    const show = () => {
      const at = slider.valueAsNumber;
      figures.forEach((figure) => figure.view?.signal("at", at).runAsync());
      const parts = curves.flatMap((all) => [...all].map(([name, points]) => `${name}${colon}${digits.format(valueAt(points, at))}`));
      said.textContent = [`${digits.format(at)} ${slider.dataset.unit}`.trim(), ...parts].join(" · ");
      slider.setAttribute("aria-valuetext", said.textContent);
    };
    let running = 0;
    const stop = () => { clearInterval(running); running = 0; play.setAttribute("aria-pressed", "false"); };
    const start = () => {
      if (slider.valueAsNumber >= Number(slider.max)) slider.value = slider.min;
      play.setAttribute("aria-pressed", "true");
      const stride = (Number(slider.max) - Number(slider.min)) / 150;
      running = setInterval(() => {
        slider.valueAsNumber = Math.min(Number(slider.max), slider.valueAsNumber + stride);
        show();
        if (slider.valueAsNumber >= Number(slider.max)) stop();
      }, STEP_MS);
    };
    slider.addEventListener("input", () => { stop(); show(); });
    play.addEventListener("click", () => (running ? stop() : start()));
    story.addEventListener("drawn", show);
    story.querySelector(".scrub").hidden = false;
    show();
  };

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-story]").forEach(follow));
})();
