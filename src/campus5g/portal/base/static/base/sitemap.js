// Draws the plan of a site: boundary, buildings by height, zones, paths, places for antennas, antennas with their bearing, and the
// coverage under them, flat or in relief. No tiles and no fonts are fetched: names are elements of the page, so they are read
// aloud and translated.
//
// <div class="sitemap" data-site-src="/needs/3/site.json" data-label="Plan of the site"></div>
//   data-site       id of a json_script with the GeoJSON, instead of an address
//   data-coverage   id of a json_script: what the layers under the site are (see sitemap-coverage.js)
//   data-masts      names the places for antennas on the map
//   data-pick       a click on the map tells the page where: event "sitemap:pick" with {lng, lat}
//   data-choices    id of a json_script: [{key, name, centre: [lon, lat], site: GeoJSON}], with data-choose = a select's id
// Words come from the json_script "sitemap-words" of base/parts/map_assets.html.
(() => {
  const read = (id) => JSON.parse(document.getElementById(id)?.textContent || "null");
  const words = read("sitemap-words") || {};
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const [INK, FAILS] = ["#10242c", "#a3005c"]; // on the colours of the coverage: a zone that is served, and one that is not
  const EMPTY = { type: "FeatureCollection", features: [] };
  const METRES = 111320;

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (name === "style") Object.assign(element.style, value);
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  };

  const role = (feature) => feature.properties.role;
  const shift = ([lon, lat], east, north) => [lon + east / (METRES * Math.cos((lat * Math.PI) / 180)), lat + north / METRES];

  const polygon = (ring, properties) => ({ type: "Feature", properties, geometry: { type: "Polygon", coordinates: [[...ring, ring[0]]] } });

  // A sector of 60° around the bearing, as long on the ground as `reach` metres; in relief a slab at the height of its antenna.
  const wedge = (feature, reach) => {
    const [place, { azimuth_deg: bearing, height }] = [feature.geometry.coordinates, feature.properties];
    const arc = [-30, -15, 0, 15, 30].map((turn) => ((bearing + turn) * Math.PI) / 180);
    const ring = [place, ...arc.map((angle) => shift(place, reach * Math.sin(angle), reach * Math.cos(angle)))];
    return polygon(ring, { ...feature.properties, base: Math.max(0, height - 1.5), top: height + 1.5 });
  };

  // A post from the ground to the antenna, thick enough to be seen in relief.
  const post = (feature, half) => {
    const corners = [[-half, -half], [half, -half], [half, half], [-half, half]].map(([x, y]) => shift(feature.geometry.coordinates, x, y));
    return polygon(corners, { kind: role(feature), base: 0, top: feature.properties.height || 0 });
  };

  const everyPoint = (data) => {
    const found = [];
    const walk = (value) => (typeof value[0] === "number" ? found.push(value) : value.forEach(walk));
    data.features.forEach((feature) => walk(feature.geometry.coordinates));
    return found;
  };

  const boundsOf = (data) => {
    const points = everyPoint(data);
    if (!points.length) return null;
    const [lons, lats] = [points.map((p) => p[0]), points.map((p) => p[1])];
    return [[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]];
  };

  const middle = (feature) => {
    const [[w, s], [e, n]] = boundsOf({ features: [feature] });
    return [(w + e) / 2, (s + n) / 2];
  };

  // Heights as greys, light for low and dark for high: the same with and without colour blindness, and apart from the coverage.
  const heightRamp = () => (document.documentElement.dataset.bsTheme === "dark" ? ["#3d4c51", "#dfe8ea"] : ["#dfe5e7", "#4a5a60"]);
  const heightColour = (top) => ["interpolate", ["linear"], ["get", "height"], 0, heightRamp()[0], top, heightRamp()[1]];

  class SiteMap {
    constructor(host) {
      this.host = host;
      this.names = [];
      this.site = EMPTY;
      const layers = read(host.dataset.coverage);
      this.coverage = layers?.overlays.length && window.sitemapCoverage ? new window.sitemapCoverage(this, layers) : null;
      this.box = host.appendChild(make("div"));
      this.map = new maplibregl.Map({
        container: this.box,
        style: { version: 8, sources: {}, layers: [{ id: "paper", type: "background", paint: { "background-color": colour("--panel") } }] },
        center: [Number(host.dataset.longitude || 2.35), Number(host.dataset.latitude || 51.03)],
        zoom: 10, maxZoom: 20, maxPitch: 60, attributionControl: false, cooperativeGestures: true,
        locale: { "Map.Title": host.dataset.label || words.map, ...(words.locale || {}) },
      });
      this.map.addControl(new maplibregl.NavigationControl({ visualizePitch: true }), "top-right");
      this.map.addControl({ onAdd: () => this.flatOrTall(), onRemove: () => {} }, "top-left");
      this.map.addControl(new maplibregl.ScaleControl({ maxWidth: 140 }), "bottom-left");
      this.ready = new Promise((done) => this.map.once("load", () => { this.layers(); done(this); }));
      this.side();
    }

    layers() {
      const { map } = this;
      for (const name of ["grid", "site", "wedges", "posts", "draft"]) map.addSource(name, { type: "geojson", data: EMPTY });
      const of = (name) => ["==", ["get", "role"], name];
      const tall = { layout: { visibility: "none" } };
      map.addLayer({ id: "grid", type: "line", source: "grid" });
      map.addLayer({ id: "buildings", type: "fill", source: "site", filter: of("building") });
      map.addLayer({ id: "buildings-edge", type: "line", source: "site", filter: of("building") });
      map.addLayer({ id: "zones", type: "fill", source: "site", filter: of("zone") });
      map.addLayer({ id: "zones-case", type: "line", source: "site", filter: of("zone") });
      map.addLayer({ id: "zones-edge", type: "line", source: "site", filter: of("zone") });
      map.addLayer({ id: "paths-case", type: "line", source: "site", filter: of("path"), layout: { "line-cap": "round", "line-join": "round" } });
      map.addLayer({ id: "paths", type: "line", source: "site", filter: of("path"), layout: { "line-join": "round" } });
      map.addLayer({ id: "boundary", type: "line", source: "site", filter: of("boundary") });
      map.addLayer({ id: "wedges", type: "fill", source: "wedges" });
      map.addLayer({ id: "masts", type: "circle", source: "site", filter: of("mast") });
      map.addLayer({ id: "antennas", type: "circle", source: "site", filter: of("antenna") });
      map.addLayer({ id: "relief", type: "fill-extrusion", source: "site", filter: of("building"), ...tall });
      map.addLayer({ id: "relief-posts", type: "fill-extrusion", source: "posts", ...tall });
      map.addLayer({ id: "relief-wedges", type: "fill-extrusion", source: "wedges", ...tall });
      map.addLayer({ id: "draft-line", type: "line", source: "draft" });
      map.addLayer({ id: "draft", type: "circle", source: "draft", filter: ["==", ["geometry-type"], "Point"] });
      this.paint();
      map.on("moveend", () => { this.grid(); this.spread(); });
      if ("pick" in this.host.dataset) map.on("click", ({ lngLat }) => this.host.dispatchEvent(new CustomEvent("sitemap:pick", { bubbles: true, detail: lngLat })));
      if ("pick" in this.host.dataset) map.getCanvas().style.cursor = "crosshair";
      new MutationObserver(() => this.paint()).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
    }

    paint() {
      const [ink, accent, paper, soft] = ["--ink", "--accent", "--paper", "--ink-soft"].map(colour);
      const set = (layer, values) => Object.entries(values).forEach(([name, value]) => this.map.setPaintProperty(layer, name, value));
      const top = Math.max(10, ...this.site.features.filter((f) => role(f) === "building").map((f) => Number(f.properties.height) || 0));
      const covered = Boolean(this.coverage?.shown);
      const failing = ["==", ["get", "meets"], false];
      set("paper", { "background-color": colour("--panel") });
      set("grid", { "line-color": colour("--line"), "line-width": 0.7 });
      set("buildings", { "fill-color": heightColour(top), "fill-opacity": covered ? 0.3 : 0.95 });
      set("buildings-edge", { "line-color": ink, "line-width": 0.7, "line-opacity": 0.7 });
      set("relief", { "fill-extrusion-color": heightColour(top), "fill-extrusion-height": ["get", "height"], "fill-extrusion-opacity": covered ? 0.78 : 0.92 });
      set("relief-posts", { "fill-extrusion-color": ["case", ["==", ["get", "kind"], "antenna"], accent, soft], "fill-extrusion-height": ["get", "top"], "fill-extrusion-opacity": 1 });
      set("relief-wedges", { "fill-extrusion-color": accent, "fill-extrusion-base": ["get", "base"], "fill-extrusion-height": ["get", "top"], "fill-extrusion-opacity": 0.72 });
      set("zones", { "fill-color": accent, "fill-opacity": covered ? 0 : 0.12 });
      set("zones-case", { "line-color": "#ffffff", "line-width": covered ? ["case", failing, 6, 4.5] : 0.01, "line-opacity": covered ? 0.9 : 0 });
      set("zones-edge", { "line-color": ["case", failing, FAILS, covered ? INK : accent], "line-width": ["case", failing, 3.2, 2], "line-dasharray": [3, 2] });
      set("paths-case", { "line-color": covered ? "#ffffff" : paper, "line-width": 6, "line-opacity": 0.9 });
      set("paths", { "line-color": ["case", failing, FAILS, covered ? INK : ink], "line-width": 2.4, "line-dasharray": [1, 1.2] });
      set("boundary", { "line-color": ink, "line-width": 1.8 });
      set("wedges", { "fill-color": paper, "fill-opacity": 0.85, "fill-outline-color": ink });
      set("masts", { "circle-radius": 4.5, "circle-color": paper, "circle-stroke-color": ink, "circle-stroke-width": 1.6 });
      set("antennas", { "circle-radius": 4.5, "circle-color": ink, "circle-stroke-color": paper, "circle-stroke-width": 1.4 });
      set("draft-line", { "line-color": accent, "line-width": 2.5 });
      set("draft", { "circle-radius": 5, "circle-color": accent, "circle-stroke-color": paper, "circle-stroke-width": 1.5 });
      this.ramp?.style.setProperty("background", `linear-gradient(90deg, ${heightRamp().join(", ")})`);
      if (this.top) this.top.textContent = `${Math.round(top)} m`;
    }

    // Squared paper: lines each 10, 50, 100… metres according to the zoom, so that a blank map has a size.
    grid() {
      const bounds = this.map.getBounds();
      const [w, s, e, n] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
      const step = [10, 50, 100, 500, 1000, 5000, 10000].find((metres) => ((n - s) * METRES) / metres < 14) || 50000;
      const [dy, dx] = [step / METRES, step / (METRES * Math.cos((((s + n) / 2) * Math.PI) / 180))];
      const lines = [];
      for (let x = Math.ceil(w / dx) * dx; x < e; x += dx) lines.push([[x, s], [x, n]]);
      for (let y = Math.ceil(s / dy) * dy; y < n; y += dy) lines.push([[w, y], [e, y]]);
      const geometry = { type: "MultiLineString", coordinates: lines };
      this.map.getSource("grid").setData({ type: "Feature", properties: {}, geometry });
    }

    async show(site, { fit = true, names = true } = {}) {
      await this.ready;
      this.site = site;
      const bounds = boundsOf(site);
      this.map.getSource("site").setData(site);
      const reach = bounds ? Math.min(60, 0.035 * (bounds[1][1] - bounds[0][1]) * METRES) : 30;
      const aimed = (feature) => role(feature) === "antenna" && feature.properties.azimuth_deg != null;
      const sectors = site.features.filter(aimed).map((feature) => wedge(feature, reach));
      this.map.getSource("wedges").setData({ type: "FeatureCollection", features: sectors });
      const posts = site.features.filter((feature) => ["mast", "antenna"].includes(role(feature))).map((feature) => post(feature, Math.max(0.6, reach / 30)));
      this.map.getSource("posts").setData({ type: "FeatureCollection", features: posts });
      if (names) this.label();
      this.paint();
      if (fit && bounds) this.map.fitBounds(bounds, { padding: 36, animate: false });
      this.grid();
    }

    label() {
      this.names.forEach((marker) => marker.remove());
      this.names = [];
      const put = (place, text, css, offset) => {
        const element = make("span", { class: `sitemap-name ${css}`, role: "img" }, text);
        this.names.push(this.pin(element, text, place, { offset }));
      };
      const seen = new Set();
      for (const feature of this.site.features) {
        const { name, verdict, meets } = feature.properties;
        if (role(feature) === "zone") put(middle(feature), verdict ? `${verdict} ${name}` : name, meets === false ? "sitemap-missed" : "", [0, 0]);
        if (role(feature) === "path" && name) put(feature.geometry.coordinates[Math.floor(feature.geometry.coordinates.length / 2)], verdict ? `${verdict} ${name}` : name, meets === false ? "sitemap-missed" : "", [0, 0]);
        if (role(feature) === "mast" && "masts" in this.host.dataset) put(feature.geometry.coordinates, feature.properties.id, "sitemap-antenna", [0, 15]);
        const mast = feature.properties.mast || feature.properties.id;
        if (role(feature) === "antenna" && !seen.has(mast)) {
          seen.add(mast);
          put(feature.geometry.coordinates, mast, "sitemap-antenna", [0, 17]);
        }
      }
      this.spread();
    }

    // A piece of the page at a place of the map, under its own name.
    pin(element, name, place, options) {
      const marker = new maplibregl.Marker({ element, ...options }).setLngLat(place).addTo(this.map);
      element.setAttribute("aria-label", name);
      return Object.assign(marker, { home: options.offset[1] });
    }

    // Names that would lie on one another move down, the northernmost staying where it is.
    spread() {
      this.apart(this.names, 15);
      this.apart(this.offered || [], 32);
    }

    apart(markers, gap) {
      const placed = [];
      const at = markers.map((marker) => ({ marker, ...this.map.project(marker.getLngLat()), half: marker.getElement().offsetWidth / 2 }));
      for (const name of at.sort((a, b) => a.y + a.marker.home - b.y - b.marker.home)) {
        let y = name.y + name.marker.home;
        const clash = () => placed.find((other) => Math.abs(other.y - y) < gap && Math.abs(other.x - name.x) < other.half + name.half);
        for (let turn = 0; turn < 6 && clash(); turn += 1) y = clash().y + gap;
        placed.push({ x: name.x, y, half: name.half });
        name.marker.setOffset([0, y - name.y]);
      }
    }

    // --- what stands around the map: flat or in relief, which coverage is shown, which layers, the legend --------------------

    // Two buttons on the map, the one that is pressed telling how the site is seen.
    flatOrTall() {
      const set = (tall) => this.tall(tall);
      this.views = [false, true].map((tall) => make("button", { type: "button", class: "sitemap-view", "aria-pressed": String(!tall), onclick: () => set(tall) }, tall ? "3D" : "2D"));
      return make("div", { class: "maplibregl-ctrl maplibregl-ctrl-group sitemap-views", role: "group", "aria-label": words.relief }, ...this.views);
    }

    async tall(on, tell = true) {
      await this.ready;
      if (tell) this.host.dispatchEvent(new CustomEvent("sitemap:tall", { bubbles: true, detail: on }));
      this.views.forEach((button, at) => button.setAttribute("aria-pressed", String(Boolean(at) === on)));
      ["relief", "relief-posts", "relief-wedges"].forEach((id) => this.map.setLayoutProperty(id, "visibility", on ? "visible" : "none"));
      this.map.easeTo({ pitch: on ? 55 : 0, bearing: on ? -18 : 0, duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 600 });
    }

    side() {
      const below = make("div", { class: "sitemap-side" });
      this.keys = make("ul", { class: "sitemap-legend" });
      this.host.after(below, this.keys);
      if (this.coverage) below.append(...this.coverage.controls());
      const toggle = (label, ids) => make("label", {},
        make("input", { type: "checkbox", class: "form-check-input", checked: "", onchange: (event) => this.toggle(ids, event.target.checked) }), label);
      below.append(make("fieldset", {}, make("legend", {}, words.layers),
        toggle(words.buildings, ["buildings", "buildings-edge"]), toggle(words.zones, ["zones", "zones-case", "zones-edge"]),
        toggle(words.paths, ["paths", "paths-case"]), toggle(words.masts, ["masts"])));
      this.scale();
    }

    async toggle(ids, on) {
      await this.ready;
      ids.forEach((id) => this.map.setLayoutProperty(id, "visibility", on ? "visible" : "none"));
      if (ids[0] === "zones") this.names.forEach((marker) => marker.getElement().classList.toggle("invisible", !on));
    }

    scale() {
      const key = (css, text) => make("li", {}, make("span", { class: `sitemap-key ${css}`, "aria-hidden": "true" }), text);
      this.ramp = make("span", { class: "sitemap-ramp", "aria-hidden": "true", style: { width: "4rem" } });
      this.top = make("span", {}, "");
      const items = [make("li", {}, `${words.height} 0`, this.ramp, this.top), key("zone", words.zone_key), key("path", words.path_key), key("mast", words.mast_key)];
      if (this.coverage) items.push(key("missed", words.missed), key("antenna", words.antenna));
      this.keys.replaceChildren(...(this.coverage?.legend() || []), ...items);
      if (this.map.getLayer("buildings")) this.paint();
    }

    // A mark that the page puts on the map, such as the place that was asked about and its way to the antenna.
    async mark(...places) {
      await this.ready;
      const features = places.map((place) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: place } }));
      if (places.length > 1) features.push({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: places } });
      this.map.getSource("draft").setData({ type: "FeatureCollection", features });
    }
  }

  // Example sites as buttons on the map: choosing one chooses it in the form's list too.
  const offer = async (drawn, choices, select) => {
    await drawn.ready;
    if (!choices?.length) return;
    await drawn.show({ type: "FeatureCollection", features: choices.flatMap((choice) => choice.site.features.filter((f) => role(f) !== "zone")) });
    const side = Math.min(110, drawn.host.clientWidth * 0.22);
    drawn.map.fitBounds(boundsOf(drawn.site), { padding: { top: 60, bottom: 30, left: side, right: side }, animate: false });
    const buttons = choices.map((choice) => {
      const element = make("button", { type: "button", class: "sitemap-choice", "aria-pressed": "false" }, choice.name);
      element.addEventListener("click", () => { select.value = choice.key; select.dispatchEvent(new Event("change", { bubbles: true })); });
      return [choice.key, element, drawn.pin(element, choice.name, choice.centre, { anchor: "bottom", offset: [0, -6] })];
    });
    drawn.offered = buttons.map(([, , marker]) => marker);
    drawn.spread();
    const mark = () => buttons.forEach(([key, element]) => element.setAttribute("aria-pressed", String(select.value === key)));
    select.addEventListener("change", mark);
    mark();
  };

  const start = async (host) => {
    if (host.dataset.drawn) return;
    host.dataset.drawn = "yes";
    if (!window.maplibregl) return;
    let drawn;
    try {
      drawn = new SiteMap(host);
    } catch (fault) { // no WebGL: the tables and the picture beside the map say the same
      host.replaceChildren(make("p", { class: "p-3 text-body-secondary" }, words.unable || String(fault)));
      return;
    }
    host.sitemap = drawn;
    host.dispatchEvent(new CustomEvent("sitemap:drawn", { bubbles: true }));
    if (host.dataset.siteSrc) drawn.show(await (await fetch(host.dataset.siteSrc, { headers: { accept: "application/geo+json" } })).json());
    else if (host.dataset.site) drawn.show(read(host.dataset.site));
    const editor = host.dataset.editor && window.sitemapEditor?.(drawn, host);
    if (host.dataset.choices && !editor?.site().features.length) offer(drawn, read(host.dataset.choices), document.getElementById(host.dataset.choose));
  };

  const startAll = (root) => root.querySelectorAll(".sitemap").forEach(start);
  window.sitemap = { make, words, shift, boundsOf, METRES, EMPTY, start: startAll };
  document.addEventListener("DOMContentLoaded", () => startAll(document));
  document.addEventListener("htmx:load", (event) => startAll(event.detail.elt));
})();
