// Escape closes the source that hovers over the page (WCAG 1.4.13); it opens again once one has gone elsewhere.
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const open of document.querySelectorAll(".sourced:is(:hover, :focus-within)")) open.classList.add("closed");
});
for (const left of ["mouseout", "focusout"]) {
  document.addEventListener(left, (event) => {
    const figure = event.target.closest?.(".sourced.closed");
    if (figure && !figure.contains(event.relatedTarget)) figure.classList.remove("closed");
  });
}
