// The plan of a form as shapes, and back. The truth is the text of the form (see needs/plan.py): a change here writes lines and
// fields there, so that keyboard, pointer and text do the same work and none can lose the others'. Every change can be undone.
//
// Fields: boundary, buildings, masts, latitude, longitude; zones are the fieldsets [data-zone] with …-name, …-corners, …-indoor;
// paths the fieldsets [data-path] with …-name, …-kind, …-width_m, …-points.
(() => {
  const { shift, METRES } = window.sitemap;
  const number = (text, otherwise = NaN) => (String(text ?? "").trim() === "" ? otherwise : Number(text));
  const short = (value) => String(Math.round(value * 100) / 100);
  const cell = (text) => String(text ?? "").replace(/[|\n]/g, "/").trim();
  const points = (text) => String(text || "").split(/[,;]/).map((pair) => pair.trim().split(/\s+/).map(Number)).filter((pair) => pair.length === 2 && pair.every(Number.isFinite));
  const written = (ring) => ring.map((point) => point.map(short).join(" ")).join(", ");
  const LEAST = { boundary: 3, building: 3, zone: 3, path: 2, mast: 1 };
  const LINES = { building: "buildings", mast: "masts" };
  const ROWS = { zone: ["[data-zone]", "corners"], path: ["[data-path]", "points"] };
  const UNDO_STEPS = 200;

  const reading = {
    building: ([name, height, wall, ring, kind]) => ({ name, height: number(height, 0), wall: wall || "high_loss", kind: kind || "", points: points(ring) }),
    mast: ([name, place, height, kind, building]) => ({ name, height: number(height, 0), kind: kind || "", building: building || "", points: points(place) }),
  };
  const writing = {
    building: (s) => [cell(s.name), short(s.height), s.wall, written(s.points), ...(cell(s.kind) ? [cell(s.kind)] : [])].join(" | "),
    mast: (s) => [cell(s.name), written(s.points), short(s.height), cell(s.kind), cell(s.building)].join(" | ").replace(/( \| *)+$/, ""),
  };

  class Plan {
    constructor(form, host) {
      Object.assign(this, { form, host, past: [], future: [], faults: [] });
    }

    field(name) { return this.form.elements.namedItem(name); }
    text(name) { return this.field(name)?.value || ""; }
    lines(role) { return this.text(LINES[role]).split("\n").filter((line) => line.trim()); }
    rows(role) { return [...this.form.querySelectorAll(ROWS[role][0])]; }
    said(row, name) { return row.querySelector(`[name$="-${name}"]`); }

    // --- where on Earth ------------------------------------------------------------------------------------------------

    origin() {
      return [number(this.text("longitude"), Number(this.host.dataset.longitude)), number(this.text("latitude"), Number(this.host.dataset.latitude))];
    }

    toDegrees([x, y]) { return shift(this.origin(), x, y); }

    toMetres({ lng, lat }) {
      const [lon0, lat0] = this.origin();
      return [(lng - lon0) * METRES * Math.cos((lat0 * Math.PI) / 180), (lat - lat0) * METRES];
    }

    settle({ lng, lat }) {
      this.field("longitude").value = lng.toFixed(6);
      this.field("latitude").value = lat.toFixed(6);
    }

    // --- reading ---------------------------------------------------------------------------------------------------------

    // Every shape in the order of its role; one that cannot be drawn has too few points and stays in the list with its fault.
    shapes() {
      const boundary = this.text("boundary").trim() ? [{ role: "boundary", index: 0, name: "", points: points(this.text("boundary")) }] : [];
      const lined = Object.keys(LINES).flatMap((role) => this.lines(role).map((line, index) => ({ role, index, ...reading[role](line.split("|").map((part) => part.trim())) })));
      const rowed = Object.keys(ROWS).flatMap((role) => this.rows(role).map((row, index) => this.row(role, row, index)).filter((shape) => shape.name || shape.points.length));
      return [...boundary, ...lined, ...rowed].map((shape) => ({ ...shape, key: `${shape.role}:${shape.index}`, fault: this.fault(shape) }));
    }

    row(role, row, index) {
      const value = (name) => this.said(row, name)?.value || "";
      const shape = { role, index, id: value("id"), name: value("name"), points: points(value(ROWS[role][1])) };
      if (role === "zone") return { ...shape, indoor: Boolean(this.said(row, "indoor")?.checked) };
      return { ...shape, kind: value("kind"), width: number(value("width_m"), 8) };
    }

    fault(shape) {
      return this.faults.filter((fault) => fault.role === shape.role && fault.index === shape.index).map((fault) => fault.sentence).join(" ");
    }

    shape(key) { return this.shapes().find((shape) => shape.key === key) || null; }

    // The shapes as the GeoJSON that the map draws.
    site() {
      const features = this.shapes().filter((shape) => shape.points.length >= LEAST[shape.role]).map((shape) => {
        const ring = shape.points.map((point) => this.toDegrees(point));
        const geometry = shape.role === "mast" ? { type: "Point", coordinates: ring[0] }
          : shape.role === "path" ? { type: "LineString", coordinates: ring } : { type: "Polygon", coordinates: [[...ring, ring[0]]] };
        const { role, key, height, wall, fault, width } = shape;
        return { type: "Feature", properties: { role, key, id: shape.id || shape.name, name: shape.name || shape.id || "", height, wall, width, faulty: Boolean(fault) }, geometry };
      });
      return { type: "FeatureCollection", features };
    }

    // --- changing ----------------------------------------------------------------------------------------------------------

    // Every field of the plan, as it stands: what undoing gives back.
    snapshot() {
      const kept = {};
      for (const name of ["boundary", "buildings", "masts", "latitude", "longitude"]) kept[name] = this.text(name);
      for (const row of [...this.rows("zone"), ...this.rows("path")]) {
        for (const field of row.querySelectorAll("input, select, textarea")) kept[field.name] = field.type === "checkbox" ? field.checked : field.value;
      }
      return kept;
    }

    restore(kept) {
      for (const [name, value] of Object.entries(kept)) {
        const field = this.field(name);
        if (field && typeof value === "boolean") field.checked = value;
        else if (field) field.value = value;
      }
    }

    remember() {
      this.past = [...this.past.slice(-UNDO_STEPS), this.snapshot()];
      this.future = [];
    }

    undo() { this.step(this.past, this.future); }
    redo() { this.step(this.future, this.past); }

    step(from, to) {
      if (!from.length) return;
      to.push(this.snapshot());
      this.restore(from.pop());
    }

    // Write a changed shape in its place; `fresh` remembers what stood there before.
    put(shape, changes, fresh = true) {
      if (fresh) this.remember();
      const next = { ...shape, ...changes };
      if (next.role === "boundary") this.field("boundary").value = written(next.points);
      else if (LINES[next.role]) {
        const lines = this.lines(next.role);
        lines[next.index] = writing[next.role](next);
        this.field(LINES[next.role]).value = lines.join("\n");
      } else this.fill(this.rows(next.role)[next.index], next);
    }

    fill(row, shape) {
      const values = { name: shape.name, [ROWS[shape.role][1]]: written(shape.points), kind: shape.kind, width_m: shape.width };
      for (const [name, value] of Object.entries(values)) {
        const field = this.said(row, name);
        if (field && value !== undefined) field.value = typeof value === "number" ? short(value) : value;
      }
      const indoor = this.said(row, "indoor");
      if (indoor && shape.indoor !== undefined) indoor.checked = shape.indoor;
    }

    // A new shape: its key at once, or "" when the form must first make a row for it (see `settled`).
    add(role, attributes) {
      this.remember();
      const shape = { role, ...attributes };
      if (role === "boundary") this.put({ ...shape, index: 0 }, {}, false);
      else if (LINES[role]) {
        const index = this.lines(role).length;
        this.put({ ...shape, index, name: this.free(role, attributes.name) }, {}, false);
        return `${role}:${index}`;
      } else {
        const index = this.rows(role).findIndex((row) => !this.said(row, ROWS[role][1]).value.trim() && !this.said(row, "name").value.trim());
        if (index < 0) {
          this.pending = shape;
          this.form.querySelector(`button[name="do"][value="${role}"]`).click();
          return "";
        }
        this.fill(this.rows(role)[index], shape);
        return `${role}:${index}`;
      }
      return `${role}:0`;
    }

    free(role, stem) {
      const taken = new Set(this.lines(role).map((line) => line.split("|")[0].trim()));
      let n = taken.size + 1;
      while (taken.has(`${stem}-${n}`)) n += 1;
      return `${stem}-${n}`;
    }

    // After the form was renewed: the shape that waited for its row is written there; its key, or "".
    settled() {
      const shape = this.pending;
      if (!shape) return "";
      this.pending = null;
      const index = this.rows(shape.role).findLastIndex((row) => !this.said(row, ROWS[shape.role][1]).value.trim());
      if (index < 0) return "";
      this.fill(this.rows(shape.role)[index], shape);
      return `${shape.role}:${index}`;
    }

    remove(shape) {
      this.remember();
      if (shape.role === "boundary") this.field("boundary").value = "";
      else if (LINES[shape.role]) this.field(LINES[shape.role]).value = this.lines(shape.role).filter((_line, index) => index !== shape.index).join("\n");
      else this.fill(this.rows(shape.role)[shape.index], { role: shape.role, name: "", points: [] });
    }

    // --- asking the server ---------------------------------------------------------------------------------------------------

    // What is wrong, shape by shape; an answer that comes after a later question is left aside.
    async check() {
      const asked = (this.asked = (this.asked || 0) + 1);
      const body = new FormData(this.form);
      body.delete("file");
      const answer = await fetch(this.host.dataset.check, { method: "POST", body, headers: { accept: "application/json" } });
      if (!answer.ok || asked !== this.asked) return null;
      const found = await answer.json();
      this.faults = found.faults;
      return found;
    }
  }

  window.sitemapPlan = { Plan, LEAST };
})();
