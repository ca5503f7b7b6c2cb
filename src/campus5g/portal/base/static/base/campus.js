// Small helps: the summary of a refused form takes the focus; a form is sent once; a session that ended leads to its page.
document.querySelector("[data-focus]")?.focus();

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.target.method === "post" && button && !event.defaultPrevented && event.target.dataset.again === undefined) {
    setTimeout(() => { button.disabled = true; }, 0);
    setTimeout(() => { button.disabled = false; }, 4000);
  }
});

window.addEventListener("pageshow", () => {
  document.querySelectorAll("form button[disabled]:not([data-off])").forEach((button) => { button.disabled = false; });
});

// Pages kept for the time without network leave the device with the person who signed in; what was not sent yet stays.
if (!document.querySelector("header .who")) {
  globalThis.caches?.keys().then((names) => names.filter((name) => name.startsWith("campus5g ")).forEach((name) => caches.delete(name)));
}

document.addEventListener("click", (event) => {
  const asked = event.target.closest("[data-confirm]");
  if (asked && !window.confirm(asked.dataset.confirm)) event.preventDefault();
});
