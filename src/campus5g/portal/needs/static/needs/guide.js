// The form of a need: which parts are filled, and what is typed kept as it is typed. Without this script the form is the same page.
(() => {
  const form = document.getElementById("need-form");
  const said = document.getElementById("typed-kept");
  const out = document.getElementById("typed-out");
  const off = document.getElementById("typed-off");
  const place = `need-form:${form.dataset.person}:${form.dataset.keep}`;
  const PAUSE_MS = 1500;
  let waiting = 0, dirty = false, sending = null;

  const filled = (name) => {
    const found = form.elements[name];
    if (!found) return false;
    const all = found instanceof RadioNodeList ? [...found] : [found];
    return all.some((one) => (one.type === "checkbox" || one.type === "radio" ? one.checked : one.value.trim() !== ""));
  };
  const tick = () => document.querySelectorAll(".guide [data-fields]").forEach((part) => {
    part.classList.toggle("done", part.dataset.fields.split(" ").some(filled));
  });

  const body = () => {
    const typed = new FormData(form);
    [...typed.entries()].forEach(([name, value]) => { if (value instanceof File || name === "csrfmiddlewaretoken") typed.delete(name); });
    return new URLSearchParams(typed).toString();
  };
  // Only while the campus does not answer: the text stays in this window, for the same person, and leaves it once it is kept.
  const hold = () => { try { sessionStorage.setItem(place, body()); } catch { /* a window without storage */ } };
  const release = () => { try { sessionStorage.removeItem(place); } catch { /* the same */ } };

  const post = (typed) => fetch(form.dataset.keep, {
    method: "POST", body: typed, redirect: "manual", credentials: "same-origin",
    headers: { "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
  });

  const keep = async () => {
    clearTimeout(waiting);
    dirty = false;
    try {
      const answer = await post(body());
      if (answer.ok) {
        release();
        off.hidden = out.hidden = true;
        said.textContent = `${said.dataset.said} ${(await answer.json()).at}`;
        return true;
      }
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
        hold();
        out.hidden = false;
        return false;
      }
      return true; // refused as it stands: the form itself will say why
    } catch {
      hold();
      off.hidden = false;
      return false;
    }
  };

  const touched = () => {
    dirty = true;
    tick();
    clearTimeout(waiting);
    waiting = setTimeout(keep, PAUSE_MS);
  };
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  document.addEventListener("htmx:afterSettle", (event) => { if (form.contains(event.target)) touched(); });
  addEventListener("pagehide", () => { if (dirty) hold(); });

  // What is typed is kept before the form leaves, so that a session that ended loses nothing.
  form.addEventListener("submit", (event) => {
    if (sending === event.submitter && sending) { sending = null; return; }
    event.preventDefault();
    const button = event.submitter;
    keep().then((kept) => {
      if (!kept) { (out.hidden ? off : out).scrollIntoView({ block: "center" }); return; }
      sending = button;
      form.requestSubmit(button);
    });
  });

  const held = (() => { try { return sessionStorage.getItem(place); } catch { return null; } })();
  if (held) {
    release();
    post(held).then((answer) => { if (answer.ok) location.reload(); });
  }
  tick();
})();
