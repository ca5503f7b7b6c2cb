// The door of an event on a phone: ticks people off at once, keeps each deed under a number of its own until the campus has
// answered for it, and says what the campus refused. Said twice, a deed is written once.
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const at = (id) => document.getElementById(`door-${id}`);
  const [people, words, places] = [read("door-people"), read("door-words"), read("door-places")];
  const shelf = `campus5g-door-${places.event}`;
  const token = document.querySelector("#door [name=csrfmiddlewaretoken]").value;
  const shown = 60;
  let sending = false;

  const queue = () => JSON.parse(localStorage.getItem(shelf) || "[]");
  const store = (deeds) => localStorage.setItem(shelf, JSON.stringify(deeds));
  const bare = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  const hour = (iso) => new Date(iso).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  const number = () => ("randomUUID" in crypto ? crypto.randomUUID() : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
    (+c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+c / 4)))).toString(16)));

  function say(text, tone) {
    at("said").textContent = text;
    at("said").className = `alert alert-${tone}`;
    at("said").hidden = !text;
  }

  function draw() {
    const waiting = new Map(queue().map((deed) => [deed.badge, deed]));
    const asked = bare(at("q").value.trim());
    const found = people.filter((one) => !asked || bare(`${one.name} ${one.company} ${one.badge}`).includes(asked));
    at("list").replaceChildren(...found.slice(0, shown).map((one) => row(one, waiting.get(one.badge))));
    at("count").textContent = people.filter((one) => one.seen || waiting.has(one.badge)).length;
    at("left").textContent = waiting.size ? `· ${waiting.size} ${words.left}` : "";
    return found;
  }

  function row(one, deed) {
    const line = document.createElement("li");
    line.className = "d-flex flex-wrap gap-2 justify-content-between align-items-center";
    const name = document.createElement("span");
    const strong = document.createElement("strong");
    strong.textContent = one.name;
    name.append(strong, one.company ? ` · ${one.company}` : "");
    line.append(name);
    if (one.seen || deed) {
      const state = document.createElement("span");
      state.className = `status status-${deed ? "neutral" : "good"}`;
      state.textContent = `${words.at} ${hour(one.seen || deed.at)}${deed ? ` · ${words.waits}` : ""}`;
      line.append(state);
    } else {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-accent";
      button.textContent = words.in;
      button.setAttribute("aria-label", `${words.in} · ${one.name}`);
      button.addEventListener("click", () => letIn(one));
      line.append(button);
    }
    return line;
  }

  function letIn(one) {
    const deeds = queue();
    if (!deeds.some((deed) => deed.badge === one.badge)) {
      deeds.push({ number: number(), badge: one.badge, at: now() });
      store(deeds);
    }
    say(`${words.in} · ${one.name}`, "success");
    at("q").value = "";
    draw();
    send();
  }

  // The instant by the campus' own clock: a demonstration lives on a fixed day.
  const shift = Date.parse(places.now) - Date.now();
  const now = () => new Date(Date.now() + shift).toISOString();

  async function send() {
    const deeds = queue();
    if (!deeds.length || sending) return network(true);
    sending = true;
    try {
      const answer = await fetch(places.arrivals, {
        method: "POST", redirect: "error", headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ arrivals: deeds }),
      });
      if (!answer.ok) return say(words.entry, "warning");
      settle((await answer.json()).outcomes);
      network(true);
    } catch (gone) {
      network(false);
    } finally {
      sending = false;
    }
  }

  function settle(outcomes) {
    const told = new Map(outcomes.map((one) => [one.number, one]));
    const refused = outcomes.filter((one) => one.state === "refused").map((one) => one.said);
    for (const deed of queue()) {
      const one = people.find((person) => person.badge === deed.badge);
      if (one && told.has(deed.number) && told.get(deed.number).state !== "refused") one.seen = deed.at;
    }
    store(queue().filter((deed) => !told.has(deed.number)));
    if (refused.length) say(refused.join(" "), "warning");
    draw();
  }

  function network(there) {
    at("net").textContent = there ? words.online : words.offline;
    at("net").className = `alert alert-${there ? "success" : "warning"}`;
  }

  at("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const waiting = new Set(queue().map((deed) => deed.badge));
    const first = draw().find((one) => !one.seen && !waiting.has(one.badge));
    if (at("q").value.trim() && first) letIn(first);
  });
  at("q").addEventListener("input", draw);
  at("forget").addEventListener("click", async () => {
    if (queue().length) return say(`${queue().length} ${words.left}`, "warning");
    localStorage.removeItem(shelf);
    const kept = await navigator.serviceWorker?.getRegistration(location.pathname);
    kept?.active?.postMessage({ forget: true });
    await kept?.unregister();
    location.assign("../");
  });
  addEventListener("online", send);
  addEventListener("offline", () => network(false));
  setInterval(send, 15000);

  campusKeep(places.worker, location.pathname, document.getElementById("door"));

  const badge = new URLSearchParams(location.search).get("badge");
  if (badge) {
    history.replaceState(null, "", location.pathname);
    const one = people.find((person) => person.badge === badge.toUpperCase());
    if (!one) say(words.unknown, "warning");
    else if (one.seen) say(`${one.name} · ${words.at} ${hour(one.seen)}`, "warning");
    else letIn(one);
  }
  draw();
  navigator.onLine ? send() : network(false);
})();
