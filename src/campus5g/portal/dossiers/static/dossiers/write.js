// Sections save themselves. What could not be saved says so, and a page with unsaved words asks before it goes.
const unsaved = new Set();

document.addEventListener("input", (event) => {
  const form = event.target.closest("form.writing");
  if (!form) return;
  unsaved.add(form);
  const said = form.querySelector(".state small");
  if (said) said.textContent = form.dataset.waiting;
});

// A refusal (400) and a text that somebody else changed (409) are answers to show, not errors to hide.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 409 || event.detail.xhr.status === 400) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

document.body.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest("form.writing");
  if (form && event.detail.successful) unsaved.delete(form);
});

for (const lost of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.body.addEventListener(lost, (event) => {
    const form = event.target.closest("form.writing");
    const state = form?.querySelector(".state");
    if (!state) return;
    const said = state.querySelector("small") || state.appendChild(document.createElement("small"));
    said.textContent = form.dataset.offline;
    said.className = "refusal";
  });
}

window.addEventListener("beforeunload", (event) => {
  if (unsaved.size) event.preventDefault();
});

document.addEventListener("submit", (event) => unsaved.delete(event.target));
