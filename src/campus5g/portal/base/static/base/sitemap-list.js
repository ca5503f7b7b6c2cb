// The shapes of a plan without the map: a table of them all, and the form of the one that was chosen. Everything that the pointer
// does on the map can be done here with the keyboard: names, heights, walls, corners one by one, adding and taking away.
(() => {
  const { make, words } = window.sitemap;
  const { LEAST } = window.sitemapPlan;
  const SHOWN = 40;
  const decimals = (value) => String(Math.round(value * 100) / 100);

  class SiteList {
    // `choose(key)` shows a shape on the map; `change(shape, changes)` and `remove(shape)` write; `add(role)` makes an empty one.
    constructor(host, act) {
      Object.assign(this, { act, all: false, words: "" });
      this.chosen = make("section", { class: "sitemap-chosen panel", "aria-label": words.chosen, hidden: "" });
      this.head = make("summary", {}, words.shapes);
      this.search = make("input", { type: "search", class: "form-control form-control-sm", "aria-label": words.search, placeholder: words.search, oninput: () => { this.words = this.search.value.toLowerCase(); this.fill(); } });
      this.body = make("tbody");
      const heads = [words.shape, words.name, words.size, words.problem, words.change].map((text) => make("th", { scope: "col" }, text));
      const table = make("table", { class: "table table-sm" }, make("caption", { class: "visually-hidden" }, words.shapes), make("thead", {}, make("tr", {}, ...heads)), this.body);
      const adders = ["boundary", "building", "mast", "zone", "path"].map((role) => make("button", { type: "button", class: "btn btn-sm btn-outline-accent", onclick: () => act.add(role) }, `+ ${words[role]}`));
      this.more = make("button", { type: "button", class: "btn btn-sm btn-link", onclick: () => { this.all = true; this.fill(); } });
      this.list = make("details", { class: "sitemap-list" }, this.head,
        make("div", { class: "sitemap-adders", role: "group", "aria-label": words.add }, ...adders), this.search,
        make("div", { class: "table-responsive", tabindex: "0", role: "region", "aria-label": words.shapes }, table), this.more);
      host.append(this.chosen, this.list);
    }

    show(shapes, key) {
      this.shapes = shapes;
      this.key = key;
      const faulty = shapes.filter((shape) => shape.fault).length;
      this.head.textContent = `${words.shapes}: ${shapes.length}${faulty ? `, ${words.faulty} ${faulty}` : ""}`;
      this.fill();
      this.form(shapes.find((shape) => shape.key === key));
    }

    fill() {
      const wanted = this.shapes.filter((shape) => `${words[shape.role]} ${shape.name} ${shape.fault}`.toLowerCase().includes(this.words));
      wanted.sort((a, b) => Boolean(b.fault) - Boolean(a.fault));
      const shown = this.all ? wanted : wanted.slice(0, SHOWN);
      this.more.hidden = shown.length === wanted.length;
      this.more.textContent = `${words.all} (${wanted.length})`;
      this.search.hidden = this.shapes.length < 8;
      this.body.replaceChildren(...shown.map((shape) => this.line(shape)));
    }

    line(shape) {
      const name = shape.name || words[shape.role];
      const button = make("button", { type: "button", class: "btn btn-sm btn-link", "aria-label": `${words.change} ${name}`, "aria-pressed": String(shape.key === this.key), onclick: () => this.act.choose(shape.key, true) }, words.change);
      const size = [shape.height ? `${decimals(shape.height)} m` : "", words[shape.wall] || "", shape.role === "mast" ? "" : `${shape.points.length} ${words.corners}`].filter(Boolean).join(", ");
      return make("tr", shape.key === this.key ? { class: "table-active" } : {}, make("td", {}, words[shape.role]), make("th", { scope: "row" }, shape.name || "–"),
        make("td", {}, size), make("td", { class: shape.fault ? "sitemap-fault" : "" }, shape.fault || "–"), make("td", {}, button));
    }

    // --- the form of one shape ---------------------------------------------------------------------------------------------

    form(shape) {
      const focused = this.chosen.contains(document.activeElement) ? document.activeElement.dataset.name : "";
      this.chosen.hidden = !shape;
      if (!shape) return this.chosen.replaceChildren();
      const change = (changes) => this.act.change(shape, changes);
      const button = (label, act, css = "btn-outline-accent") => make("button", { type: "button", class: `btn btn-sm ${css}`, "data-name": label, onclick: act }, label);
      const title = make("h3", { class: "h6", tabindex: "-1" }, `${words[shape.role]}${shape.name ? ` “${shape.name}”` : ""}`);
      const fault = shape.fault ? [make("p", { class: "sitemap-fault", id: "shape-fault" }, shape.fault)] : [];
      const fields = make("div", { class: "sitemap-fields" }, ...this.fields(shape, change));
      const ends = make("div", { class: "sitemap-adders" }, button(words.zoom, () => this.act.zoom(shape)), ...this.devices(shape, button),
        button(words.remove, () => this.act.remove(shape), "btn-link"), button(words.close, () => this.act.choose(""), "btn-link"));
      this.chosen.replaceChildren(title, ...fault, fields, this.corners(shape, change), ends);
      if (focused) this.chosen.querySelector(`[data-name="${CSS.escape(focused)}"]`)?.focus();
    }

    focus() { this.chosen.querySelector("h3")?.focus(); }

    field(shape, name, label, control) {
      control.dataset.name = name;
      if (shape.fault) { control.setAttribute("aria-describedby", "shape-fault"); control.setAttribute("aria-invalid", "true"); }
      return make("label", {}, make("span", {}, label), control);
    }

    fields(shape, change) {
      const text = (name, label) => this.field(shape, name, label, make("input", { type: "text", class: "form-control form-control-sm", maxlength: "120", value: shape[name] || "", onchange: (event) => change({ [name]: event.target.value }) }));
      const size = (name, label, least) => this.field(shape, name, label, make("input", { type: "number", class: "form-control form-control-sm", min: least, step: "any", value: decimals(shape[name]), onchange: (event) => change({ [name]: Number(event.target.value) }) }));
      const choice = (name, label, options) => this.field(shape, name, label, make("select", { class: "form-select form-select-sm", onchange: (event) => change({ [name]: event.target.value }) },
        ...options.map((option) => make("option", { value: option, ...(option === shape[name] ? { selected: "" } : {}) }, words[option] || option || "–"))));
      const box = (name, label) => this.field(shape, name, label, make("input", { type: "checkbox", class: "form-check-input", ...(shape[name] ? { checked: "" } : {}), onchange: (event) => change({ [name]: event.target.checked }) }));
      if (shape.role === "building") return [text("name", words.name), size("height", words.height_m, "0.5"), choice("wall", words.walls, ["high_loss", "low_loss", "metal"]), text("kind", words.kind)];
      if (shape.role === "mast") return [text("name", words.name), size("height", words.height_m, "0.5"), text("kind", words.carrier), choice("building", words.below, ["", ...this.act.buildings(), ...(this.act.buildings().includes(shape.building) || !shape.building ? [] : [shape.building])])];
      if (shape.role === "zone") return [text("name", words.name), box("indoor", words.indoor)];
      if (shape.role === "path") return [text("name", words.name), choice("kind", words.moving, ["rail", "road", "crane", "corridor"]), size("width", words.width_m, "0.5")];
      return [];
    }

    devices(shape, button) {
      return ["zone", "path"].includes(shape.role) ? [button(words.devices, () => this.act.devices(shape))] : [];
    }

    // Each corner in metres east and north: typed, added after another, taken away while enough are left.
    corners(shape, change) {
      const moved = (at, axis, value) => change({ points: shape.points.map((point, n) => (n === at ? point.map((old, k) => (k === axis ? value : old)) : point)) });
      const cell = (at, axis) => make("td", {}, make("input", { type: "number", step: "any", class: "form-control form-control-sm", "data-name": `${at}-${axis}`, "aria-label": `${words.corner} ${at + 1}, ${axis ? words.north : words.east}`, value: decimals(shape.points[at][axis]), onchange: (event) => moved(at, axis, Number(event.target.value)) }));
      const after = (at) => {
        const next = shape.points[at + 1] || (shape.role === "path" ? [shape.points[at][0] + 10, shape.points[at][1]] : shape.points[0]);
        const middle = [(shape.points[at][0] + next[0]) / 2, (shape.points[at][1] + next[1]) / 2];
        change({ points: [...shape.points.slice(0, at + 1), middle, ...shape.points.slice(at + 1)] });
      };
      const tools = (at) => (shape.role === "mast" ? [] : [
        make("button", { type: "button", class: "btn btn-sm btn-link", "data-name": `after-${at}`, "aria-label": `${words.insert} ${at + 1}`, onclick: () => after(at) }, "+"),
        make("button", { type: "button", class: "btn btn-sm btn-link", "data-name": `less-${at}`, "aria-label": `${words.remove_corner} ${at + 1}`, ...(shape.points.length <= LEAST[shape.role] ? { disabled: "" } : {}), onclick: () => change({ points: shape.points.filter((_point, n) => n !== at) }) }, "×"),
      ]);
      const rows = shape.points.map((_point, at) => make("tr", {}, make("th", { scope: "row" }, String(at + 1)), cell(at, 0), cell(at, 1), make("td", { class: "text-nowrap" }, ...tools(at))));
      const heads = [words.corner, words.east, words.north].map((text) => make("th", { scope: "col" }, text));
      const table = make("table", { class: "table table-sm sitemap-corners" }, make("caption", { class: "visually-hidden" }, words.corners_of), make("thead", {}, make("tr", {}, ...heads, make("td"))), make("tbody", {}, ...rows));
      const holder = make("details", { ...(shape.role === "mast" || this.open ? { open: "" } : {}), ontoggle: (event) => { this.open = event.target.open; } }, make("summary", {}, words.corners_of), table);
      return holder;
    }
  }

  window.sitemapList = SiteList;
})();
