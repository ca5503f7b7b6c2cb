// Drawing on the map: choose a tool and click corners, or choose a shape and drag its corners, its sides or the whole of it.
// With the keyboard: the arrows move the map under the cross, Enter does there what a click does, Delete takes away, Escape ends.
//
// <div class="sitemap" data-editor="id of the form" data-check="/address that says what is wrong" data-faults="id of a json_script">
(() => {
  const { make, words, EMPTY } = window.sitemap;
  const { Plan, LEAST } = window.sitemapPlan;
  const KINDS = ["boundary", "building", "mast", "zone", "path"];
  const PICKED = ["masts", "paths", "relief", "buildings", "zones", "boundary"];
  const CHECK_AFTER_MS = 700;
  const point = (coordinates, properties = {}) => ({ type: "Feature", properties, geometry: { type: "Point", coordinates } });
  const line = (coordinates, properties = {}) => ({ type: "Feature", properties, geometry: { type: "LineString", coordinates } });
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  class Editor {
    constructor(drawn, host) {
      Object.assign(this, { drawn, host, map: drawn.map, kind: "", corners: [], chosen: "", corner: -1 });
      this.form = document.getElementById(host.dataset.editor);
      this.plan = new Plan(this.form, host);
      this.plan.faults = JSON.parse(document.getElementById(host.dataset.faults)?.textContent || "[]");
      this.toolbar();
      this.list = new window.sitemapList(this.place(), {
        choose: (key, focus) => this.choose(key, focus), change: (shape, changes) => this.change(() => this.plan.put(shape, changes)), remove: (shape) => this.remove(shape),
        add: (role) => this.addHere(role), zoom: (shape) => this.zoom(shape), devices: (shape) => this.devices(shape),
        buildings: () => this.plan.shapes().filter((shape) => shape.role === "building").map((shape) => shape.name),
      });
      this.form.addEventListener("input", (event) => { if (host.isConnected && event.target.name) this.soon(); });
      this.renewed = () => (host.isConnected ? this.settled() : document.body.removeEventListener("htmx:afterSettle", this.renewed));
      document.body.addEventListener("htmx:afterSettle", this.renewed);
      drawn.ready.then(() => this.begin());
    }

    place() {
      const place = make("div", { class: "sitemap-shapes" });
      (this.host.parentElement.querySelector(".sitemap-legend") || this.host).after(place);
      return place;
    }

    begin() {
      for (const name of ["chosen", "handles"]) this.map.addSource(name, { type: "geojson", data: EMPTY });
      const is = (kind) => ["==", ["get", "kind"], kind];
      this.map.addLayer({ id: "faulty", type: "line", source: "site", filter: ["==", ["get", "faulty"], true], paint: { "line-width": 4, "line-dasharray": [1, 1] } });
      this.map.addLayer({ id: "chosen", type: "line", source: "chosen", paint: { "line-width": 3 } });
      this.map.addLayer({ id: "middles", type: "circle", source: "handles", filter: is("middle"), paint: { "circle-radius": 4.5, "circle-stroke-width": 1.5, "circle-opacity": 0.9 } });
      this.map.addLayer({ id: "handles", type: "circle", source: "handles", filter: is("corner"), paint: { "circle-radius": ["case", ["get", "active"], 8.5, 6.5], "circle-stroke-width": 2 } });
      this.paint();
      new MutationObserver(() => this.paint()).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
      this.redraw(true);
      this.map.on("click", (event) => this.click(event));
      this.map.on("dblclick", (event) => { if (this.kind) { event.preventDefault(); this.finish(); } });
      this.map.on("mousemove", (event) => this.hover(event));
      for (const start of ["mousedown", "touchstart"]) this.map.on(start, (event) => this.grab(event, start));
      this.map.getCanvas().addEventListener("keydown", (event) => this.key(event));
      if (this.site().features.length) this.check();
    }

    paint() {
      const [accent, paper, warn] = ["--accent", "--paper", "--warn"].map(colour);
      this.map.setPaintProperty("faulty", "line-color", warn);
      this.map.setPaintProperty("chosen", "line-color", accent);
      for (const [layer, fill] of [["handles", accent], ["middles", paper]]) {
        this.map.setPaintProperty(layer, "circle-color", fill);
        this.map.setPaintProperty(layer, "circle-stroke-color", layer === "handles" ? paper : accent);
      }
    }

    site() { return this.plan.site(); }

    redraw(fit) {
      const site = this.site();
      if (!(fit && !site.features.length && this.host.dataset.choices)) {
        this.drawn.show(site, { fit: fit && site.features.length > 0 });
        if (fit && !site.features.length) this.map.jumpTo({ center: this.plan.origin(), zoom: 15 });
      }
      this.state();
    }

    soon() { clearTimeout(this.wait); this.wait = setTimeout(() => { this.redraw(false); this.check(); }, 250); }

    // One change of the plan, drawn at once and looked at by the server a moment later.
    change(make_it) {
      make_it();
      this.redraw(false);
      this.check();
    }

    check() {
      clearTimeout(this.checking);
      if (this.host.dataset.check) this.checking = setTimeout(async () => { if (this.host.isConnected && (await this.plan.check())) this.redraw(false); }, CHECK_AFTER_MS);
    }

    // After htmx renewed a part of the form: a shape drawn before its row existed is written in the new row.
    settled() {
      const key = this.plan.settled();
      if (key) this.choose(key, true);
      else this.redraw(false);
    }

    // --- the tools -----------------------------------------------------------------------------------------------------------

    toolbar() {
      const button = (label, act, attributes = {}) => make("button", { type: "button", class: "btn btn-sm btn-outline-accent", onclick: act, ...attributes }, label);
      this.buttons = ["", ...KINDS].map((kind) => button(words[kind ? `draw_${kind}` : "select"], () => this.take(kind), { "aria-pressed": "false", "data-kind": kind }));
      this.height = make("input", { type: "number", class: "form-control form-control-sm", style: { width: "6rem" }, min: "0.5", max: "500", step: "0.5", value: "10" });
      this.walls = make("select", { class: "form-select form-select-sm", style: { width: "auto" } }, ...["high_loss", "low_loss", "metal"].map((wall) => make("option", { value: wall }, words[wall])));
      this.box = make("input", { type: "checkbox", class: "form-check-input", onchange: () => { this.corners = []; this.state(); } });
      const label = (text, ...children) => make("label", { class: "d-inline-flex align-items-center gap-2" }, text, ...children);
      this.tall = label(words.height_m, this.height);
      this.made = label(words.walls, this.walls);
      this.square = label(words.rectangle, this.box);
      this.end = button(words.finish, () => this.finish());
      this.back = button(words.undo, () => this.undo());
      this.again = button(words.redo, () => { this.change(() => this.plan.redo()); });
      this.said = make("output", {}, words.idle);
      this.bar = make("div", { class: "sitemap-tools", role: "group", "aria-label": words.tools }, ...this.buttons, this.tall, this.made, this.square, this.end, this.back, this.again, this.said);
      this.host.before(this.bar);
      this.state();
    }

    take(kind) {
      this.kind = this.kind === kind ? "" : kind;
      this.corners = [];
      if (this.kind) this.chosen = "";
      if (this.kind && !this.site().features.length) this.here();
      this.state();
      if (this.kind) this.map.getCanvas().focus();
    }

    // A first shape on an empty plan puts the origin in the middle of the view, and brings the view to the size of a site.
    here() {
      this.drawn.offered?.forEach((marker) => marker.remove());
      if (this.map.getZoom() < 14) this.map.jumpTo({ zoom: 15 });
      this.plan.settle(this.map.getCenter());
      this.drawn.show(EMPTY, { fit: false });
    }

    put(place) {
      this.corners.push(this.plan.toMetres(place));
      if (this.kind === "mast" || (this.rectangular() && this.corners.length === 2)) this.finish();
      else this.state();
    }

    rectangular() { return this.box.checked && ["boundary", "building", "zone"].includes(this.kind); }

    undo() {
      if (this.corners.length) { this.corners.pop(); this.state(); } else this.change(() => this.plan.undo());
    }

    finish() {
      let points = this.corners;
      if (this.rectangular() && points.length === 2) {
        const [[a, b], [c, d]] = points;
        points = [[a, b], [c, b], [c, d], [a, d]];
      }
      if (points.length < LEAST[this.kind]) { this.said.textContent = this.kind === "path" ? words.few_points : words.few; return; }
      const key = this.made_of(this.kind, points);
      this.corners = [];
      if (!["building", "mast"].includes(this.kind)) this.kind = "";
      this.chosen = this.kind ? "" : key;
      this.redraw(false);
      this.check();
    }

    made_of(role, points) {
      const said = { building: { name: words.building_name, height: Number(this.height.value), wall: this.walls.value }, mast: { name: words.mast_name, height: Number(this.height.value) }, path: { name: "", kind: "road", width: 8 } };
      return this.plan.add(role, { name: "", points, ...said[role] });
    }

    // A new shape in the middle of the view, for who works without drawing: its form says where it really is.
    addHere(role) {
      if (!this.site().features.length) this.here();
      const [x, y] = this.plan.toMetres(this.map.getCenter()).map(Math.round);
      const half = role === "boundary" ? 150 : 15;
      const points = { mast: [[x, y]], path: [[x - half, y], [x + half, y]] }[role] || [[x - half, y - half], [x + half, y - half], [x + half, y + half], [x - half, y + half]];
      this.list.open = true;
      const key = this.made_of(role, points);
      if (key) this.choose(key, true);
      this.check();
    }

    // --- the chosen shape ----------------------------------------------------------------------------------------------------

    choose(key, focus = false) {
      Object.assign(this, { chosen: key, corner: -1, kind: "", corners: [] });
      this.redraw(false);
      if (focus && key) this.list.focus();
    }

    zoom(shape) {
      const bounds = window.sitemap.boundsOf({ features: [line(shape.points.map((corner) => this.plan.toDegrees(corner)))] });
      this.map.fitBounds(bounds, { padding: 80, maxZoom: 18, animate: false });
    }

    remove(shape) {
      this.chosen = "";
      this.change(() => this.plan.remove(shape));
    }

    // Devices stand in the next part of the form: a row there, with this place chosen.
    devices(shape) {
      const row = [...this.form.querySelectorAll("[data-device] select[name$='-zone']")].find((select) => select.value === shape.id);
      (row || this.form.querySelector('button[name="do"][value="device"]')).focus();
    }

    at(place, layers) {
      const box = [[place.x - 5, place.y - 5], [place.x + 5, place.y + 5]];
      const found = this.map.queryRenderedFeatures(box, { layers: layers.filter((layer) => this.map.getLayer(layer)) });
      return layers.map((layer) => found.find((feature) => feature.layer.id === layer)).find(Boolean) || null;
    }

    click(event) {
      if (this.kind) return this.put(event.lngLat);
      if (this.dragged) { this.dragged = false; return undefined; }
      if (this.at(event.point, ["handles"])) return undefined;
      return this.choose(this.at(event.point, PICKED)?.properties.key || "");
    }

    hover(event) {
      if (this.kind && this.corners.length) this.sketch(event.lngLat);
      else if (!this.kind && !this.moving) this.map.getCanvas().style.cursor = this.at(event.point, ["handles", "middles"]) ? "move" : this.at(event.point, PICKED) ? "pointer" : "";
    }

    // Press on a corner to move it, on the middle of a side to add one, on the chosen shape itself to move the whole.
    grab(event, start) {
      const shape = this.chosen && this.plan.shape(this.chosen);
      if (this.kind || !shape || (event.points && event.points.length > 1)) return;
      const handle = this.at(event.point, ["handles", "middles"]);
      const body = !handle && shape.role !== "boundary" && this.at(event.point, PICKED)?.properties.key === this.chosen;
      if (!handle && !body) return;
      event.preventDefault();
      const from = this.plan.toMetres(event.lngLat);
      let points = shape.points;
      if (handle?.properties.kind === "middle") points = [...points.slice(0, handle.properties.at + 1), from, ...points.slice(handle.properties.at + 1)];
      this.corner = handle ? handle.properties.at + (handle.properties.kind === "middle" ? 1 : 0) : -1;
      this.moving = { shape, points, from, whole: body, before: this.plan.snapshot() };
      const [move, end] = start === "mousedown" ? ["mousemove", "mouseup"] : ["touchmove", "touchend"];
      const drag = (next) => this.drag(next.lngLat);
      this.map.on(move, drag);
      this.map.once(end, () => { this.map.off(move, drag); this.drop(); });
    }

    drag(place) {
      const { shape, points, from, whole } = this.moving;
      const to = this.plan.toMetres(place);
      const moved = points.map((corner, n) => (whole ? [corner[0] + to[0] - from[0], corner[1] + to[1] - from[1]] : n === this.corner ? to : corner));
      this.moving.moved = true;
      this.plan.put(shape, { points: moved }, false);
      this.drawn.show(this.site(), { fit: false, names: false });
      this.handles();
    }

    drop() {
      const { moved, before } = this.moving;
      this.moving = null;
      if (moved) {
        this.dragged = true;
        setTimeout(() => { this.dragged = false; }, 50);
        this.plan.past.push(before);
        this.plan.future = [];
        this.check();
      }
      this.redraw(false);
    }

    key(event) {
      const shape = this.chosen && this.plan.shape(this.chosen);
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") { event.preventDefault(); if (event.shiftKey) this.change(() => this.plan.redo()); else this.undo(); }
      else if (event.key === "Escape") { this.take(""); this.choose(""); }
      else if (event.key === "Enter") {
        event.preventDefault();
        if (this.kind) this.put(this.map.getCenter());
        else this.choose(this.at(this.map.project(this.map.getCenter()), PICKED)?.properties.key || "");
      } else if (["Delete", "Backspace"].includes(event.key) && shape) {
        event.preventDefault();
        const fewer = shape.points.filter((_corner, n) => n !== this.corner);
        if (this.corner >= 0 && fewer.length >= LEAST[shape.role]) { this.corner = -1; this.change(() => this.plan.put(shape, { points: fewer })); } else this.remove(shape);
      }
    }

    // --- what the map shows of it --------------------------------------------------------------------------------------------

    state() {
      const ring = this.kind && this.kind !== "mast";
      const show = (label, on) => { label.hidden = !on; label.classList.toggle("d-inline-flex", on); };
      this.buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.kind === this.kind)));
      show(this.tall, ["building", "mast"].includes(this.kind));
      show(this.made, this.kind === "building");
      show(this.square, ["boundary", "building", "zone"].includes(this.kind));
      this.end.hidden = !ring;
      this.back.disabled = !this.corners.length && !this.plan.past.length;
      this.again.disabled = !this.plan.future.length;
      const counted = this.corners.length ? ` ${words.points} ${this.corners.length}.` : "";
      this.said.textContent = !this.kind ? (this.chosen ? words.edit : words.idle) : ring ? `${words.draw_ring}${counted}` : words.draw_point;
      this.map.getCanvas().style.cursor = this.kind ? "crosshair" : "";
      this.map.doubleClickZoom[this.kind ? "disable" : "enable"]();
      this.cross ??= make("div", { class: "sitemap-cross", "aria-hidden": "true" });
      this.host.append(this.cross);
      this.cross.hidden = !this.kind;
      this.list?.show(this.plan.shapes(), this.chosen);
      this.sketch();
      this.handles();
    }

    sketch(towards) {
      const path = [...this.corners, ...(towards ? [this.plan.toMetres(towards)] : [])].map((corner) => this.plan.toDegrees(corner));
      const features = path.slice(0, this.corners.length).map((place) => point(place));
      if (path.length > 1) features.push(line(path));
      this.map.getSource("draft")?.setData({ type: "FeatureCollection", features });
    }

    handles() {
      if (!this.map.getSource("handles")) return;
      const shape = this.chosen && this.plan.shape(this.chosen);
      const ring = shape ? shape.points.map((corner) => this.plan.toDegrees(corner)) : [];
      const closed = shape && !["path", "mast"].includes(shape.role);
      const sides = ring.map((place, at) => [place, ring[at + 1] || (closed ? ring[0] : null), at]).filter(([, next]) => next);
      const middles = sides.map(([a, b, at]) => point([(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], { kind: "middle", at }));
      const corners = ring.map((place, at) => point(place, { kind: "corner", at, active: at === this.corner }));
      this.map.getSource("handles").setData({ type: "FeatureCollection", features: [...middles, ...corners] });
      this.map.getSource("chosen").setData({ type: "FeatureCollection", features: ring.length > 1 ? [line(closed ? [...ring, ring[0]] : ring)] : [] });
    }
  }

  window.sitemapEditor = (drawn, host) => new Editor(drawn, host);
})();
