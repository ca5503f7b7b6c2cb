// An application saves itself: each answer that changed leaves a moment after it was typed, with the version it was read in.
// Without network it is kept on the device, and sent when the network is back.
(() => {
  const form = document.getElementById("application");
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const [places, words] = [read("application-places"), read("application-words")];
  const said = document.getElementById("saved");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const version = form.querySelector("[name=version]");
  const shelf = `campus5g-application-${places.number}`;
  const sent = new Map();
  let waiting = null;
  let sending = false;

  const fields = () => [...form.elements].filter((field) => field.name.startsWith("q-"));
  const changed = () => fields().filter((field) => field.value !== sent.get(field.name));
  const say = (text) => { said.textContent = text; };

  async function save() {
    const now = changed();
    if (!now.length || sending) return;
    sending = true;
    const answers = Object.fromEntries(now.map((field) => [field.name.slice(2), field.value]));
    localStorage.setItem(shelf, JSON.stringify(answers));
    say(words.saving);
    try {
      const answer = await fetch(places.save, {
        method: "POST", redirect: "error", headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ answers, version: Number(version.value) }),
      });
      const told = await answer.json();
      say(told.said);
      if (answer.ok) {
        version.value = told.version;
        for (const [key, value] of Object.entries(answers)) sent.set(`q-${key}`, value);
        localStorage.removeItem(shelf);
        if (changed().length) waiting = setTimeout(save, 0); // typed while this was on its way
      } else if (told.key) {
        form.elements[`q-${told.key}`]?.classList.add("is-invalid");
      }
    } catch (gone) {
      say(navigator.onLine ? words.asked : words.offline);
    } finally {
      sending = false;
    }
    form.dataset.saved = changed().length ? "no" : "yes";
  }

  for (const field of fields()) sent.set(field.name, field.value);
  const kept = JSON.parse(localStorage.getItem(shelf) || "{}");
  for (const [key, value] of Object.entries(kept)) if (form.elements[`q-${key}`]) form.elements[`q-${key}`].value = value;
  form.addEventListener("input", (event) => {
    event.target.classList.remove("is-invalid");
    form.dataset.saved = "no";
    clearTimeout(waiting);
    waiting = setTimeout(save, 1200);
  });
  form.addEventListener("change", save);
  form.addEventListener("submit", () => { clearTimeout(waiting); localStorage.removeItem(shelf); });
  addEventListener("online", save);
  if (Object.keys(kept).length) save();

  const zone = document.getElementById("zone");
  const closes = new Date(zone.dataset.closes);
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (here !== "Europe/Paris") {
    const local = closes.toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
    zone.textContent = `${zone.dataset.words} ${local} (${here}).`;
  }
})();
