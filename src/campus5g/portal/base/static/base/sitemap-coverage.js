// The layers under a site, drawn from the numbers themselves: moving the threshold fades what is weaker at once, and says which
// share of the site and of its devices stays above.
//
// data-coverage = id of a json_script: {weights: address, overlays: [{key, label, url, width, height, corners: 4 × [lon, lat] from
//   the north-west clockwise, decode: {scale, log}, legend: {title, unit, low, high, divisor, colours: […]} or {title, classes:
//   [{colour, label}]}}]}
// An address answers 16-bit little-endian integers, the southernmost row first, −32768 where nothing is known; a value is the
// integer × scale, a rate the power of ten of that. The weights are 32-bit floats: devices in each cell, NaN outside the site.
(() => {
  const UNKNOWN = -32768;
  const FADED = 26; // of 255: what is weaker than the threshold is still seen through a veil
  const STEPS = 100;
  const french = document.documentElement.lang.startsWith("fr");
  const percent = (share) => new Intl.NumberFormat(french ? "fr-FR" : "en-GB", { style: "percent", maximumFractionDigits: 1 }).format(share);
  const said = (value, digits = 3) => new Intl.NumberFormat(french ? "fr-FR" : "en-GB", { maximumSignificantDigits: digits }).format(value).replace("-", "\u2212");
  const bytes = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

  // 256 colours between the given ones.
  const ramp = (colours) => {
    const found = colours.map(bytes);
    return Array.from({ length: 256 }, (_none, n) => {
      const at = (n / 255) * (found.length - 1);
      const [low, share] = [Math.min(Math.floor(at), found.length - 2), at - Math.min(Math.floor(at), found.length - 2)];
      return found[low].map((value, k) => Math.round(value + share * (found[low + 1][k] - value)));
    });
  };

  class Coverage {
    constructor(drawn, { weights, overlays }) {
      Object.assign(this, { drawn, overlays, address: weights, kept: new Map() });
      this.shown = overlays[0];
      this.canvas = document.createElement("canvas");
      drawn.host.addEventListener("sitemap:drawn", () => this.choose(this.shown.key, false), { once: true });
    }

    async numbers(url, kind) {
      if (!this.kept.has(url)) this.kept.set(url, fetch(url).then((answer) => answer.arrayBuffer()).then((data) => new kind(data)));
      return this.kept.get(url);
    }

    // --- drawing -------------------------------------------------------------------------------------------------------------

    async choose(key, tell = true) {
      this.shown = this.overlays.find((overlay) => overlay.key === key) || null;
      this.drawn.scale();
      this.threshold();
      if (tell) this.tell();
      await this.drawn.ready;
      const { map } = this.drawn;
      if (map.getLayer("coverage")) { map.removeLayer("coverage"); map.removeSource("coverage"); }
      if (!this.shown) return;
      const { url, width, height, corners } = this.shown;
      this.values = await this.numbers(url, Int16Array);
      if (this.shown?.url !== url || map.getLayer("coverage")) return;
      Object.assign(this.canvas, { width, height });
      this.draw();
      map.addSource("coverage", { type: "canvas", canvas: this.canvas, coordinates: corners, animate: false });
      const paint = { "raster-opacity": 0.88, "raster-resampling": "nearest", "raster-fade-duration": 0 };
      map.addLayer({ id: "coverage", type: "raster", source: "coverage", paint }, "buildings");
    }

    draw() {
      const { width, height, legend, decode, above } = this.shown;
      const image = new ImageData(width, height);
      const pixels = new Uint32Array(image.data.buffer);
      const colours = (legend.classes ? legend.classes.map((kind) => bytes(kind.colour)) : ramp(legend.colours)).map(([red, green, blue]) => (blue << 16) | (green << 8) | red);
      const [low, span] = [legend.low / decode.scale, (legend.high - legend.low) / decode.scale];
      const least = above === undefined ? -Infinity : above / decode.scale;
      for (let row = 0; row < height; row += 1) {
        for (let column = 0; column < width; column += 1) {
          const value = this.values[row * width + column];
          if (value === UNKNOWN || (legend.classes && value < 0)) continue;
          const colour = legend.classes ? colours[value % colours.length] : colours[Math.max(0, Math.min(255, Math.round(((value - low) / span) * 255)))];
          pixels[(height - 1 - row) * width + column] = ((value >= least ? 255 : FADED) << 24) | colour;
        }
      }
      this.canvas.getContext("2d").putImageData(image, 0, 0);
      const source = this.drawn.map.getSource("coverage");
      if (source) { source.play(); source.pause(); this.drawn.map.triggerRepaint(); }
    }

    // The shares of the site's area and of its devices that reach a level.
    async shares(level) {
      const [values, weights] = [this.values, await this.numbers(this.address, Float32Array)];
      const least = level / this.shown.decode.scale;
      const sums = { area: 0, inside: 0, devices: 0, all: 0 };
      for (let cell = 0; cell < weights.length; cell += 1) {
        if (Number.isNaN(weights[cell])) continue;
        const reached = values[cell] !== UNKNOWN && values[cell] >= least;
        sums.inside += 1;
        sums.all += weights[cell];
        if (reached) { sums.area += 1; sums.devices += weights[cell]; }
      }
      return { area: sums.inside ? sums.area / sums.inside : 0, devices: sums.all ? sums.devices / sums.all : null };
    }

    // --- what stands below the map -------------------------------------------------------------------------------------------

    controls() {
      const { make, words } = window.sitemap;
      const name = `coverage-${Math.random().toString(36).slice(2, 8)}`;
      const radio = (key, label, checked) => make("label", {},
        make("input", { type: "radio", class: "form-check-input", name, value: key, ...(checked ? { checked: "" } : {}), onchange: () => this.choose(key) }), label);
      this.radios = make("fieldset", {}, make("legend", {}, words.show), ...this.overlays.map((o, i) => radio(o.key, o.label, i === 0)), radio("", words.none, false));
      this.limit = make("div", { class: "sitemap-limit" });
      return [this.radios, this.limit];
    }

    level(value) {
      const { unit, divisor } = this.shown.legend;
      return `${said(divisor ? 10 ** value / divisor : value)} ${unit}`;
    }

    threshold() {
      const { make, words } = window.sitemap;
      const overlay = this.shown;
      const legend = overlay?.legend;
      this.limit.hidden = !legend?.colours;
      if (!legend?.colours) return;
      const out = make("output", {}, "");
      const range = make("input", { type: "range", min: legend.low, max: legend.high, step: (legend.high - legend.low) / STEPS, value: overlay.above ?? legend.low,
        oninput: () => { overlay.above = Number(range.value); this.draw(); write(); this.tell(); } });
      const write = async () => {
        range.setAttribute("aria-valuetext", this.level(Number(range.value)));
        const { area, devices } = await this.shares(Number(range.value));
        const shares = devices === null ? words.share_area : words.share_both;
        out.textContent = `${this.level(Number(range.value))}: ${shares.replace("{area}", percent(area)).replace("{devices}", percent(devices))}`;
      };
      this.limit.replaceChildren(make("label", {}, words.above, range), out);
      this.numbers(overlay.url, Int16Array).then((values) => { if (this.shown === overlay) { this.values = values; write(); } });
    }

    legend() {
      const { make } = window.sitemap;
      const legend = this.shown?.legend;
      if (!legend) return [];
      if (legend.classes) return legend.classes.map((kind) => make("li", {}, make("span", { class: "sitemap-key", "aria-hidden": "true", style: { background: kind.colour } }), kind.label));
      const stripe = make("span", { class: "sitemap-ramp", "aria-hidden": "true", style: { background: `linear-gradient(90deg, ${legend.colours.join(", ")})` } });
      return [make("li", {}, `${legend.title}: ${this.level(legend.low)}`, stripe, this.level(legend.high))];
    }

    // Two maps that are compared show the same layer above the same threshold.
    tell() {
      this.drawn.host.dispatchEvent(new CustomEvent("sitemap:layer", { bubbles: true, detail: { key: this.shown?.key || "", above: this.shown?.above } }));
    }

    follow({ key, above }) {
      const next = this.overlays.find((overlay) => overlay.key === key) || null;
      if (next) next.above = above;
      this.radios.querySelectorAll("input").forEach((radio) => { radio.checked = radio.value === key; });
      if (this.shown === next) { if (next) { this.draw(); this.threshold(); } } else this.choose(key, false);
    }
  }

  window.sitemapCoverage = Coverage;
})();
