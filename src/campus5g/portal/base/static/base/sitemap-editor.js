// Drawing on the map. The truth is the text of the form (see needs/plan.py): the tools write lines there, and any change of the
// text redraws the map, so that keyboard and pointer do the same work and neither can lose the other's.
//
// <div class="sitemap" data-editor="id of the form">: fields boundary, buildings, masts, latitude, longitude; zones are the
// fieldsets [data-zone] with the fields …-name and …-corners; a button [value=zone] adds one.
(() => {
  const { make, words, METRES, EMPTY } = window.sitemap;
  const number = (text, otherwise = NaN) => (String(text ?? "").trim() === "" ? otherwise : Number(text));
  const short = (value) => String(Math.round(value * 10) / 10);

  const points = (text) => text.split(/[,;]/).map((pair) => pair.trim().split(/\s+/).map(Number)).filter((pair) => pair.length === 2 && pair.every(Number.isFinite));
  const rows = (text) => text.split("\n").map((line) => line.split("|").map((cell) => cell.trim())).filter((cells) => cells.length > 1);

  class Editor {
    constructor(drawn, host) {
      Object.assign(this, { drawn, host, map: drawn.map, kind: "", corners: [], done: [] });
      this.form = document.getElementById(host.dataset.editor);
      this.toolbar();
      this.form.addEventListener("input", () => host.isConnected && this.soon());
      this.renewed = () => (host.isConnected ? this.settled() : document.body.removeEventListener("htmx:afterSettle", this.renewed));
      document.body.addEventListener("htmx:afterSettle", this.renewed);
      drawn.ready.then(() => {
        this.redraw(true);
        this.map.on("click", (event) => this.put(event.lngLat));
        this.map.on("dblclick", (event) => { if (this.kind) { event.preventDefault(); this.finish(); } });
        this.map.getCanvas().addEventListener("keydown", (event) => { if (event.key === "Enter" && this.kind) { event.preventDefault(); this.put(this.map.getCenter()); } });
      });
    }

    field(name) { return this.form.elements.namedItem(name); }
    text(name) { return this.field(name)?.value || ""; }

    origin() {
      return [number(this.text("longitude"), Number(this.host.dataset.longitude)), number(this.text("latitude"), Number(this.host.dataset.latitude))];
    }

    toDegrees([x, y]) { return window.sitemap.shift(this.origin(), x, y); }

    toMetres({ lng, lat }) {
      const [lon0, lat0] = this.origin();
      return [(lng - lon0) * METRES * Math.cos((lat0 * Math.PI) / 180), (lat - lat0) * METRES];
    }

    // The text of the form as the GeoJSON that the map draws; a line that cannot be read is left for the server's sentence.
    site() {
      const ring = (text) => { const found = points(text).map((p) => this.toDegrees(p)); return found.length > 2 ? { type: "Polygon", coordinates: [[...found, found[0]]] } : null; };
      const feature = (role, geometry, properties = {}) => ({ type: "Feature", properties: { role, ...properties }, geometry });
      const features = [feature("boundary", ring(this.text("boundary")))];
      for (const [id, height, wall, corners] of rows(this.text("buildings"))) features.push(feature("building", ring(corners || ""), { id, height: number(height, 0), wall }));
      for (const [id, place, height] of rows(this.text("masts"))) {
        const [point] = points(place || "");
        if (point) features.push(feature("mast", { type: "Point", coordinates: this.toDegrees(point) }, { id, height: number(height, 0) }));
      }
      for (const zone of this.form.querySelectorAll("[data-zone]")) {
        const said = (name) => zone.querySelector(`[name$="-${name}"]`)?.value || "";
        features.push(feature("zone", ring(said("corners")), { id: said("id"), name: said("name") || said("id") }));
      }
      return { type: "FeatureCollection", features: features.filter((found) => found.geometry) };
    }

    redraw(fit) {
      const site = this.site();
      if (!site.features.length && this.host.dataset.choices && fit) return;
      this.drawn.show(site, { fit: fit && site.features.length > 0 });
      if (fit && !site.features.length) this.map.jumpTo({ center: this.origin(), zoom: 15 });
    }

    soon() { clearTimeout(this.wait); this.wait = setTimeout(() => this.redraw(false), 250); }

    // After htmx renewed a part of the form: a zone drawn before its row existed is written in the new row.
    settled() {
      if (this.pending) {
        const free = [...this.form.querySelectorAll('[data-zone] [name$="-corners"]')].filter((field) => !field.value.trim()).pop();
        if (free) { free.value = this.pending; free.closest("[data-zone]").querySelector('[name$="-name"]').focus(); }
        this.pending = "";
      }
      this.redraw(false);
    }

    // --- drawing ------------------------------------------------------------------------------------------------------

    toolbar() {
      const button = (label, act, attributes = {}) => make("button", { type: "button", class: "btn btn-sm btn-outline-accent", onclick: act, ...attributes }, label);
      this.buttons = ["boundary", "building", "mast", "zone"].map((kind) => button(words[`draw_${kind}`], () => this.begin(kind), { "aria-pressed": "false", "data-kind": kind }));
      this.height = make("input", { type: "number", class: "form-control form-control-sm", style: { width: "6rem" }, min: "0.5", max: "500", step: "0.5", value: "10" });
      this.walls = make("select", { class: "form-select form-select-sm", style: { width: "auto" } }, ...["high_loss", "low_loss", "metal"].map((wall) => make("option", { value: wall }, words[wall])));
      this.tall = make("label", { class: "d-inline-flex align-items-center gap-2" }, words.height_m, this.height);
      this.made = make("label", { class: "d-inline-flex align-items-center gap-2" }, words.walls, this.walls);
      this.end = button(words.finish, () => this.finish());
      this.back = button(words.undo, () => this.undo());
      this.said = make("output", {}, words.idle);
      this.bar = make("div", { class: "sitemap-tools", role: "group", "aria-label": words.tools }, ...this.buttons, this.tall, this.made, this.end, this.back, this.said);
      this.host.before(this.bar);
      this.state();
    }

    begin(kind) {
      this.kind = this.kind === kind ? "" : kind;
      this.corners = [];
      if (this.kind && !this.site().features.length) this.here();
      this.state();
      if (this.kind) this.map.getCanvas().focus();
    }

    // A first shape on an empty plan puts the origin in the middle of the view, and brings the view to the size of a site.
    here() {
      this.drawn.offered?.forEach((marker) => marker.remove());
      if (this.map.getZoom() < 14) this.map.jumpTo({ zoom: 15 });
      const { lng, lat } = this.map.getCenter();
      this.field("longitude").value = lng.toFixed(6);
      this.field("latitude").value = lat.toFixed(6);
      this.drawn.show(EMPTY, { fit: false });
    }

    put(place) {
      if (!this.kind) return;
      this.corners.push(this.toMetres(place));
      if (this.kind === "mast") this.finish();
      else this.state();
    }

    undo() {
      if (this.corners.length) this.corners.pop();
      else if (this.done.length) { const [field, before] = this.done.pop(); field.value = before; this.redraw(false); }
      this.state();
    }

    finish() {
      const needed = this.kind === "mast" ? 1 : 3;
      if (this.corners.length < needed) { this.said.textContent = words.few; return; }
      const ring = this.corners.map((corner) => corner.map(short).join(" ")).join(", ");
      const fresh = (name, prefix) => `${prefix}-${rows(this.text(name)).length + 1}`;
      if (this.kind === "boundary") this.write("boundary", ring);
      if (this.kind === "building") this.write("buildings", `${fresh("buildings", words.building)} | ${this.height.value} | ${this.walls.value} | ${ring}`, true);
      if (this.kind === "mast") this.write("masts", `${fresh("masts", words.mast_name)} | ${ring} | ${this.height.value}`, true);
      if (this.kind === "zone") this.zone(ring);
      this.corners = [];
      if (this.kind === "boundary" || this.kind === "zone") this.kind = "";
      this.state();
      this.redraw(false);
    }

    write(name, line, add = false) {
      const field = this.field(name);
      this.done.push([field, field.value]);
      field.value = add && field.value.trim() ? `${field.value.trimEnd()}\n${line}` : line;
    }

    zone(ring) {
      const free = [...this.form.querySelectorAll('[data-zone] [name$="-corners"]')].find((field) => !field.value.trim());
      if (free) { this.done.push([free, ""]); free.value = ring; return; }
      this.pending = ring;
      this.form.querySelector('button[name="do"][value="zone"]').click();
    }

    state() {
      const ring = this.kind && this.kind !== "mast";
      this.buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.kind === this.kind)));
      this.tall.hidden = !["building", "mast"].includes(this.kind);
      this.made.hidden = this.kind !== "building";
      this.tall.classList.toggle("d-inline-flex", !this.tall.hidden);
      this.made.classList.toggle("d-inline-flex", !this.made.hidden);
      this.end.hidden = !ring;
      this.back.disabled = !this.corners.length && !this.done.length;
      this.said.textContent = !this.kind ? words.idle : ring ? `${words.draw_ring}${this.corners.length ? ` ${words.points} ${this.corners.length}.` : ""}` : words.draw_point;
      this.map.getCanvas().style.cursor = this.kind ? "crosshair" : "";
      this.map.doubleClickZoom[this.kind ? "disable" : "enable"]();
      this.cross ??= make("div", { class: "sitemap-cross", "aria-hidden": "true" });
      if (this.kind) this.host.append(this.cross); else this.cross.remove();
      const path = this.corners.map((corner) => this.toDegrees(corner));
      const features = path.map((coordinates) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates } }));
      if (path.length > 1) features.push({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: path } });
      this.map.getSource("draft")?.setData({ type: "FeatureCollection", features });
    }
  }

  window.sitemapEditor = (drawn, host) => new Editor(drawn, host);
})();
