// Marks on a tablet: without network they are kept under a number of their own until the campus has answered for them. Sent
// twice, they are written once; what the campus refuses is said. The page itself is kept, and handed back without network.
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const [places, words] = [read("marks-places"), read("marks-words")];
  const form = document.getElementById("marks");
  const net = document.getElementById("marks-net");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const shelf = `campus5g-marks-${places.user}`;
  const shift = Date.parse(places.now) - Date.now();
  let sending = false;

  const queue = () => JSON.parse(localStorage.getItem(shelf) || "[]");
  const store = (all) => localStorage.setItem(shelf, JSON.stringify(all));

  function say(text, tone) {
    net.textContent = text;
    net.className = `alert alert-${tone}`;
    net.hidden = !text;
  }

  function given() {
    const marks = {};
    for (const field of form.elements) if (field.name.startsWith("m-")) marks[field.name.slice(2)] = Number(field.value.replace(",", "."));
    return {
      assignment: places.assignment, number: form.elements.number.value, marks, comment: form.elements.comment.value,
      revision: Number(form.elements.revision.value), at: new Date(Date.now() + shift).toISOString(),
    };
  }

  async function send() {
    const all = queue();
    if (!all.length || sending) return;
    sending = true;
    try {
      const answer = await fetch(places.marks, {
        method: "POST", redirect: "error", headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ marks: all }),
      });
      if (!answer.ok) return say(words.entry, "warning");
      const told = (await answer.json()).outcomes;
      store(queue().filter((one) => !told.some((outcome) => outcome.number === one.number)));
      const refused = told.filter((one) => one.state === "refused").map((one) => one.said);
      if (refused.length) say(refused.join(" "), "warning");
      else location.reload();
    } catch (gone) {
      say(words.offline, "warning");
    } finally {
      sending = false;
    }
  }

  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    store([...queue().filter((one) => one.assignment !== places.assignment), given()]);
    say(words.offline, "warning");
  });
  addEventListener("online", send);
  addEventListener("offline", () => say(words.offline, "warning"));
  setInterval(send, 15000);

  campusKeep(places.worker, places.scope, form);
  navigator.onLine ? send() : say(words.offline, "warning");
})();
